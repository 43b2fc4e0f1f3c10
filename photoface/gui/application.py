"""Starts the window on a catalog: builds client, jobs, theme and pages, runs the event loop, closes all again.

The only place that puts these parts together. Between two windows it opens another catalog, and moves or restores one.
"""

from __future__ import annotations

import datetime as dt
import gc
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from photoface.errors import CatalogDamaged, UserFacingError
from photoface.gui.display import refuse_without_display
from photoface.gui.process import load_numpy, prepare, trim_freed_memory
from photoface.gui.system_libraries import explain_import_error
from photoface.library.first_page import close_and_keep_first_page
from photoface.library.first_page_file import remembered_page

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from photoface.gui.jobs.job_process import MakeProcess, Process
    from photoface.gui.library_opening import LibraryOpening
    from photoface.gui.main_window import MainWindow
    from photoface.library.library import Library
    from photoface.worker.messages import Job, Message

T = TypeVar("T")

LOOK_MS = 50
"""Between two looks whether something is done while no window shows."""

RESTING_MS = 5000
"""So long after the last work memory is returned to the system. A decision that follows sooner finds what it needs
still allocated: allocating it again takes a sixth of the time in which a large group is named."""


class Window:
    """The main window with everything it needs (library, client, jobs, theme), opened and closed together.

    Args:
        make_process: starts a job; None for the real worker process.
        fade: whether pictures fade in; tests and screenshots do without.
    """

    def __init__(
        self,
        application: QApplication,
        library: Library,
        preferences: QSettings,
        make_process: MakeProcess | None = None,
        *,
        fade: bool = True,
    ) -> None:
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QStyle

        from photoface.gui.client import Client
        from photoface.gui.context import Context
        from photoface.gui.garbage import GarbageCollection
        from photoface.gui.jobs.controller import JobController
        from photoface.gui.kit.icons import Icons
        from photoface.gui.kit.images import Images
        from photoface.gui.kit.messages import Messages
        from photoface.gui.kit.tasks import Tasks
        from photoface.gui.kit.theme import Theme
        from photoface.gui.main_window import MainWindow
        from photoface.gui.settings.text_size import text_size

        self._closed = False
        self.garbage = GarbageCollection()
        self.messages = Messages()
        self.tasks = Tasks(self.messages)
        self.theme = Theme(application, text_size(preferences))
        moving = application.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0
        self.images = Images(library.pictures, self.messages, fade=fade and moving)
        self.client = Client(library, self.tasks, self.messages)
        catalog = library.catalog_path

        def start_process(job: Job, on_message: Callable[[Message], None]) -> Process:
            # Until a job runs the window does without it.
            from photoface.worker.process import JobProcess

            return JobProcess(catalog, job, on_message)

        self.jobs = JobController(make_process or start_process, self.tasks)
        context = Context(self.client, self.images, self.theme, Icons(self.theme), self.jobs)
        self.main: MainWindow = MainWindow(context, preferences)
        # What a decision needed in passing goes back to the system once nothing more follows.
        self._resting = QTimer(self.main, interval=RESTING_MS, singleShot=True)
        self._resting.timeout.connect(self._rest)
        self.tasks.idle.connect(self._resting.start)

    def show(self, opening: LibraryOpening) -> None:
        """Show the window, and open its library behind its first paint."""
        # Nothing goes through what is imported by now, and what opening the library imports, a quarter of a million
        # objects, again: a full round of the garbage collection would stop the window for 150 to 350 ms.
        gc.freeze()
        self.garbage.pause()
        opening.opened.connect(self._resume_collection)
        # What the first page reads waits for the library.
        self.main.start()
        self.main.show()
        self.main.navigation.watch_keyboard()
        self.main.greeting.start()
        opening.painted.connect(self._show_remembered)
        opening.begin_after_paint(self.main)

    def _show_remembered(self) -> None:
        page = remembered_page(self.client.library.catalog_path)
        if page is not None:
            self.main.people.show_remembered(page)

    def _resume_collection(self) -> None:
        gc.freeze()
        self.garbage.resume()

    def _rest(self) -> None:
        trim_freed_memory()
        self.tasks.read_quietly(self.main, lambda: self.client.library.review.keep_scores(), lambda _: None)

    def close(self) -> None:
        """End every thread and process of the window. The library stays open; it is the caller's."""
        self.main.close()
        self.jobs.close()
        self.images.close()
        self.tasks.close()
        if not self._closed:
            self._closed = True
            self._resting.stop()
            self.garbage.close()
            self.theme.close()


def run(catalog: Path | None = None, opened: Callable[[Window], object] = lambda window: None) -> int:
    """Open the window on a catalog and stay until it is closed; returns the exit code.

    Args:
        catalog: its file; None for the user's own.
        opened: is told of each window that shows, once its library is open; for tests.

    Raises:
        UserFacingError: there is no display.
    """
    refuse_without_display()
    try:
        prepare()
        from PySide6.QtWidgets import QApplication
    except ImportError as error:
        told = explain_import_error(error)
        if told is None:
            raise
        sys.stderr.write(f"{told}\n")
        return 1

    from PySide6.QtCore import QSettings

    from photoface.assembly import default_catalog, move_catalog, restore_catalog
    from photoface.gui.kit.recent_libraries import last_library, note_changed_to, note_moved, note_opened

    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("PhotoFace")
    application.setApplicationDisplayName("PhotoFace")
    application.setDesktopFileName("photoface")
    preferences = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "PhotoFace", "window")
    try:
        path = (catalog or last_library(preferences) or default_catalog()).expanduser().absolute()
    except UserFacingError as error:
        _tell_cannot_open(application, error)
        return 1
    news = ""
    before: Path | None = None
    # One window, or one after the other: a catalog can only be restored or moved while nobody has it open.
    while True:
        try:
            code, wanted = _show_window(application, path, preferences, news, opened)
        except UserFacingError as error:
            backup = _tell_cannot_open(application, error)
            if backup is None and before is None:
                return 1
            if backup is None:
                assert before is not None
                path, before, news = before, None, ""
                continue
            wanted = _Wanted(restore=backup)
        else:
            note_opened(preferences, path)
            if before is not None:
                note_changed_to(preferences, path, default_catalog())
        before, news = None, ""
        try:
            if wanted.restore is not None:
                restore_catalog(path, wanted.restore)
                news = "The backup is restored. What there was before is a backup now."
            elif wanted.move_to is not None:
                moved = _while_told(application, "Moving the library …", partial(move_catalog, path, wanted.move_to))
                note_moved(preferences, path, moved)
                path, news = moved, f"The library lies in {moved.parent} now."
            elif wanted.open is not None:
                path, before = wanted.open, path
            else:
                return code
        except UserFacingError as error:
            _tell_cannot_open(application, error)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the user wants done while no catalog is open.

    Attributes:
        restore: a backup to put in the catalog's place.
        open: another catalog to open.
        move_to: the folder to which the catalog is moved.
    """

    restore: Path | None = None
    open: Path | None = None
    move_to: Path | None = None


def _show_window(
    application: QApplication,
    catalog: Path,
    preferences: QSettings,
    news: str,
    opened: Callable[[Window], object],
) -> tuple[int, _Wanted]:
    """Show a window until it is closed; returns the exit code, and what the user wants then.

    Raises:
        UserFacingError: the catalog cannot be opened; the window is closed again.
    """
    from photoface.gui.signals import closed_by_signals

    opening = opening_of(catalog)
    window = Window(application, opening.library, preferences)
    window.messages.install_hook()
    failures: list[Exception] = []

    def fail(error: Exception) -> None:
        failures.append(error)
        window.close()

    opening.failed.connect(fail)
    opening.opened.connect(lambda: opened(window))
    try:
        window.show(opening)
        if news:
            window.messages.note(news)
        with closed_by_signals(application):
            code = application.exec()
        if failures:
            raise failures[0]
        main = window.main
        return code, _Wanted(main.to_restore, main.to_open, main.to_move_to)
    finally:
        window.messages.remove_hook()
        opening.give_up()
        window.close()
        opening.close()


def opening_of(catalog: Path) -> LibraryOpening:
    """What opens a catalog while the window shows."""
    from photoface.gui.library_opening import LibraryOpening

    def open_it(path: Path) -> Library:
        load_numpy()
        from photoface.assembly import open_library

        return open_library(path)

    return LibraryOpening(catalog, open_it, close_and_keep_first_page)


def _while_told(application: QApplication, words: str, work: Callable[[], T]) -> T:
    """Do something long on another thread while a small window says so; returns what comes of it."""
    from concurrent.futures import ThreadPoolExecutor

    from PySide6.QtCore import QEventLoop, Qt, QTimer
    from PySide6.QtWidgets import QLabel

    from photoface.gui.kit.theme import Theme

    theme = Theme(application)
    said = QLabel(words, None, Qt.WindowType.Dialog | Qt.WindowType.CustomizeWindowHint)
    said.setMargin(32)
    theme.apply_to(said)
    said.show()
    loop = QEventLoop()
    looking = QTimer(interval=LOOK_MS)
    try:
        with ThreadPoolExecutor(1) as thread:
            future = thread.submit(work)
            looking.timeout.connect(lambda: loop.quit() if future.done() else None)
            looking.start()
            loop.exec()
            return future.result()
    finally:
        said.close()
        theme.close()


def _tell_cannot_open(application: QApplication, error: UserFacingError) -> Path | None:
    """Say in a dialog, and on the terminal, why the catalog cannot be opened; returns a backup to restore, or None."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QMessageBox

    from photoface.gui.kit.theme import Theme

    sys.stderr.write(f"{error}\n")
    box = QMessageBox(QMessageBox.Icon.Warning, "PhotoFace", error.sentence)
    Theme(application).apply_to(box)
    box.setTextFormat(Qt.TextFormat.PlainText)
    backup = error.backup if isinstance(error, CatalogDamaged) else None
    box.setInformativeText(error.remedy)
    restore = None
    if backup is not None:
        made = dt.datetime.fromtimestamp(backup.stat().st_mtime)
        box.setInformativeText("")
        restore = box.addButton(f"Restore the backup of {made:%Y-%m-%d %H:%M}", QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Close)
    box.exec()
    return backup if restore is not None and box.clickedButton() is restore else None
