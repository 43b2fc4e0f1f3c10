"""Formats an export as JSON, or as CSV with one row for each face, photo by photo, from the values of `records`."""

from __future__ import annotations

import csv
import enum
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

from photoface.catalog import photos
from photoface.catalog.database import Session
from photoface.jobs import JobControl, RateMeter
from photoface.library.exports.records import head, photo_values

_PHOTO_COLUMNS = (
    *("taken_at", "dated_by", "date_precision", "camera", "latitude", "longitude", "rating"),
    *("title", "caption", "label"),
)
_FACE_COLUMNS = ("person", "person_id", "group", "status", "left", "top", "width", "height", "quality")
"""Columns of the CSV that have the names of a photo's and a face's values in the export."""

COLUMNS = (
    *("file", "person", "confirmed", "group", "status", "left", "top", "width", "height", "quality", "taken_at"),
    *("missing", "photo_width", "photo_height", "camera", "latitude", "longitude", "photo", "face", "rating", "tags"),
    *("born", "died", "away", "dated_by", "date_precision", "person_id"),
    *("title", "caption", "label", "favourite", "hidden", "people_without_face", "albums"),
)
"""Columns of the CSV: one row for each face, and one with an empty face for a photo without any.

Boxes are fractions of the upright photo; yes and no are 1 and 0. Tags, albums and people without a face are joined by
semicolons; `born` and `died` are the person's.
"""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""First characters of a cell that make a spreadsheet run it as a formula (OWASP, "CSV Injection")."""

REPORT_EVERY = 100

STAGE = "Exporting photos"


class DataFormat(enum.StrEnum):
    """What an export for other programs can be written as."""

    JSON = "json"
    CSV = "csv"


def pieces(
    session: Session, kind: DataFormat, photo_ids: Sequence[int] | None, control: JobControl, seen: list[int]
) -> Iterator[str]:
    """The text of an export, a photo at a time.

    Args:
        photo_ids: what was chosen; None for all photos.
        seen: gets how many faces each photo has, for the report.

    Raises:
        JobCancelled: by the control.
    """
    values = head(session, photo_ids)
    wanted = photos.ids(session) if photo_ids is None else photo_ids
    meter = RateMeter(control.working_time)

    def counted() -> Iterator[dict[str, Any]]:
        for photo in photo_values(session, wanted):
            if len(seen) % REPORT_EVERY == 0:
                control.report(meter.progress(STAGE, len(seen), len(wanted)))
            seen.append(len(photo["faces"]))
            yield photo

    yield from _json(values, counted()) if kind is DataFormat.JSON else _csv(values, counted())
    control.report(meter.progress(STAGE, len(wanted), len(wanted)))


def _json(values: dict[str, Any], found: Iterator[dict[str, Any]]) -> Iterator[str]:
    """One object; each photo is on a line of its own."""
    yield json_text(values)[: -len("\n}")] + ',\n  "photos": ['
    before = "\n    "
    for photo in found:
        yield before + json_line(photo)
        before = ",\n    "
    yield "\n  ]\n}\n"


def json_text(value: Any) -> str:
    """A value over several lines."""
    return _readable(value, indent=2)


def json_line(value: Any) -> str:
    """A value on one line."""
    return _readable(value, indent=None)


def _readable(value: Any, indent: int | None) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    # A file name that is not text has no place in UTF-8: its bytes are escapes.
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=True, indent=indent)
    return text


def _csv(values: dict[str, Any], found: Iterator[dict[str, Any]]) -> Iterator[str]:
    """Faces as CSV (RFC 4180), one row each, with the columns `COLUMNS`."""
    stream = io.StringIO(newline="")
    rows = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    rows.writeheader()
    people = {person["id"]: person for person in values["people"]}
    for photo in found:
        about = _about(photo)
        for face in photo["faces"]:
            person = people.get(face["person_id"], {})
            rows.writerow(
                {
                    **about,
                    "face": face["id"],
                    "born": person.get("born"),
                    "died": person.get("died"),
                    "confirmed": int(face["confirmed"]),
                    **{key: _cell(face[key]) for key in _FACE_COLUMNS},
                }
            )
        if not photo["faces"]:
            rows.writerow(about)
        yield stream.getvalue()
        stream.seek(0)
        stream.truncate()
    yield stream.getvalue()


def _about(photo: dict[str, Any]) -> dict[str, Any]:
    return {
        "file": _cell(next(iter(photo["files"] + photo["gone_files"]), "")),
        "photo": photo["id"],
        "photo_width": photo["width"],
        "photo_height": photo["height"],
        **{key: None if photo[key] is None else int(photo[key]) for key in ("missing", "away", "favourite", "hidden")},
        "tags": _cell(";".join(photo["tags"])),
        "albums": _cell(";".join(photo["albums"])),
        "people_without_face": _cell(";".join(person["name"] for person in photo["people_without_face"])),
        **{key: _cell(photo[key]) for key in _PHOTO_COLUMNS},
    }


def _cell(value: Any) -> Any:
    """A cell that no spreadsheet runs as a formula. Numbers are safe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
