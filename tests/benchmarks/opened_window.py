"""A real window without a screen, opened as the program opens it, and what is measured of any: for several scripts."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from photoface.gui.application import Window
    from photoface.worker.messages import Job, Message


@dataclass
class Opened:
    """An open window.

    Attributes:
        seconds: since its process was asked for: until the window was `made`, until it was painted for the first time
            (`paint`), which is known behind that paint, and until the `library` was open.
        cpu: seconds of the processor until the first paint.
    """

    application: QApplication
    window: Window
    seconds: dict[str, float] = field(default_factory=dict)
    cpu: float = 0.0


class NoJob:
    """A worker that is done before it begins: the photos of a generated catalog do not exist."""

    def __init__(self, _job: Job, tell: Callable[[Message], None]) -> None:
        self._tell = tell

    def start(self) -> None:
        from photoface.worker.messages import Cancelled

        self._tell(Cancelled())

    def cancel(self) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def close(self, timeout: float = 5.0) -> None: ...


@contextmanager
def opened(catalog: Path, started: float) -> Iterator[Opened]:
    """The window on a catalog, shown and started, before any of its events.

    Args:
        started: when the process was asked for, in seconds of `time.time`.
    """
    from photoface.gui.process import prepare

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    prepare()
    from PySide6.QtCore import QEvent, QObject, QSettings, QTimer
    from PySide6.QtWidgets import QApplication

    from photoface.gui.application import Window, opening_of

    class FirstPaint(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                watched.removeEventFilter(self)
                # Behind the paint that begins now.
                QTimer.singleShot(0, painted)
            return False

    def painted() -> None:
        window.seconds["paint"], window.cpu = time.time() - started, time.process_time()

    application = QApplication([])
    opening = opening_of(catalog)
    with tempfile.TemporaryDirectory() as folder:
        preferences = QSettings(str(Path(folder) / "window.ini"), QSettings.Format.IniFormat)
        window = Opened(application, Window(application, opening.library, preferences, NoJob))
        window.seconds.update(made=time.time() - started)
        opening.opened.connect(lambda: window.seconds.update(library=time.time() - started))
        watcher = FirstPaint()
        window.window.main.installEventFilter(watcher)
        window.window.show(opening)
        yield window
        opening.give_up()
        window.window.close()
    opening.close()


def wait_until(condition: Callable[[], bool], seconds: float = 120.0) -> float:
    """Let the window run until something holds; the milliseconds of the longest time that it stood still meanwhile."""
    from PySide6.QtWidgets import QApplication

    end, longest = time.monotonic() + seconds, 0.0
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("the window did not come to rest")
        began = time.perf_counter()
        QApplication.processEvents()
        longest = max(longest, time.perf_counter() - began)
        time.sleep(0.001)
    return longest * 1000


def rest(seconds: float) -> None:
    """Leave the window alone for a while."""
    end = time.monotonic() + seconds
    wait_until(lambda: time.monotonic() > end)


def settle(window: Window) -> None:
    """Wait until all that was asked for is here, and painted."""
    for _ in range(3):
        wait_until(lambda: not window.tasks.busy and not window.images.busy)


def come_to_rest(window: Window, seconds: float = 1.7) -> None:
    """Wait until nothing was asked for in so many seconds; every two the window looks for other processes' changes."""
    last = time.monotonic()

    def still() -> bool:
        nonlocal last
        if window.tasks.busy or window.images.busy:
            last = time.monotonic()
        return time.monotonic() - last > seconds

    wait_until(still)


def memory(*, most: bool = False) -> float:
    """Megabytes in memory now, or at most so far; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    wanted = "VmHWM" if most else "VmRSS"
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith(wanted))
    return int(line.split()[1]) / 1000
