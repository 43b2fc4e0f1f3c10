"""The terminal's scan in a worker process: what restarts it, what ends it, and with which report."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from fakes.library import fake_engine
from fakes.photos import save_photo

from photoface.catalog.summaries.changed import Changed
from photoface.cli.context import Parts, State
from photoface.cli.output import Output
from photoface.cli.scan import scan_library
from photoface.cli.worker_jobs import WorkerBug, scan_in_worker
from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import GIVEN_UP_EXIT_CODE
from photoface.library.library import Library
from photoface.scan.scan_report import ScanReport
from photoface.worker.messages import Cancelled, Died, Failed, Finished, Job, Message, RowsChanged, ScanJob
from photoface.worker.restarts import MOST_DEATHS

CATALOG = Path("catalog.photoface")


def looked_through() -> ScanReport:
    """What a scan without photos did so far, where two photos are gone and others wait."""
    return ScanReport(vanished=2, awaits_photos=True)


class Processes:
    """Processes each of which says its part as soon as it starts."""

    def __init__(self, *parts: Sequence[Message]) -> None:
        self._parts = list(parts)
        self.started = 0
        self.jobs: list[Job] = []

    def __call__(self, catalog: Path, job: Job, on_message: Callable[[Message], None]) -> Processes:
        assert catalog.suffix == CATALOG.suffix
        self.jobs.append(job)
        self._on_message = on_message
        return self

    def start(self) -> None:
        self.started += 1
        for message in self._parts.pop(0):
            self._on_message(message)

    def cancel(self) -> None:
        self._on_message(Cancelled())

    def close(self, timeout: float = 5.0) -> None:
        pass


def _committed(read: int) -> RowsChanged:
    return RowsChanged(Changed(), ScanReport(read=read))


def test_a_scan_goes_on_after_photos_that_are_given_up_and_reports_all_of_it() -> None:
    given_up: list[list[Message]] = [[_committed(10), Died(GIVEN_UP_EXIT_CODE)] for _ in range(MOST_DEATHS + 1)]
    processes = Processes(*given_up, [Died(-11)], [Finished("", ScanReport(read=5, failed=2))])
    report = scan_in_worker(Output(), CATALOG, processes, looked_through())
    assert (report.read, report.failed, report.vanished) == (10 * (MOST_DEATHS + 1) + 5, 2, 0)


def test_only_a_photo_that_has_to_be_opened_starts_a_process(scanned: Library, album: Path) -> None:
    processes = Processes([Finished("", ScanReport(read=1))])
    parts = Parts(lambda path: scanned, fake_engine, lambda path: 0, processes)
    assert scan_library(scanned, State(parts, Output())).inventory.unchanged == 12
    assert processes.jobs == []
    save_photo(album / "late.png", (3,), shade=50)
    assert scan_library(scanned, State(parts, Output())).read == 1
    (job,) = processes.jobs
    assert isinstance(job, ScanJob)
    assert job.begun is not None
    assert (job.begun.awaits_photos, job.begun.inventory.seen) == (True, 13)


def test_the_process_goes_on_from_what_was_looked_through_and_after_a_death_looks_again() -> None:
    processes = Processes([Died(-9)], [Finished("", ScanReport(read=5))])
    report = scan_in_worker(Output(), CATALOG, processes, looked_through())
    assert processes.jobs == [ScanJob(ScanReport(vanished=2, awaits_photos=True)), ScanJob()]
    assert (report.read, report.vanished, report.awaits_photos) == (5, 2, False)


def test_a_process_that_dies_without_getting_on_is_given_up() -> None:
    # Each looks through the folders before it dies.
    processes = Processes(*[(_committed(0), Died(-9)) for _ in range(MOST_DEATHS)])
    with pytest.raises(UserFacingError, match="several times"):
        scan_in_worker(Output(), CATALOG, processes, looked_through())
    assert processes.started == MOST_DEATHS


def test_a_failure_is_a_sentence_and_a_bug_keeps_its_traceback() -> None:
    with pytest.raises(UserFacingError, match="disk is full"):
        scan_in_worker(
            Output(), CATALOG, Processes([Failed("The disk is full.", "Make room.", None)]), looked_through()
        )
    with pytest.raises(WorkerBug, match="Traceback"):
        scan_in_worker(Output(), CATALOG, Processes([Failed("A bug.", "", "Traceback ...")]), looked_through())


@pytest.mark.skipif(os.name != "posix", reason="stops with signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_the_process(number: signal.Signals) -> None:
    class Interrupted(Processes):
        def start(self) -> None:
            os.kill(os.getpid(), number)

    with pytest.raises(JobCancelled) as stopped:
        scan_in_worker(Output(), CATALOG, Interrupted(), looked_through())
    assert stopped.value.args == (number,)
