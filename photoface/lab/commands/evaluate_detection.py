"""`photoface evaluate detection`: measures how many labelled faces are detected, and what else is taken for a face."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photoface.cli.context import CatalogOption, JsonOption, current
from photoface.cli.jobs import run_job
from photoface.errors import UserFacingError
from photoface.formatting import share
from photoface.lab.commands.evaluate_album import AlbumArgument
from photoface.lab.commands.evaluate_measures import ReportOption, look_with, settings_of

if TYPE_CHECKING:
    from photoface.lab.evaluation.detection import DetectionReport


def detection(
    album: AlbumArgument,
    empty: Annotated[
        list[Path] | None,
        typer.Option(metavar="PHOTO", help="A photo, or a folder of photos, that shows nobody; can be repeated."),
    ] = None,
    detector: Annotated[
        list[str] | None,
        typer.Option(help="A detector beside others, instead of the settings' one; can be repeated."),
    ] = None,
    report: ReportOption = None,
    as_json: JsonOption = False,
    catalog: CatalogOption = None,
) -> None:
    """Are the labelled faces found, and what else is taken for a face?

    Faces without a label may be bystanders: --report draws them for the eye. Photos of nobody, named by --empty, tell
    for certain.
    """
    import dataclasses
    import functools
    import time

    from photoface.lab.evaluation.albums import read_labels
    from photoface.lab.evaluation.detection import draw_sheets, measure_detection
    from photoface.settings import parse

    state = current()
    labels = read_labels(album)
    nobody = [file for path in empty or () for file in _photos(path)]
    settings = settings_of()
    found: dict[str, DetectionReport] = {}
    seconds: dict[str, float] = {}
    for name in dict.fromkeys(detector or [settings.detector]):
        parse("detector", name)
        look = look_with(state.parts.load_engine(dataclasses.replace(settings, detector=name)))
        started = time.process_time()
        found[name] = run_job(state.output, functools.partial(measure_detection, labels, album, nobody, look))
        seconds[name] = time.process_time() - started
    sheets = {
        name: draw_sheets(report / name if len(found) > 1 else report, (*one.unlabelled, *one.false))
        for name, one in found.items()
        if report is not None
    }
    if as_json:
        values = {name: {**_values(one), "processor_seconds": seconds[name]} for name, one in found.items()}
        state.output.json(values if detector else values[settings.detector])
        return
    columns = [_column(one, seconds[name]) for name, one in found.items()]
    state.output.table(
        (str(album), *found),
        [(row, *(column[row] for column in columns)) for row in columns[0]],
    )
    for of_detector in sheets.values():
        for sheet in of_detector:
            state.output.note(f"Faces without a label: {sheet}")


def _column(found: DetectionReport, seconds: float) -> dict[str, str]:
    others, photos = len(found.unlabelled), found.photos + found.empty_photos
    return {
        "Labelled faces found": f"{found.found:,} of {found.labels:,} ({share(found.recall)})",
        "of them good enough to start a group": f"{found.found_good:,}",
        "Faces that no label answers for": f"{others:,} ({share(others / max(found.faces, 1))} of all faces)",
        "for each photo": f"{others / max(found.photos, 1):.2f}",
        "of them good enough for a group": f"{found.unlabelled_good:,}",
        "Photos of nobody": f"{found.empty_photos:,}",
        "Faces found in them": f"{len(found.false):,}",
        "Processor time for each photo": f"{1000 * seconds / max(photos, 1):.0f} ms",
    }


def _photos(path: Path) -> list[Path]:
    """A photo itself, or the photos in a folder and below.

    Raises:
        UserFacingError: there is no such photo or folder.
    """
    from photoface.imaging.formats import is_photo_name

    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.is_file() and is_photo_name(file.name))
    if not path.is_file():
        raise UserFacingError(f"There is no photo {path}.", "Name a photo, or a folder of photos, that shows nobody.")
    return [path]


def _values(found: DetectionReport) -> dict[str, Any]:
    return {
        "photos": found.photos,
        "labels": found.labels,
        "found": found.found,
        "found_good": found.found_good,
        "recall": found.recall,
        "unlabelled": len(found.unlabelled),
        "unlabelled_good": found.unlabelled_good,
        "empty_photos": found.empty_photos,
        "false": len(found.false),
    }
