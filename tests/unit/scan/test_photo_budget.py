"""The time and the memory that a photo may take: what is given up, what is only suspected, and what is left alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from photoface.scan.crash_record import CrashRecord, Verdict, read_crash_record
from photoface.scan.watchdog import (
    BYTES_BESIDE_MODELS,
    PHOTO_SECONDS,
    SCAN_BYTES,
    STUCK_SECONDS,
    Watchdog,
    memory_in_use,
)


class Machine:
    """The clocks, the memory in use, and a process that can end. The thread of this test does all the work."""

    def __init__(self, record: Path) -> None:
        self.now = self.computed = 0.0
        self.memory = 500_000_000
        self._ended = False
        self.record = record
        self.progress = CrashRecord(record, lambda thread: self.computed)
        self.watchdog = Watchdog(self.progress, lambda: self.memory, self._end, lambda: self.now, lambda: self.computed)

    def _end(self) -> None:
        self._ended = True

    def has_ended(self) -> bool:
        return self._ended

    def let_pass(self, seconds: float, *, computing: float) -> None:
        """Let time go by, with a look now and then."""
        for _ in range(10):
            self.now += seconds / 10
            self.computed += computing / 10
            self.watchdog.look()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(tmp_path / "in-hand")
    yield machine
    machine.progress.close()


def test_a_photo_that_computes_too_long_is_given_up(machine: Machine) -> None:
    machine.let_pass(100, computing=100)
    with machine.progress.in_progress([7]):
        machine.let_pass(PHOTO_SECONDS - 1, computing=PHOTO_SECONDS - 1)
        assert not machine.has_ended()
        with machine.progress.in_progress([8]):
            machine.let_pass(2, computing=2)
            assert machine.has_ended()
            left = read_crash_record(machine.record)
    assert left.judged == {7: Verdict.TOO_SLOW}
    assert (left.culprits, left.suspects) == ([], [])


def test_a_busy_computer_is_no_fault_of_the_photo(machine: Machine) -> None:
    with machine.progress.in_progress([7]):
        machine.let_pass(20 * STUCK_SECONDS, computing=PHOTO_SECONDS - 1)
    assert not machine.has_ended()


def test_a_photo_at_which_nothing_moves_is_the_culprit_if_it_is_alone(machine: Machine) -> None:
    machine.let_pass(10 * STUCK_SECONDS, computing=0)
    with machine.progress.in_progress([7]):
        machine.let_pass(STUCK_SECONDS - 1, computing=0)
        assert not machine.has_ended()
        machine.let_pass(5, computing=0)
        assert machine.has_ended()
        left = read_crash_record(machine.record)
        assert (left.judged, left.culprits, left.suspects) == ({}, [7], [])
        with machine.progress.in_progress([8]):
            assert sorted(read_crash_record(machine.record).suspects) == [7, 8]


def test_embedding_a_batch_may_take_its_time(machine: Machine) -> None:
    with machine.progress.in_progress([7, 8, 9]):
        machine.let_pass(1000, computing=1000)
    assert not machine.has_ended()


def test_a_photo_that_alone_takes_too_much_memory_is_given_up(machine: Machine) -> None:
    with machine.progress.in_progress([7]):
        machine.memory = SCAN_BYTES + 1
        machine.watchdog.look()
        assert machine.has_ended()
        assert read_crash_record(machine.record).judged == {7: Verdict.TOO_LARGE}


def test_of_several_photos_each_is_suspected(machine: Machine) -> None:
    with machine.progress.in_progress([7]), machine.progress.in_progress([8]):
        machine.memory = SCAN_BYTES + 1
        machine.watchdog.look()
        assert machine.has_ended()
        left = read_crash_record(machine.record)
    assert (left.judged, sorted(left.suspects)) == ({}, [7, 8])


def test_memory_that_is_not_the_photos_is_left_alone(machine: Machine) -> None:
    machine.memory = 4_000_000_000
    machine.watchdog.look()
    machine.watchdog.note_memory()
    with machine.progress.in_progress([7]):
        machine.memory += BYTES_BESIDE_MODELS - 1
        machine.watchdog.look()
        with machine.watchdog.ignoring_memory():
            machine.memory = 9_000_000_000
            machine.watchdog.look()
        machine.watchdog.look()
    assert not machine.has_ended()


def test_the_memory_of_this_process_is_known_on_linux() -> None:
    if not Path("/proc/self/statm").exists():
        pytest.skip("another system")
    assert memory_in_use() > 10_000_000
