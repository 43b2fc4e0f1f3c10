"""Faces of any number, drawn as a model's real embeddings lie: what no album of labelled photos is large enough for.

Somebody's mean is drawn from a normal distribution with the covariance between people, a face from one around it with
the covariance within people, wider for some people and faces than for others. The typical figures were measured on
LFW's development split (9,524 faces of 4,038 people) with the default model. As many faces of as many people, drawn
again, are grouped at B-cubed F .970 where the real ones are at .964.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DIMENSION = 128
COMMON = 0.838
"""The squared length of what all faces have in common."""

RANKS = (0, 1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 79)
"""Directions in which people differ, by how much they do; beyond the last hardly anything differs."""
BETWEEN = (14.3, 11.4, 7.86, 5.47, 3.2, 2.51, 1.85, 1.26, 0.888, 0.454, 0.212, 0.05)
"""The variance between people along each of `RANKS`, in thousandths; between them it falls geometrically."""
WITHIN = (0.63, 0.84, 0.88, 0.81, 0.9, 0.82, 0.82, 0.68, 0.63, 0.44, 0.36, 0.1)
"""The variance between one person's faces along the same directions, in thousandths."""

PERSON_SCATTER, FACE_SCATTER = 0.18, 0.3
"""Standard deviations of the logarithm of a person's, and of a face's, variance within people."""

LARGEST_SHARE = 1 / 50
"""Nobody is on more of a library's faces than this."""
FACES_IN_A_PHOTO = 2
"""On average."""


@dataclass(frozen=True, eq=False)
class SyntheticLibrary:
    """Faces in the order of a scan, photo by photo.

    Attributes:
        embeddings: (n, d) float32, rows of unit length.
        persons: (n,) int64, who each face is.
        photos: (n,) int64; nobody is twice in one.
    """

    embeddings: NDArray[np.float32]
    persons: NDArray[np.int64]
    photos: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class FaceDistribution:
    """How a model's embeddings lie.

    Attributes:
        mean: (d,) of all people's means.
        between, within: (d, d) factors F of the covariances F F^T between and within people.
        person_scatter, face_scatter: as `PERSON_SCATTER` and `FACE_SCATTER`.
    """

    mean: NDArray[np.float32]
    between: NDArray[np.float32]
    within: NDArray[np.float32]
    person_scatter: float = PERSON_SCATTER
    face_scatter: float = FACE_SCATTER

    @classmethod
    def typical(cls) -> FaceDistribution:
        """That of the default model's embeddings, from the figures above."""
        ranks = np.arange(RANKS[-1] + 1)
        between, within = (np.exp(np.interp(ranks, RANKS, np.log(values))) / 1000 for values in (BETWEEN, WITHIN))
        axes = np.eye(DIMENSION, dtype=np.float32)
        used = axes[:, : len(ranks)]
        return cls(
            np.float32(np.sqrt(COMMON)) * axes[-1],
            (used * np.sqrt(between)).astype(np.float32),
            (used * np.sqrt(within)).astype(np.float32),
        )

    @classmethod
    def of_file(cls, path: Path) -> FaceDistribution:
        """Measured on an .npz file with `embeddings` (n, d), rows of unit length, and `persons` (n,), who each is.

        Raises:
            ValueError: nobody has two faces.
        """
        with np.load(path) as content:
            embeddings, (_, persons) = content["embeddings"], np.unique(content["persons"], return_inverse=True)
        counts = np.bincount(persons)
        if counts.max() < 2:
            raise ValueError("somebody must have two faces to tell how alike they are")
        means = np.zeros((len(counts), embeddings.shape[1]))
        np.add.at(means, persons, embeddings)
        means /= counts[:, None]
        several = counts[persons] >= 2
        scale = np.sqrt(counts / np.maximum(counts - 1, 1))[persons[several], None]
        within = np.cov(((embeddings[several] - means[persons[several]]) * scale).T, bias=True)
        # One face of each person scatters by both.
        one_each = embeddings[np.unique(persons, return_index=True)[1]]
        return cls(one_each.mean(axis=0).astype(np.float32), _factor(np.cov(one_each.T) - within), _factor(within))

    def draw(self, faces: int, seed: int = 1, sizes: NDArray[np.int64] | None = None) -> SyntheticLibrary:
        """A library of so many faces.

        Args:
            sizes: faces of each person; a heavy tail by default, as in a family's photos: half of the people once,
                few most of the time.
        """
        rng = np.random.default_rng(seed)
        sizes = _sizes(faces, rng) if sizes is None else sizes
        persons = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
        means = self._normal(self.between, len(sizes), rng) + self.mean
        scatter = np.exp(rng.normal(0, self.person_scatter / 2, len(sizes)))[persons]
        scatter *= np.exp(rng.normal(0, self.face_scatter / 2, faces))
        # As much as without it, on average over people and faces.
        scatter /= np.exp((self.person_scatter**2 + self.face_scatter**2) / 4)
        embeddings = self._normal(self.within, faces, rng)
        embeddings *= scatter[:, None].astype(np.float32)
        embeddings += means[persons]
        embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
        return SyntheticLibrary(embeddings, persons, _photos(persons, rng))

    @staticmethod
    def _normal(factor: NDArray[np.float32], count: int, rng: np.random.Generator) -> NDArray[np.float32]:
        return rng.standard_normal((count, factor.shape[1]), dtype=np.float32) @ factor.T


def _factor(covariance: NDArray[np.float64]) -> NDArray[np.float32]:
    values, vectors = np.linalg.eigh(covariance)
    # Differences of estimates can have slightly negative variances.
    factor: NDArray[np.float32] = (vectors * np.sqrt(np.maximum(values, 0))).astype(np.float32)
    return factor


def _sizes(faces: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """How many faces each person has, drawn from Pareto's distribution with shape 1 until there are enough."""
    largest = max(2, int(faces * LARGEST_SHARE))
    sizes = np.minimum(1 / (1 - rng.random(faces)), largest).astype(np.int64)
    people = int(np.searchsorted(np.cumsum(sizes), faces)) + 1
    sizes = sizes[:people]
    sizes[-1] -= sizes.sum() - faces
    return sizes


def _photos(persons: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """The photo of each face in their order: one to three faces each, a photo ending before somebody's second face."""
    room = rng.integers(1, 2 * FACES_IN_A_PHOTO, len(persons)).tolist()
    photos = np.empty(len(persons), np.int64)
    photo, inside = 0, set[int]()
    for face, person in enumerate(persons.tolist()):
        if person in inside or len(inside) >= room[photo]:
            photo += 1
            inside = set()
        inside.add(person)
        photos[face] = photo
    return photos
