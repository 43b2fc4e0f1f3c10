"""The user's no: removing faces, strangers, and what is no face at all; and taking that back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from photoface.catalog.ledger import Journal
from photoface.catalog.row_images import Values
from photoface.catalog.set_aside import FormerPlace, former_groups, former_places
from photoface.catalog.tables import FaceStatus, Group
from photoface.errors import UserFacingError
from photoface.library.commands import IgnoreFaces, IgnoreGroups, MarkNotAFace, RemoveFaces, RestoreFaces
from photoface.library.handlers.filing import (
    counted,
    delete_empty_groups,
    existing_faces,
    group_faces,
    groups_faces,
    person_name,
    place,
    reject,
    separate,
)


def remove_faces(journal: Journal, command: RemoveFaces, _now: dt.datetime) -> str:
    """See `RemoveFaces`. A person gets a no to each face; the rest of a group gets a cannot-link to each face."""
    rows = existing_faces(journal, command.face_ids)
    people = sorted({row.person_id for row in rows if row.person_id is not None})
    groups = sorted({row.group_id for row in rows if row.group_id is not None})
    if not people and not groups:
        raise UserFacingError("These faces have no name and no group to be removed from.")
    removed = {row.id for row in rows}
    for person_id in people:
        reject(journal, [row.id for row in rows if row.person_id == person_id], person_id)
    for group_id in groups:
        separate(
            journal,
            [row.id for row in rows if row.group_id == group_id],
            [face_id for face_id in group_faces(journal, group_id) if face_id not in removed],
        )
    place(journal, removed)
    delete_empty_groups(journal, groups)
    if len(people) == 1 and not groups:
        return f"Removed {counted(len(removed), 'face')} from {person_name(journal, people[0])}"
    return f"Removed {counted(len(removed), 'face')}"


def _put_aside(journal: Journal, face_ids: Sequence[int], status: FaceStatus) -> int:
    rows = existing_faces(journal, face_ids)
    place(journal, [row.id for row in rows], status=status)
    delete_empty_groups(journal, {row.group_id for row in rows if row.group_id is not None})
    return len(rows)


def ignore_faces(journal: Journal, command: IgnoreFaces, _now: dt.datetime) -> str:
    """See `IgnoreFaces`."""
    return f"Ignored {counted(_put_aside(journal, command.face_ids, FaceStatus.IGNORED), 'face')}"


def ignore_groups(journal: Journal, command: IgnoreGroups, _now: dt.datetime) -> str:
    """See `IgnoreGroups`."""
    count = _put_aside(journal, groups_faces(journal, command.group_ids), FaceStatus.IGNORED)
    groups = "a group" if len(set(command.group_ids)) == 1 else counted(len(set(command.group_ids)), "group")
    return f"Ignored {groups} of {counted(count, 'face')}"


def mark_not_a_face(journal: Journal, command: MarkNotAFace, _now: dt.datetime) -> str:
    """See `MarkNotAFace`."""
    count = _put_aside(journal, command.face_ids, FaceStatus.NOT_A_FACE)
    return f"Marked {counted(count, 'picture')} as not a face"


def restore_faces(journal: Journal, command: RestoreFaces, _now: dt.datetime) -> str:
    """See `RestoreFaces`."""
    rows = existing_faces(journal, command.face_ids)
    places = former_places(journal.session, [row.id for row in rows])
    by_place: dict[FormerPlace, list[int]] = defaultdict(list)
    for face_id, former in places.items():
        by_place[former].append(face_id)
    groups = former_groups(journal.session, {one.group_id for one in by_place if one.group_id is not None})
    loose = [row.id for row in rows if row.id not in places and row.person_id is None and row.group_id is None]
    for former, ids in by_place.items():
        group_id = former.group_id
        if group_id is not None and not _group_is_there(journal, groups, group_id, len(ids)):
            loose.extend(ids)
        else:
            place(journal, ids, person_id=former.person_id, confirmed=former.confirmed, group_id=group_id)
    place(journal, loose)
    return f"Brought back {counted(len(rows), 'face')}"


def _group_is_there(journal: Journal, groups: Mapping[int, Values | None], group_id: int, faces: int) -> bool:
    """Whether faces can go back to a group. One that went with them is made again, if they are more than one face."""
    if group_id in groups and groups[group_id] is None:
        return True
    if faces < 2:
        return False
    journal.insert(Group, groups.get(group_id) or {"id": group_id, "settled": True, "kept": False})
    return True
