"""Handles the user's yes or no to a person suggested for groups, and the no to one for faces and to joining groups."""

from __future__ import annotations

from photoface.catalog import people_packs
from photoface.catalog.assignments import keep_apart, reject
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.faces import summaries as face_summaries
from photoface.catalog.ledger import Journal
from photoface.catalog.people import name_of
from photoface.errors import UserFacingError
from photoface.library.commands.faces import RejectFaces, RejectName
from photoface.library.commands.groups import ConfirmGroup, ConfirmGroups, KeepGroupsApart, RejectGroup
from photoface.library.handlers import confirming
from photoface.library.handlers.confirming import give_group_to_person, give_to_person, group_faces


def confirm_group(journal: Journal, command: ConfirmGroup) -> Facts:
    name = name_of(journal.session, command.person_id)
    count = give_group_to_person(journal, command.group_id, command.person_id, command.without)
    return facts("confirmed", faces=count, person=name)


def confirm_groups(journal: Journal, command: ConfirmGroups) -> Facts:
    name = name_of(journal.session, command.person_id)
    count = give_to_person(journal, group_faces(journal, *command.group_ids), command.person_id)
    return facts("confirmed", faces=count, person=name)


def reject_faces(journal: Journal, command: RejectFaces) -> Facts:
    name = name_of(journal.session, command.person_id)
    count = confirming.reject_faces(journal, command.face_ids, command.person_id)
    return facts("rejected", faces=count, person=name)


def reject_group(journal: Journal, command: RejectGroup) -> Facts:
    name = name_of(journal.session, command.person_id)
    faces = group_faces(journal, command.group_id)
    reject(journal, faces, command.person_id)
    return facts("rejected_group", faces=len(faces), person=name)


def reject_name(journal: Journal, command: RejectName) -> Facts:
    faces = sorted(face.id for face in face_summaries(journal.session, sorted(set(command.face_ids))))
    if not faces or not command.name.strip():
        raise UserFacingError("These faces are not in the catalog any more.")
    people_packs.refuse(journal, faces, command.name)
    return facts("rejected", faces=len(faces), person=command.name)


def keep_groups_apart(journal: Journal, command: KeepGroupsApart) -> Facts:
    if command.group_id == command.other_id:
        raise UserFacingError("A group cannot be kept apart from itself.")
    keep_apart(journal, group_faces(journal, command.group_id), group_faces(journal, command.other_id))
    return facts("groups_kept_apart")
