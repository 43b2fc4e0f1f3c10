"""Closes the window cleanly when the system signals the process to end, as by Ctrl+C or at the end of the session."""

from __future__ import annotations

import contextlib
import signal
import socket
from collections.abc import Iterator
from typing import Protocol

from PySide6.QtCore import QSocketNotifier

from photoface.jobs import STOP_SIGNALS


class Quits(Protocol):
    """What a `QCoreApplication` offers."""

    def quit(self) -> None: ...


@contextlib.contextmanager
def closed_by_signals(application: Quits) -> Iterator[None]:
    """Have Ctrl+C in the terminal, the end of the session and the closing of the terminal quit the application.

    Python runs a signal's handler when it next executes Python, which an idle event loop may not do for hours. Python
    also writes a byte to a socket at once, and that wakes the loop.
    """
    woken, waker = socket.socketpair()
    woken.setblocking(False)
    waker.setblocking(False)
    notifier = QSocketNotifier(woken.fileno(), QSocketNotifier.Type.Read)

    def drain() -> None:
        with contextlib.suppress(BlockingIOError):
            woken.recv(4096)

    notifier.activated.connect(drain)
    before_fd = signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
    before = {
        number: signal.signal(number, lambda _number, _frame: application.quit())
        for number in (signal.SIGINT, *STOP_SIGNALS)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(before_fd)
        notifier.setEnabled(False)
        woken.close()
        waker.close()
