"""Makes the tables that recognition works on from arrays of faces, without a catalog."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photoface.catalog.face_table import CONTENT_CHARACTERS, FaceTable, KnownPerson, RecognitionRows, by_photo


def faces_in_memory(
    persons: NDArray[np.int64],
    *,
    groups: NDArray[np.int64] | None = None,
    photos: NDArray[np.integer] | None = None,
    good: NDArray[np.bool_] | None = None,
) -> FaceTable:
    """Faces with ids from 1, confirmed where they have a person: what is not given is the usual.

    Args:
        persons: (n,), 0 for none.
        groups, photos: (n,); none, and one for each face.
        good: (n,); all.
    """
    count = len(persons)
    ids = np.arange(count) + 1
    return FaceTable(
        ids=ids,
        photos=ids if photos is None else np.asarray(photos, np.int64),
        persons=persons,
        groups=np.zeros(count, np.int64) if groups is None else groups,
        confirmed=persons > 0,
        good=np.ones(count, np.bool_) if good is None else good,
        quality=np.ones(count, np.float32),
        days=np.full(count, np.nan),
        stamps=np.ones((count, 3)),
        detected=np.ones(count, np.bool_),
        contents=np.char.zfill(ids.astype("S16"), CONTENT_CHARACTERS),
        corners=np.zeros((count, 2)),
        tracks=np.zeros(count, np.int64),
        spans=np.full((count, 2), np.nan),
    )


def rows_in_memory(faces: FaceTable) -> RecognitionRows:
    """A state with these faces, and people called by their ids."""
    named = np.flatnonzero(faces.persons)
    placed = np.stack([faces.ids[named], faces.photos[named], faces.persons[named]], axis=1)
    people = np.unique(faces.persons[named]).tolist()
    return RecognitionRows(
        faces,
        tuple(KnownPerson(person_id, str(person_id), None, None, False) for person_id in people),
        np.zeros((0, 2), np.int64),
        np.zeros((0, 4), np.int64),
        by_photo(placed),
    )
