"""Shows what the library and jobs report: a note with Undo for a decision, a bar for a problem, a dialog for a bug."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget, QWidget

from photoface.gui.client import Client
from photoface.gui.context import Page
from photoface.gui.jobs.job_messages import JobMessages
from photoface.gui.kit.message_bar import MessageBar, Note
from photoface.gui.names_in_files.file_writing import FileWriting

if TYPE_CHECKING:
    from photoface.gui.kit.bug import BugDialog


class Announcements(QObject):
    """Done things become a note, problems a bar, bugs a dialog."""

    def __init__(self, client: Client, note: Note, bar: MessageBar, window: QWidget) -> None:
        super().__init__(window)
        self._client = client
        self._note = note
        self._bar = bar
        self._window = window
        self.bug_dialog: BugDialog | None = None
        client.decided.connect(self._say_decided)
        client.undone.connect(lambda words: note.say(self.tr("Undone: {}").format(words), undo=False))
        client.redone.connect(lambda words: note.say(self.tr("Done again: {}").format(words), undo=True))
        client.history_jumped.connect(lambda words: note.say(words, undo=False))
        note.undo_asked.connect(self._undo)
        client.messages.noted.connect(lambda words: note.say(words, undo=False))
        client.messages.problem.connect(lambda sentence, remedy: bar.show_problem(sentence, remedy))
        client.messages.bug.connect(self._show_bug)

    def follow(self, news: JobMessages, show_failed: Callable[[], None]) -> None:
        """Show what the jobs have to tell; `show_failed` shows the files that could not be read."""
        bar = self._bar
        news.unreadable_found.connect(
            lambda sentence, remedy, action: bar.show_problem(sentence, remedy, action, show_failed)
        )
        news.helpers_missing.connect(
            lambda sentence, remedy, action: bar.show_problem(sentence, remedy, action, news.scan_alone)
        )
        news.recovered.connect(bar.hide)
        news.tried_again.connect(bar.withdraw_problem)

    def follow_writing(self, writing: FileWriting, show_unwritten: Callable[[], None]) -> None:
        """Show which files could not be written after decisions."""
        bar = self._bar
        writing.failed.connect(
            lambda sentence, remedy, action: bar.show_problem(sentence, remedy, action, show_unwritten)
        )

    def _say_decided(self, words: str) -> None:
        stack = self._note.parentWidget()
        page = stack.currentWidget() if isinstance(stack, QStackedWidget) else None
        if not (isinstance(page, Page) and page.shows_decision(words)):
            self._note.say(words, undo=True)

    def _undo(self) -> None:
        self._note.hide()
        self._client.undo()

    def _show_bug(self, traceback: str) -> None:
        if self.bug_dialog is not None:
            self.bug_dialog.add(traceback)
            return
        from photoface.gui.kit.bug import BugDialog

        self.bug_dialog = BugDialog(traceback, self._window)
        self.bug_dialog.finished.connect(self._forget_bug_dialog)
        self.bug_dialog.open()

    def _forget_bug_dialog(self) -> None:
        self.bug_dialog = None
