"""`photoface export`: writes people, photos and faces as JSON, CSV, web pages or XMP, or sends names to Immich."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from photoface.cli.context import current, opened
from photoface.cli.jobs import kept_when_stopped, run_job
from photoface.cli.search import find
from photoface.errors import UserFacingError

if TYPE_CHECKING:
    from photoface.library.exports.immich import ImmichReport
    from photoface.library.library import Library

STANDARD_OUTPUT = "-"


class Kind(enum.StrEnum):
    """What an export is for."""

    JSON = "json"
    CSV = "csv"
    HTML = "html"
    DIGIKAM = "digikam"
    IMMICH = "immich"


class Pictures(enum.StrEnum):
    """How large the pictures of web pages are."""

    LARGE = "large"
    THUMBNAILS = "thumbnails"


def export(
    where: Annotated[
        str, typer.Argument(metavar="WHERE", help="A file (- for the standard output), a folder, or a server.")
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
    key: Annotated[
        str | None,
        typer.Option("--key", envvar="PHOTOFACE_KEY", help="immich: the key of its user.", show_default=False),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="digikam and immich: only say what would be written or sent.")
    ] = False,
    hidden: Annotated[bool, typer.Option("--hidden", help="Hidden photos too.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over an older export.")] = False,
) -> None:
    """Give people, photos and faces to other programs and other people.

    html writes web pages into a folder. digikam writes sidecars beside the photos in a folder. immich gives names,
    birthdays and boxes of faces, and no picture, to a server that has the photos.

    In CSV a text that a spreadsheet would take for a formula (it begins with = + - @ or a tab) gets an apostrophe
    before it.
    """
    wanted = to or (Kind.CSV if where.lower().endswith(".csv") else Kind.JSON)
    with opened(damaged_too=True) as library:
        photo_ids = find(library, words)[1].photo_ids if words else None
        if hidden and photo_ids is None:
            photo_ids = (*library.photos.ids(), *library.photos.hidden_ids())
        if wanted is Kind.IMMICH:
            _immich(library, where, photo_ids, key, dry_run=dry_run)
            return
        if wanted is Kind.DIGIKAM:
            _digikam(library, Path(where), photo_ids, dry_run=dry_run)
            return
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


def _digikam(library: Library, folder: Path, photo_ids: tuple[int, ...] | None, *, dry_run: bool) -> None:
    from photoface.cli.metadata import print_written
    from photoface.metadata.records import Destination

    output = current().output
    ids = library.exports.below(folder, photo_ids)
    with kept_when_stopped(output, "What was written stays."):
        report = run_job(
            output, lambda control: library.jobs.write_names(ids, Destination.SIDECAR, control, dry_run=dry_run)
        )
    print_written(output, report, dry_run=dry_run)
    output.note(
        "digiKam reads sidecars after Settings > Configure digiKam > Metadata > Sidecars > Read from sidecar files, "
        "and then Item > Reread Metadata From File."
    )


def _immich(
    library: Library, address: str, photo_ids: tuple[int, ...] | None, key: str | None, *, dry_run: bool
) -> None:
    output = current().output
    if not key:
        raise UserFacingError(
            f"The server at {address} asks for a key.",
            "Make one in Immich's account settings, and give it with --key or in the variable PHOTOFACE_KEY.",
        )

    def tell(plan: ImmichReport) -> None:
        output.note(f"Sending names, birthdays and boxes of faces to {address}, and no picture.")
        output.note(f"{plan.sentence()}.")

    with kept_when_stopped(output, "What was sent stays there; exporting again sends the rest."):
        report = run_job(
            output,
            lambda control: library.exports.to_immich(
                address, key, photo_ids, control, dry_run=dry_run, before_sending=tell
            ),
        )
    would = "This would be sent" if dry_run else "Done"
    output.line(f"{would}. {report.sentence()}.")
    for remark in report.remarks:
        output.warning(remark)
