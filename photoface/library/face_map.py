"""`FaceMaps`, the library's manager of the face map: a 2-D layout (t-SNE) of the faces, kept in a file.

Faces that are new since it was drawn are placed beside the most similar ones. Ignored faces, and those of hidden
photos, are not shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from photoface.catalog import recognition_rows, settings_store
from photoface.catalog.database import Database
from photoface.catalog.visible import hidden_faces
from photoface.clustering.array_file import read_arrays, write_arrays
from photoface.errors import UserFacingError
from photoface.jobs import JobControl, Progress, RateMeter

if TYPE_CHECKING:
    from photoface.recognition.recognition import Recognition

SUFFIX: Final = ".map.npz"
FORMAT: Final = 1
STAGE: Final = "Drawing the map of faces"

WORTH_SHARE: Final = 0.2
"""The share of faces that came since a map was drawn from which drawing it again is worth the wait."""


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
        worth_drawing: so many are fresh that it should be drawn again.
    """

    face_ids: NDArray[np.int64]
    places: NDArray[np.float32]
    persons: NDArray[np.int64]
    groups: NDArray[np.int64]
    names: dict[int, str]
    fresh: int
    worth_drawing: bool


class FaceMaps:
    """Computes the face map, keeps it beside the catalog, and reads it."""

    def __init__(self, database: Database, recognition: Recognition) -> None:
        self._database = database
        self._recognition = recognition
        self._path = database.path.with_name(database.path.name + SUFFIX)

    def draw(self, control: JobControl | None = None) -> int:
        """Lay all faces out again and keep the map; returns how many faces it has.

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
        write_arrays(self._path, about, {"face_ids": rows.faces.ids, "places": places})
        return len(places)

    def read(self) -> FaceMap | None:
        """The map as it was drawn last, with who each face is now; None where none was drawn with this model.

        Faces that are gone are left out; new ones lie beside those they look like.
        """
        try:
            about, arrays = read_arrays(self._path)
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
            shown = ~np.isin(faces.ids, list(hidden_faces(session)))
        return FaceMap(
            faces.ids[shown],
            places[shown],
            faces.persons[shown],
            faces.groups[shown],
            {person.id: person.name for person in rows.people},
            len(fresh),
            len(fresh) >= WORTH_SHARE * max(len(drawn), 1),
        )
