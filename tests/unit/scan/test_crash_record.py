"""The record of the files that a scan has in hand."""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from photoface.errors import UserFacingError
from photoface.scan import crash_record as module
from photoface.scan.crash_record import CrashRecord, FileInProgress, Verdict, read_crash_record, remove_crash_record


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return tmp_path / "catalog.in-hand"


@pytest.fixture
def started(record: Path) -> Iterator[CrashRecord]:
    opened = CrashRecord(record)
    yield opened
    opened.close()


def test_nothing_was_in_hand_where_there_is_no_record(record: Path) -> None:
    assert read_crash_record(record).verdicts == {}


def test_a_file_alone_in_hand_is_the_culprit(record: Path, started: CrashRecord) -> None:
    with started.in_progress([7]):
        left = read_crash_record(record)
    assert (left.culprits, left.suspects, left.judged) == ([7], [], {})
    assert read_crash_record(record).verdicts == {}


def test_several_are_suspects_and_none_is_the_culprit(record: Path, started: CrashRecord) -> None:
    with started.in_progress([7]), started.in_progress([8, 9]):
        left = read_crash_record(record)
    assert (left.culprits, sorted(left.suspects)) == ([], [7, 8, 9])


def test_a_judged_file_clears_the_others(record: Path, started: CrashRecord) -> None:
    with started.in_progress([7]), started.in_progress([8]):
        started.note_verdict(8, Verdict.TOO_SLOW)
        left = read_crash_record(record)
    assert (left.culprits, left.suspects, left.judged) == ([], [], {8: Verdict.TOO_SLOW})


def test_slots_are_used_again(record: Path, started: CrashRecord) -> None:
    size = 0
    for file_id in range(1, 50):
        with started.in_progress([file_id]):
            size = size or record.stat().st_size
    assert record.stat().st_size == size


def test_nobody_is_blamed_after_a_stop(record: Path, started: CrashRecord) -> None:
    with started.in_progress([7]):
        started.stop_blaming()
        assert read_crash_record(record).verdicts == {}
        with started.in_progress([8]):
            assert read_crash_record(record).verdicts == {}


def test_nobody_is_blamed_after_a_restart_of_the_computer(record: Path, started: CrashRecord) -> None:
    with started.in_progress([7]):
        data = record.read_bytes()
        record.write_bytes(b"another start of the computer".ljust(36) + data[36:])
        assert read_crash_record(record).verdicts == {}


def test_a_record_that_is_cut_off_is_read_as_far_as_it_goes(record: Path, started: CrashRecord) -> None:
    with started.in_progress([7, 8]):
        record.write_bytes(record.read_bytes()[:-3])
        assert read_crash_record(record).culprits == [7]


def test_a_scan_that_ended_leaves_no_record(record: Path, started: CrashRecord) -> None:
    with started.in_progress([7]):
        started.close()
        assert not record.exists()
    remove_crash_record(record)


def test_it_says_how_long_each_thread_computed(record: Path) -> None:
    computed = 10.0
    started = CrashRecord(record, lambda thread: computed if thread == threading.get_ident() else 0.0)
    with started.in_progress([7]):
        computed = 12.0
        this_thread = threading.get_ident()
        with started.in_progress([8, 9]):
            computed = 12.5
            assert started.files_in_progress() == [
                FileInProgress(7, this_thread, 2.5, is_timed=True),
                FileInProgress(8, this_thread, 0.5, is_timed=False),
                FileInProgress(9, this_thread, 0.5, is_timed=False),
            ]
    started.close()


def test_a_folder_that_cannot_be_written_is_a_sentence(record: Path) -> None:
    with pytest.raises(UserFacingError, match="cannot be written to"):
        CrashRecord(record / "not a folder")


def test_a_folder_in_the_place_of_the_record_is_a_sentence(record: Path) -> None:
    record.mkdir()
    assert read_crash_record(record).verdicts == {}
    with pytest.raises(UserFacingError, match="cannot be written to"):
        CrashRecord(record)


def test_a_disk_that_takes_no_record_stops_no_scan(
    record: Path, started: CrashRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    class FullFile:
        closed = False

        def __getattr__(self, name: str) -> object:
            return full if name == "write" else getattr(file, name)

    file = started._file
    monkeypatch.setattr(started, "_file", FullFile())
    with started.in_progress([7]):
        assert read_crash_record(record).verdicts == {}
    monkeypatch.undo()


def test_a_stop_that_comes_while_a_file_is_noted_forgives_it(
    record: Path, started: CrashRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopping:
        """The flag of a stop, set by a signal between two looks at it."""

        looks = 0

        def is_set(self) -> bool:
            self.looks += 1
            return self.looks > 1

    monkeypatch.setattr(started, "_blames_nobody", Stopping())
    with started.in_progress([7]):
        assert read_crash_record(record).verdicts == {}


def test_a_stop_after_the_end_says_nothing(record: Path) -> None:
    ended = CrashRecord(record)
    ended.close()
    ended.stop_blaming()
    assert not record.exists()


def test_a_system_without_a_name_for_its_start_or_clocks_of_threads(
    record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BOOT_ID", tmp_path / "none")
    monkeypatch.delattr("photoface.scan.crash_record.time.pthread_getcpuclockid", raising=False)
    opened = CrashRecord(record)
    with opened.in_progress([7]):
        assert opened.files_in_progress()[0].processor_seconds >= 0
        assert read_crash_record(record).culprits == [7]
    opened.close()
