"""Records which files a scan is working on, in a file that survives a crash of the process, to find the file to blame.

A decoder that crashes ends the process without an error. The next scan reads here which files were in progress. A
single one is to blame; several are suspects, and each is then read alone. Nothing is written while models load, and the
record is emptied when a scan is asked to stop: closing the window and signals are no photo's fault.

Writing costs two system calls for each photo and no transaction. The record is not synced: after a power cut nobody is
to blame.
"""

from __future__ import annotations

import contextlib
import enum
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from photoface.errors import UserFacingError
from photoface.regular_files import read_regular
from photoface.scan.stages import WORKERS

_SLOT = struct.Struct("<qq")
"""A file's id and a `Verdict`."""

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Verdict(enum.IntEnum):
    """What is known of a file that was in progress when the process ended."""

    IN_HAND = 0
    TOO_SLOW = 1
    TOO_LARGE = 2


@dataclass(frozen=True, slots=True)
class FileInProgress:
    """A file that a thread works on.

    Attributes:
        thread: its identifier.
        processor_seconds: how long the thread has computed since it took the file; in a slot, before it did.
        is_timed: whether one file is worked on, or several at once, for which no time is too long.
    """

    file_id: int
    thread: int
    processor_seconds: float
    is_timed: bool


@dataclass(frozen=True, slots=True)
class CrashedScan:
    """The files that were in progress when an earlier process crashed, by id."""

    verdicts: dict[int, Verdict]

    @property
    def culprits(self) -> list[int]:
        """The file that alone was in progress, where nothing more is known."""
        return list(self.verdicts) if len(self.verdicts) == 1 and not self.judged else []

    @property
    def suspects(self) -> list[int]:
        """Files one of which may be to blame."""
        return [] if len(self.verdicts) == 1 or self.judged else list(self.verdicts)

    @property
    def judged(self) -> dict[int, Verdict]:
        """Files of which the process itself noted why it ended."""
        return {file_id: verdict for file_id, verdict in self.verdicts.items() if verdict is not Verdict.IN_HAND}


def crash_record_path(catalog: Path) -> Path:
    """The path of a catalog's crash record."""
    return catalog.with_name(f"{catalog.name}.in-hand")


def read_crash_record(record: Path) -> CrashedScan:
    """What an earlier process was doing when it crashed; nothing where it ended well or the computer restarted."""
    try:
        data = read_regular(record)
    except OSError:
        # Where something else lies there, the next record cannot be written, and says so.
        return CrashedScan({})
    boot, slots = data[:_BOOT_BYTES], data[_BOOT_BYTES:]
    if len(boot) < _BOOT_BYTES or boot != _boot():
        return CrashedScan({})
    whole = slots[: len(slots) // _SLOT.size * _SLOT.size]
    return CrashedScan({file_id: Verdict(verdict) for file_id, verdict in _SLOT.iter_unpack(whole) if file_id})


def remove_crash_record(record: Path) -> None:
    """Delete the record, so that no file is blamed: the process was ended on purpose."""
    # On a disk that is mounted read-only deleting nothing fails too.
    if record.exists():
        record.unlink(missing_ok=True)


def processor_seconds(thread: int) -> float:
    """How long a living thread of this process has computed; where the system does not say it, an even share."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.process_time() / WORKERS
    return time.clock_gettime(time.pthread_getcpuclockid(thread))


class CrashRecord:
    """The record of one scan; used from several threads. Read `read_crash_record` first: this starts an empty one.

    Raises:
        UserFacingError: it cannot be written.

    Args:
        thread_clock: the seconds that a thread has computed.
    """

    def __init__(self, record: Path, thread_clock: Callable[[int], float] = processor_seconds) -> None:
        self._record = record
        self._thread_clock = thread_clock
        # A signal's handler may forgive in the middle of any of these methods, on the same thread.
        self._lock = threading.RLock()
        try:
            self._file = record.open("w+b", buffering=0)
            self._file.write(_boot())
        except OSError as error:
            raise UserFacingError(
                f"{record.parent} cannot be written to: {error.strerror or error}.",
                "Check the rights of the folder, and the room on its disk.",
            ) from error
        self._slots: list[FileInProgress | None] = []
        self._blames_nobody = threading.Event()

    @contextlib.contextmanager
    def in_progress(self, file_ids: Sequence[int]) -> Iterator[None]:
        """Around work on these files that may end the process."""
        thread = threading.get_ident()
        computed = self._thread_clock(thread)
        is_timed = len(file_ids) == 1
        with self._lock:
            taken = [self._take(FileInProgress(file_id, thread, computed, is_timed)) for file_id in file_ids]
        try:
            yield
        finally:
            with self._lock:
                for slot in taken:
                    self._slots[slot] = None
                    self._write(slot, 0, Verdict.IN_HAND)

    def files_in_progress(self) -> list[FileInProgress]:
        """The files that are in progress now."""
        # A thread's clock may be asked for only while the thread lives: it needs the lock for going on.
        with self._lock:
            return [
                replace(one, processor_seconds=self._thread_clock(one.thread) - one.processor_seconds)
                for one in self._slots
                if one is not None
            ]

    def note_verdict(self, file_id: int, verdict: Verdict) -> None:
        """Note why the process is about to end: for this file, which is in progress."""
        with self._lock:
            for slot, one in enumerate(self._slots):
                if one is not None and one.file_id == file_id:
                    self._write(slot, file_id, verdict)

    def stop_blaming(self) -> None:
        """The scan was asked to stop: what happens from now on is no file's fault."""
        with self._lock:
            self._blames_nobody.set()
            if not self._file.closed:
                self._file.truncate(_BOOT_BYTES)

    def close(self) -> None:
        """The scan is over, and nobody is to blame."""
        with self._lock:
            self._file.close()
            remove_crash_record(self._record)

    def _take(self, one: FileInProgress) -> int:
        slot = self._slots.index(None) if None in self._slots else len(self._slots)
        if slot == len(self._slots):
            self._slots.append(None)
        self._slots[slot] = one
        self._write(slot, one.file_id, Verdict.IN_HAND)
        return slot

    def _write(self, slot: int, file_id: int, verdict: Verdict) -> None:
        if not self._blames_nobody.is_set() and not self._file.closed:
            # A disk that is full ends the scan where the catalog is written, with a sentence. This is only a help.
            with contextlib.suppress(OSError):
                self._file.seek(_BOOT_BYTES + slot * _SLOT.size)
                self._file.write(_SLOT.pack(file_id, verdict))
            if self._blames_nobody.is_set():  # by a signal that came between
                self._file.truncate(_BOOT_BYTES)


def _boot() -> bytes:
    """Which start of the computer this is, where the system has a name for it."""
    try:
        return _BOOT_ID.read_bytes().strip().ljust(_BOOT_BYTES)
    except OSError:
        return b" " * _BOOT_BYTES


_BOOT_BYTES = 36
"""A UUID as text."""
