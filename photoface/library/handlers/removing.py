"""Handles commands that take faces out of a person or group, ignore them, mark them as no face, or restore them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from photoface.catalog.assignments import delete_empty_groups, of_faces, place, reject, separate
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.former_places import FormerPlace, former_places, group_is_back
from photoface.catalog.ledger import Journal
from photoface.catalog.people import name_of
from photoface.catalog.states import FaceStatus
from photoface.errors import UserFacingError
from photoface.library.commands.faces import RemoveFaces
from photoface.library.commands.strangers import IgnoreFaces, IgnoreGroups, MarkNotAFace, RestoreFaces
from photoface.library.handlers.confirming import group_faces


def remove_faces(journal: Journal, command: RemoveFaces) -> Facts:
    """A person gets a no to each face; the rest of a group gets a cannot-link to each face."""
    rows = of_faces(journal.session, command.face_ids)
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
        return facts("removed_from", faces=len(removed), person=name_of(journal.session, people[0]))
    return facts("removed", faces=len(removed))


def put_aside(journal: Journal, face_ids: Sequence[int], status: FaceStatus) -> int:
    """Faces are not asked about any more; returns how many there were."""
    rows = of_faces(journal.session, face_ids)
    place(journal, [row.id for row in rows], status=status)
    delete_empty_groups(journal, [row.group_id for row in rows])
    return len(rows)


def ignore_faces(journal: Journal, command: IgnoreFaces) -> Facts:
    return facts("ignored", faces=put_aside(journal, command.face_ids, FaceStatus.IGNORED))


def ignore_groups(journal: Journal, command: IgnoreGroups) -> Facts:
    count = put_aside(journal, group_faces(journal, *command.group_ids), FaceStatus.IGNORED)
    groups = len(set(command.group_ids))
    return facts("ignored_group" if groups == 1 else "ignored_groups", groups=groups, faces=count)


def mark_not_a_face(journal: Journal, command: MarkNotAFace) -> Facts:
    return facts("not_a_face", faces=put_aside(journal, command.face_ids, FaceStatus.NOT_A_FACE))


def restore_faces(journal: Journal, command: RestoreFaces) -> Facts:
    rows = of_faces(journal.session, command.face_ids)
    places = former_places(journal.session, [row.id for row in rows])
    by_place: dict[FormerPlace, list[int]] = defaultdict(list)
    for face_id, former in places.items():
        by_place[former].append(face_id)
    loose = [row.id for row in rows if row.id not in places and row.person_id is None and row.group_id is None]
    for former, ids in by_place.items():
        if former.group_id is not None and not group_is_back(journal, former.group_id, len(ids)):
            loose.extend(ids)
        else:
            place(journal, ids, person_id=former.person_id, confirmed=former.confirmed, group_id=former.group_id)
    place(journal, loose)
    return facts("brought_back", faces=len(rows))
