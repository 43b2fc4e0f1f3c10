"""Runs the terminal's scan in a worker process, so that a photo that crashes it does not end the command."""

from __future__ import annotations

import queue
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from photoface.cli.jobs import cancelled_by_signals, shown
from photoface.cli.output import Output
from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl
from photoface.scan.scan_report import ReportOverRestarts
from photoface.worker import messages
from photoface.worker.restarts import RestartPolicy

if TYPE_CHECKING:
    from photoface.scan.scan_report import ScanReport

SECONDS_BETWEEN_LOOKS = 0.5
"""Timeout of a wait for a message: on Windows Ctrl+C does not interrupt a wait."""


class Process(Protocol):
    """The part of `photoface.worker.process.JobProcess` that is used."""

    def start(self) -> None: ...
    def cancel(self) -> None: ...
    def close(self, timeout: float = 5.0) -> None: ...


StartJob = Callable[[Path, "messages.Job", Callable[[messages.Message], None]], Process]


class WorkerBug(Exception):  # noqa: N818 - it is what it says
    """A bug in the worker; holds its traceback."""


def scan_in_worker(output: Output, catalog: Path, make_process: StartJob, begun: ScanReport) -> ScanReport:
    """Scan in a process of its own, which is started again if a photo crashes it.

    Args:
        begun: the report that awaits photos, from which the scan continues.

    Raises:
        JobCancelled: by a signal; finished work is kept.
        UserFacingError: as `Jobs.scan`, or the process died again and again.
        WorkerBug: an unexpected exception in the worker.
    """
    report = ReportOverRestarts()
    report.note(begun)
    job = messages.ScanJob(begun)
    deaths = RestartPolicy()
    with shown(output) as on_progress:
        control = JobControl()
        with cancelled_by_signals(control) as numbers:
            while True:
                received: queue.SimpleQueue[messages.Message] = queue.SimpleQueue()
                process = make_process(catalog, job, received.put)
                control.when_cancelled(process.cancel)
                process.start()
                ended: messages.Message | None = None
                try:
                    while ended is None:
                        message = _next(received)
                        match message:
                            case messages.Progressed(progress):
                                on_progress(progress)
                            case messages.RowsChanged(_, so_far):
                                deaths.note_progress(so_far)
                                if so_far is not None:
                                    report.note(so_far)
                            case _:
                                ended = message
                finally:
                    process.close()
                if isinstance(ended, messages.Died) and not control.cancelled:
                    report.restart()
                    # Listing the folders again shows a drive that was disconnected meanwhile.
                    job = messages.ScanJob()
                    if deaths.should_restart(ended):
                        continue
                break
    match ended:
        case messages.Finished(_, final) if final is not None:
            report.note(final)
            return report.total()
        case messages.Failed(sentence, remedy, None):
            raise UserFacingError(sentence, remedy)
        case messages.Failed(_, _, traceback):
            raise WorkerBug(traceback)
        case messages.Cancelled():
            raise JobCancelled(*numbers[:1])
        case messages.Died() if control.cancelled:
            raise JobCancelled(*numbers[:1])
    raise UserFacingError(
        "The scan stopped unexpectedly several times and was given up.",
        "All that was found so far is kept. Restart the computer if it is short of memory, then try again.",
    )


def _next(received: queue.SimpleQueue[messages.Message]) -> messages.Message:
    while True:
        try:
            return received.get(timeout=SECONDS_BETWEEN_LOOKS)
        except queue.Empty:
            continue
