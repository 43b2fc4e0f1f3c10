"""Reads from the catalog the faces that personal learning learns from, with what is known about them.

Named faces come from the user's answers. Unnamed ones say what strangers look like, and groups that are surely one
person teach without a word of the user (self-tuning).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from photoface.catalog import recognition_rows
from photoface.catalog.database import Session
from photoface.catalog.face_table import FaceTable, RecognitionRows
from photoface.clustering.exemplar_distance import exemplar_distances
from photoface.learning.confirmed_faces import UNKNOWN, ConfirmedFaces
from photoface.recognition.embedding_cache import EmbeddingCache
from photoface.recognition.joins import linked, matches

MOST_NEGATIVES: Final = 2000
"""Unnamed faces with something that they are apart from; more are no better teachers."""

FACES_AGAINST: Final = 10
"""So many of a person's confirmed faces stand for the person whom a face was said not to be."""

MOST_STRANGERS: Final = 600
"""Unnamed faces that judge what was learned: one in a hundred of them is still some faces."""

TIGHT: Final = 0.9
"""Of the distance up to which a face is given a name by itself: so near on average a group is surely one person."""


def confirmed_faces(
    session: Session, model: str, *, unnamed_beyond: float | None = None
) -> tuple[ConfirmedFaces, NDArray[np.int64], NDArray[np.int64]]:
    """What the user said, as arrays to learn from, the ids of the faces, and those of the persons that they number.

    Good confirmed faces take part with their person. Of an unnamed face it may be known who it is not: the user said
    so, or it stands beside a confirmed face in one photo.

    Args:
        unnamed_beyond: also take good unnamed faces that are farther than this from everybody named, as strangers, and
            which of them grouping is sure to be one person.
    """
    rows = recognition_rows.load(session, model)
    vectors = EmbeddingCache().matrix(session, model, rows.faces)
    faces = rows.faces
    named = faces.confirmed & (faces.persons > 0) & faces.good
    person_ids, numbers = np.unique(faces.persons[named], return_inverse=True)
    persons = np.full(len(faces.ids), UNKNOWN)
    persons[named] = numbers
    apart = _apart(rows, persons, person_ids)
    kept = np.flatnonzero(named)
    others = np.setdiff1d(apart, kept)[:MOST_NEGATIVES]
    faces_said = ConfirmedFaces(vectors, persons, apart)
    if unnamed_beyond is not None:
        strangers = _strangers(faces, vectors, persons, unnamed_beyond)
        others = np.union1d(others, strangers)
        faces_said = replace(
            faces_said,
            apart=np.concatenate([apart, _beside_each_other(faces, strangers)]),
            groups=_tight_groups(faces, vectors, strangers, TIGHT * unnamed_beyond),
            strangers=np.isin(np.arange(len(persons)), strangers),
        )
    chosen = np.concatenate([kept, others])
    return faces_said.of(chosen), faces.ids[chosen], person_ids


def _strangers(
    faces: FaceTable, vectors: NDArray[np.float32], persons: NDArray[np.int64], beyond: float
) -> NDArray[np.int64]:
    """Rows of good unnamed faces that are probably nobody named, some of all: ascending."""
    unnamed = np.flatnonzero((faces.persons == 0) & faces.good)
    unnamed = np.sort(np.random.default_rng(0).permutation(unnamed)[:MOST_STRANGERS])
    known = np.unique(persons[persons != UNKNOWN])
    if not len(unnamed) or not len(known):
        return unnamed
    nearest = exemplar_distances(vectors[unnamed], [vectors[persons == person] for person in known]).min(axis=1)
    found: NDArray[np.int64] = unnamed[nearest > beyond]
    return found


def _beside_each_other(faces: FaceTable, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Pairs of these faces that stand in one photo: (k, 2)."""
    one, other = matches(faces.scenes[rows], faces.scenes[rows])
    return np.stack([rows[one], rows[other]], axis=1)[one < other]


def _tight_groups(
    faces: FaceTable, vectors: NDArray[np.float32], rows: NDArray[np.int64], limit: float
) -> NDArray[np.int64]:
    """(faces,) the group of each of these rows that is within a distance of most others of its group."""
    groups = np.full(len(faces.ids), UNKNOWN)
    for group in np.unique(faces.groups[rows][faces.groups[rows] > 0]):
        own = rows[faces.groups[rows] == group]
        if len(own) > 1:
            distances = np.sqrt(np.maximum(2 - 2 * vectors[own] @ vectors[own].T, 0))
            np.fill_diagonal(distances, np.nan)
            groups[own[np.nanmedian(distances, axis=1) <= limit]] = group
    return groups


def _apart(rows: RecognitionRows, persons: NDArray[np.int64], person_ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows of two faces that are not one person, one of them at least unnamed: (k, 2)."""
    faces = rows.faces
    named, unnamed = np.flatnonzero(persons != UNKNOWN), np.flatnonzero(persons == UNKNOWN)
    found = []
    beside, of_named = matches(faces.scenes[unnamed], faces.scenes[named])
    found.append(np.stack([unnamed[beside], named[of_named]], axis=1))
    refused, which = matches(faces.ids[unnamed], rows.rejections[:, 0])
    for row, person_id in zip(unnamed[refused].tolist(), rows.rejections[which, 1].tolist(), strict=True):
        own = np.flatnonzero(persons == np.searchsorted(person_ids, person_id))[:FACES_AGAINST]
        if person_id in person_ids:
            found.append(np.stack([np.full(len(own), row), own], axis=1))
    kept_apart = np.stack(linked(faces.ids, rows.apart), axis=1)
    found.append(kept_apart[(persons[kept_apart] == UNKNOWN).any(axis=1)])
    return np.concatenate(found).astype(np.int64)
