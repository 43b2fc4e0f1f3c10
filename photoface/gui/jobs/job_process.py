"""`Process`: the interface of a worker process as the window uses it, so that tests can put a fake in its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from photoface.worker.messages import Job, Message


class Process(Protocol):
    """What `photoface.worker.process.JobProcess` offers, so that tests can put a fake in its place."""

    def start(self) -> None: ...
    def cancel(self) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def close(self, timeout: float = 5.0) -> None: ...


MakeProcess = Callable[[Job, Callable[[Message], None]], Process]
