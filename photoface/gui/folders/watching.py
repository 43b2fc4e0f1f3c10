"""Starts scans by itself, as the settings say: when the window opens, and when photos in the folders changed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from photoface.gui.client import Client, Frame

if TYPE_CHECKING:
    from photoface.library.library import Library
    from photoface.scan.folder_watch import FolderWatch
    from photoface.settings import Settings

BEGIN_MS = 3000
"""A watch begins this long after the folders are known: after the window's first pages."""


class FolderWatching(QObject):
    """Watches the library's folders as the settings say, and asks for a scan when photos in them changed.

    Args:
        scan: asks for a quiet scan; its argument says whether to leave files out that may still be written.
    """

    _changed = Signal(object)

    def __init__(self, client: Client, scan: Callable[[bool], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._client = client
        self._scan = scan
        self._folders: tuple[Path, ...] | None = None
        self._watch: FolderWatch | None = None
        self._thread: threading.Thread | None = None
        self._beginning = QTimer(self, interval=BEGIN_MS, singleShot=True)
        self._beginning.timeout.connect(self._begin)
        # The watch tells on its own thread.
        self._changed.connect(self._take_change, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin with the next frame that the client reads."""
        self._client.frame_changed.connect(self._take)
        self._client.settings_changed.connect(self._beginning.start)

    def close(self) -> None:
        """Stop watching and wait for the end of its threads."""
        self._beginning.stop()
        self._folders = ()
        self._end()

    def _take(self, frame: Frame) -> None:
        folders = tuple(folder.path for folder in frame.folders)
        before, self._folders = self._folders, folders
        if folders == before:
            return
        self._beginning.start()
        if before is None and folders:
            self._client.read(self, _settings_at_start, self._scan_at_start)

    def _scan_at_start(self, settings: Settings) -> None:
        if settings.scan_at_start == "yes":
            self._scan(False)

    def _begin(self) -> None:
        self._client.read(self, _new_watch, self._follow)

    def _follow(self, watch: FolderWatch | None) -> None:
        self._end()
        if watch is None or not self._folders:
            return
        self._watch = watch
        self._thread = threading.Thread(target=self._wait, args=(watch,), name="folders", daemon=True)
        self._thread.start()

    def _wait(self, watch: FolderWatch) -> None:
        for _ in watch.changes():
            self._changed.emit(watch)

    def _take_change(self, watch: FolderWatch) -> None:
        if watch is self._watch:
            self._scan(True)

    def _end(self) -> None:
        watch, self._watch = self._watch, None
        thread, self._thread = self._thread, None
        if watch is not None and thread is not None:
            watch.stop()
            thread.join()


def _settings_at_start(library: Library) -> Settings:
    settings = library.settings()
    if settings.scan_at_start == "yes":
        # What a job needs is imported here: the window's thread would stand still for it, 20 ms.
        import photoface.scan.scan_report  # noqa: F401
    return settings


def _new_watch(library: Library) -> FolderWatch | None:
    return library.folders.watch() if library.settings().watch_folders == "yes" else None
