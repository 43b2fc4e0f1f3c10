"""Measures how near a sample of named people's exemplars comes to other named people, to calibrate the naming limit.

These are known negatives for `naming_limit`: an exemplar of one person is not another person. The sample hardly changes
with a decision, so only people with changed exemplars, and the few faces that are new in the sample, are compared
again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.exemplar_distance import exemplar_distances, in_crowd
from photoface.recognition.crowding_lists import scattered_sample
from photoface.recognition.naming_limit import PROBES, KnownNegatives, near_others


@dataclass(frozen=True, slots=True, eq=False)
class ExemplarTrials:
    """A sample of exemplars, compared with all people.

    Attributes:
        faces: (k,) ids; those of one person follow each other.
        owners: (k,) the person of each, an index.
        people: (m,) ids.
        distances: (k, m) float32, of each face to each person's nearest exemplars, without years and crowding.
    """

    faces: NDArray[np.int64]
    owners: NDArray[np.int64]
    people: NDArray[np.int64]
    distances: NDArray[np.float32]

    def negatives(self, crowding: NDArray[np.float32], reference: float) -> KnownNegatives:
        """The known negatives among them, with the crowding of each person, (m,), added."""
        if len(self.people) < 2:
            return KnownNegatives(0, 0)
        return near_others(in_crowd(self.distances, crowding), self.owners, reference)


def exemplar_trials(
    face_ids: NDArray[np.int64],
    people: NDArray[np.int64],
    exemplars: Sequence[tuple[NDArray[np.int64], NDArray[np.float32]]],
    same: tuple[NDArray[np.bool_], NDArray[np.bool_]] | None = None,
    before: ExemplarTrials | None = None,
) -> ExemplarTrials:
    """Compare a sample of the people's exemplars with all people.

    Args:
        face_ids: (n,) of all faces.
        people: (m,) ids, ascending.
        exemplars: of each person rows of faces, at least one, and their vectors.
        same: (n,) and (m,) bool: faces that are what they were in the earlier state, and people whose exemplars are.
        before: the earlier state's.
    """
    if not len(people):
        none = np.zeros(0, np.int64)
        return ExemplarTrials(none, none, people, np.zeros((0, 0), np.float32))
    rows = np.concatenate([own for own, _ in exemplars])
    counts = np.array([len(own) for own, _ in exemplars])
    sample = scattered_sample(face_ids[rows], PROBES)
    owners = np.repeat(np.arange(len(exemplars)), counts)[sample]
    places, rows = sample - (np.cumsum(counts) - counts)[owners], rows[sample]
    distances = np.empty((len(rows), len(people)), np.float32)
    fresh, touched = np.ones(len(rows), np.bool_), np.ones(len(people), np.bool_)
    if before is not None and same is not None:
        _, old_rows, new_rows = np.intersect1d(before.faces, face_ids[rows], assume_unique=True, return_indices=True)
        _, old_people, new_people = np.intersect1d(before.people, people, assume_unique=True, return_indices=True)
        kept_rows, kept_people = same[0][rows[new_rows]], same[1][new_people]
        new_rows, new_people = new_rows[kept_rows], new_people[kept_people]
        kept = before.distances[np.ix_(old_rows[kept_rows], old_people[kept_people])]
        distances[np.ix_(new_rows, new_people)] = kept
        fresh[new_rows], touched[new_people] = False, False
    for which, others in ((np.arange(len(rows)), touched), (np.flatnonzero(fresh), ~touched)):
        columns = np.flatnonzero(others)
        if len(which) and len(columns):
            probes = [exemplars[owners[row]][1][places[row]] for row in which.tolist()]
            targets = [exemplars[column][1] for column in columns.tolist()]
            distances[np.ix_(which, columns)] = exemplar_distances(np.stack(probes), targets)
    return ExemplarTrials(face_ids[rows], owners, people, distances)
