"""Finds unnamed faces in no group that are worth the question who they are, and which of them may be one person.

Grouping leaves a face alone where no other one is near enough to be surely the same person: faces of an unusual look,
age or light, and strangers. Asked about are the clear faces in front, not passers-by. Those that are near each other
come in one question, so that one name is for all of them; what does not belong there is taken out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from photoface.recognition.person_distance import factor_of_days
from photoface.recognition.probability import loose_odds
from photoface.recognition.state import FaceState

CLEAR: Final = 0.5
"""The least clearness (`question_table`) of a face that is asked about: passers-by in the background are below."""

BESIDE_LARGEST: Final = 0.4
"""The least size beside the largest face of the photo: the photo is about who stands in front."""

MOST_ALONE: Final = 500
"""So many faces, the clearest, are looked at together; the next ones come once those are settled."""

MOST_IN_BUNDLE: Final = 12
"""More faces than that grouping would not have left apart, if they were one person."""

TOGETHER: Final = 0.5
"""How likely a face is the same person as the first one of a question in which it is shown."""

PERHAPS_HIDDEN: Final = 0.1
"""From this probability on a face is not asked about, since it may be somebody hidden."""

_SIZE: Final = 1
"""The column of the size in pixels in `FaceTable.stamps`."""


@dataclass(frozen=True, slots=True, eq=False)
class Bundles:
    """Loose faces that may be one person each.

    Attributes:
        items: the faces of one bundle after those of another, the clearest of each first.
        starts: where each begins, with the end of the last: (bundles + 1,).
        same: (bundles,) how many faces of each are expected to be the person of the first.
    """

    items: NDArray[np.int64]
    starts: NDArray[np.int64]
    same: NDArray[np.float64]


def worth_a_name(state: FaceState, clarity: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which items are loose faces that are clear, and in front in their photo: (items,)."""
    items, faces = state.items, state.rows.faces
    largest = np.zeros(int(faces.photos.max(initial=0)) + 1)
    np.maximum.at(largest, faces.photos, faces.stamps[:, _SIZE])
    first = items.rows[items.starts[:-1]]
    in_front = faces.stamps[first, _SIZE] >= BESIDE_LARGEST * largest[faces.photos[first]]
    result: NDArray[np.bool_] = (items.groups == 0) & faces.good[first] & in_front & (clarity >= CLEAR)
    result[_of_hidden_people(state)] = False
    return result


def _of_hidden_people(state: FaceState) -> NDArray[np.int64]:
    """Items that may be somebody whom the user does not want to see."""
    hidden = np.array([person.hidden for person in state.people], np.bool_)
    if not hidden.any():
        return np.zeros(0, np.int64)
    chances, _ = state.chances(state.pairs)
    return state.pairs.items[hidden[state.pairs.people] & (chances >= PERHAPS_HIDDEN)]


def bundled(state: FaceState, loose: NDArray[np.int64], clarity: NDArray[np.float64]) -> Bundles:
    """Put faces that may be one person together, the others alone.

    A bundle grows around its first face, the one with most others near: each of its faces is likely that one's person,
    stands in no photo with another of them, and nobody said that they are two.

    Args:
        loose: items of one face each.
        clarity: (items,).
    """
    loose = loose[np.argsort(-clarity[loose], kind="stable")[:MOST_ALONE]]
    odds = _same_person(state, loose)
    left, scenes = np.ones(len(loose), np.bool_), state.rows.faces.scenes[state.items.rows[state.items.starts[loose]]]
    found: list[NDArray[np.int64]] = []
    same: list[float] = []
    near = odds >= TOGETHER
    some_near: NDArray[np.bool_] = np.logical_or.reduce(near, axis=1)
    for first in np.argsort(-(odds * near).sum(axis=1), kind="stable").tolist():
        if not left[first]:
            continue
        if not some_near[first]:
            found.append(loose[[first]])
            same.append(1.0)
            continue
        chosen, taken = [first], {int(scenes[first])}
        for other in np.flatnonzero(near[first] & left)[np.argsort(-odds[first, near[first] & left])].tolist():
            apart = any(odds[other, one] == 0 for one in chosen) or int(scenes[other]) in taken
            if other != first and not apart and len(chosen) < MOST_IN_BUNDLE:
                chosen.append(other)
                taken.add(int(scenes[other]))
        left[chosen] = False
        found.append(loose[chosen])
        same.append(1 + float(odds[first, chosen[1:]].sum()))
    sizes = [len(one) for one in found]
    return Bundles(
        np.concatenate([np.zeros(0, np.int64), *found]),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        np.array(same, np.float64),
    )


def _same_person(state: FaceState, loose: NDArray[np.int64]) -> NDArray[np.float64]:
    """How likely two of these faces are one person, 0 where that is excluded: (n, n)."""
    rows = state.items.rows[state.items.starts[loose]]
    vectors, days, scenes = state.vectors[rows], state.rows.faces.days[rows], state.rows.faces.scenes[rows]
    distances = np.sqrt(np.maximum(2 - 2 * vectors @ vectors.T, 0))
    odds = loose_odds(distances * factor_of_days(np.abs(days[:, None] - days[None, :])), state.scale)
    odds /= 1 + odds
    odds[scenes[:, None] == scenes[None, :]] = 0
    place = np.full(len(state.items), -1)
    place[loose] = np.arange(len(loose))
    one, other = (place[items] for items in np.divmod(state.kept_apart, len(state.items)))
    both = (one >= 0) & (other >= 0)
    odds[one[both], other[both]] = 0
    return odds
