"""Handles commands that rename or delete a person, or choose the face that stands for the person."""

from __future__ import annotations

from photoface.catalog import assignments, circles, faces, people, photo_people, relations, saved_searches
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.ledger import Journal
from photoface.catalog.people import name_of
from photoface.catalog.search.renaming import reworded
from photoface.errors import UserFacingError
from photoface.library.commands.people import ChooseCover, DeletePerson, RenamePerson
from photoface.library.handlers.typed_names import ask_who, clean_name


def rename_person(journal: Journal, command: RenamePerson) -> Facts:
    before = name_of(journal.session, command.person_id)
    name = clean_name(command.name)
    if not command.another:
        ask_who(journal, name, but=command.person_id)
    named_before = people.names(journal.session)
    people.rename(journal, command.person_id, name)
    if command.keep_old_name:
        people.add_alias(journal, command.person_id, before)
    named_now = people.names(journal.session)
    for search in saved_searches.everything(journal.session):
        words = reworded(search.words, named_before, named_now, command.person_id)
        if words != search.words:
            saved_searches.reword(journal, search.id, words)
    return facts("renamed", before=before, person=name)


def delete_person(journal: Journal, command: DeletePerson) -> Facts:
    """What was said against this person goes too, and comes back with undo."""
    name = name_of(journal.session, command.person_id)
    theirs = assignments.of_people(journal.session, [command.person_id])
    assignments.place(journal, [face.id for face in theirs])
    assignments.withdraw_rejections(journal, command.person_id)
    people.delete_aliases(journal, command.person_id)
    photo_people.remove(journal, command.person_id)
    circles.leave_all(journal, command.person_id)
    relations.remove_all(journal, command.person_id)
    people.delete(journal, [command.person_id])
    return facts("name_removed", person=name, faces=len(theirs))


def choose_cover(journal: Journal, command: ChooseCover) -> Facts:
    name = name_of(journal.session, command.person_id)
    if all(face.person_id != command.person_id for face in faces.summaries(journal.session, [command.face_id])):
        raise UserFacingError(f"This face is not one of {name}'s.", "Move it there first.")
    people.change(journal, [command.person_id], cover_face_id=command.face_id)
    return facts("cover_chosen", person=name)
