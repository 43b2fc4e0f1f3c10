"""Handles commands that name groups and faces, confirm faces, and move faces to another person."""

from __future__ import annotations

from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.ledger import Journal
from photoface.catalog.people import count_faces, name_of
from photoface.library.commands.faces import ConfirmFaces, MoveFaces, NameFaces
from photoface.library.commands.groups import NameGroup
from photoface.library.handlers.confirming import give_group_to_person, give_to_person, reject_faces
from photoface.library.handlers.typed_names import person_called


def name_group(journal: Journal, command: NameGroup) -> Facts:
    person_id, name = person_called(journal, command.name, another=command.another, pack_id=command.pack_id)
    count = give_group_to_person(journal, command.group_id, person_id, command.without)
    return _named(journal, person_id, name, count)


def name_faces(journal: Journal, command: NameFaces) -> Facts:
    person_id, name = person_called(journal, command.name, another=command.another, pack_id=command.pack_id)
    count = give_to_person(journal, command.face_ids, person_id)
    if command.without:
        reject_faces(journal, command.without, person_id)
    return _named(journal, person_id, name, count)


def confirm_faces(journal: Journal, command: ConfirmFaces) -> Facts:
    name = name_of(journal.session, command.person_id)
    wrong = set(command.without)
    right = [face_id for face_id in command.face_ids if face_id not in wrong]
    count = give_to_person(journal, right, command.person_id)
    if wrong:
        reject_faces(journal, command.without, command.person_id)
    return facts("confirmed", faces=count, person=name)


def move_faces(journal: Journal, command: MoveFaces) -> Facts:
    name = name_of(journal.session, command.person_id)
    return facts("moved", faces=give_to_person(journal, command.face_ids, command.person_id), person=name)


def _named(journal: Journal, person_id: int, name: str, count: int) -> Facts:
    """The facts of a naming: so many faces for a person, and how many that person had before, if any.

    Two people may have one name; the sentence then shows that the faces joined those of somebody.
    """
    before = count_faces(journal.session, person_id) - count
    if before <= 0:
        return facts("named", faces=count, person=name)
    return facts("named_more", faces=count, before=before, person=name)
