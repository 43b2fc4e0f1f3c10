"""What all handlers share: the user's yes and no to faces, and checks of names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from photoface.catalog import assignments, people
from photoface.catalog.assignments import Place, delete_empty_groups, place, reject, withdraw_rejections
from photoface.catalog.folding import cleaned, shows_something
from photoface.catalog.ledger import Journal
from photoface.errors import NameTaken, UserFacingError

LONGEST_NAME = 200


def group_faces(journal: Journal, *group_ids: int) -> list[int]:
    """The faces of groups.

    Raises:
        UserFacingError: one of the groups is gone, or none is given.
    """
    if not group_ids:
        raise UserFacingError("Say which group is meant.")
    return [face.id for group_id in sorted(set(group_ids)) for face in assignments.in_group(journal.session, group_id)]


def clean_name(name: str) -> str:
    """A name as it is kept: white space collapsed, without what is not shown.

    Raises:
        UserFacingError: nothing is left of it, nothing of it can be seen, or it is endless.
    """
    kept = cleaned(name)
    if not kept:
        raise UserFacingError("A person needs a name.")
    if not shows_something(kept):
        raise UserFacingError("This name shows nothing.", "A name needs at least one letter or sign.")
    if len(kept) > LONGEST_NAME:
        raise UserFacingError(f"A name can have {LONGEST_NAME} letters at most.")
    return kept


def person_called(journal: Journal, name: str, now: dt.datetime, *, another: bool = False) -> tuple[int, str]:
    """The person of that name (id, name as kept), created where nobody has it yet. `#7` is the person of that number.

    Args:
        another: it is another person than who has the name already, or one that looks the same.

    Raises:
        NameTaken: it may be one of several people of that name, or somebody whose name looks the same.
    """
    kept = clean_name(name)
    number = people.number_in(kept)
    if number is not None:
        return number, people.name_of(journal.session, number)
    if not another:
        found = people.ids_by_name(journal.session, kept)
        if len(found) == 1:
            return found[0], people.name_of(journal.session, found[0])
        ask_who(journal, kept)
    return people.create(journal, kept, now), kept


def ask_who(journal: Journal, name: str, but: int | None = None) -> None:
    """Ask where a name is somebody's already, or can be taken for somebody's.

    Args:
        but: the person whose name it is to be.

    Raises:
        NameTaken: it is.
    """
    session = journal.session
    same = [one for one in people.ids_by_name(session, name) if one != but]
    alike = same or [one for one in people.looking_like(session, name) if one != but]
    if not alike:
        return
    if not same:
        sentence = f"Somebody's name looks like {name}."
    elif len(same) == 1:
        sentence = f"Somebody is called {name} already."
    else:
        sentence = f"{len(same)} people are called {name}."
    raise NameTaken(sentence, name, people.told_apart(session, alike))


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
