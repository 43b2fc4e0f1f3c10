"""`photoface evaluate`: the command `clustering` (an album); registers the others.

With `--images`, `clustering` compares PhotoFace's ways of grouping with those of other programs.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer

from photoface.cli.arguments import LARGEST_NUMBER
from photoface.cli.context import CatalogOption, JsonOption, current, opened
from photoface.cli.groups import Method
from photoface.cli.jobs import run_job
from photoface.formatting import counted, duration, share
from photoface.lab.commands.evaluate_album import grouped_faces, report_values, score_words
from photoface.lab.commands.evaluate_decisions import decisions
from photoface.lab.commands.evaluate_detection import detection
from photoface.lab.commands.evaluate_growth import growth
from photoface.lab.commands.evaluate_measures import (
    compare_groupings,
    compression,
    identification,
    robustness,
)
from photoface.lab.commands.evaluate_personal import personal
from photoface.lab.commands.evaluate_protocol import protocol
from photoface.lab.commands.evaluate_relatives import relatives
from photoface.lab.commands.evaluate_verification import verification


def clustering(
    album: Annotated[
        Path | None, typer.Argument(metavar="ALBUM", help="A folder for each person, or with labels.csv or truth.csv.")
    ] = None,
    images: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Compare with other programs on this folder's labelled faces instead."),
    ] = None,
    method: Annotated[
        Method | None, typer.Option(help="How to group; else as the catalog or the default has it.")
    ] = None,
    clusters: Annotated[
        int | None,
        typer.Option(
            min=1, max=LARGEST_NUMBER, help="With --images: k-means makes this many; else it estimates the number."
        ),
    ] = None,
    as_json: JsonOption = False,
    catalog: CatalogOption = None,
) -> None:
    """Are the groups the people? Scans the album into a catalog of its own and scores the groups against its labels.

    With --catalog that catalog, which must have been scanned, is scored as it is; names count as groups there.

    With --images, each way of grouping of PhotoFace and of the other programs that are installed here groups the same
    faces, labelled ones only, and is scored and timed.
    """
    from photoface.lab.evaluation.albums import read_labels, score

    state = current()
    if images is not None:
        if album is not None or method is not None:
            raise typer.BadParameter("--images compares all methods on its own folder.")
        compare_groupings(images, clusters, as_json=as_json)
        return
    if clusters is not None:
        raise typer.BadParameter("--clusters is for --images; in an album k-means estimates the number.")
    if album is None:
        raise typer.BadParameter("Name an album to scan, or --images with a folder to compare on.")
    labels = read_labels(album)
    started = time.monotonic()
    if state.catalog is not None:
        if method is not None:
            raise typer.BadParameter("--method is for a fresh scan; with --catalog use `photoface regroup`.")
        with opened() as library:
            report = score(labels, grouped_faces(library, album))
    else:
        with tempfile.TemporaryDirectory(prefix="photoface-evaluation-") as folder:
            library = state.parts.open_library(Path(folder) / "catalog.photoface")
            try:
                if method is not None:
                    library.set_setting("grouping", method.value)
                library.folders.add(album)
                run_job(state.output, library.jobs.scan)
                report = score(labels, grouped_faces(library, album))
            finally:
                library.close()
    seconds = time.monotonic() - started
    if as_json:
        state.output.json({**report_values(report), "seconds": round(seconds, 1)})
        return
    state.output.table(
        ("Clustering", str(album)),
        [
            ("Labelled photos", f"{report.photos:,}"),
            ("Photos with a face", f"{report.photos_with_face:,} ({share(report.photos_with_face / report.photos)})"),
            ("Scored faces", f"{report.scored:,} of {report.labels:,}"),
            ("People", f"{report.people:,}"),
            ("Groups", f"{report.groups:,}, and {counted(report.alone, 'face')} alone"),
            ("B-cubed", score_words(report.bcubed)),
            ("Pairwise", score_words(report.pairwise)),
            ("Time", duration(seconds)),
        ],
    )


app = typer.Typer(add_completion=False, help="Measure how well faces are found and told apart.", no_args_is_help=True)
for command in (
    verification,
    clustering,
    identification,
    robustness,
    compression,
    decisions,
    detection,
    growth,
    personal,
    protocol,
    relatives,
):
    app.command()(command)
