"""`photoface evaluate growth`: scores a library to which photos come one at a time beside one grouped at once.

A share of the photos is there at the start, and the others come one by one. It also counts the faces that leave their
group when a photo comes.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photoface.cli.context import JsonOption, State, current
from photoface.cli.jobs import run_job
from photoface.formatting import counted
from photoface.lab.commands.evaluate_album import AlbumArgument, grouped_faces, report_values, score_words

if TYPE_CHECKING:
    from photoface.lab.evaluation.albums import AlbumReport, Label
    from photoface.lab.evaluation.growth import GrowthReport
    from photoface.library.library import Library


def growth(
    album: AlbumArgument,
    share: Annotated[
        float, typer.Option(min=0, max=1, help="Of the photos: so many are there before the others come one by one.")
    ] = 0.5,
    seed: Annotated[int, typer.Option(help="Of the order in which the photos come.")] = 0,
    as_json: JsonOption = False,
) -> None:
    """Does a library that grows stay as well grouped as one that is grouped at once, and does nothing move?

    Copies the labelled photos into a folder of its own bit by bit and scans it each time, as the window does.
    """
    from photoface.lab.evaluation.albums import read_labels
    from photoface.lab.evaluation.growth import GrowthReport, start_and_rest

    state = current()
    labels = read_labels(album)
    files = sorted({label.file for label in labels})
    start, rest = start_and_rest(files, share, seed)
    with tempfile.TemporaryDirectory(prefix="photoface-evaluation-") as name:
        folder = Path(name)
        grown, moved = _grow(state, album, folder / "photos", start, rest, labels)
        library = state.parts.open_library(folder / "at once.photoface")
        try:
            at_once = _scanned(state, library, folder / "photos", labels)
        finally:
            library.close()
    report = GrowthReport(at_once, grown, len(start), len(rest), moved)
    if as_json:
        state.output.json(_values(report))
        return
    state.output.table(
        ("Growth", str(album)),
        [
            ("Photos", f"{report.before:,} at once, then {report.added:,} one by one"),
            ("At once: B-cubed", score_words(at_once.bcubed)),
            ("One by one: B-cubed", score_words(grown.bcubed)),
            ("Difference of F", f"{report.difference:+.4f}"),
            ("At once: pairwise", score_words(at_once.pairwise)),
            ("One by one: pairwise", score_words(grown.pairwise)),
            ("Faces that left their group", counted(report.moved, "face")),
        ],
    )


def _grow(
    state: State, album: Path, photos: Path, start: Sequence[Path], rest: Sequence[Path], labels: Sequence[Label]
) -> tuple[AlbumReport, int]:
    """Scan the first photos together and the others one by one: the scores, and the faces that moved."""
    from photoface.lab.evaluation.growth import moved_faces

    photos.mkdir()
    library = state.parts.open_library(photos.parent / "grown.photoface")
    try:
        _copy(album, photos, start)
        library.folders.add(photos)
        run_job(state.output, library.jobs.scan)
        moved, before = 0, _groups(library)
        for number, file in enumerate(rest, 1):
            _copy(album, photos, [file])
            library.jobs.scan()
            after = _groups(library)
            moved += moved_faces(before, after)
            before = after
            if number % 20 == 0:
                state.output.note(f"{number:,} of {len(rest):,} photos came one by one")
        return _scores(library, photos, labels), moved
    finally:
        library.close()


def _scanned(state: State, library: Library, photos: Path, labels: Sequence[Label]) -> AlbumReport:
    library.folders.add(photos)
    run_job(state.output, library.jobs.scan)
    return _scores(library, photos, labels)


def _scores(library: Library, photos: Path, labels: Sequence[Label]) -> AlbumReport:
    from photoface.lab.evaluation.albums import score

    return score(labels, grouped_faces(library, photos))


def _groups(library: Library) -> dict[int, int]:
    """The group of each face that is in one."""
    return {
        face.id: face.group_id for face in library.faces.summaries(library.faces.ids()) if face.group_id is not None
    }


def _copy(album: Path, photos: Path, files: Sequence[Path]) -> None:
    for file in files:
        (photos / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(album / file, photos / file)


def _values(report: GrowthReport) -> dict[str, Any]:
    return {
        "before": report.before,
        "added": report.added,
        "moved": report.moved,
        "difference": report.difference,
        "at_once": report_values(report.at_once),
        "grown": report_values(report.grown),
    }
