"""`photoface cluster`: certificates by which the computers that help trust each other, their scheduler, their workers.

The options that name these computers, which several commands have, are here too.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from photoface.cli.context import current
from photoface.cli.jobs import cancelled_by_signals
from photoface.cluster.choices import (
    CERTIFICATE,
    KEY,
    MOST_WORKERS,
    ClusterChoices,
    check_dask,
    parsed_resources,
    parsed_roots,
)
from photoface.cluster.hosting import PORT, run_scheduler, run_workers, scheduler_command, worker_command
from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl

WorkersOption = Annotated[
    int | None,
    typer.Option(min=1, max=MOST_WORKERS, help="Have so many processes of this computer help.", show_default=False),
]
SchedulerOption = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Have the workers of this Dask scheduler help.", show_default=False),
]
CertificatesOption = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="With the certificate of the computers that help.", show_default=False),
]
ResourcesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--worker-resource",
        metavar="NAME=AMOUNT",
        help="What of a worker each task takes, such as GPU=1; may be given again.",
        show_default=False,
    ),
]


def chosen(
    workers: int | None,
    scheduler: str | None,
    certificates: Path | None,
    roots: Sequence[str] = (),
    resources: Sequence[str] = (),
) -> ClusterChoices | None:
    """The computers that help, from the options; None where none is named.

    Raises:
        UserFacingError: options that do not fit each other, or an address that is none or not protected.
    """
    if workers is None and scheduler is None:
        if certificates or roots or resources:
            raise UserFacingError("No scheduler is named.", "Add --scheduler tls://COMPUTER:8786")
        return None
    if workers is not None and scheduler is not None:
        raise UserFacingError("--workers and --scheduler exclude each other.", "Leave one of them out.")
    return ClusterChoices(scheduler or "", workers or 0, certificates, parsed_roots(roots), parsed_resources(resources))


def certificates(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the certificate and its key are put.")],
) -> None:
    """Make a certificate for the computers that help. Copy its folder to each of them, and give it to nobody else."""
    from photoface.cluster.certificates import make_certificates

    make_certificates(folder, dt.datetime.now(dt.UTC))
    output = current().output
    output.line(f"{folder / CERTIFICATE} and {folder / KEY} are made.")
    output.line("Copy the folder to each computer that helps. On one of them, then on each:")
    output.line(f"  photoface cluster scheduler --certificates {folder}")
    output.line(f"  photoface cluster worker tls://COMPUTER:{PORT} --certificates {folder}")


def scheduler(
    certificates: Annotated[Path, typer.Option(metavar="FOLDER", help="The folder with the certificate.")],
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port on which it listens.")] = PORT,
) -> None:
    """Run the scheduler that gives work to the computers that help; Ctrl+C stops it."""
    check_dask()
    command = scheduler_command(certificates, port)
    output = current().output
    output.line(f"Workers and scans find this scheduler at tls://{socket.gethostname()}:{port}")
    with _until_stopped() as control:
        run_scheduler(command, control)


def worker(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Of the scheduler: tls://COMPUTER:8786")],
    certificates: Annotated[Path, typer.Option(metavar="FOLDER", help="The folder with the certificate.")],
    processes: Annotated[
        int | None,
        typer.Option(min=1, max=MOST_WORKERS, help="How many help; one for each processor if not said."),
    ] = None,
    resource: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=AMOUNT", help="What each of them has, such as GPU=1; may be given again."),
    ] = None,
) -> None:
    """Have this computer help the scans of others until Ctrl+C; it waits for a scheduler that is gone."""
    check_dask()
    choices = ClusterChoices(address, 0, certificates, resources=parsed_resources(resource or ()))
    command = worker_command(choices, certificates, processes or os.cpu_count() or 1)
    output = current().output

    def on_end() -> None:
        output.note(f"The scheduler at {address} is gone or cannot be reached. Trying again.")

    with _until_stopped() as control:
        run_workers(command, control, on_end)


@contextlib.contextmanager
def _until_stopped() -> Iterator[JobControl]:
    """A control that Ctrl+C and the system's signals cancel, which ends the block, and the command well."""
    control = JobControl()
    with cancelled_by_signals(control), contextlib.suppress(JobCancelled):
        yield control
