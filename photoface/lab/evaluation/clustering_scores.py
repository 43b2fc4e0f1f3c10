"""Scores how well groups agree with known persons: B-cubed and pairwise precision, recall and F.

Amigó et al., "A comparison of extrinsic clustering evaluation metrics based on formal constraints", Information
Retrieval 12, 2009, sections 3 and 4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall, 0 to 1."""

    precision: float
    recall: float

    @property
    def f(self) -> float:
        """The harmonic mean of the two; 0 where both are."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class _Contingency:
    """The cells of the table of persons against groups that hold a face: who, in which group, and how many."""

    person: NDArray[np.int64]
    group: NDArray[np.int64]
    faces: NDArray[np.float64]
    person_faces: NDArray[np.float64]
    group_faces: NDArray[np.float64]


def bcubed(truth: ArrayLike, groups: ArrayLike) -> Score:
    """B-cubed: for each face, the share of its group that is its person, and of its person that is its group; the mean.

    A face counts itself, so a single face alone in its group is right.

    Args:
        truth: (n,) the person of each face, integers or text.
        groups: (n,) the group of each face, integers; a negative one means alone.

    Raises:
        ValueError: the two differ in length.
    """
    table = _contingency(truth, groups)
    total = table.faces.sum()
    if total == 0:
        return Score(1.0, 1.0)
    squares = table.faces**2
    precision = (squares / table.group_faces[table.group]).sum() / total
    recall = (squares / table.person_faces[table.person]).sum() / total
    return Score(float(precision), float(recall))


def pairwise(truth: ArrayLike, groups: ArrayLike) -> Score:
    """Over pairs of faces: the share of pairs in one group that are one person, and of a person's pairs in one group.

    Where no two faces share a group nothing wrong was said: the precision is 1; likewise the recall without any pair
    to find.

    Args:
        truth: (n,) the person of each face, integers or text.
        groups: (n,) the group of each face, integers; a negative one means alone.

    Raises:
        ValueError: the two differ in length.
    """
    table = _contingency(truth, groups)
    together = _pairs(table.faces)
    grouped, same = _pairs(table.group_faces), _pairs(table.person_faces)
    return Score(together / grouped if grouped else 1.0, together / same if same else 1.0)


def _pairs(counts: NDArray[np.float64]) -> float:
    return float((counts * (counts - 1) / 2).sum())


def _contingency(truth: ArrayLike, groups: ArrayLike) -> _Contingency:
    persons, group_labels = np.asarray(truth).reshape(-1), np.asarray(groups).reshape(-1)
    if len(persons) != len(group_labels):
        raise ValueError("truth and groups must be of the same faces")
    _, person = np.unique(persons, return_inverse=True)
    _, group = np.unique(_alone_apart(group_labels), return_inverse=True)
    width = int(group.max()) + 1 if len(group) else 1
    cells, faces = np.unique(person.astype(np.int64) * width + group, return_counts=True)
    return _Contingency(
        cells // width,
        cells % width,
        faces.astype(np.float64),
        np.bincount(person).astype(np.float64),
        np.bincount(group).astype(np.float64),
    )


def _alone_apart(labels: NDArray[np.generic]) -> NDArray[np.int64]:
    """The labels with every negative one replaced by a label of its own."""
    result = labels.astype(np.int64)
    alone = result < 0
    result[alone] = -1 - np.arange(int(alone.sum()))
    return result
