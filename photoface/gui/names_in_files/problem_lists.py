"""The lists of Names in files, with a tab for each: conflicts to decide, and files not read or not written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from photoface.catalog.takeover_conflicts import ConflictSummary
from photoface.gui.context import Context
from photoface.gui.jobs.failed_page import FailedDelegate
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Stretch, holding, in_column, in_row, in_stack
from photoface.gui.kit.file_manager import show_in_file_manager
from photoface.gui.kit.parts import EmptyState, button
from photoface.gui.kit.row_list import RowList
from photoface.gui.names_in_files.answer_buttons import AnswerButtons
from photoface.gui.names_in_files.conflicts import ConflictDelegate, ConflictModel
from photoface.gui.names_in_files.unread import UnreadFile, UnreadModel
from photoface.gui.page_action import PageAction, PageActions, offered

CONFLICTS, UNREAD, UNWRITTEN, NO_LIST = range(4)
"""Places in the stack of lists; the last is of the words that are shown where all lists are empty."""


class ProblemLists(QWidget):
    """Shows one of the lists at a time, and the buttons that answer selected conflicts.

    Signals:
        photo_asked: the photo of a conflict is to be shown; its id.
        actions_changed: another list or selection, so that something else can be done.
    """

    photo_asked = Signal(int)
    actions_changed = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._wanted: int | None = None
        self.conflicts_tab = button("", "tab", self, clicked=lambda: self.show_list(CONFLICTS))
        self.unread_tab = button("", "tab", self, clicked=lambda: self.show_list(UNREAD))
        self.unwritten_tab = button("", "tab", self, clicked=lambda: self.show_list(UNWRITTEN))
        self.conflicts = ConflictModel(self)
        name = self.tr("Differences for you to decide")
        self.view = RowList(self.conflicts, ConflictDelegate(context), context.theme, name, self)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self.actions_changed.emit())
        self.view.activated.connect(lambda index: self._open(index.row()))
        context.images.arrived.connect(self.view.viewport().update)
        self.answers = AnswerButtons(context, self.conflicts, self.view, self)
        self.unread = UnreadModel(self)
        self.unread_view = self._files(self.unread, self.tr("Files whose names could not be read"))
        self.unwritten = UnreadModel(self)
        self.unwritten_view = self._files(self.unwritten, self.tr("Files into which names could not be written"))
        self.nothing = EmptyState(context, "check-circle-outline", self)
        self.nothing.say(
            self.tr("No conflicts"), self.tr("What files say against your decisions is listed here, for you to decide.")
        )
        tabs = in_row(
            self.conflicts_tab,
            self.unread_tab,
            self.unwritten_tab,
            Stretch(),
            self.answers,
            margins=(24, 0, 24, 4),
            spacing=8,
        )
        self._tabs = holding(tabs, self)
        lists = QWidget(self)
        self._lists = in_stack(self.view, self.unread_view, self.unwritten_view, self.nothing, on=lists)
        in_column(self._tabs, Placed(lists, 1), on=self, spacing=0)
        self._show(NO_LIST)

    def _files(self, model: UnreadModel, name: str) -> RowList:
        view = RowList(model, FailedDelegate(self._context), self._context.theme, name, self)
        view.activated.connect(lambda index: show_in_file_manager(model.ids[index.row()]))
        return view

    def show_problems(
        self,
        conflicts: Sequence[ConflictSummary],
        unread: Sequence[tuple[Path, str]],
        unwritten: Sequence[tuple[Path, str]],
    ) -> None:
        """Fill the lists; of files with the reasons. The list that is shown stays, while there is something in it."""
        shown = self._lists.currentIndex() if self._wanted is None else self._wanted
        self._wanted = None
        self.conflicts.show(conflicts)
        self.unread.show([UnreadFile(path, sentence) for path, sentence in unread])
        self.unwritten.show([UnreadFile(path, sentence) for path, sentence in unwritten])
        counts = (len(conflicts), len(unread), len(unwritten))
        for tab, words, count in zip(
            (self.conflicts_tab, self.unread_tab, self.unwritten_tab),
            (self.tr("To decide"), self.tr("Could not be read"), self.tr("Could not be written")),
            counts,
            strict=True,
        ):
            tab.setText(f"{words}  {text.number(count)}")
            tab.setAccessibleName(f"{words}, {text.number(count)}")
            tab.setVisible(count > 0)
        self._tabs.setVisible(any(counts))
        filled = [number for number, count in enumerate(counts) if count]
        self.show_list(shown if shown in filled else next(iter(filled), NO_LIST))

    def show_unwritten(self) -> None:
        """Show the files that could not be written, also of those that are read next."""
        self._wanted = UNWRITTEN
        self.show_list(UNWRITTEN)

    def show_list(self, number: int) -> None:
        """Show one of the lists: `CONFLICTS`, `UNREAD`, `UNWRITTEN` or `NO_LIST`."""
        self._show(number)
        self.actions_changed.emit()

    def _show(self, number: int) -> None:
        self._lists.setCurrentIndex(number)
        for place, tab in enumerate((self.conflicts_tab, self.unread_tab, self.unwritten_tab)):
            tab.setChecked(number == place)
        self.answers.setVisible(number == CONFLICTS)
        self.answers.follow()

    def page_actions(self) -> PageActions:
        """What can be done with the selected conflicts."""
        if self._lists.currentWidget() is not self.view:
            return {}
        select_all = offered((PageAction.SELECT_ALL, self.conflicts.ids, self.view.selectAll))
        return {**self.answers.actions_now(), **select_all}

    def take_focus(self, reason: Qt.FocusReason) -> None:
        """Give the keyboard to the conflicts."""
        self.view.setFocus(reason)

    def _open(self, row: int) -> None:
        """Show the photo, in which the face can be given another name."""
        conflict = self.conflicts.summary(row)
        if conflict is not None and conflict.photo_id is not None:
            self.photo_asked.emit(conflict.photo_id)
