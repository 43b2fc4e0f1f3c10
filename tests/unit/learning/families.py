"""Libraries that are none: embeddings of people, with a part that tells them apart and a part that misleads."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photoface.learning.confirmed_faces import ConfirmedFaces

TELLING, MISLEADING = 10, 10
NO_PAIRS = np.zeros((0, 2), np.int64)


def family(people: int = 30, each: int = 8, *, seed: int = 0, noise: float = 0.9) -> ConfirmedFaces:
    """People who differ in the first ten numbers; light, glasses and age, say, spread the faces of each in the others.

    What misleads is the same in every library, so that a head can learn to look away from it.
    """
    random = np.random.default_rng(seed)
    persons = np.repeat(np.arange(people), each)
    telling = random.normal(0, 1, (people, TELLING))[persons] + random.normal(0, 0.25, (len(persons), TELLING))
    misleading = random.normal(0, noise, (len(persons), MISLEADING))
    return confirmed(np.concatenate([telling, misleading], axis=1), persons)


def confirmed(values: NDArray[np.float64], persons: NDArray[np.int64]) -> ConfirmedFaces:
    """Faces with these directions, and nothing known beside their persons."""
    vectors = (values / np.linalg.norm(values, axis=1, keepdims=True)).astype(np.float32)
    return ConfirmedFaces(vectors, persons.astype(np.int64), NO_PAIRS)


def siblings(each: int = 40, *, seed: int = 0) -> ConfirmedFaces:
    """Persons 0 and 1 differ in the first number alone, and little beside how faces of one person differ; 2 does not
    look like them."""
    random = np.random.default_rng(seed)
    persons = np.repeat([0, 1, 2], each)
    values = random.normal(0, 0.5, (len(persons), 12))
    values[:, 0] = np.array([-0.35, 0.35, 0.0])[persons] + random.normal(0, 0.08, len(persons))
    values[:, 1] += np.array([2.0, 2.0, -2.0])[persons]
    return confirmed(values, persons)
