"""Keeps the embeddings of all faces in memory, so that a suggestion need not read them from the catalog each time."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from photoface.catalog.database import Session
from photoface.catalog.face_table import FaceTable
from photoface.catalog.recognition_rows import all_vectors, vectors
from photoface.catalog.sql_helpers import unpack_vectors

FACES_AT_ONCE = 5_000


class EmbeddingCache:
    """The vectors of one model's faces: a float32 matrix, about 0.5 KB a face at 128 dimensions.

    Safe to use from several threads. Only faces that are new, or were embedded again (other stamps), are read; another
    model starts from nothing. The matrices that it hands out are never written to afterwards.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model = ""
        self._ids = np.zeros(0, np.int64)
        self._stamps = np.zeros((0, 3), np.float64)
        self._matrix = np.zeros((0, 0), np.float32)

    def matrix(self, session: Session, model: str, faces: FaceTable, *, partly: bool = False) -> NDArray[np.float32]:
        """The embeddings of these faces, row by row: float32 (n, dimension).

        Args:
            session: of the read that gave `faces`, so that both are of one state.
            model: the one that `faces` was read for, or another one.
            partly: whether faces may lack an embedding by this model; their rows are zeros.
        """
        with self._lock:
            if model == self._model and self._is_known(faces):
                return self._matrix
            known = self._known_rows(faces) if model == self._model else np.full(len(faces.ids), -1)
            fresh = np.flatnonzero(known < 0)
            # In pieces: as Python's bytes a library's vectors take more room than the matrix.
            parts = [fresh[start : start + FACES_AT_ONCE] for start in range(0, len(fresh), FACES_AT_ONCE)]
            matrix = np.empty((len(faces.ids), 0 if parts else self._matrix.shape[1]), np.float32)
            if len(fresh) < len(known):
                # The first row where none is known: it is replaced below.
                matrix = self._matrix.take(np.maximum(known, 0), axis=0)
            elif len(parts) > 1 and not partly:
                matrix, parts = _all_vectors(session, model, faces.ids), []
            for part in parts:
                ids = faces.ids[part].tolist()
                found = vectors(session, model, ids)
                if not matrix.shape[1]:
                    matrix = np.empty((len(faces.ids), len(next(iter(found.values()), b"")) // 4), np.float32)
                nothing = bytes(4 * matrix.shape[1])
                packed = [found.get(face_id, nothing) if partly else found[face_id] for face_id in ids]
                matrix[part] = unpack_vectors(packed, matrix.shape[1])
            matrix.setflags(write=False)
            self._model, self._ids, self._stamps, self._matrix = model, faces.ids, faces.stamps, matrix
            return matrix

    def begin_with(self, model: str, faces: FaceTable, matrix: NDArray[np.float32]) -> None:
        """Take vectors that an earlier process read, row by row of its faces, if nothing was read yet."""
        with self._lock:
            if not len(self._ids):
                self._model, self._ids, self._stamps, self._matrix = model, faces.ids, faces.stamps, matrix

    def _is_known(self, faces: FaceTable) -> bool:
        return np.array_equal(faces.ids, self._ids) and np.array_equal(faces.stamps, self._stamps)

    def _known_rows(self, faces: FaceTable) -> NDArray[np.int64]:
        """For each face its row here, or -1."""
        if not len(self._ids):
            return np.full(len(faces.ids), -1)
        place = np.minimum(np.searchsorted(self._ids, faces.ids), len(self._ids) - 1)
        same = (self._ids[place] == faces.ids) & (self._stamps[place] == faces.stamps).all(axis=1)
        return np.where(same, place, -1)


def _all_vectors(session: Session, model: str, face_ids: NDArray[np.int64]) -> NDArray[np.float32]:
    """The embeddings of these faces, all of which have one: float32 (n, dimension)."""
    matrix = np.empty((len(face_ids), 0), np.float32)
    for found in all_vectors(session, model):
        if not matrix.shape[1]:
            matrix = np.empty((len(face_ids), len(found[0][1]) // 4), np.float32)
        ids, packed = zip(*found, strict=True)
        read = unpack_vectors(packed, matrix.shape[1])
        place = np.minimum(np.searchsorted(face_ids, ids), len(face_ids) - 1)
        shown = face_ids[place] == ids
        matrix[place[shown]] = read[shown]
    return matrix
