"""`photoface export`: everything that is known, for other programs."""

from __future__ import annotations

import csv
import enum
import io
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from photoface.cli.context import CatalogOption, opened, state_of
from photoface.cli.output import json_text
from photoface.cli.words import counted
from photoface.errors import UserFacingError

COLUMNS = (
    "file",
    "person",
    "confirmed",
    "group",
    "status",
    "left",
    "top",
    "width",
    "height",
    "quality",
    "taken_at",
    "missing",
    "photo_width",
    "photo_height",
    "camera",
    "latitude",
    "longitude",
    "photo",
    "face",
    "rating",
    "tags",
    "born",
    "died",
)
"""Of the CSV: one row for each face. Boxes are fractions of the upright photo; yes and no are 1 and 0.

Tags are joined by semicolons; `born` and `died` are the person's.
"""

STANDARD_OUTPUT = Path("-")


class Format(enum.StrEnum):
    """Kinds of export."""

    JSON = "json"
    CSV = "csv"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(export)


def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; - for the standard output.")],
    format: Annotated[
        Format | None, typer.Option(help="By the file's name, else JSON. CSV has one row for each face.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    catalog: CatalogOption = None,
) -> None:
    """Write people, photos and faces to a file."""
    output = state_of(context, catalog).output
    wanted = format or (Format.CSV if file.suffix.lower() == ".csv" else Format.JSON)
    to_file = file != STANDARD_OUTPUT
    if to_file:
        _refuse(file, force=force)
    with opened(context, catalog) as library:
        values = library.export()
    text = csv_text(values) if wanted is Format.CSV else json_text(values) + "\n"
    if not to_file:
        output.raw(text)
        return
    write_atomically(file, text, overwrite=force)
    faces = sum(len(photo["faces"]) for photo in values["photos"])
    output.note(f"{counted(len(values['photos']), 'photo')} and {counted(faces, 'face')} written to {file}.")


def csv_text(values: Mapping[str, Any]) -> str:
    """The faces of an export as CSV (RFC 4180), one row each, under the heading `COLUMNS`."""
    stream = io.StringIO(newline="")
    rows = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    rows.writeheader()
    people = {person["name"]: person for person in values["people"]}
    for photo in values["photos"]:
        for face in photo["faces"]:
            person = people.get(face["person"], {})
            rows.writerow(
                {
                    "file": photo["files"][0] if photo["files"] else "",
                    "photo": photo["id"],
                    "face": face["id"],
                    "photo_width": photo["width"],
                    "photo_height": photo["height"],
                    "missing": int(photo["missing"]),
                    "tags": ";".join(photo["tags"]),
                    "born": person.get("born"),
                    "died": person.get("died"),
                    "confirmed": int(face["confirmed"]),
                    **{key: photo[key] for key in ("taken_at", "camera", "latitude", "longitude", "rating")},
                    **{
                        key: face[key]
                        for key in (
                            "person",
                            "group",
                            "status",
                            "left",
                            "top",
                            "width",
                            "height",
                            "quality",
                        )
                    },
                }
            )
    return stream.getvalue()


def write_atomically(file: Path, text: str, *, overwrite: bool) -> None:
    """Write a whole file or nothing: it is written beside its place and renamed.

    Raises:
        UserFacingError: there is such a file and it may not be overwritten, or it cannot be written.
    """
    _refuse(file, force=overwrite)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{file.name}-", suffix=".partial", dir=file.parent)
    except OSError as error:
        raise _not_written(file, error) from error
    temporary = Path(name)
    try:
        # File names that are no text come out as the bytes that they are.
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o666 & ~_umask())
        if overwrite:
            temporary.replace(file)
        else:
            _place(temporary, file)
    except OSError as error:
        raise _not_written(file, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def _place(temporary: Path, file: Path) -> None:
    """Give the file its name unless a file got that name meanwhile."""
    try:
        # A link never replaces anything, a rename would.
        file.hardlink_to(temporary)
    except (OSError, NotImplementedError):
        # Somebody has the name by now, or the disk has no links.
        _refuse(file, force=False)
        temporary.replace(file)


def _refuse(file: Path, *, force: bool) -> None:
    if file.is_dir():
        raise UserFacingError(f"{file} is a folder.", "Name a file in it.")
    if file.exists() and not force:
        raise UserFacingError(f"{file} is there already.", "Choose another name, or write over it with --force.")


def _not_written(file: Path, error: OSError) -> UserFacingError:
    return UserFacingError(
        f"{file} cannot be written: {error.strerror or error}.",
        "Check the folder, its rights and the room on the disk.",
    )


def _umask() -> int:
    """The rights that new files do not get; temporary files are made for their owner alone."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
