"""`photoface cluster certificates`: makes the certificate by which the computers that help trust each other.

The options that name these computers, which several commands have, are here too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from photoface.cli.context import current
from photoface.cluster.choices import MOST_WORKERS, ClusterChoices, parsed_resources, parsed_roots
from photoface.errors import UserFacingError

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
    from photoface.cluster.choices import CERTIFICATE, KEY

    make_certificates(folder, dt.datetime.now(dt.UTC))
    certificate, key = folder / CERTIFICATE, folder / KEY
    options = f"--tls-ca-file {certificate} --tls-cert {certificate} --tls-key {key}"
    output = current().output
    output.line(f"{certificate} and {key} are made. Copy the folder to each computer. On one of them, then on each:")
    output.line(f"  dask scheduler --protocol tls {options}")
    output.line(f"  dask worker tls://COMPUTER:8786 --nworkers -1 {options}")
