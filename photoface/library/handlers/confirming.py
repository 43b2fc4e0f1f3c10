"""Shared functions of handlers for the user's yes and no: confirm faces or a group as a person, or reject them."""

from __future__ import annotations

from collections.abc import Sequence

from photoface.catalog import assignments, people
from photoface.catalog.assignments import Place, delete_empty_groups, place, reject, withdraw_rejections
from photoface.catalog.ledger import Journal
from photoface.errors import UserFacingError


def group_faces(journal: Journal, *group_ids: int) -> list[int]:
    """The faces of groups.

    Raises:
        UserFacingError: one of the groups is gone, or none is given.
    """
    if not group_ids:
        raise UserFacingError("Say which group is meant.")
    return [face.id for group_id in sorted(set(group_ids)) for face in assignments.in_group(journal.session, group_id)]


def give_to_person(journal: Journal, face_ids: Sequence[int], person_id: int) -> int:
    """The user's yes: faces are that person's, confirmed. Returns how many there were.

    Where they were filed under somebody else, that is a no to that one, remembered. An earlier no to this person is
    taken back by this yes.
    """
    return _give(journal, assignments.of_faces(journal.session, face_ids), person_id)


def _give(journal: Journal, faces: Sequence[Place], person_id: int) -> int:
    for other in sorted({face.person_id for face in faces if face.person_id not in (None, person_id)}):
        reject(journal, [face.id for face in faces if face.person_id == other], other)
    ids = [face.id for face in faces]
    people.keep_cover(journal, person_id)
    withdraw_rejections(journal, person_id, ids)
    place(journal, ids, person_id=person_id, confirmed=True)
    delete_empty_groups(journal, [face.group_id for face in faces])
    return len(ids)


def give_group_to_person(journal: Journal, group_id: int, person_id: int, without: Sequence[int]) -> int:
    """The user's yes to a group but for some of its faces, which are a no. Returns how many faces the yes is about.

    Those that stay behind stay a group, since they may well be one person; a single one becomes loose.

    Raises:
        UserFacingError: the group is gone, or nothing of it is left to say yes to.
    """
    faces = assignments.in_group(journal.session, group_id)
    wrong = set(without) & {face.id for face in faces}
    if len(wrong) == len(faces):
        raise UserFacingError("No face of this group is left to name.")
    if len(wrong) == 1:
        place(journal, wrong)
    count = _give(journal, [face for face in faces if face.id not in wrong], person_id)
    reject(journal, sorted(wrong), person_id)
    return count


def reject_faces(journal: Journal, face_ids: Sequence[int], person_id: int) -> int:
    """The user's no to faces, wherever they are: those that are filed under the person leave. Returns how many."""
    faces = assignments.of_faces(journal.session, face_ids)
    reject(journal, [face.id for face in faces], person_id)
    place(journal, [face.id for face in faces if face.person_id == person_id])
    return len(faces)
