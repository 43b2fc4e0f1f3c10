"""Chooses which probable matches are shown as suggestions; of several in one photo a person gets only the likeliest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photoface.recognition.candidates import Pairs
from photoface.recognition.items import Items
from photoface.recognition.joins import distinct

LEAST_PROBABILITY = 0.05
"""A suggestion that is wrong nineteen times in twenty costs more than it finds."""


@dataclass(frozen=True, slots=True, eq=False)
class Suggested:
    """Pairs of items and people, person by person, the most certain first.

    Attributes:
        pairs: with distances.
        probabilities: (k,) float64.
        starts: (people + 1,) where each person's begin.
    """

    pairs: Pairs
    probabilities: NDArray[np.float64]
    starts: NDArray[np.int64]


def suggested(
    pairs: Pairs,
    probabilities: NDArray[np.float64],
    hidden: NDArray[np.bool_],
    items: Items,
    photos: NDArray[np.int64],
) -> Suggested:
    """Choose what is suggested. What is left out is not lost: it comes up once the likelier one is answered.

    Args:
        probabilities: (k,) of each pair.
        hidden: (people,) who is not asked about.
        photos: (faces,) the photo of each.
    """
    likely = np.flatnonzero((probabilities >= LEAST_PROBABILITY) & ~hidden[pairs.people])
    sizes = items.sizes[pairs.items[likely]]
    # The most certain first, of equals the largest.
    order = np.lexsort((pairs.items[likely], -sizes, -probabilities[likely], pairs.people[likely]))
    likely = likely[order]
    likely = likely[~_crossed_out(pairs.only(likely), items, photos)]
    chosen = pairs.only(likely)
    starts = np.searchsorted(chosen.people, np.arange(len(hidden) + 1))
    return Suggested(chosen, probabilities[likely], starts)


def _crossed_out(pairs: Pairs, items: Items, photos: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which pairs stand in one photo with a better one of the same person that is not crossed out itself: (k,) bool."""
    rows, starts = items.rows_of(pairs.items)
    pair = np.repeat(np.arange(len(pairs.items)), np.diff(starts))
    crossed = np.zeros(len(pairs.items), np.bool_)
    # Each place in a photo that a person would take, once for each pair that would put them there.
    place = pairs.people[pair] * (int(photos.max(initial=0)) + 1) + photos[rows]
    order = np.lexsort((pair, place))
    place, pair = place[order], pair[order]
    again = np.flatnonzero((place[1:] == place[:-1]) & (pair[1:] != pair[:-1]))
    meeting = distinct(np.concatenate([pair[again], pair[again + 1]]))
    taken: set[tuple[int, int]] = set()
    for number in meeting.tolist():
        person = int(pairs.people[number])
        standing = {(person, photo) for photo in photos[rows[starts[number] : starts[number + 1]]].tolist()}
        if taken.isdisjoint(standing):
            taken |= standing
        else:
            crossed[number] = True
    return crossed
