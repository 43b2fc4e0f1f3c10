"""Handles the command that assigns the known people of a photo to its faces, or notes that they show no face in it."""

from __future__ import annotations

from photoface.catalog import people, photo_people, takeover_state
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.ledger import Journal
from photoface.catalog.people import name_of
from photoface.catalog.states import FaceStatus
from photoface.errors import UserFacingError
from photoface.library.commands.faces import AssignNames
from photoface.library.handlers.confirming import give_to_person


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
