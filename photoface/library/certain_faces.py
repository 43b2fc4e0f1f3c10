"""After a decision, names further faces that are certain because of it, as part of the same decision.

When the user says who a face is, loose faces and groups that are that person beyond doubt go to the person too. They
are not confirmed, so they are no exemplars, and undoing the decision takes them back as well. This comes after the
decision itself is on the disk: to compare one more person with all faces takes longer than to write the decision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from photoface.catalog.assignments import delete_empty_groups, place
from photoface.recognition.copied_faces import faces_in_copies
from photoface.recognition.sure_names import sure_names

if TYPE_CHECKING:
    from photoface.catalog.ledger import Journal
    from photoface.recognition.state import FaceState


def attach_certain_faces(
    journal: Journal, state: FaceState, people: frozenset[int], left: frozenset[int]
) -> frozenset[int]:
    """Put what is certain with the people whom a decision confirmed faces of; returns the faces.

    A group out of which the decision took faces is left as it is: naming some faces of a group says that the user
    does not take the rest for granted. The same face in a copy of the photo is no other face, and goes with it.

    Args:
        state: of the catalog as the decision left it.
        people: of the decision's `Journal.confirmed_people`.
        left: of its `Journal.left_groups`.
    """
    placed: dict[int, list[int]] = {}
    emptied: list[int] = []
    copies = faces_in_copies(state.rows, state.view.own_vectors, people)
    for face_id, group_id, person_id in copies:
        placed.setdefault(person_id, []).append(face_id)
        emptied.append(group_id)
    known = {face_id for face_id, _, _ in copies}
    for match in sure_names(state, people=people):
        group_id = int(state.items.groups[match.item])
        if group_id in left or not known.isdisjoint(state.face_ids(match.item)):
            continue
        placed.setdefault(match.person_id, []).extend(state.face_ids(match.item))
        if group_id:
            emptied.append(group_id)
    for person_id, face_ids in placed.items():
        place(journal, face_ids, person_id=person_id)
    delete_empty_groups(journal, emptied)
    return frozenset(face_id for face_ids in placed.values() for face_id in face_ids)
