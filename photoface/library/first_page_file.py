"""Keeps what the window's first page shows, the people and unnamed groups, in a file for the next start.

The catalog takes longer to open than the window: the copy shows meanwhile. It is written when the catalog is closed,
and taken only where the catalog's file and log are still the same ones, by inode, size and time. So it does not say
what another process or a backup changed since. What is read from the open catalog replaces it within a second.

It holds names: erasing somebody for good deletes it, and only its owner can read it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import glob
import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import photoface
from photoface.catalog.summaries.faces import GroupSummary
from photoface.catalog.summaries.people import CircleSummary, PersonSummary
from photoface.regular_files import read_regular

SUFFIX: Final = ".people.json"


@dataclass(frozen=True, slots=True)
class FirstPage:
    """The named people, the largest groups, and how many groups there are."""

    people: list[PersonSummary]
    groups: list[GroupSummary]
    all_groups: int
    circles: list[CircleSummary]


def remembered_page(catalog: Path) -> FirstPage | None:
    """What was kept of a catalog that nobody changed since; None where there is no such copy, or it is damaged."""
    try:
        head, _, body = read_regular(_file(catalog)).partition(b"\n")
        if head != _head(catalog, body):
            return None
    except OSError:
        return None
    kept = json.loads(body)
    return FirstPage(
        [_person(row) for row in kept["people"]],
        [
            GroupSummary(id_, faces, photos, tuple(covers), videos)
            for id_, faces, photos, covers, videos in kept["groups"]
        ],
        kept["all_groups"],
        [CircleSummary(id_, name, tuple(people)) for id_, name, people in kept["circles"]],
    )


def forget_page(catalog: Path) -> None:
    """Delete what is kept of a catalog, and what a process that was killed while it wrote left of it.

    Raises:
        OSError: it cannot be deleted.
    """
    from photoface.writable import PARTIAL

    name = _file(catalog).name
    for path in (_file(catalog), *catalog.parent.glob(f"*.{glob.escape(name)}*{PARTIAL}")):
        path.unlink(missing_ok=True)


def remember_page(catalog: Path, page: FirstPage) -> None:
    """Keep what a catalog holds that is closed now.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    # The window's start does without what makes temporary files.
    from photoface.writable import replacing

    kept = {
        "people": [_row(person) for person in page.people],
        "groups": [[one.id, one.faces, one.photos, one.cover_face_ids, one.videos] for one in page.groups],
        "all_groups": page.all_groups,
        "circles": [[circle.id, circle.name, circle.person_ids] for circle in page.circles],
    }
    body = json.dumps(kept, separators=(",", ":")).encode()
    head = _head(catalog, body)
    with replacing(_file(catalog)) as file:
        file.write(head + b"\n" + body)


def _file(catalog: Path) -> Path:
    return catalog.with_name(catalog.name + SUFFIX)


def _head(catalog: Path, body: bytes) -> bytes:
    """What the first line says where the copy is whole, of this version, and of the catalog as it is now.

    The catalog is not opened for this: closing it would end the locks that SQLite holds on it for this process.

    Raises:
        OSError: there is no catalog.
    """
    log = None
    with contextlib.suppress(FileNotFoundError):
        log = _identity(catalog.with_name(f"{catalog.name}-wal"))
    return json.dumps([photoface.__version__, zlib.crc32(body), _identity(catalog), log]).encode()


def _identity(path: Path) -> tuple[int, int, int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _row(person: PersonSummary) -> list[Any]:
    taken = [None if at is None else at.isoformat() for at in (person.first_taken, person.last_taken)]
    days = [None if day is None else day.isoformat() for day in (person.born, person.died)]
    counts = [person.faces, person.confirmed, person.photos, person.cover_face_id]
    return [person.id, person.name, *counts, *taken, *days, person.favourite, person.hidden, person.videos]


def _person(row: list[Any]) -> PersonSummary:
    id_, name, faces, confirmed, photos, cover, first, last, born, died, favourite, hidden, videos = row
    first, last = (None if at is None else dt.datetime.fromisoformat(at) for at in (first, last))
    born, died = (None if day is None else dt.date.fromisoformat(day) for day in (born, died))
    return PersonSummary(id_, name, faces, confirmed, photos, cover, first, last, born, died, favourite, hidden, videos)
