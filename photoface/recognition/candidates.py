"""Finds all pairs of an unnamed face or group and a person that are near enough to be considered, with their distances.

Measuring takes most of the time and depends on the faces and the exemplars alone: `candidate_votes` does it once, and
again only for what changed. The correction for crowding, which depends on all faces, is added afterwards
(`near_pairs`).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.catalog.face_table import FaceTable
from photoface.clustering.exemplar_distance import in_crowd
from photoface.clustering.inverted_file import in_threads
from photoface.recognition.exemplars import Exemplars
from photoface.recognition.items import Items
from photoface.recognition.person_distance import for_quality, nearest_of_each, vote_distances


@dataclass(frozen=True, slots=True, eq=False)
class CandidateVotes:
    """The votes of people's exemplars on faces of the items that each person could be.

    Attributes:
        people: (k,) int32, indices. The faces of one item and person follow each other.
        rows: (k,) int32, of faces.
        distances: (k,) float32, of the votes, years included, crowding and quality not.
    """

    people: NDArray[np.int32]
    rows: NDArray[np.int32]
    distances: NDArray[np.float32]

    @classmethod
    def none(cls) -> CandidateVotes:
        return cls(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32))

    def only(self, kept: NDArray[np.bool_]) -> CandidateVotes:
        return CandidateVotes(self.people[kept], self.rows[kept], self.distances[kept])

    def moved(self, person_now: NDArray[np.int64], row_now: NDArray[np.int64]) -> CandidateVotes:
        """Those of people and faces that are still here, as they are numbered now; -1 leaves one out.

        Args:
            person_now: for each person.
            row_now: for each face.
        """
        people, rows = person_now[self.people], row_now[self.rows]
        kept = (people >= 0) & (rows >= 0)
        if kept.all():
            return CandidateVotes(people.astype(np.int32), rows.astype(np.int32), self.distances)
        return CandidateVotes(people[kept].astype(np.int32), rows[kept].astype(np.int32), self.distances[kept])

    @classmethod
    def together(cls, parts: Sequence[CandidateVotes]) -> CandidateVotes:
        if not parts:
            return cls.none()
        return cls(
            np.concatenate([part.people for part in parts]),
            np.concatenate([part.rows for part in parts]),
            np.concatenate([part.distances for part in parts]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Items and people that may be one: (k,) items, (k,) indices of people, (k,) float32 distances."""

    items: NDArray[np.int64]
    people: NDArray[np.int64]
    distances: NDArray[np.float32]

    def only(self, kept: NDArray[np.bool_] | NDArray[np.int64]) -> Pairs:
        return Pairs(self.items[kept], self.people[kept], self.distances[kept])


def candidate_votes(
    faces: FaceTable,
    vectors: NDArray[np.float32],
    items: Items,
    which: NDArray[np.int64],
    exemplars: Exemplars,
    people: Sequence[int],
    limit: float,
) -> CandidateVotes:
    """The votes of people on those of some items that could lie within a distance of them.

    Args:
        vectors: (faces, d) float32, rows of unit length.
        which: the items.
        people: indices of people with exemplars.
        limit: the largest distance that matters, of a group the mean over its faces.
    """
    if not len(which) or not people:
        return CandidateVotes.none()
    rows, starts = items.rows_of(which)
    own_vectors = [exemplars.vectors[person] for person in people]
    sizes = np.diff(starts)
    batches = _batches(starts, min(BATCH_BYTES // (4 * len(people)), FACES_AT_ONCE))
    close: list[dict[int, NDArray[np.int64]]] = [{} for _ in batches]
    votes = [CandidateVotes.none() for _ in people]

    def look(batch: int) -> None:
        """Find the rows of a batch that are close to each person."""
        first, last = batches[batch]
        part, begins = rows[starts[first] : starts[last]], starts[first:last] - starts[first]
        # No vote is shorter than the distance to the nearest exemplar. (Rows are taken in half the time of indexing.)
        least = for_quality(nearest_of_each(vectors.take(part, axis=0), own_vectors), faces.good[part])
        near = np.add.reduceat(least, begins, axis=1) <= (limit + ROUNDING) * sizes[first:last]
        chosen = np.repeat(near, sizes[first:last], axis=1)
        close[batch] = {place: part[chosen[place]] for place in np.flatnonzero(near.any(axis=1)).tolist()}

    def vote(place: int) -> None:
        """Measure what is close to a person."""
        found = [part[place] for part in close if place in part]
        if not found:
            return
        person, own = people[place], np.concatenate(found)
        days, exemplar_days = faces.days[own], faces.days[exemplars.rows[person]]
        distances = vote_distances(vectors[own], days, exemplars.vectors[person], exemplar_days)
        # Crowding only adds to distances: what is beyond the limit now stays beyond it.
        kept = _within(items.of_row[own], for_quality(distances, faces.good[own]), items.sizes, limit)
        count = int(kept.sum())
        votes[place] = CandidateVotes(np.full(count, person, np.int32), own[kept].astype(np.int32), distances[kept])

    # Each on one thread: products as small as these wait longer for other threads than they take where these are busy.
    threads = os.cpu_count() or 1
    in_threads(look, range(len(batches)), threads)
    if len(batches) > 1:
        in_threads(vote, range(len(people)), threads)
    else:
        for place in range(len(people)):
            vote(place)
    return CandidateVotes.together(votes)


def _within(
    items: NDArray[np.int64], distances: NDArray[np.float32], sizes: NDArray[np.int64], limit: float
) -> NDArray[np.bool_]:
    """Which faces are of items that are within a distance on average: (k,) bool, for whole items one after another."""
    firsts = np.flatnonzero(np.diff(items, prepend=-1))
    means = np.add.reduceat(distances, firsts, dtype=np.float64) / sizes[items[firsts]]
    within: NDArray[np.bool_] = np.repeat(means <= limit + ROUNDING, np.diff(firsts, append=len(items)))
    return within


def _batches(starts: NDArray[np.int64], faces: int) -> list[tuple[int, int]]:
    """Items first to last, in turn, of about so many faces together; one that has more is alone."""
    edges = np.flatnonzero(np.diff(starts[:-1] // max(faces, 1), prepend=-1)).tolist()
    return list(zip(edges, [*edges[1:], len(starts) - 1], strict=True))


BATCH_BYTES = 4 * 2**20
"""What the distances of all people to the faces that are looked at together may take."""

FACES_AT_ONCE = 4096
"""What is gathered of so many stays in the processor's own memory."""

ROUNDING = 1e-4
"""Distances of unit vectors in float32 are that exact; what is just within a limit must not be lost by it."""


def near_pairs(
    votes: CandidateVotes, items: Items, good: NDArray[np.bool_], crowding: NDArray[np.float32], limit: float
) -> Pairs:
    """All pairs within a distance: of a loose face that of its votes, of a group the mean over its faces.

    Args:
        votes: on the faces of these items.
        good: (faces,) bool.
        crowding: (people,) of each person's place (`clustering.crowding`), which makes distances to them longer.
        limit: the largest distance.
    """
    if not len(votes.rows):
        return Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))
    distances = for_quality(in_crowd(votes.distances, crowding[votes.people]), good[votes.rows])
    of_row = items.of_row[votes.rows]
    firsts = np.flatnonzero((np.diff(of_row, prepend=-1) != 0) | (np.diff(votes.people, prepend=-1) != 0))
    found = of_row[firsts]
    means = np.add.reduceat(distances, firsts, dtype=np.float64) / items.sizes[found]
    near = means <= limit
    return Pairs(found[near], votes.people[firsts[near]].astype(np.int64), means[near].astype(np.float32))
