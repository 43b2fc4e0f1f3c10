"""Crowding: corrects distances in dense regions of the embedding, where strangers are close together.

Embedders place some kinds of people closer together than others, so one threshold for all joins strangers in dense
regions and splits people elsewhere. Squared distances are therefore corrected by a face's similarity to the nearest
other groups, as in CSLS (Conneau et al., "Word Translation Without Parallel Data", 2018, section 2.3,
https://arxiv.org/abs/1710.04087) and symmetric score normalisation (Matějka et al., "Analysis of Score Normalization in
Multilingual Speaker Recognition", Interspeech 2017, section 2). Neighbours are counted by group, not by face: a
person's own many photos do not count.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.inverted_file import RunSearches
from photoface.clustering.neighbours import BLOCK_BYTES, nearest_neighbours

NEAREST_GROUPS = 10
"""Number of nearest groups, as many as in CSLS. 10 and 20 measure alike on LFW; 5 includes more of a person's own
splinter groups and splits more."""

STRENGTH = 0.75
"""Strength of the correction. On LFW's development split .5 to 1 are within .002 B-cubed F."""

FEW_GROUPS = 100
"""Number of groups at which half of the correction is made: the nearest ten of a dozen groups are the whole library."""

LEAST_GROUPS = 3
"""Two groups are each other's only neighbour: nothing to compare."""

CENTRE_SAMPLE = 500
"""Number of groups whose mean nearness estimates that of all, within a thousandth."""

SCIPY_FROM = 20_000
"""Faces from which on importing SciPy pays: that takes a third of a second."""


def crowding(
    embeddings: NDArray[np.float32],
    labels: NDArray[np.integer],
    alone: NDArray[np.float32] | None = None,
    *,
    strength: float = STRENGTH,
    run_searches: RunSearches | None = None,
) -> NDArray[np.float32]:
    """What to add to the squared distances of each face.

    The corrected squared distance of two faces is |a - b|^2 + crowding_a + crowding_b. It is positive in dense regions
    and negative far from others; its mean over the groups is 0, so thresholds keep their meaning.

    Args:
        embeddings: (n, d) float32, rows of unit length.
        labels: (n,) groups of a first pass, from 0 without a gap; single faces are groups too.
        alone: (k, d) other faces that are known to be single: they count as groups as well.
        strength: of the correction.
        run_searches: of `nearest_neighbours`.

    Returns:
        (n,) float32, the same for all faces of a group; all 0 for fewer than three groups.
    """
    groups = int(labels.max(initial=-1)) + 1
    if alone is not None and len(alone):
        crowds = crowding_of(
            np.concatenate([group_means(embeddings, labels), alone]), np.arange(groups), strength=strength
        )
        of_groups: NDArray[np.float32] = crowds[labels]
        return of_groups
    if groups < LEAST_GROUPS:
        return np.zeros(len(labels), np.float32)
    means = group_means(embeddings, labels)
    # The dot product of two means is the mean cosine over all pairs of the two groups' faces.
    distances = nearest_neighbours(means, NEAREST_GROUPS, run_searches=run_searches).distances
    # Approximate search may find fewer; those found represent the rest.
    squared = np.where(np.isfinite(distances), distances, np.nan).astype(np.float64) ** 2
    nearness = 1 - np.nanmean(squared, axis=1) / 2
    crowds = (share_of_crowding(groups, strength) * (nearness - nearness.mean())).astype(np.float32)
    of_faces: NDArray[np.float32] = crowds[labels]
    return of_faces


def crowding_of(
    means: NDArray[np.float32], which: NDArray[np.integer], *, strength: float = STRENGTH
) -> NDArray[np.float32]:
    """The crowding of some groups among all: as `crowding`, without searching the neighbours of all others.

    The mean over all groups is estimated from an even sample of `CENTRE_SAMPLE` of them.

    Args:
        means: (groups, d) float32, of `group_means`; single faces are groups too.
        which: (k,) indices of groups.

    Returns:
        (k,) float32; all 0 for fewer than three groups.
    """
    groups = len(means)
    if groups < LEAST_GROUPS:
        return np.zeros(len(which), np.float32)
    sample = np.unique(np.linspace(0, groups - 1, min(groups, CENTRE_SAMPLE)).astype(np.int64))
    centre = float(_nearness(means, sample).mean())
    crowds: NDArray[np.float64] = share_of_crowding(groups, strength) * (
        _nearness(means, np.asarray(which, np.int64)) - centre
    )
    return crowds.astype(np.float32)


def share_of_crowding(groups: int, strength: float = STRENGTH) -> float:
    """The strength of the correction in a library of this many groups."""
    return strength * groups / (groups + FEW_GROUPS)


def _nearness(means: NDArray[np.float32], which: NDArray[np.int64]) -> NDArray[np.float64]:
    """The mean cosine of each of these groups to its nearest others: (k,)."""
    count = min(NEAREST_GROUPS, len(means) - 1)
    result = np.empty(len(which), np.float64)
    step = max(1, BLOCK_BYTES // (4 * len(means)))
    for start in range(0, len(which), step):
        block = which[start : start + step]
        cosines = means[block] @ means.T
        cosines[np.arange(len(block)), block] = -np.inf
        cosines.partition(-count, axis=1)
        result[start : start + step] = cosines[:, -count:].mean(axis=1)
    return result


def group_means(embeddings: NDArray[np.float32], labels: NDArray[np.integer]) -> NDArray[np.float32]:
    """The mean of each group's unit vectors, not normalised: (groups, d) float32.

    Args:
        embeddings: (n, d) float32.
        labels: (n,) groups from 0, each with at least one face; faces with a negative label are left out.
    """
    rows = np.flatnonzero(labels >= 0)
    sizes = np.bincount(labels[rows])
    if len(rows) < SCIPY_FROM:
        rows = rows[np.argsort(labels[rows], kind="stable")]
        sums = np.add.reduceat(embeddings[rows], np.cumsum(sizes) - sizes, axis=0, dtype=np.float64)
    else:
        # Imported here: the window's process needs other functions of this module, and not SciPy.
        from scipy.sparse import coo_array

        # A product with a sparse matrix of ones takes a quarter of the time.
        sums = (
            coo_array((np.ones(len(rows)), (labels[rows], rows)), shape=(len(sizes), len(labels))).tocsr() @ embeddings
        )
    means: NDArray[np.float32] = (sums / sizes[:, None]).astype(np.float32)
    return means
