"""How crowded the place of a face is: the same distance means less where strangers stand close together.

Embedders place some kinds of people closer together than others: the nearest strangers of one face are at a distance
where another face has only itself. One threshold for all then joins strangers in the crowd and splits people outside
it. So squared distances are corrected by how similar a face is to the nearest other groups, as CSLS does for words
(Conneau et al., "Word Translation Without Parallel Data", 2018, section 2.3, https://arxiv.org/abs/1710.04087) and
symmetric score normalisation for voices (Matějka et al., "Analysis of Score Normalization in Multilingual Speaker
Recognition", Interspeech 2017, section 2). Neighbours are counted by group and not by face: a person's own many photos
are no crowd.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.neighbours import BLOCK_BYTES, nearest_neighbours

NEAREST_GROUPS = 10
"""Groups that make up a face's crowd; CSLS takes as many. 10 and 20 measure alike on LFW, 5 sees more of a person's
own splinters and splits more."""

STRENGTH = 0.75
"""How much of a face's crowding is taken off. On LFW's development split .5 to 1 are within .002 B-cubed F."""

FEW_GROUPS = 100
"""Groups at which half of the correction is made. The nearest ten of a dozen groups are the library, not a crowd."""

LEAST_GROUPS = 3
"""Two groups are each other's only neighbour: nothing to compare."""

CENTRE_SAMPLE = 500
"""Groups whose mean stands for the mean of all, where only some are asked about: it scatters by a thousandth."""


def crowding(
    embeddings: NDArray[np.float32], labels: NDArray[np.integer], alone: NDArray[np.float32] | None = None
) -> NDArray[np.float32]:
    """What to add to the squared distances of each face.

    The corrected squared distance of two faces is |a - b|^2 + crowding_a + crowding_b. It is positive in a crowd and
    negative far from others; its mean over the groups is 0, so thresholds keep their meaning.

    Args:
        embeddings: (n, d) float32, rows of unit length.
        labels: (n,) groups of a first pass, from 0 without a gap; a face that is alone is a group too.
        alone: (k, d) other faces, which are known to be alone: they crowd these, and count for the mean.

    Returns:
        (n,) float32, the same for all faces of a group; all 0 for fewer than three groups.
    """
    groups = int(labels.max(initial=-1)) + 1
    if alone is not None and len(alone):
        crowds = crowding_of(np.concatenate([group_means(embeddings, labels), alone]), np.arange(groups))
        of_groups: NDArray[np.float32] = crowds[labels]
        return of_groups
    if groups < LEAST_GROUPS:
        return np.zeros(len(labels), np.float32)
    means = group_means(embeddings, labels)
    # The dot product of two means is the mean cosine over all pairs of the two groups' faces.
    distances = nearest_neighbours(means, NEAREST_GROUPS).distances
    # Approximate search may find fewer; those it found stand for the rest.
    squared = np.where(np.isfinite(distances), distances, np.nan).astype(np.float64) ** 2
    nearness = 1 - np.nanmean(squared, axis=1) / 2
    crowds = (share_of_crowding(groups) * (nearness - nearness.mean())).astype(np.float32)
    of_faces: NDArray[np.float32] = crowds[labels]
    return of_faces


def crowding_of(
    means: NDArray[np.float32], which: NDArray[np.integer], *, centre: float | None = None
) -> NDArray[np.float32]:
    """The crowding of some groups among all: what `crowding` gives their faces, without the search for all others.

    The mean over the groups is that of an even sample of `CENTRE_SAMPLE` of them.

    Args:
        means: (groups, d) float32, of `group_means`; a face that is alone is a group too.
        which: (k,) indices of the groups that are asked about.
        centre: `mean_nearness` of these means, where it is known already.

    Returns:
        (k,) float32; all 0 where there are fewer than three groups.
    """
    groups = len(means)
    if groups < LEAST_GROUPS:
        return np.zeros(len(which), np.float32)
    if centre is None:
        centre = mean_nearness(means)
    crowds: NDArray[np.float64] = share_of_crowding(groups) * (_nearness(means, np.asarray(which, np.int64)) - centre)
    return crowds.astype(np.float32)


def mean_nearness(means: NDArray[np.float32]) -> float:
    """The mean cosine of groups, an even sample of them, to their nearest others."""
    groups = len(means)
    sample = np.unique(np.linspace(0, groups - 1, min(groups, CENTRE_SAMPLE)).astype(np.int64))
    return float(_nearness(means, sample).mean())


def share_of_crowding(groups: int) -> float:
    """How much of a face's crowding is taken off where so many groups stand."""
    return STRENGTH * groups / (groups + FEW_GROUPS)


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
    kept = labels >= 0
    sizes = np.bincount(labels[kept])
    means = np.zeros((len(sizes), embeddings.shape[1]), np.float64)
    np.add.at(means, labels[kept], embeddings[kept])
    return (means / sizes[:, None]).astype(np.float32)
