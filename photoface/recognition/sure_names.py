"""Chooses unnamed faces and groups that are named without asking: within the limit, and nobody else near.

It also finds boxes that may be no faces: one of these that is in no group stays unnamed until the user says who it is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photoface.catalog.face_table import FaceTable
from photoface.recognition.probability import Scale, probabilities
from photoface.recognition.state import FaceState, Match
from photoface.vision.quality import DOUBTFUL_SCORE

_AT_ASSIGNMENT = float(probabilities(np.zeros(1, np.int64), np.ones(1), Scale(assignment=1.0, suggestion=2.0), 1)[0])
"""The probability at the assignment threshold with nobody else near; the same for every model."""


def sure_names(
    state: FaceState,
    *,
    people: frozenset[int] | None = None,
    asked: NDArray[np.bool_] | None = None,
    limit: float | None = None,
) -> list[Match]:
    """Which items are surely which people: within the naming limit, and nobody else near.

    Scan, decision and regrouping all name by this. Of two items of one photo that are that near to one person, neither
    is sure; a single box that may be no face never is.

    Args:
        people: ids of those to name faces after; None for all.
        asked: (items,) bool, the items that may be named; None for all.
        limit: the naming limit of the library, where it is known already.
    """
    wanted = np.array([people is None or person.id in people for person in state.people], np.bool_)
    near = state.near if asked is None else state.pairs_within(state.scale.assignment, asked)
    candidates = np.zeros(len(state.items), np.bool_)
    candidates[near.items[wanted[near.people]]] = True
    first = state.items.rows[state.items.starts[:-1]]
    candidates &= (state.items.groups > 0) | ~doubtful(state.rows.faces)[first]
    if not candidates.any():
        # Not before there is anything to name: the limit is the costliest figure of all.
        return []
    # Everybody whom these may be: only of them it matters who else is near.
    pairs = state.pairs_within(state.farthest, candidates)
    chances, unjudged = state.chances(pairs)
    # At the threshold itself, with nobody else near, the probability is 0.953.
    # A judge of look-alikes may bring a doubt, and not take one away: that is for the user.
    alone = np.minimum(chances, unjudged) >= _AT_ASSIGNMENT - 0.01
    farthest = min(state.scale.assignment, state.naming_limit.distance if limit is None else limit)
    chosen = np.flatnonzero(alone & (pairs.distances <= farthest) & wanted[pairs.people]).tolist()
    places = [[(scene, int(pairs.people[pair])) for scene in state.scenes(int(pairs.items[pair]))] for pair in chosen]
    claims: dict[tuple[int, int], int] = {}
    for place in (place for taken in places for place in taken):
        claims[place] = claims.get(place, 0) + 1
    return [
        state.match_of(pairs, chances, pair)
        for pair, taken in zip(chosen, places, strict=True)
        if all(claims[place] == 1 for place in taken)
    ]


def doubtful(faces: FaceTable) -> NDArray[np.bool_]:
    """Boxes that may well be no faces: alone, they stay so until the user says who they are. (n,) bool."""
    found: NDArray[np.bool_] = faces.detected & (faces.stamps[:, 0] < DOUBTFUL_SCORE)
    return found
