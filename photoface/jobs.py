"""How a long job reports progress, with speed and time left, and how its owner pauses or cancels it.

A job calls `JobControl.report` (or `checkpoint`) often. That one call passes progress on, waits while the job is
paused, and raises `JobCancelled` when it was cancelled: a job that reports can be stopped, and needs no second check.
The system's signals that stop a job are named here, and the exit code of a process that gave up a photo.
"""

from __future__ import annotations

import signal
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from photoface.errors import JobCancelled

STOP_SIGNALS = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
"""What the system sends when the session ends or the terminal is closed: a job stops as when it is asked to."""

GIVEN_UP_EXIT_CODE = 75
"""Of a process that ended itself since a photo took too long or too much memory (sysexits.h: EX_TEMPFAIL)."""

RATE_WINDOW_SECONDS = 20.0
"""How far back the speed looks: long enough to be calm, short enough to notice a slow disk."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One report of a running job.

    Attributes:
        stage: what is being done, a short phrase for the user ("Scanning Pictures").
        done: items finished.
        total: items in all, None while that is not known.
        faces: faces found so far, None for jobs that look for none.
        per_second: items a second over the last while, None before the first can be told.
        seconds_left: expected seconds until the end, None while that is not known.
    """

    stage: str
    done: int = 0
    total: int | None = None
    faces: int | None = None
    per_second: float | None = None
    seconds_left: float | None = None


def with_helpers(stage: str, workers: int) -> str:
    """What is being done, and how many workers of other computers or processes help."""
    if not workers:
        return stage
    return f"{stage}, {'1 worker helps' if workers == 1 else f'{workers:,} workers help'}"


class JobControl:
    """The handle that a running job reports to and its owner steers; all methods may be called from any thread.

    Args:
        restarts: whether the owner starts the job again in a new process where this one ends with
            `GIVEN_UP_EXIT_CODE`. A job may then end its process to get rid of work that cannot be stopped.
        clock: seconds.
    """

    def __init__(
        self,
        on_progress: Callable[[Progress], None] | None = None,
        *,
        restarts: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._on_progress = on_progress
        self.restarts = restarts
        self._clock = clock
        # Without it a pause that crosses a cancel could leave a cancelled job waiting for ever.
        # A signal's handler may cancel in the middle of any of these methods, on the same thread.
        self._steering = threading.RLock()
        self._cancelled = threading.Event()
        self._when_cancelled: list[Callable[[], None]] = []
        self._running = threading.Event()
        self._running.set()
        self._paused_at: float | None = None
        self._paused_seconds = 0.0

    def report(self, progress: Progress) -> None:
        """Pass progress on, wait while paused.

        Raises:
            JobCancelled: the job was cancelled, before or during the wait.
        """
        if self._on_progress is not None:
            self._on_progress(progress)
        self.checkpoint()

    def checkpoint(self) -> None:
        """Wait while paused.

        Raises:
            JobCancelled: the job was cancelled, before or during the wait.
        """
        self._running.wait()
        if self._cancelled.is_set():
            raise JobCancelled

    def cancel(self) -> None:
        with self._steering:
            self._cancelled.set()
            self._running.set()
            tell = tuple(self._when_cancelled)
        for callback in tell:
            callback()

    def when_cancelled(self, callback: Callable[[], None]) -> None:
        """Have this called as soon as the job is asked to stop, on the thread that asks."""
        with self._steering:
            self._when_cancelled.append(callback)
        if self.cancelled:
            callback()

    def pause(self) -> None:
        with self._steering:
            if not self._cancelled.is_set() and self._paused_at is None:
                self._paused_at = self._clock()
                self._running.clear()

    def resume(self) -> None:
        with self._steering:
            if self._paused_at is not None:
                self._paused_seconds += self._clock() - self._paused_at
                self._paused_at = None
            self._running.set()

    def working_time(self) -> float:
        """A clock that stands still while the job is paused, so that a pause does not count as slow work."""
        with self._steering:
            now = self._clock() if self._paused_at is None else self._paused_at
            return now - self._paused_seconds

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    @property
    def paused(self) -> bool:
        return not self._running.is_set()


class RateMeter:
    """Items a second over the last `RATE_WINDOW_SECONDS`, and from it the time left."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._marks: deque[tuple[float, int]] = deque([(clock(), 0)])

    def update(self, done: int) -> None:
        """Note that `done` items are finished now."""
        now = self._clock()
        self._marks.append((now, done))
        while len(self._marks) > 2 and now - self._marks[1][0] > RATE_WINDOW_SECONDS:
            self._marks.popleft()

    def progress(self, stage: str, done: int, total: int | None, faces: int | None = None) -> Progress:
        """Note that `done` items are finished now, and say how far the job is."""
        self.update(done)
        left = None if total is None else self.seconds_left(total)
        return Progress(stage, done, total, faces, self.per_second, left)

    @property
    def per_second(self) -> float | None:
        (start, first), (end, last) = self._marks[0], self._marks[-1]
        if end <= start or last <= first:
            return None
        return (last - first) / (end - start)

    def seconds_left(self, total: int) -> float | None:
        rate = self.per_second
        return None if rate is None else max(total - self._marks[-1][1], 0) / rate
