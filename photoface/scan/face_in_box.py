"""Finds the landmarks of a face in a box that the user or an import made, by running the detector on that part.

Alignment needs them. Where the detector sees no face, `unseen_face` makes up landmarks of a frontal face.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image

from photoface.geometry import Box, Landmarks
from photoface.vision.protocols import DetectedFace, FaceDetector, Pixels

MARGIN = 1.0
"""How much larger than the drawn box the part is that the detector sees: as much again, half of it on every side."""

FACE_PIXELS = 160
"""How large the drawn box is shown to the detector. What its user could see and it could not was most often small."""

TYPICAL_LANDMARKS = ((0.31, 0.38), (0.69, 0.38), (0.50, 0.58), (0.35, 0.77), (0.65, 0.77))
"""Where eyes, nose and mouth are in a box around a face seen from the front, as fractions of the box."""


def face_inside(detector: FaceDetector, photo: Pixels, box: Box, others: Sequence[Box] = ()) -> DetectedFace | None:
    """The face that a detector finds in a drawn box, in fractions of the photo, or None.

    Args:
        photo: upright, (height, width, 3).
        box: as it was drawn, in fractions of the photo.
        others: boxes of other faces of this photo, which are not taken for this one.
    """
    height, width = photo.shape[:2]
    part = box.expanded(MARGIN).squared(width, height).clamped()
    left, top, right, bottom = part.pixels(width, height)
    if right - left < 2 or bottom - top < 2:
        return None
    scale = FACE_PIXELS / max(box.width * width, box.height * height, 1.0)
    size = (max(round((right - left) * scale), 1), max(round((bottom - top) * scale), 1))
    picture = Image.fromarray(np.ascontiguousarray(photo[top:bottom, left:right]))
    (found,) = detector.detect([np.asarray(picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0))])
    # The part as whole pixels cut it.
    frame = Box.from_corners(left / width, top / height, right / width, bottom / height)
    faces = [_in_photo(face, frame) for face in found]
    right_ones = [
        face
        for face in faces
        if box.holds(face.box.centre) and not any(other.is_same_face(face.box) for other in others)
    ]
    return max(right_ones, key=lambda face: box.intersection_over_union(face.box), default=None)


def unseen_face(box: Box) -> DetectedFace:
    """A face as it may be in a box in which no detector sees one: looking ahead, in the middle of it."""
    points = ((box.left + x * box.width, box.top + y * box.height) for x, y in TYPICAL_LANDMARKS)
    return DetectedFace(box, Landmarks(*points), 0.0)


def _in_photo(face: DetectedFace, frame: Box) -> DetectedFace:
    """A face in fractions of a part of the photo, in fractions of the photo."""

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return (frame.left + point[0] * frame.width, frame.top + point[1] * frame.height)

    (left, top), (right, bottom) = place((face.box.left, face.box.top)), place((face.box.right, face.box.bottom))
    landmarks = Landmarks(*(place(point) for point in face.landmarks.points))
    return DetectedFace(Box.from_corners(left, top, right, bottom), landmarks, face.score)
