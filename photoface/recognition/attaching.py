"""Decides which existing groups unnamed faces join, a photo at a time, with at most one face of a photo in a group.

It prepares the groups' means, crowding and cannot-links for `clustering.assignment`.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.assignment import POOR_FACE_FACTOR, GroupTarget, attach
from photoface.clustering.crowding import crowding_of
from photoface.clustering.grouping_threshold import GroupingThresholds
from photoface.recognition.joins import matches
from photoface.recognition.state import FaceState

BLOCK = 512
"""Faces that are compared with all groups at once."""


def attach_to_groups(
    state: FaceState,
    rows: NDArray[np.int64],
    groups: frozenset[int],
    thresholds: GroupingThresholds,
    farthest: float,
) -> dict[int, int]:
    """Which of some faces join which group: face id to group id.

    Args:
        state: with all others that stand in the crowd.
        rows: of faces that have no name and are in none of these groups.
        groups: ids of those that may be joined.
        thresholds: of the model.
        farthest: groups farther than this are not considered.
    """
    faces, vectors = state.rows.faces, state.view.own_vectors
    items = np.flatnonzero(np.isin(state.items.groups, list(groups)))
    if not len(items) or not len(rows):
        return {}
    population = np.concatenate([state.exemplars.means[state.known], state.item_means])
    # As in grouping itself, single faces count too: each may be somebody new.
    limit = thresholds.for_groups(len(population))
    items = items[_near(vectors, rows, state.item_means[items], max(farthest, limit))]
    crowds = crowding_of(population, len(state.known) + items, strength=thresholds.crowding_strength)
    apart = _kept_apart(state, rows, items)
    targets = [
        GroupTarget(
            state.item_means[item],
            state.scenes(item),
            frozenset(apart[item]),
            # As in grouping: the fewer faces a group has, the less its nearness says.
            crowd + thresholds.small_cluster_penalty / (int(state.items.sizes[item]) + 1),
        )
        for item, crowd in zip(items.tolist(), crowds.tolist(), strict=True)
    ]
    limits = np.where(faces.good[rows], limit, POOR_FACE_FACTOR * limit)
    chosen = attach(vectors[rows], faces.scenes[rows], targets, limits)
    return {
        int(faces.ids[row]): int(state.items.groups[items[to]]) for row, to in zip(rows, chosen, strict=True) if to >= 0
    }


def _near(
    vectors: NDArray[np.float32], rows: NDArray[np.int64], means: NDArray[np.float32], limit: float
) -> NDArray[np.bool_]:
    """Which groups are near enough to any face to be considered: (k,) bool."""
    least = np.float32(1 - limit**2 / 2)
    near = np.zeros(len(means), np.bool_)
    for start in range(0, len(rows), BLOCK):
        near |= (vectors[rows[start : start + BLOCK]] @ means.T >= least).any(axis=0)
    return near


def _kept_apart(state: FaceState, rows: NDArray[np.int64], items: NDArray[np.int64]) -> dict[int, set[int]]:
    """For each of some items the positions in `rows` of the faces that the user keeps apart from any of its faces."""
    apart: dict[int, set[int]] = defaultdict(set)
    ids, links = state.rows.faces.ids, state.rows.apart
    for near_side, far_side in ((0, 1), (1, 0)):
        position, link = matches(ids[rows], links[:, near_side])
        member, which = matches(ids, links[link, far_side])
        for place, row in zip(position[which].tolist(), member.tolist(), strict=True):
            apart[int(state.items.of_row[row])].add(place)
    return apart
