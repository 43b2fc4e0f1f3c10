"""`photoface catalog copy`: a library from a file to a server, or from a server into a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from photoface.cli.context import catalog_argument, current
from photoface.cli.jobs import run_job, steps_done
from photoface.formatting import counted


def copy(
    source: Annotated[
        Path, typer.Argument(metavar="FROM", parser=catalog_argument, help="The catalog: a file, or an address.")
    ],
    target: Annotated[
        Path,
        typer.Argument(metavar="TO", parser=catalog_argument, help="A new file, or postgresql://USER@SERVER/DATABASE."),
    ],
) -> None:
    """Copy a whole library, with its history, from a file to a PostgreSQL server or back.

    Every row is compared afterwards. Photos stay where they are. The original is not changed.
    """
    from photoface.assembly import copy_catalog

    output = current().output
    rows = run_job(output, lambda control: copy_catalog(source, target, control), steps_done)
    output.line(
        f"Copied {counted(rows.get('photo', 0), 'photo')}, {counted(rows.get('face', 0), 'face')}, "
        f"{counted(rows.get('person', 0), 'person', 'people')} and {counted(rows.get('decision', 0), 'decision')}; "
        "the copy is equal."
    )
