"""Measures how well a similarity between words ranks held-out synonyms, and agrees with human ratings.

The first is link prediction: a pair of held-out synonyms against pairs of random words. The second is the usual measure
of word vectors, Spearman's correlation with people's ratings, as of SimLex-999 (Hill et al., 2015).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from photoface.errors import UserFacingError
from photoface.learning.pair_verification import verify

Likeness = Callable[[int, NDArray[np.int64]], NDArray[np.floating]]
"""A word and others to a number for each of these, the larger, the more alike."""

FOLDS: Final = 10
FIRST_RANKS: Final = 10


@dataclass(frozen=True, slots=True)
class SynonymScores:
    """What a measure made of held-out synonyms.

    Attributes:
        accuracy: of calling pairs synonyms or not, as many random pairs as true ones, by thresholds chosen on other
            pairs (ten-fold); `accuracy_deviation` is its standard error.
        area_under_curve: of true against random pairs.
        hits_at_10: how often the synonym is among the first ten of all candidates; of equals half come before it.
    """

    accuracy: float
    accuracy_deviation: float
    area_under_curve: float
    hits_at_10: float


def random_candidates(words: int, pairs: int, each: int, seed: int = 0) -> NDArray[np.int64]:
    """Random words to compare each pair's first word with: (pairs, each) places."""
    return np.random.default_rng(seed).integers(0, words, (pairs, each))


def synonym_scores(
    likeness: Likeness, pairs: Sequence[tuple[int, int]], candidates: NDArray[np.int64]
) -> SynonymScores:
    """Judge a measure.

    Args:
        likeness: the measure.
        pairs: places of words that are synonyms; `FOLDS` of them or more.
        candidates: (pairs, candidates) places of random words for each pair.

    Raises:
        UserFacingError: too few pairs.
    """
    if len(pairs) < FOLDS:
        raise UserFacingError(
            f"Only {len(pairs)} synonyms were held out, too few to judge by.", "Hold out a larger part."
        )
    true, random, ranks = [], [], []
    for (word, synonym), others in zip(pairs, candidates, strict=True):
        found = likeness(word, np.concatenate([[synonym], others]))
        true.append(found[0])
        random.append(found[1])
        ranks.append(1 + np.sum(found[1:] > found[0]) + np.sum(found[1:] == found[0]) / 2)
    report = verify(
        -np.concatenate([true, random]),
        np.repeat([True, False], len(pairs)),
        np.tile(np.arange(len(pairs)) % FOLDS, 2),
    )
    return SynonymScores(
        report.accuracy,
        report.accuracy_deviation,
        report.area_under_curve,
        float(np.mean(np.array(ranks) <= FIRST_RANKS)),
    )


def read_ratings(path: Path) -> list[tuple[str, str, float]]:
    """Pairs of words with the likeness that people gave them: two words and a number a line, parted by tabs.

    Raises:
        UserFacingError: the file cannot be read, or is not of this form.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserFacingError(f"{path} cannot be read: {error}.") from error
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            try:
                first, second, rating = line.split("\t")
                found.append((first.strip().lower(), second.strip().lower(), float(rating)))
            except ValueError as error:
                raise UserFacingError(
                    f"Line {number} of {path} is not two words and a number.", "Part them by tabs."
                ) from error
    return found


def agreement(likeness: Likeness, rated: Sequence[tuple[int, int, float]]) -> float:
    """Spearman's correlation of a measure with ratings, -1 to 1.

    Args:
        rated: places of two words, and how alike people call them.
    """
    from scipy.stats import spearmanr

    measured = [float(likeness(first, np.array([second]))[0]) for first, second, _ in rated]
    return float(spearmanr(measured, [rating for *_, rating in rated]).statistic)
