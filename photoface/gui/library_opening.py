"""Opens the catalog on a thread of its own while the window shows already: loading SQLAlchemy takes longer than Qt.

What reads or decides meanwhile waits on its own thread, as it would for the catalog's disk.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from photoface.errors import JobCancelled

if TYPE_CHECKING:
    from photoface.library.library import Library

UNSEEN_MS = 1000
"""A window that is not painted by then, such as one that opens minimized, does not keep its library waiting."""


class LibraryOpening(QObject):
    """Opens one catalog once.

    Args:
        catalog: its file.
        open_library: opens it; called on the thread.
        close_library: closes it in the end.

    Signals:
        painted: the widget was painted for the first time; the thread starts behind what this asks to be painted.
        opened: the library is there. Told before anything that waited for it is answered.
        failed: it cannot be opened; the exception. Told likewise.

    Attributes:
        library: the library, as for everybody else. What is asked of it before it is open waits, or raises why it
            cannot be opened; where its catalog lies is known at once.
    """

    painted = Signal()
    opened = Signal()
    failed = Signal(object)
    _ended = Signal()

    def __init__(
        self,
        catalog: Path,
        open_library: Callable[[Path], Library],
        close_library: Callable[[Library], None] = lambda library: library.close(),
    ) -> None:
        super().__init__()
        self._catalog = catalog
        self._open_library = open_library
        self._close_library = close_library
        self._begun = False
        self._ready = threading.Event()
        self._made: Library | None = None
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._open, name="opening")
        self._ended.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self.library = cast("Library", _AwaitedLibrary(catalog, self._wait))

    def begin_after_paint(self, widget: QWidget) -> None:
        """Open the catalog as soon as a widget was painted for the first time: until then it would only delay that."""
        widget.installEventFilter(self)
        QTimer.singleShot(UNSEEN_MS, self, self.begin)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            # Behind the paint that begins now.
            QTimer.singleShot(0, self, self._begin_after_next_paint)
        return False

    def _begin_after_next_paint(self) -> None:
        self.painted.emit()
        QTimer.singleShot(0, self, self.begin)

    def begin(self) -> None:
        """Open the catalog, unless that was begun."""
        if not self._begun:
            self._begun = True
            self._thread.start()

    def give_up(self) -> None:
        """The window closes: open nothing that was not begun. What waits for it raises `JobCancelled`."""
        if not self._begun:
            self._begun = True
            self._error = JobCancelled()
            self._ready.set()

    def close(self) -> None:
        """Close the library; if it is being opened now, wait for that."""
        self.give_up()
        if self._thread.ident is not None:
            self._thread.join()
        if self._made is not None:
            self._close_library(self._made)

    def _open(self) -> None:
        try:
            self._made = self._open_library(self._catalog)
        except Exception as error:
            # Not swallowed: it travels to the GUI thread, where it is shown.
            self._error = error
        # Before anything that waits is answered.
        self._ended.emit()
        self._ready.set()

    def _tell(self) -> None:
        if self._error is None:
            self.opened.emit()
        else:
            self.failed.emit(self._error)

    def _wait(self) -> Library:
        if threading.current_thread() is threading.main_thread():
            # It would wait for a paint that cannot come.
            self.begin()
        self._ready.wait()
        if self._made is None:
            assert self._error is not None
            raise self._error
        return self._made


class _Awaited:
    """Stands for a thing until it is there: whatever is asked of it waits for that."""

    def __init__(self, wait: Callable[[], Any]) -> None:
        self._wait = wait

    def __getattr__(self, name: str) -> Any:
        return getattr(self._wait(), name)


class _AwaitedLibrary(_Awaited):
    def __init__(self, catalog: Path, wait: Callable[[], Any]) -> None:
        super().__init__(wait)
        self.catalog_path = catalog
        self.pictures = _Awaited(lambda: wait().pictures)
