"""Starts the window on a catalog: builds client, jobs, theme and pages, runs the event loop, closes all again.

The only place that puts these parts together.
"""

from __future__ import annotations

import datetime as dt
import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from photoface.errors import CatalogDamaged, UserFacingError
from photoface.gui.display import refuse_without_display
from photoface.gui.process import prepare, trim_freed_memory
from photoface.gui.system_libraries import explain_import_error

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from photoface.gui.jobs.controller import MakeProcess
    from photoface.gui.main_window import MainWindow
    from photoface.library.library import Library

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
        from photoface.worker.process import JobProcess

        self._closed = False
        self.garbage = GarbageCollection()
        self.messages = Messages()
        self.tasks = Tasks(self.messages)
        self.theme = Theme(application, text_size(preferences))
        moving = application.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0
        self.images = Images(library.pictures, self.messages, fade=fade and moving)
        self.client = Client(library, self.tasks, self.messages)
        catalog = library.catalog_path
        self.jobs = JobController(
            make_process or (lambda job, on_message: JobProcess(catalog, job, on_message)), self.tasks
        )
        context = Context(self.client, self.images, self.theme, Icons(self.theme), self.jobs)
        self.main: MainWindow = MainWindow(context, preferences)
        # What a decision needed in passing goes back to the system once nothing more follows.
        resting = QTimer(self.main, interval=RESTING_MS, singleShot=True)
        resting.timeout.connect(trim_freed_memory)
        self.tasks.idle.connect(resting.start)

    def close(self) -> None:
        """End every thread and process of the window. The library stays open; it is the caller's."""
        self.main.close()
        self.jobs.close()
        self.images.close()
        self.tasks.close()
        if not self._closed:
            self._closed = True
            self.garbage.close()
            self.theme.close()


def run(catalog: Path | None = None, opened: Callable[[Window], object] = lambda window: None) -> int:
    """Open the window on a catalog and stay until it is closed; returns the exit code.

    Args:
        catalog: its file; None for the user's own.
        opened: is told of each window that shows; for tests.

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

    from photoface.assembly import default_catalog, open_library, restore_catalog

    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("PhotoFace")
    application.setApplicationDisplayName("PhotoFace")
    application.setDesktopFileName("photoface")
    path = (catalog or default_catalog()).expanduser().absolute()
    news = ""
    # One window, or one after the other: a backup can only be restored while no catalog is open.
    while True:
        try:
            library = open_library(path)
        except UserFacingError as error:
            code, backup = 1, _tell_cannot_open(application, error)
        else:
            code, backup = _show_window(application, library, news, opened)
        if backup is None:
            return code
        try:
            restore_catalog(path, backup)
            news = "The backup is restored. What there was before is a backup now."
        except UserFacingError as error:
            news = ""
            _tell_cannot_open(application, error)


def _show_window(
    application: QApplication, library: Library, news: str, opened: Callable[[Window], object]
) -> tuple[int, Path | None]:
    """Show a window until it is closed; returns the exit code, and a backup that the user wants restored."""
    from PySide6.QtCore import QSettings

    from photoface.gui.signals import closed_by_signals

    preferences = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "PhotoFace", "window")
    window = Window(application, library, preferences)
    # Nothing goes through what is imported by now, a quarter of a million objects, again: a full round of the garbage
    # collection would stop the window for 150 to 350 ms.
    gc.freeze()
    window.messages.install_hook()
    try:
        # The first page begins to be read while the window is laid out.
        window.main.start()
        window.main.show()
        window.main.greeting.start()
        opened(window)
        if news:
            window.messages.note(news)
        with closed_by_signals(application):
            code = application.exec()
        return code, window.main.to_restore
    finally:
        window.messages.remove_hook()
        window.close()
        library.close()


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
