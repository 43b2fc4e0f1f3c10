"""Running one job on a Library and saying what came of it; the same in the worker and in the terminal."""

from __future__ import annotations

import traceback
from collections.abc import Callable

from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl
from photoface.library.library import Library
from photoface.worker.messages import (
    Cancelled,
    Failed,
    Finished,
    InstallModelJob,
    Job,
    Message,
    RegroupJob,
    RowsChanged,
    ScanJob,
)


def run_job(library: Library, job: Job, control: JobControl, send: Callable[[Message], None]) -> None:
    """Run a job to its end and send how it ended; nothing is raised."""
    try:
        summary = _run(library, job, control, send)
    except JobCancelled:
        send(Cancelled())
    except UserFacingError as error:
        send(Failed(error.sentence, error.remedy, None))
    except Exception as error:
        send(Failed(f"PhotoFace has a bug: {error!r}", "", traceback.format_exc()))
    else:
        send(Finished(summary))


def _run(library: Library, job: Job, control: JobControl, send: Callable[[Message], None]) -> str:
    match job:
        case ScanJob():
            report = library.scan(control, lambda changed: send(RowsChanged(changed)))
            failed = f", {report.failed:,} could not be read" if report.failed else ""
            return f"{report.read:,} photos read, {report.new_faces:,} faces found{failed}."
        case RegroupJob():
            outcome = library.regroup(control)
            send(RowsChanged(outcome.changed))
            return f"{outcome.summary}."
        case InstallModelJob(model, source):
            return f"{model} is installed. SHA-256: {library.install_model(model, source, control)}"
