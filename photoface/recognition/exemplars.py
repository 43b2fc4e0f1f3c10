"""Chooses each person's exemplars: confirmed faces, good ones if any, spread over the years, to compare others with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from photoface.catalog.face_table import RecognitionRows
from photoface.recognition.copied_faces import originals
from photoface.recognition.joins import found_in
from photoface.recognition.state_change import StateChange

MOST_EXEMPLARS = 48
"""Exemplars per person, spread over their dates. More change the three nearest little and cost time."""


@dataclass(frozen=True, eq=False)
class Exemplars:
    """The exemplars of each person, in the order of the people; empty for one without a confirmed face.

    Attributes:
        rows: rows of faces, in the order of their dates.
        vectors: (k, d) float32 each.
        means: (people, d) float32, the mean of each one's vectors, not normalised; 0 for one without.
        kept: (people,) bool, whose are those of the earlier state.
    """

    rows: tuple[NDArray[np.int64], ...]
    vectors: tuple[NDArray[np.float32], ...]
    means: NDArray[np.float32]
    kept: NDArray[np.bool_]

    @cached_property
    def known(self) -> list[int]:
        """Indices of the people who have exemplars."""
        return [index for index, rows in enumerate(self.rows) if len(rows)]


def exemplars_of(
    rows: RecognitionRows, vectors: NDArray[np.float32], change: StateChange, before: Exemplars | None
) -> Exemplars:
    """Choose the exemplars of all people.

    Args:
        vectors: (faces, d) float32.
        change: from an earlier state to this one.
        before: the earlier state's exemplars, if there was one.
    """
    fresh = _chosen(rows, vectors, np.flatnonzero((change.person_before < 0) | change.reconfirmed).tolist())
    chosen, own_vectors = [], []
    kept = np.zeros(len(rows.people), np.bool_)
    means = np.zeros((len(rows.people), vectors.shape[1]), np.float32)
    for index, earlier in enumerate(change.person_before.tolist()):
        stayed = None if before is None or earlier < 0 else change.row_now[before.rows[earlier]]
        own = fresh[index] if stayed is None or change.reconfirmed[index] else stayed
        chosen.append(own)
        if before is not None and stayed is not None and np.array_equal(stayed, own):
            kept[index] = True
            own_vectors.append(before.vectors[earlier])
            means[index] = before.means[earlier]
        else:
            own_vectors.append(vectors[own])
            means[index] = own_vectors[index].mean(axis=0) if len(own) else 0
    return Exemplars(tuple(chosen), tuple(own_vectors), means, kept)


def spread_over_dates(
    days: NDArray[np.float64], quality: NDArray[np.float32], good: NDArray[np.bool_], most: int = MOST_EXEMPLARS
) -> NDArray[np.int64]:
    """Which of a person's confirmed faces are exemplars: the good ones, the best of each stretch of time if many.

    Args:
        days: (n,) days since 1970, NaN where unknown.
        quality: (n,).
        good: (n,) passes the quality gate. A person with no good face is known by all others.
        most: at most so many.

    Returns:
        Indices in the order of the dates.
    """
    rows = np.flatnonzero(good) if good.any() else np.arange(len(good))
    rows = rows[np.argsort(days[rows], kind="stable")]
    if len(rows) <= most:
        return rows
    stretches = np.array_split(rows, most)
    return np.array([stretch[int(np.argmax(quality[stretch]))] for stretch in stretches], np.int64)


def _chosen(rows: RecognitionRows, vectors: NDArray[np.float32], people: list[int]) -> dict[int, NDArray[np.int64]]:
    """The rows of these people's exemplars, by index."""
    faces = rows.faces
    ids = np.array([rows.people[index].id for index in people], np.int64)
    confirmed = np.flatnonzero(faces.confirmed & found_in(ids, faces.persons))
    if rows.has_repeated_faces:
        # A face and its copy are one piece of evidence, and so are the looks of a track.
        first = originals(rows, vectors)[confirmed]
        beside = faces.confirmed[first] & (faces.persons[first] == faces.persons[confirmed])
        confirmed = confirmed[(first == confirmed) | ~beside]
    confirmed = confirmed[np.argsort(faces.persons[confirmed], kind="stable")]
    of_people = np.split(confirmed, np.searchsorted(faces.persons[confirmed], ids[1:]))
    return {
        index: own[spread_over_dates(faces.days[own], faces.quality[own], faces.good[own])]
        for index, own in zip(people, of_people, strict=False)
    }
