"""Handles the commands that say of several faces at once who each is: of one photo, or on a page of likely names."""

from __future__ import annotations

from collections.abc import Sequence

from photoface.catalog import people, photo_people, takeover_state
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.ledger import Journal
from photoface.catalog.people import name_of
from photoface.catalog.states import FaceStatus
from photoface.errors import UserFacingError
from photoface.library.commands.faces import AssignNames, ConfirmNames
from photoface.library.handlers.confirming import give_to_person, reject_faces


def assign_names(journal: Journal, command: AssignNames) -> Facts:
    """Raises UserFacingError where a face is not open any more, was refused, or somebody is given two places."""
    session = journal.session
    face_ids = [face_id for face_id, _ in command.pairs]
    everybody = [person_id for _, person_id in command.pairs] + list(command.without_face)
    if not everybody:
        raise UserFacingError("Say who is who first.")
    if len(set(face_ids)) < len(face_ids) or len(set(everybody)) < len(everybody):
        raise UserFacingError("A face can be one person only, and nobody is in a photo twice.")
    faces = takeover_state.faces_now(session, face_ids)
    theirs = photo_people.faces_of(session, command.photo_id)
    refused = takeover_state.refused_now(session, face_ids)
    for face_id, person_id in command.pairs:
        face = faces.get(face_id)
        if face is None or face_id not in theirs or face.status is not FaceStatus.ACTIVE or face.confirmed:
            raise UserFacingError("A face of this photo was named meanwhile.", "Look at the photo again.")
        if (face_id, person_id) in refused:
            name = name_of(session, person_id)
            raise UserFacingError(f"You said that this face is not {name}.", "Undo that first.")
    present = people.present(session, everybody)
    if len(present) < len(everybody):
        raise UserFacingError("Somebody of this photo is not in the catalog any more.")
    for face_id, person_id in command.pairs:
        give_to_person(journal, [face_id], person_id)
    photo_people.note_without_face(journal, command.photo_id, command.without_face)
    if not command.pairs:
        return facts("without_face", people=len(command.without_face))
    return facts("names_assigned", faces=len(command.pairs))


def confirm_names(journal: Journal, command: ConfirmNames) -> Facts:
    """Raises UserFacingError where a face is not open any more, or somebody is gone."""
    session = journal.session
    every = [*command.pairs, *command.without]
    face_ids = [face_id for face_id, _ in every]
    if not every:
        raise UserFacingError("Say which of the names are right.")
    if len(set(face_ids)) < len(face_ids):
        raise UserFacingError("A face can be one person only.")
    faces = takeover_state.faces_now(session, face_ids)
    if any(face_id not in faces or faces[face_id].status is not FaceStatus.ACTIVE for face_id in face_ids):
        raise UserFacingError("A face of this page is not in the catalog any more.", "Go on with the next question.")
    if any(faces[face_id].confirmed for face_id in face_ids):
        raise UserFacingError("A face of this page was named meanwhile.", "Go on with the next question.")
    named, refused = _by_person(command.pairs), _by_person(command.without)
    if len(people.present(session, sorted({*named, *refused}))) < len({*named, *refused}):
        raise UserFacingError("Somebody of this page is not in the catalog any more.", "Go on with the next question.")
    for person_id, own in named.items():
        give_to_person(journal, own, person_id)
    for person_id, wrong in refused.items():
        reject_faces(journal, wrong, person_id)
    if not command.pairs:
        return facts("names_rejected", faces=len(command.without))
    return facts("names_confirmed", faces=len(command.pairs), people=len(named))


def _by_person(pairs: Sequence[tuple[int, int]]) -> dict[int, list[int]]:
    """The faces of each person."""
    found: dict[int, list[int]] = {}
    for face_id, person_id in pairs:
        found.setdefault(person_id, []).append(face_id)
    return found
