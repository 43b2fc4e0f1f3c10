"""`Faces`, the library's manager that lists faces by status, name, size or photo, and compares two of them.

It also finds the unnamed people in photos, for the interview. A comparison says how similar two faces are, and how many
years lie between them.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np

from photoface.catalog import faces, interview, recognition_rows, settings_store, similar_faces
from photoface.catalog.database import Database
from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries.faces import FaceSummary
from photoface.errors import UserFacingError
from photoface.library.manager import Manager, reads
from photoface.recognition.recognition import Recognition


class Likeness(enum.Enum):
    """How similar two faces are, by their distance alone."""

    SURE = "sure"
    """So near that the machine would put both with one person."""
    LIKELY = "likely"
    """Nearer than where faces of one and of two people are told apart best."""
    UNSURE = "unsure"
    """Near enough to ask."""
    UNLIKE = "unlike"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two faces side by side.

    Attributes:
        distance: Euclidean, in the model in use: 0 the same to 2 opposite.
        likeness: what that says.
        nearer: the share of all faces that are nearer to the first than the second is.
        years: between the two photos; None where the camera did not date both.
        together: both are in one photo.
    """

    first: FaceSummary
    second: FaceSummary
    distance: float
    likeness: Likeness
    nearer: float
    years: float | None
    together: bool


class Faces(Manager):
    """Reads and compares faces."""

    def __init__(self, database: Database, recognition: Recognition) -> None:
        super().__init__(database)
        self._recognition = recognition

    def ids(self, status: str = "active", loose_only: bool = False) -> list[int]:
        """Faces that are `active`, `ignored` or `not_a_face`, newest first.

        `loose_only` leaves those with neither person nor group.
        """
        return self._database.query(faces.ids, FaceStatus(status), loose_only)

    summaries = reads(faces.summaries)
    of_photos = reads(faces.of_photos)
    named_ids = reads(faces.named_ids)
    smaller_ids = reads(faces.smaller_ids)
    unknown = reads(interview.everybody)
    unknown_beside = reads(interview.beside)
    unknown_beside_circle = reads(interview.of_circle)
    unknown_in_album = reads(interview.of_album)

    def alike(self, face_id: int, count: int) -> list[tuple[int, float]]:
        """Other faces that are most like a face, nearest first, each with its distance in the model in use.

        Raises:
            UserFacingError: the face is gone, or has not been looked at with this model.
        """
        with self._database.read() as session:
            return similar_faces.most_alike(session, face_id, settings_store.load(session).model, count)

    def compare(self, first_id: int, second_id: int) -> Comparison:
        """How alike two faces are, and what speaks for it.

        Raises:
            UserFacingError: one of them is gone, or has not been looked at with this model.
        """
        with self._database.read() as session:
            model = settings_store.load(session).model
            rows = recognition_rows.load(session, model)
            vectors = self._recognition.embeddings(session, model, rows)
            summaries = faces.summaries(session, (first_id, second_id))
        ids = rows.faces.ids
        places = np.searchsorted(ids, (first_id, second_id))
        if len(summaries) < 2 or (places >= len(ids)).any() or ids[places].tolist() != [first_id, second_id]:
            raise UserFacingError("These faces cannot be compared.", "Scan their photos with the current model first.")
        first, second = places.tolist()
        distances = np.sqrt(np.maximum(2 - 2 * vectors @ vectors[first], 0))
        distance = float(distances[second])
        days = rows.faces.days[places]
        gap = abs(float(days[0] - days[1])) / 365.25
        return Comparison(
            summaries[0],
            summaries[1],
            distance,
            self._likeness(model, distance),
            float((distances < distance).sum() - 1) / max(len(ids) - 1, 1),
            None if np.isnan(gap) else gap,
            summaries[0].photo_id == summaries[1].photo_id,
        )

    def _likeness(self, model: str, distance: float) -> Likeness:
        thresholds = self._recognition.thresholds(model)
        if distance <= thresholds.assignment:
            return Likeness.SURE
        if distance <= thresholds.verification:
            return Likeness.LIKELY
        return Likeness.UNSURE if distance <= thresholds.suggestion else Likeness.UNLIKE
