"""Holds the training data of personal learning as arrays: faces, people of confirmed ones, and pairs that are apart.

`library.personal_learning` reads them from the catalog. A pair is apart by a rejection, by another decision that keeps
it apart, or because both faces are in one photo.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

UNKNOWN: Final = -1
"""The person of a face that is only known not to be certain other people; the group of a face without one."""


@dataclass(frozen=True, slots=True, eq=False)
class ConfirmedFaces:
    """Faces of one model with what the user decided about them.

    Attributes:
        vectors: (n, d) float32, rows of unit length.
        persons: (n,) int64 from 0, or `UNKNOWN`.
        apart: (k, 2) int64 pairs of places of faces of different people, at least one of each pair `UNKNOWN`: two
            faces of one photo, or a rejection. Pairs of two confirmed people are not listed.
        groups: (n,) int64, which faces without a person are taken for one, since they are very near each other; or
            `UNKNOWN`. None where no such guess is made.
        strangers: (n,) bool, which faces without a person are taken for people who are not named here: whether they
            are told from the named ones is tested on them. None without any.
    """

    vectors: NDArray[np.float32]
    persons: NDArray[np.int64]
    apart: NDArray[np.int64]
    groups: NDArray[np.int64] | None = None
    strangers: NDArray[np.bool_] | None = None

    def of(self, places: NDArray[np.integer]) -> ConfirmedFaces:
        """The faces at these places, with the pairs among them."""
        new = np.full(len(self.persons), -1)
        new[places] = np.arange(len(places))
        apart = new[self.apart]
        groups = None if self.groups is None else self.groups[places]
        strangers = None if self.strangers is None else self.strangers[places]
        apart = apart[(apart >= 0).all(axis=1)]
        return ConfirmedFaces(self.vectors[places], self.persons[places], apart, groups, strangers)

    def identities(self) -> NDArray[np.int64]:
        """(n,) whom each face shows, as far as is known: persons keep their numbers, groups follow, then single
        faces, each with a number of its own."""
        labels = self.persons.copy()
        unnamed = labels == UNKNOWN
        if self.groups is not None:
            grouped = unnamed & (self.groups != UNKNOWN)
            _, numbers = np.unique(self.groups[grouped], return_inverse=True)
            labels[grouped] = self.persons.max(initial=UNKNOWN) + 1 + numbers
            unnamed &= ~grouped
        labels[unnamed] = labels.max(initial=UNKNOWN) + 1 + np.arange(np.count_nonzero(unnamed))
        return labels


def thinned(persons: NDArray[np.int64], most: int, random: np.random.Generator) -> NDArray[np.int64]:
    """Places of at most `most` random faces of each person, and of all unknown faces; ascending."""
    kept = [np.flatnonzero(persons == UNKNOWN)]
    for person in np.unique(persons[persons != UNKNOWN]):
        own = np.flatnonzero(persons == person)
        kept.append(random.choice(own, most, replace=False) if len(own) > most else own)
    return np.sort(np.concatenate(kept)).astype(np.int64)
