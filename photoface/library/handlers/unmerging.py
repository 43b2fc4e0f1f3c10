"""Handles the command that undoes a merge of people, however old, from what the ledger kept of it."""

from __future__ import annotations

from collections.abc import Sequence

from photoface.catalog import merges, people
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.ledger import Journal
from photoface.catalog.people import name_of
from photoface.errors import UserFacingError
from photoface.library.commands.people import UnmergePeople
from photoface.library.handlers.confirming import give_to_person
from photoface.library.handlers.typed_names import ask_who, clean_name


def unmerge_people(journal: Journal, command: UnmergePeople) -> Facts:
    """A yes that was said since stays a yes, to the one who has the face now."""
    session = journal.session
    name = name_of(journal.session, command.person_id)
    found = (merge for merge in merges.into(session, command.person_id) if merge.other_id == command.other_id)
    merge = next(found, None)
    if merge is None:
        raise UserFacingError(f"Nobody like that was merged into {name}.", "It may have been undone meanwhile.")
    other = clean_name(command.name or merge.name)
    number = people.number_in(other)
    if number is not None:
        came = merges.faces_left(session, merge, command.person_id)
        return _give_to_somebody(journal, [face_id for face_id, _ in came], number, command.person_id)
    if not command.another:
        ask_who(journal, other, but=command.person_id)
    count = merges.take_apart(journal, merge, command.person_id, other)
    return facts("people_unmerged", other=other, person=name, faces=count)


def _give_to_somebody(journal: Journal, face_ids: Sequence[int], person_id: int, from_id: int) -> Facts:
    """The one who was merged is a person there is already: the faces that came along are that one's."""
    name, other = name_of(journal.session, from_id), name_of(journal.session, person_id)
    if person_id == from_id:
        raise UserFacingError(f"They are called {name} already.", "Give the other person another name.")
    count = give_to_person(journal, face_ids, person_id)
    return facts("faces_unmerged", faces=count, other=other, person=name)
