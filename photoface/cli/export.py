"""`photoface export`: people, photos and faces for other programs and other people."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from photoface.cli.context import current, opened
from photoface.cli.jobs import kept_when_stopped, run_job
from photoface.cli.search import find

if TYPE_CHECKING:
    from photoface.library.library import Library

STANDARD_OUTPUT = "-"


class Kind(enum.StrEnum):
    """What an export is for."""

    JSON = "json"
    CSV = "csv"
    HTML = "html"


class Pictures(enum.StrEnum):
    """How large the pictures of web pages are."""

    LARGE = "large"
    THUMBNAILS = "thumbnails"


def export(
    where: Annotated[
        str, typer.Argument(metavar="WHERE", help="A file, - for the standard output; or a folder for html.")
    ],
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORDS", help="The photos that this search finds; without, all.", show_default=False),
    ] = None,
    to: Annotated[
        Kind | None,
        typer.Option("--to", "--format", help="By the file's name, else JSON. CSV has one row for each face."),
    ] = None,
    pictures: Annotated[
        Pictures, typer.Option("--pictures", help="html: how large its copies of the photos are.")
    ] = Pictures.LARGE,
    without_names: Annotated[
        bool, typer.Option("--without-names", help="html: no people, boxes, tags, titles and captions.")
    ] = False,
    without_places: Annotated[bool, typer.Option("--without-places", help="html: nothing of where it was.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over an older export.")] = False,
) -> None:
    """Write people, photos and faces to a file, or as web pages into a folder.

    In CSV a text that a spreadsheet would take for a formula (it begins with = + - @ or a tab) gets an apostrophe
    before it.
    """
    wanted = to or (Kind.CSV if where.lower().endswith(".csv") else Kind.JSON)
    with opened(damaged_too=True) as library:
        photo_ids = find(library, words)[1].photo_ids if words else None
        if wanted is Kind.HTML:
            _pages(library, where, photo_ids, pictures, names=not without_names, places=not without_places, force=force)
            return
        _data(library, where, wanted, photo_ids, force=force)


def _data(library: Library, where: str, kind: Kind, photo_ids: tuple[int, ...] | None, *, force: bool) -> None:
    from photoface.library.exports.data_files import DataFormat

    output = current().output
    data_format = DataFormat(kind.value)
    if where == STANDARD_OUTPUT:
        library.exports.data(output.raw, data_format, photo_ids)
        return
    file = Path(where).expanduser()
    with kept_when_stopped(output, "Nothing was written."):
        report = run_job(
            output,
            lambda control: library.exports.data_file(file, data_format, photo_ids, control, overwrite=force),
        )
    output.note(report.sentence(file))


def _pages(
    library: Library,
    where: str,
    photo_ids: tuple[int, ...] | None,
    pictures: Pictures,
    *,
    names: bool,
    places: bool,
    force: bool,
) -> None:
    from photoface.library.exports.web_pages import PageChoices, PictureSize

    output = current().output
    choices = PageChoices(PictureSize(pictures.value), names, places)
    with kept_when_stopped(output, "The folder is not complete; --force begins it again."):
        report = run_job(
            output,
            lambda control: library.exports.pages(Path(where), choices, photo_ids, control, overwrite=force),
        )
    output.note(report.sentence())
