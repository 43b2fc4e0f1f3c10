"""Ends the process if a photo takes too much time, those in progress too much memory, or a decoder waits for ever.

It notes first which photo it was, where that is known. A progressive JPEG of a few kilobytes can keep a decoder busy
for minutes, and a damaged file can make one ask for more memory than there is. No thread can be stopped from outside.
So the process ends itself; its parent starts it again, and the scan goes on without that photo, or reads those that
were in progress one at a time.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from photoface.jobs import GIVEN_UP_EXIT_CODE
from photoface.scan.crash_record import CrashRecord, Verdict

PHOTO_SECONDS = 18.0
"""So long a thread may compute on one photo. The largest photos within the limits take 5 s on a processor of 2020."""

STUCK_SECONDS = 45.0
MOVING_SECONDS = 0.5
"""So long the process may compute next to nothing, less than this, with photos in progress: then a decoder waits for
something that never comes. On a computer that is busy with other things a photo takes long, but it gets on."""

SCAN_BYTES = 2_700_000_000
"""So much memory a scan may take while photos are decoded; the largest photos within the limits take 1.3 GB, and the
models 0.6 GB."""

BYTES_BESIDE_MODELS = 2_000_000_000
"""What a scan may take beside what it takes before its first photo, where that is much: drivers of graphics cards."""

SECONDS_BETWEEN_LOOKS = 0.1
"""In which a decoder fills less than 0.3 GB."""

_MEMORY = Path("/proc/self/statm")


def memory_in_use() -> int:
    """Bytes of this process that are in memory; 0 where the system does not say it in this way."""
    try:
        pages = int(_MEMORY.read_bytes().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _end_process() -> None:
    os._exit(GIVEN_UP_EXIT_CODE)


class Watchdog:
    """Watches the photos in progress, on a thread of its own while `watching`.

    Args:
        memory: the bytes in use.
        end: ends this process at once, for its owner to start it again.
        clock: seconds.
        process_clock: the seconds that this process has computed.
    """

    def __init__(
        self,
        record: CrashRecord,
        memory: Callable[[], int] = memory_in_use,
        end: Callable[[], None] = _end_process,
        clock: Callable[[], float] = time.monotonic,
        process_clock: Callable[[], float] = time.process_time,
    ) -> None:
        self._record = record
        self._clock = clock
        self._process_clock = process_clock
        self._moved_at, self._computed_then = clock(), process_clock()
        self._memory = memory
        self._end = end
        self._is_memory_watched = True
        self.note_memory()

    def note_memory(self) -> None:
        """What is in use now is not the photos': models were loaded, or faces were grouped."""
        self._most_bytes = max(SCAN_BYTES, self._memory() + BYTES_BESIDE_MODELS)

    @contextlib.contextmanager
    def ignoring_memory(self) -> Iterator[None]:
        """Around work that takes memory for itself."""
        self._is_memory_watched = False
        try:
            yield
        finally:
            self.note_memory()
            self._is_memory_watched = True

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Look again and again until the end of the block."""
        over = threading.Event()

        def look() -> None:
            while not over.wait(SECONDS_BETWEEN_LOOKS):
                self.look()

        thread = threading.Thread(target=look, name="watchdog", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def look(self) -> None:
        """End the process if a photo has taken too long or too much, or nothing gets on."""
        files = self._record.files_in_progress()
        for one in files:
            if one.is_timed and one.processor_seconds > PHOTO_SECONDS:
                self._record.note_verdict(one.file_id, Verdict.TOO_SLOW)
                self._end()
                return
        if files and self._is_memory_watched and self._memory() > self._most_bytes:
            # Where there are several, each is a suspect and is read alone next time.
            if len(files) == 1:
                self._record.note_verdict(files[0].file_id, Verdict.TOO_LARGE)
            self._end()
        elif self._is_stuck(is_idle=not files):
            self._end()

    def _is_stuck(self, *, is_idle: bool) -> bool:
        now, computed = self._clock(), self._process_clock()
        if is_idle or computed - self._computed_then >= MOVING_SECONDS:
            self._moved_at, self._computed_then = now, computed
        return now - self._moved_at > STUCK_SECONDS
