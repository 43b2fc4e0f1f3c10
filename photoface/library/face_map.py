"""The map of faces: where each lies on a plane on which faces lie together that look alike; drawn by a job, kept."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from photoface.catalog import faces as catalog_faces
from photoface.catalog import recognition_rows, settings_store
from photoface.catalog.database import Database
from photoface.catalog.summaries import FaceSummary
from photoface.clustering.array_file import read_arrays, write_arrays
from photoface.errors import UserFacingError
from photoface.jobs import JobControl, Progress, RateMeter
from photoface.vision.registry import ModelRegistry

if TYPE_CHECKING:
    from photoface.recognition.recognition import Recognition

SUFFIX: Final = ".map.npz"
FORMAT: Final = 1
STAGE: Final = "Drawing the map of faces"

WORTH_SHARE: Final = 0.2
"""The share of faces that came since a map was drawn from which drawing it anew is worth the wait."""


@dataclass(frozen=True, slots=True, eq=False)
class FaceMap:
    """A map, with who each face is now.

    Attributes:
        face_ids: (n,) int64, ascending.
        places: (n, 2) float32 from 0 to 1.
        persons: (n,) int64, 0 for none.
        groups: (n,) int64, 0 for none.
        names: of the persons.
        fresh: faces that came since the map was drawn, and lie beside those they look like.
        worth_drawing: so many are fresh that it should be drawn anew.
    """

    face_ids: NDArray[np.int64]
    places: NDArray[np.float32]
    persons: NDArray[np.int64]
    groups: NDArray[np.int64]
    names: dict[int, str]
    fresh: int
    worth_drawing: bool


class Likeness(enum.Enum):
    """What the distance of two faces says by itself."""

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


class FaceMaps:
    """Base of `Library`: the part of the facade that has the map."""

    _database: Database
    _registry: ModelRegistry
    _recognition: Recognition

    @property
    def _map_path(self) -> Path:
        return self._database.path.with_name(self._database.path.name + SUFFIX)

    def draw_face_map(self, control: JobControl | None = None) -> int:
        """Lay all faces out afresh and keep the map; returns how many faces it has.

        Raises:
            JobCancelled: by the control; the old map stays.
            UserFacingError: there is no face yet.
        """
        from photoface.clustering.tsne_layout import lay_out

        control = control or JobControl()
        control.report(Progress(STAGE))
        with self._database.read() as session:
            model = settings_store.load(session).model
            rows = recognition_rows.load(session, model)
            vectors = self._recognition.embeddings(session, model, rows)
        if not len(vectors):
            raise UserFacingError("There are no faces to draw a map of yet.", "Scan a folder first.")
        meter = RateMeter(control.working_time)

        def report(done: int, of: int) -> None:
            meter.update(done)
            control.report(Progress(STAGE, 100 * done // of, 100, seconds_left=meter.seconds_left(of)))

        places = lay_out(vectors, report)
        control.checkpoint()
        about = {"format": FORMAT, "model": model}
        write_arrays(self._map_path, about, {"face_ids": rows.faces.ids, "places": places})
        return len(places)

    def face_map(self) -> FaceMap | None:
        """The map as it was drawn last, with who each face is now; None where none was drawn with this model.

        Faces that are gone are left out; new ones lie beside those they look like.
        """
        try:
            about, arrays = read_arrays(self._map_path)
        except (FileNotFoundError, UserFacingError):
            # A damaged map is none: it is drawn again at any time.
            return None
        with self._database.read() as session:
            model = settings_store.load(session).model
            if about.get("model") != model or about.get("format") != FORMAT:
                return None
            rows = recognition_rows.load(session, model)
            faces = rows.faces
            drawn, of_drawn, of_faces = np.intersect1d(arrays["face_ids"], faces.ids, return_indices=True)
            places = np.zeros((len(faces.ids), 2), np.float32)
            places[of_faces] = arrays["places"][of_drawn]
            fresh = np.setdiff1d(np.arange(len(faces.ids)), of_faces)
            if len(fresh) and not len(drawn):
                return None
            if len(fresh):
                from photoface.clustering.tsne_layout import place_beside

                vectors = self._recognition.embeddings(session, model, rows)
                places[fresh] = place_beside(vectors[fresh], vectors[of_faces], places[of_faces])
        return FaceMap(
            faces.ids,
            places,
            faces.persons,
            faces.groups,
            {person.id: person.name for person in rows.people},
            len(fresh),
            len(fresh) >= WORTH_SHARE * max(len(drawn), 1),
        )

    def compare_faces(self, first_id: int, second_id: int) -> Comparison:
        """How alike two faces are, and what speaks for it.

        Raises:
            UserFacingError: one of them is gone, or has not been looked at with this model.
        """
        with self._database.read() as session:
            model = settings_store.load(session).model
            rows = recognition_rows.load(session, model)
            vectors = self._recognition.embeddings(session, model, rows)
            summaries = catalog_faces.summaries(session, (first_id, second_id))
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
        thresholds = self._registry.get(model).thresholds
        if distance <= thresholds.assignment:
            return Likeness.SURE
        if distance <= thresholds.verification:
            return Likeness.LIKELY
        return Likeness.UNSURE if distance <= thresholds.suggestion else Likeness.UNLIKE
