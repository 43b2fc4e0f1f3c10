"""`photoface cluster certificates`: makes the certificate by which the computers that help trust each other."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from photoface.cli.context import current


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
