"""Trains classifiers for pairs of people who are often confused or are related, from their confirmed faces.

The distance to a person measures similarity in everything. A classifier for just two people who are alike in nearly
everything finds the little that tells them apart. It is kept only if it is better by more than chance, on held-out
faces. `recognition.look_alikes` applies them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.exemplar_distance import exemplar_distances
from photoface.learning.confirmed_faces import UNKNOWN, ConfirmedFaces, thinned
from photoface.learning.open_set_comparison import DRAWS, INTERVAL

FEWEST_FACES: Final = 8
"""Of each person: with fewer, five folds leave too little to learn from or to validate on."""

FOLDS: Final = 5
MOST_FACES: Final = 100
"""Of one person; enough for a linear boundary between two people."""

MOST_PAIRS: Final = 20
"""The most confused pairs. Every further pair raises the bar of the Bonferroni correction for all."""

CLOSE: Final = 1.15
"""A face is confused when another person is at most this factor farther away than its own."""

FEWEST_CONFUSED: Final = 3
"""A pair with fewer confused faces is not learned: there is next to nothing to gain."""

STRENGTH: Final = 10.0
"""Inverse of the L2 penalty: weak, since embeddings of different people differ by some tenths only."""


@dataclass(frozen=True, slots=True, eq=False)
class LookAlike:
    """Separates two people by logistic regression.

    Attributes:
        first, second: the two people.
        weights: (d,) float32.
        bias: the log odds for the first person are `vectors @ weights + bias`.
        faces: held-out faces that were judged.
        errors_before: how many of them are nearer to the other person.
        errors_after: how many of them the classifier gives to the other person.
    """

    first: int
    second: int
    weights: NDArray[np.float32]
    bias: float
    faces: int
    errors_before: int
    errors_after: int

    def log_odds(self, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """The log odds for the first person of (n, d) embeddings of unit length: (n,)."""
        result: NDArray[np.float64] = (vectors @ self.weights + self.bias).astype(np.float64)
        return result


def confused_pairs(faces: ConfirmedFaces, related: Collection[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """The pairs of people who are confused most, most confused first, but relatives before all others.

    Each face is compared with all people; itself is left out of its own person.

    Args:
        related: two people each who are expected to look alike, as a parent and a child: they need not be confused yet.
    """
    people, counts = np.unique(faces.persons[faces.persons != UNKNOWN], return_counts=True)
    people = people[counts >= FEWEST_FACES]
    if len(people) < 2:
        return []
    places = np.flatnonzero(np.isin(faces.persons, people))
    owners = np.searchsorted(people, faces.persons[places])
    vectors = faces.vectors[places]
    members = [np.flatnonzero(owners == person) for person in range(len(people))]
    distances = exemplar_distances(vectors, [vectors[own] for own in members])
    confused = np.zeros((len(people), len(people)), np.int64)
    for person, own in enumerate(members):
        for number, face in enumerate(own):
            others = vectors[np.delete(own, number)]
            limit = CLOSE * float(exemplar_distances(vectors[face : face + 1], [others])[0, 0])
            near = distances[face] <= limit
            near[person] = False
            confused[person] += near
    both = np.triu(confused + confused.T, 1)
    number_of = {person: number for number, person in enumerate(people.tolist())}
    for one, other in related:
        if one in number_of and other in number_of:
            # Any two who are not related are confused by fewer faces than there are.
            both[tuple(sorted((number_of[one], number_of[other])))] += FEWEST_CONFUSED + 2 * len(places)
    order = np.argsort(-both, axis=None, kind="stable")[:MOST_PAIRS]
    first, second = np.unravel_index(order[both.reshape(-1)[order] >= FEWEST_CONFUSED], both.shape)
    return [(int(people[a]), int(people[b])) for a, b in zip(first, second, strict=True)]


def learn_look_alikes(
    faces: ConfirmedFaces,
    related: Collection[tuple[int, int]] = (),
    *,
    pairs: Sequence[tuple[int, int]] | None = None,
    checkpoint: Callable[[], None] = lambda: None,
) -> list[LookAlike]:
    """Classifiers for the confused pairs and for relatives, only those that are significantly better than distances.

    Each is judged on held-out faces by a paired bootstrap against the nearer of the two people, at a level with the
    Bonferroni correction for the number of pairs.

    Args:
        related: as for `confused_pairs`.
        pairs: the pairs to learn; None for the confused ones.
        checkpoint: called before each pair; what it raises ends the work.
    """
    random = np.random.default_rng(0)
    faces = faces.of(thinned(faces.persons, MOST_FACES, random))
    pairs = confused_pairs(faces, related) if pairs is None else pairs
    found = []
    for first, second in pairs:
        checkpoint()
        judge, is_better = _judged(faces, first, second, (1 - INTERVAL) / 2 / len(pairs), random)
        if is_better:
            found.append(judge)
    return found


def judge_of(faces: ConfirmedFaces, first: int, second: int) -> tuple[LookAlike, bool]:
    """The classifier of one pair, and whether it is significantly better than distances, were it the only one."""
    return _judged(faces, first, second, (1 - INTERVAL) / 2, np.random.default_rng(0))


def _judged(
    faces: ConfirmedFaces, first: int, second: int, level: float, random: np.random.Generator
) -> tuple[LookAlike, bool]:
    from sklearn.model_selection import StratifiedKFold

    places = np.flatnonzero((faces.persons == first) | (faces.persons == second))
    vectors, is_first = faces.vectors[places], faces.persons[places] == first
    before, after = np.zeros(len(places), np.bool_), np.zeros(len(places), np.bool_)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=int(random.integers(2**31)))
    for learned, held_out in folds.split(vectors, is_first):
        people = [vectors[learned[is_first[learned] == side]] for side in (True, False)]
        distances = exemplar_distances(vectors[held_out], people)
        before[held_out] = (distances[:, 0] < distances[:, 1]) != is_first[held_out]
        weights, bias = _fitted(vectors[learned], is_first[learned])
        after[held_out] = (vectors[held_out] @ weights + bias > 0) != is_first[held_out]
    gains = before.astype(float) - after
    draws = gains[random.integers(len(gains), size=(DRAWS, len(gains)))].mean(axis=1)
    weights, bias = _fitted(vectors, is_first)
    judge = LookAlike(first, second, weights, bias, len(places), int(before.sum()), int(after.sum()))
    return judge, bool(np.quantile(draws, level) > 0)


def _fitted(vectors: NDArray[np.float32], is_first: NDArray[np.bool_]) -> tuple[NDArray[np.float32], float]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=1000).fit(vectors, is_first)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])
