"""Opens the dialog of the first steps, by itself once for an empty catalog, and carries out what the user chose in it.

Names of another program are asked for once the first scan is over. It also tells once that pages have other keys now,
where an earlier version was used.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QWidget

from photoface.gui.client import Frame
from photoface.gui.context import Context
from photoface.gui.kit.typed_names import catalog_key
from photoface.worker.messages import Job, ProposeImportJob, ScanJob

PAGE_KEYS_TOLD, USED_BEFORE = "window/page_keys_told", "window/geometry"
"""Names in the preferences; the second is there once a window was closed."""


class Greeting(QObject):
    """Opens the sheet at the program's start or when it is asked for.

    Args:
        choose_appearance: follows `system`, `light` or `dark` at once.

    Signals:
        folder_chosen: add a folder; its `Path`.
        import_asked: work out what would be taken over; a `ProposeImportJob`. Its scan is over by then.
        imported: what would be taken over is worked out.
        keys_changed: the user has used a version in which pages had other keys, and was not told yet.
    """

    folder_chosen = Signal(object)
    import_asked = Signal(object)
    imported = Signal()
    keys_changed = Signal()

    def __init__(
        self, context: Context, preferences: QSettings, choose_appearance: Callable[[str], None], window: QWidget
    ) -> None:
        super().__init__(window)
        self._context = context
        self._preferences = preferences
        self._choose_appearance = choose_appearance
        self._window = window
        self._key = f"first_steps/{catalog_key(context.client.library.catalog_path)}"
        self._waiting: ProposeImportJob | None = None
        self._asked: ProposeImportJob | None = None
        context.jobs.finished.connect(self._follow)

    def start(self) -> None:
        """Open the sheet once the frame is read, if the catalog is empty and its user was not asked before."""
        if not self._preferences.contains(PAGE_KEYS_TOLD):
            self._preferences.setValue(PAGE_KEYS_TOLD, "yes")
            if self._preferences.contains(USED_BEFORE):
                self.keys_changed.emit()
        if self._preferences.value(self._key) is None:
            self._context.client.frame_changed.connect(self._look)

    def ask(self) -> None:
        """Open the sheet."""
        from photoface.gui.folders.first_steps import FirstStepsSheet

        sheet = FirstStepsSheet(self._context, self._preferences, self._choose_appearance, self._window)
        sheet.folder_chosen.connect(self.folder_chosen)
        sheet.import_chosen.connect(self._wait)
        sheet.finished.connect(lambda _: self._preferences.setValue(self._key, "shown"))
        sheet.open()

    def _look(self, frame: Frame) -> None:
        self._context.client.frame_changed.disconnect(self._look)
        # The window may be closed by then.
        if self._window.isVisible() and not frame.folders and not frame.overview.photos:
            self.ask()

    def _wait(self, job: ProposeImportJob) -> None:
        """Names of another program are of faces that a scan finds first."""
        self._waiting = job

    def _follow(self, job: Job, _summary: str) -> None:
        if isinstance(job, ScanJob) and self._waiting is not None:
            self._asked, self._waiting = self._waiting, None
            self.import_asked.emit(self._asked)
        elif self._asked is not None and job == self._asked:
            self._asked = None
            self.imported.emit()
