"""Strangers and bystanders, many at a time. Nothing here touches a face that the user confirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from photoface.catalog.ledger import Journal
from photoface.catalog.rows import chunks
from photoface.catalog.tables import Face, FaceStatus, Photo
from photoface.catalog.visible import shown
from photoface.errors import UserFacingError
from photoface.library.commands import IgnoreOthersInPhotos, IgnoreSeenOnce, IgnoreSmaller
from photoface.library.handlers.filing import counted, delete_empty_groups, person_name, place


def ignore_seen_once(journal: Journal, command: IgnoreSeenOnce, _now: dt.datetime) -> str:
    """See `IgnoreSeenOnce`."""
    kept = set(command.keep)
    found = _faces(journal, Face.person_id.is_(None), Face.group_id.is_(None))
    count = _ignore(journal, [row for row in found if row.id not in kept])
    return f"Ignored {counted(count, 'face')} seen only once"


def ignore_smaller(journal: Journal, command: IgnoreSmaller, _now: dt.datetime) -> str:
    """See `IgnoreSmaller`."""
    count = _ignore(journal, _faces(journal, Face.person_id.is_(None), Face.pixels < command.pixels))
    return f"Ignored {counted(count, 'face')} smaller than {command.pixels:,} pixels"


def ignore_others_in_photos(journal: Journal, command: IgnoreOthersInPhotos, _now: dt.datetime) -> str:
    """See `IgnoreOthersInPhotos`."""
    names = [person_name(journal, person_id) for person_id in command.person_ids]
    wanted = set(command.person_ids)
    found: list[sa.Row[tuple[int, int | None, int | None]]] = []
    for part in chunks(sorted(set(command.photo_ids))):
        found.extend(_faces(journal, Face.photo_id.in_(part), Face.confirmed.is_(False)))
    count = _ignore(journal, [row for row in found if row.person_id not in wanted])
    who = f"everyone but {' and '.join(names)}" if names else "everyone"
    return f"Ignored {who} in {counted(len(set(command.photo_ids)), 'photo')}: {counted(count, 'face')}"


def _faces(journal: Journal, *conditions: sa.ColumnElement[bool]) -> list[sa.Row[tuple[int, int | None, int | None]]]:
    query = sa.select(Face.id, Face.person_id, Face.group_id).join(Photo, Photo.id == Face.photo_id)
    return list(journal.session.execute(query.where(shown(), *conditions)))


def _ignore(journal: Journal, rows: Sequence[sa.Row[tuple[int, int | None, int | None]]]) -> int:
    if not rows:
        raise UserFacingError("There is no such face to ignore.")
    place(journal, [row.id for row in rows], status=FaceStatus.IGNORED)
    delete_empty_groups(journal, {row.group_id for row in rows if row.group_id is not None})
    return len(rows)
