"""What a user has said about faces, as arrays to learn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

UNKNOWN: Final = -1
"""The person of a face of which is known only who it is not."""


@dataclass(frozen=True, slots=True, eq=False)
class ConfirmedFaces:
    """Faces with what the user said of them, by one model.

    Attributes:
        vectors: (n, d) float32, rows of unit length.
        persons: (n,) int64 from 0, or `UNKNOWN`.
        apart: (k, 2) int64 places of faces that are not one person, at least one of each pair `UNKNOWN`: two faces of
            one photo, or what the user rejected. Faces of two confirmed people are apart anyhow.
    """

    vectors: NDArray[np.float32]
    persons: NDArray[np.int64]
    apart: NDArray[np.int64]

    def __post_init__(self) -> None:
        if len(self.persons) != len(self.vectors) or self.apart.shape[1:] != (2,):
            raise ValueError("persons must be of the same faces, and pairs must be pairs")

    def of(self, places: NDArray[np.integer]) -> ConfirmedFaces:
        """Some of the faces, with those pairs of which both faces are among them."""
        new = np.full(len(self.persons), -1)
        new[places] = np.arange(len(places))
        apart = new[self.apart]
        return ConfirmedFaces(self.vectors[places], self.persons[places], apart[(apart >= 0).all(axis=1)])


def thinned(persons: NDArray[np.int64], most: int, random: np.random.Generator) -> NDArray[np.int64]:
    """Places of at most so many faces of each person, in ascending order; all of nobody's."""
    kept = [np.flatnonzero(persons == UNKNOWN)]
    for person in np.unique(persons[persons != UNKNOWN]):
        own = np.flatnonzero(persons == person)
        kept.append(random.choice(own, most, replace=False) if len(own) > most else own)
    return np.sort(np.concatenate(kept)).astype(np.int64)
