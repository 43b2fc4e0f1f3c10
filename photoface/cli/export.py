"""`photoface export`: all data as JSON or CSV, for other programs."""

from __future__ import annotations

import csv
import enum
import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photoface.cli.context import current, opened
from photoface.cli.output import json_text
from photoface.errors import UserFacingError
from photoface.formatting import counted
from photoface.writable import replacing

if TYPE_CHECKING:
    from photoface.library.library import Library

_PHOTO_COLUMNS = ("taken_at", "dated_by", "date_precision", "camera", "latitude", "longitude", "rating")
_FACE_COLUMNS = ("person", "person_id", "group", "status", "left", "top", "width", "height", "quality")
"""Columns of the CSV that have the names of a photo's and a face's values in the export."""

COLUMNS = (
    *("file", "person", "confirmed", "group", "status", "left", "top", "width", "height", "quality", "taken_at"),
    *("missing", "photo_width", "photo_height", "camera", "latitude", "longitude", "photo", "face", "rating", "tags"),
    *("born", "died", "away", "dated_by", "date_precision", "person_id"),
)
"""Columns of the CSV: one row for each face. Boxes are fractions of the upright photo; yes and no are 1 and 0.

Tags are joined by semicolons; `born` and `died` are the person's.
"""

STANDARD_OUTPUT = Path("-")

EXPORT_SUFFIXES = {".json", ".csv"}
"""Files that an export may replace in a photo folder; all others there are the user's own."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""First characters of a cell that make a spreadsheet run it as a formula (OWASP, "CSV Injection")."""


class Format(enum.StrEnum):
    """File formats of an export."""

    JSON = "json"
    CSV = "csv"


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; - for the standard output.")],
    format: Annotated[
        Format | None, typer.Option(help="By the file's name, else JSON. CSV has one row for each face.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write people, photos and faces to a file.

    In CSV a text that a spreadsheet would take for a formula (it begins with = + - @ or a tab) gets an apostrophe
    before it.
    """
    output = current().output
    wanted = format or (Format.CSV if file.suffix.lower() == ".csv" else Format.JSON)
    to_file = file != STANDARD_OUTPUT
    if to_file:
        _refuse(file, force=force)
    with opened(damaged_too=True) as library:
        if to_file:
            _refuse_own_files(file, library)
        values = library.export()
    text = csv_text(values) if wanted is Format.CSV else json_text(values) + "\n"
    if not to_file:
        output.raw(text)
        return
    write_atomically(file, text, overwrite=force)
    faces = sum(len(photo["faces"]) for photo in values["photos"])
    output.note(f"{counted(len(values['photos']), 'photo')} and {counted(faces, 'face')} written to {file}.")


def csv_text(values: Mapping[str, Any]) -> str:
    """The faces of an export as CSV (RFC 4180), one row each, with the columns `COLUMNS`."""
    stream = io.StringIO(newline="")
    rows = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    rows.writeheader()
    people = {person["id"]: person for person in values["people"]}
    for photo in values["photos"]:
        for face in photo["faces"]:
            person = people.get(face["person_id"], {})
            rows.writerow(
                {
                    "file": _cell(next(iter(photo["files"] + photo["gone_files"]), "")),
                    "photo": photo["id"],
                    "face": face["id"],
                    "photo_width": photo["width"],
                    "photo_height": photo["height"],
                    "missing": int(photo["missing"]),
                    "away": int(photo["away"]),
                    "tags": _cell(";".join(photo["tags"])),
                    "born": person.get("born"),
                    "died": person.get("died"),
                    "confirmed": int(face["confirmed"]),
                    **{key: _cell(photo[key]) for key in _PHOTO_COLUMNS},
                    **{key: _cell(face[key]) for key in _FACE_COLUMNS},
                }
            )
    return stream.getvalue()


def _cell(value: Any) -> Any:
    """A cell that no spreadsheet runs as a formula. Numbers are safe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def write_atomically(file: Path, text: str, *, overwrite: bool) -> None:
    """Write a whole file or nothing: under a temporary name in the same folder, then renamed.

    Raises:
        UserFacingError: the file exists and may not be overwritten, or it cannot be written.
    """
    _refuse(file, force=overwrite)
    try:
        with replacing(file, overwrite=overwrite) as stream:
            # File names that are not text are written as their bytes.
            stream.write(text.encode("utf-8", "surrogateescape"))
            Path(stream.name).chmod(0o666 & ~_umask())
    except OSError as error:
        _refuse(file, force=overwrite)
        raise UserFacingError(
            f"{file} cannot be written: {error.strerror or error}.",
            "Check the folder, its rights and the room on the disk.",
        ) from error


def _refuse(file: Path, *, force: bool) -> None:
    if file.is_dir():
        raise UserFacingError(f"{file} is a folder.", "Name a file in it.")
    if file.exists() and not force:
        raise UserFacingError(f"{file} is there already.", "Choose another name, or write over it with --force.")


def _refuse_own_files(file: Path, library: Library) -> None:
    """Refuse to overwrite the catalog, its companion files and photos: --force is for older exports only."""
    folder = Path(os.path.realpath(file.parent))
    catalog = Path(os.path.realpath(library.catalog_path))
    # The log, the thumbnails and the backup folder have names that begin with the catalog's.
    target = folder / file.name
    below = target.relative_to(catalog.parent).parts if target.is_relative_to(catalog.parent) else ()
    beside = bool(below) and below[0].casefold().startswith(catalog.name.casefold())
    if beside or (file.exists() and file.samefile(catalog)):
        raise UserFacingError(f"{file} is the catalog, or belongs to it.", "Choose another name for the export.")
    if not file.exists() or file.suffix.lower() in EXPORT_SUFFIXES:
        return
    for root in (Path(os.path.realpath(known.path)) for known in library.folders.all()):
        if folder == root or root in folder.parents:
            raise UserFacingError(
                f"{file} lies in the photo folder {root} and is no export.", "Choose another name or another folder."
            )


def _umask() -> int:
    """The permission bits that new files do not get; temporary files are created for their owner only."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
