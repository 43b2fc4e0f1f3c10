"""The record of the files that a scan has in hand."""

from __future__ import annotations

import errno
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from photoface.errors import UserFacingError
from photoface.scan import in_hand as module
from photoface.scan.in_hand import Held, InHand, Verdict, forget, left_behind


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return tmp_path / "catalog.in-hand"


@pytest.fixture
def in_hand(record: Path) -> Iterator[InHand]:
    opened = InHand(record)
    yield opened
    opened.close()


def test_nothing_was_in_hand_where_there_is_no_record(record: Path) -> None:
    assert left_behind(record).verdicts == {}


def test_a_file_alone_in_hand_is_the_culprit(record: Path, in_hand: InHand) -> None:
    with in_hand.holding([7]):
        left = left_behind(record)
    assert (left.culprits, left.suspects, left.judged) == ([7], [], {})
    assert left_behind(record).verdicts == {}


def test_several_are_suspects_and_none_is_the_culprit(record: Path, in_hand: InHand) -> None:
    with in_hand.holding([7]), in_hand.holding([8, 9]):
        left = left_behind(record)
    assert (left.culprits, sorted(left.suspects)) == ([], [7, 8, 9])


def test_a_judged_file_clears_the_others(record: Path, in_hand: InHand) -> None:
    with in_hand.holding([7]), in_hand.holding([8]):
        in_hand.judge(8, Verdict.TOO_SLOW)
        left = left_behind(record)
    assert (left.culprits, left.suspects, left.judged) == ([], [], {8: Verdict.TOO_SLOW})


def test_slots_are_used_again(record: Path, in_hand: InHand) -> None:
    size = 0
    for file_id in range(1, 50):
        with in_hand.holding([file_id]):
            size = size or record.stat().st_size
    assert record.stat().st_size == size


def test_nobody_is_blamed_after_a_stop(record: Path, in_hand: InHand) -> None:
    with in_hand.holding([7]):
        in_hand.forgive()
        assert left_behind(record).verdicts == {}
        with in_hand.holding([8]):
            assert left_behind(record).verdicts == {}


def test_nobody_is_blamed_after_a_restart_of_the_computer(record: Path, in_hand: InHand) -> None:
    with in_hand.holding([7]):
        data = record.read_bytes()
        record.write_bytes(b"another start of the computer".ljust(36) + data[36:])
        assert left_behind(record).verdicts == {}


def test_a_record_that_is_cut_off_is_read_as_far_as_it_goes(record: Path, in_hand: InHand) -> None:
    with in_hand.holding([7, 8]):
        record.write_bytes(record.read_bytes()[:-3])
        assert left_behind(record).culprits == [7]


def test_a_scan_that_ended_leaves_no_record(record: Path, in_hand: InHand) -> None:
    with in_hand.holding([7]):
        in_hand.close()
        assert not record.exists()
    forget(record)


def test_it_says_how_long_each_thread_computed(record: Path) -> None:
    computed = 10.0
    in_hand = InHand(record, lambda thread: computed if thread == threading.get_ident() else 0.0)
    with in_hand.holding([7]):
        computed = 12.0
        with in_hand.holding([8, 9]):
            computed = 12.5
            assert in_hand.held() == [Held(7, 2.5, True), Held(8, 0.5, False), Held(9, 0.5, False)]
    in_hand.close()


def test_a_folder_that_cannot_be_written_is_a_sentence(record: Path) -> None:
    with pytest.raises(UserFacingError, match="cannot be written to"):
        InHand(record / "not a folder")


def test_a_disk_that_takes_no_record_stops_no_scan(record: Path, in_hand: InHand, monkeypatch) -> None:
    def full(_data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    class FullFile:
        closed = False

        def __getattr__(self, name: str) -> object:
            return full if name == "write" else getattr(file, name)

    file = in_hand._file
    monkeypatch.setattr(in_hand, "_file", FullFile())
    with in_hand.holding([7]):
        assert left_behind(record).verdicts == {}
    monkeypatch.undo()


def test_a_stop_that_comes_while_a_file_is_noted_forgives_it(record: Path, in_hand: InHand, monkeypatch) -> None:
    class Stopping:
        """The flag of a stop, set by a signal between two looks at it."""

        looks = 0

        def is_set(self) -> bool:
            self.looks += 1
            return self.looks > 1

    monkeypatch.setattr(in_hand, "_forgiving", Stopping())
    with in_hand.holding([7]):
        assert left_behind(record).verdicts == {}


def test_a_stop_after_the_end_says_nothing(record: Path) -> None:
    ended = InHand(record)
    ended.close()
    ended.forgive()
    assert not record.exists()


def test_a_system_without_a_name_for_its_start_or_clocks_of_threads(record: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(module, "_BOOT_ID", tmp_path / "none")
    monkeypatch.delattr(module.time, "pthread_getcpuclockid", raising=False)
    opened = InHand(record)
    with opened.holding([7]):
        assert opened.held()[0].processor_seconds >= 0
        assert left_behind(record).culprits == [7]
    opened.close()
