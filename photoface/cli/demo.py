"""`photoface demo`: makes a small demo album of two people, scans it and opens the window.

It has a catalog of its own, so that the user's is not touched, unless `--catalog` names one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from photoface.cli.context import current
from photoface.cli.scan import print_report, scan_library
from photoface.formatting import counted


def demo(
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="Where to put the photos; else a place of its own.")
    ] = None,
    no_window: Annotated[bool, typer.Option("--no-window", help="Only make the photos and scan them.")] = False,
) -> None:
    """Make a small library of two people, scan it and open the window: PhotoFace in a minute, without own photos.

    It has a catalog of its own, beside its folder; yours is not touched.
    """
    import shlex

    from photoface.assembly import data_folder
    from photoface.demo import build

    state = current()
    output = state.output
    place = (folder.expanduser() if folder is not None else data_folder() / "demo").absolute()
    own_catalog = state.catalog or place.with_name(f"{place.name}.photoface")
    photos = build(place)
    output.note(f"{counted(len(photos), 'photo')} made in {place}")
    library = state.parts.open_library(own_catalog)
    try:
        library.folders.add(place)
        report = scan_library(library, state)
        print_report(library, report, output, hints=False)
    finally:
        library.close()
    if no_window:
        output.note(f"Open it with: photoface --catalog {shlex.quote(str(own_catalog))}")
        return
    raise typer.Exit(state.parts.open_window(own_catalog))
