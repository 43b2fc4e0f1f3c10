"""Handles commands that draw a face by hand, perhaps with a name, and that move or delete the box of a face.

Of a face that a detector found the box is not deleted but marked as not a face. A command stores the box at once,
without landmarks and embedding; `Jobs.finish_drawn_faces`, or the next scan, looks inside it for those.
"""

from __future__ import annotations

import math

from photoface.catalog import face_boxes, faces, photos, user_turns
from photoface.catalog.assignments import delete_empty_groups, place
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.ledger import Journal
from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries.faces import FaceSummary
from photoface.errors import UserFacingError
from photoface.geometry import Box
from photoface.library.commands.faces import DeleteFaceBox, DrawFace, MoveFaceBox
from photoface.library.handlers.confirming import give_to_person
from photoface.library.handlers.typed_names import person_called

SMALLEST_PIXELS = 12
"""Shorter side of the smallest box, in pixels of the photo: what a detector can look at, and a hand can hit."""


def draw_face(journal: Journal, command: DrawFace) -> Facts:
    """Add a face; if it was marked `not a face` before, take that mark back instead."""
    box, pixels = _checked_box(journal, command.photo_id, command.box)
    taken = faces.at_box(journal.session, command.photo_id, box)
    in_file = user_turns.box_in_file(journal.session, command.photo_id, box)
    if taken is None:
        face_id = face_boxes.draw(journal, command.photo_id, in_file, pixels)
    elif taken.status == FaceStatus.NOT_A_FACE:
        face_id = taken.id
        place(journal, [face_id])
        face_boxes.move(journal, face_id, in_file, pixels)
    else:
        raise _already_there()
    if command.name is None:
        return facts("face_drawn")
    person_id, name = person_called(journal, command.name, another=command.another)
    give_to_person(journal, [face_id], person_id)
    return facts("face_drawn_and_named", person=name)


def move_face_box(journal: Journal, command: MoveFaceBox) -> Facts:
    face = _face(journal, command.face_id)
    box, pixels = _checked_box(journal, face.photo_id, command.box)
    taken = faces.at_box(journal.session, face.photo_id, box, but=face.id)
    if taken is not None and taken.status != FaceStatus.NOT_A_FACE:
        raise _already_there()
    face_boxes.move(journal, face.id, user_turns.box_in_file(journal.session, face.photo_id, box), pixels)
    if face.person_name is None:
        return facts("box_moved")
    return facts("box_of_person_moved", person=face.person_name)


def delete_face_box(journal: Journal, command: DeleteFaceBox) -> Facts:
    face = _face(journal, command.face_id)
    if face.drawn:
        face_boxes.delete(journal, face)
        return facts("drawn_face_deleted")
    place(journal, [face.id], status=FaceStatus.NOT_A_FACE)
    delete_empty_groups(journal, [face.group_id])
    return facts("not_a_face", faces=1)


def _face(journal: Journal, face_id: int) -> FaceSummary:
    found = faces.summaries(journal.session, [face_id])
    if not found:
        raise UserFacingError("This face is not in the catalog any more.")
    return found[0]


def _checked_box(journal: Journal, photo_id: int, box: Box) -> tuple[Box, float]:
    """The part of a box that lies in its photo as it is shown, and the pixels of its shorter side.

    Raises:
        UserFacingError: the photo is gone, or nothing that can be seen is left of the box.
    """
    width, height = photos.size(journal.session, photo_id)
    if not all(math.isfinite(side) for side in (box.left, box.top, box.width, box.height)):
        raise UserFacingError("This is no box.")
    inside = box.clamped()
    pixels = min(inside.width * width, inside.height * height)
    if pixels < SMALLEST_PIXELS:
        raise UserFacingError("This box is too small for a face.", "Draw it around the whole face.")
    return inside, pixels


def _already_there() -> UserFacingError:
    return UserFacingError("There is a face here already.", "Name that one, or move its box.")
