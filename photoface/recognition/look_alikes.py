"""Corrects the probabilities of two people who look alike by a classifier that was trained on just these two.

`photoface.learning` trains the classifiers; here their answers redistribute what the two people have together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.recognition.candidates import Pairs

MOST_LOG_ODDS = 4.0
"""A judge is never surer than 98 in 100: it was judged on some dozens of faces."""


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """A classifier that tells two people apart.

    Attributes:
        first, second: their ids.
        log_odds: for (n, d) embeddings the logarithm of the odds for the first, (n,).
    """

    first: int
    second: int
    log_odds: Callable[[NDArray[np.float32]], NDArray[np.float64]]


def told_apart(
    pairs: Pairs,
    probabilities: NDArray[np.float64],
    people: Sequence[int],
    judges: Sequence[Judge],
    vectors_of: Callable[[int], NDArray[np.float32]],
) -> NDArray[np.float64]:
    """The probabilities, corrected wherever both people of a classifier are candidates for an item.

    Args:
        pairs: items and people that may be one.
        probabilities: (k,) of each pair.
        people: ids by the index that `pairs` uses.
        judges: of pairs of people; those of people who are gone are not heard.
        vectors_of: the embeddings of an item's faces, (n, d).

    Returns:
        (k,) float64; what two people have together stays the same.
    """
    result = probabilities.copy()
    index_of = {person_id: index for index, person_id in enumerate(people)}
    for judge in judges:
        if judge.first not in index_of or judge.second not in index_of:
            continue
        first = np.flatnonzero(pairs.people == index_of[judge.first])
        second = np.flatnonzero(pairs.people == index_of[judge.second])
        items, of_first, of_second = np.intersect1d(pairs.items[first], pairs.items[second], return_indices=True)
        for item, one, other in zip(items.tolist(), first[of_first], second[of_second], strict=True):
            # Faces of one group are alike: their mean, not their sum, is what they say together.
            odds = float(np.clip(judge.log_odds(vectors_of(item)).mean(), -MOST_LOG_ODDS, MOST_LOG_ODDS))
            share = 1 / (1 + np.exp(-odds))
            together = result[one] + result[other]
            result[one], result[other] = share * together, (1 - share) * together
    return result
