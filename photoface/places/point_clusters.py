"""Clusters nearby points on a map at each zoom level, so that one thumbnail with a count stands for many photos.

Clusters depend on points and zoom alone, never on the visible part of the map. So they stay the same while the map is
moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

TILE_PIXELS: Final = 256
"""At zoom 0 the whole map is so many pixels wide, and twice as many with each further zoom, as on web maps."""

CLUSTER_PIXELS: Final = 64
"""Centres of clusters are about so far apart: a thumbnail with its count fits between."""

LARGEST_ZOOM: Final = 22
"""There a pixel is 4 cm: finer than any position."""


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """Clusters of points, those with most points first.

    Attributes:
        centres: (clusters, 2) float64, the mean of each cluster's points.
        counts: (clusters,) int64.
        firsts: (clusters,) int64, the first point of each in the order they were given: the one to show.
    """

    centres: NDArray[np.float64]
    counts: NDArray[np.int64]
    firsts: NDArray[np.int64]
    _order: NDArray[np.int64]
    _starts: NDArray[np.int64]

    def members(self, cluster: int) -> NDArray[np.int64]:
        """The points of a cluster, ascending."""
        start = int(self._starts[cluster])
        return self._order[start : start + int(self.counts[cluster])]

    def within(self, left: float, top: float, right: float, bottom: float) -> NDArray[np.int64]:
        """The clusters whose centre lies in a part of the map."""
        x, y = self.centres.T
        return np.flatnonzero((x >= left) & (x <= right) & (y >= top) & (y <= bottom))


class PointClusters:
    """The clusters of a set of points at each zoom; those of a zoom are kept once they are made."""

    def __init__(self, points: NDArray[np.float64]) -> None:
        """Take the points.

        Args:
            points: (n, 2) on the map, as `projection.on_map` gives them; the most wanted first.
        """
        self._points = points
        self._made: dict[int, Clusters] = {}

    def at(self, zoom: float) -> Clusters:
        """The clusters at a zoom; between whole zooms they stay the same."""
        whole = min(max(int(np.floor(zoom)), 0), LARGEST_ZOOM)
        if whole not in self._made:
            self._made[whole] = clusters_of(self._points, CLUSTER_PIXELS / (TILE_PIXELS * 2**whole))
        return self._made[whole]


def clusters_of(points: NDArray[np.float64], side: float) -> Clusters:
    """Clusters of points by the squares of a grid; squares join where their points' means are nearer than a side.

    Without joining, a crowd on the line between two squares would become two clusters on top of each other.

    Args:
        points: (n, 2).
        side: of a square, as part of the map's width.
    """
    squares = np.floor(points / side).astype(np.int64)
    _, square_of = np.unique(squares[:, 0] * (1 << 32) + squares[:, 1], return_inverse=True)
    counts = np.bincount(square_of)
    sums = np.column_stack([np.bincount(square_of, weights=column) for column in points.T])
    owners = _owners(sums / counts[:, None], counts, side) if len(counts) else counts
    cluster_of = owners[square_of]
    totals = np.bincount(cluster_of, minlength=len(counts))
    # The largest first, and of equal ones the one whose square comes first.
    ranked = np.argsort(-totals, kind="stable")[: np.count_nonzero(totals)]
    rank = np.empty(len(counts), dtype=np.int64)
    rank[ranked] = np.arange(len(ranked))
    order = np.argsort(rank[cluster_of], kind="stable")
    kept = totals[ranked]
    starts = np.cumsum(kept) - kept
    centres = np.column_stack([np.bincount(owners, weights=column, minlength=len(counts)) for column in sums.T])
    return Clusters(centres[ranked] / kept[:, None], kept, order[starts], order, starts)


def _owners(means: NDArray[np.float64], counts: NDArray[np.int64], side: float) -> NDArray[np.int64]:
    """For each square the one it belongs to: the fullest within a side that belongs to no other, or itself."""
    from scipy.spatial import cKDTree

    pairs = cKDTree(means).query_pairs(side, output_type="ndarray")
    ranks = np.empty(len(counts), dtype=np.int64)
    by_rank = np.argsort(-counts, kind="stable")
    ranks[by_rank] = np.arange(len(counts))
    owner_ranks = ranks.copy()
    # In each round all squares that are fuller than their neighbours take these: the same as one by one, and faster.
    links = np.concatenate((pairs, pairs[:, ::-1]))
    while len(links):
        best_near = np.full(len(counts), len(counts))
        np.minimum.at(best_near, links[:, 0], ranks[links[:, 1]])
        is_owner = ranks < best_near
        taking = links[is_owner[links[:, 1]]]
        np.minimum.at(owner_ranks, taking[:, 0], ranks[taking[:, 1]])
        is_settled = is_owner | (owner_ranks < ranks)
        links = links[~is_settled[links].any(axis=1)]
    return by_rank[owner_ranks]
