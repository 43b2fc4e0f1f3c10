"""Splits groups and people: moves some faces out of a group or person, into a new group or to another person.

The catalog remembers it: the two parts of a group are kept apart, and faces that leave a person get a no to that
person. Those who stay in a group can be named as well.
"""

from __future__ import annotations

from collections.abc import Sequence

from photoface.catalog.assignments import delete_empty_groups, keep_apart, new_group, of_faces, place, reject
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.ledger import Journal
from photoface.catalog.people import name_of
from photoface.errors import UserFacingError
from photoface.library.commands.groups import SplitGroup
from photoface.library.commands.people import SplitPerson
from photoface.library.handlers.confirming import give_to_person, group_faces
from photoface.library.handlers.typed_names import person_called


def split_group(journal: Journal, command: SplitGroup) -> Facts:
    """Both sides are kept apart for ever."""
    members = group_faces(journal, command.group_id)
    leaving = sorted(set(command.face_ids) & set(members))
    staying = sorted(set(members) - set(leaving))
    if not leaving or not staying:
        raise UserFacingError("A group is split by taking some of its faces out, not none and not all.")
    keep_apart(journal, leaving, staying)
    # Who stays comes first: of two people of one name it is who leaves that is the other one.
    rest = leaves = None
    if command.rest_name is not None:
        rest = person_called(journal, command.rest_name, another=command.rest_another)
    if command.name is not None:
        leaves = person_called(journal, command.name, another=command.another)
        if leaves == rest:
            raise UserFacingError("Two people of one name would be one person again.", "Give one another name.")
        give_to_person(journal, leaving, leaves[0])
    else:
        _group_of(journal, leaving)
    if rest is not None:
        give_to_person(journal, staying, rest[0])
    elif len(staying) == 1:
        place(journal, staying)
        delete_empty_groups(journal, [command.group_id])
    named = [person[1] for person in (leaves, rest) if person is not None]
    template = "group_split_and_named" if named else "group_split"
    return facts(template, faces=len(leaving), all=len(members), people=named)


def split_person(journal: Journal, command: SplitPerson) -> Facts:
    """A no to the person they leave is remembered for each face."""
    name = name_of(journal.session, command.person_id)
    faces = of_faces(journal.session, command.face_ids)
    leaving = [face.id for face in faces if face.person_id == command.person_id]
    if not leaving:
        raise UserFacingError(f"None of these faces is {name}'s.")
    if command.name is None:
        reject(journal, leaving, command.person_id)
        _group_of(journal, leaving)
        return facts("person_split", faces=len(leaving), person=name)
    other_id, other = person_called(journal, command.name, another=command.another)
    if other_id == command.person_id:
        raise UserFacingError(f"They are called {name} already.", "Give the other person another name.")
    give_to_person(journal, leaving, other_id)
    return facts("person_split_and_named", faces=len(leaving), person=name, other=other)


def _group_of(journal: Journal, face_ids: Sequence[int]) -> None:
    """A group that is the user's work, so that no regroup takes it apart; a single face is none and becomes loose."""
    group_id = new_group(journal, kept=True) if len(face_ids) > 1 else None
    place(journal, face_ids, group_id=group_id)
