"""Groups faces by k-means, with a given or an estimated number of clusters; constraints are applied afterwards.

Schroff, Kalenichenko & Philbin, "FaceNet", CVPR 2015, section 1, name it as a way of grouping their embeddings. The
algorithm is scikit-learn's: Lloyd's, its first means by k-means++; for large libraries on random batches.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.constraints import Constraints
from photoface.clustering.density_clustering import split_by_constraints

CANDIDATE_RATIO = 1.5
"""Ratio of one tried number of clusters to the next one below it."""

REFINEMENTS = 3
"""How often the step between the tried numbers is halved around the best of them."""

BATCHES_FROM = 20_000
"""Faces from which the means are found on random batches, since whole passes take too long."""

SEED = 1
"""Of k-means++ and of the batches, so that the same faces give the same groups."""

ROWS_AT_ONCE = 1024
"""Faces whose distances to all means are in memory at once."""


def kmeans_groups(
    embeddings: NDArray[np.float32], constraints: Constraints, *, clusters: int | None = None
) -> NDArray[np.int32]:
    """The clusters of k-means, split where the constraints require it.

    Args:
        embeddings: (n, d) float32, rows of unit length.
        clusters: k; by default the number with the highest `simplified_silhouette`, at most one for every two faces.

    Returns:
        (n,) int32 labels from 0 in the order of the clusters' first faces.

    Raises:
        ValueError: `clusters` is below 1.
    """
    count = len(embeddings)
    labels: NDArray[np.integer]
    if clusters is not None and clusters < 1:
        raise ValueError("there must be at least one cluster")
    if count < 3:
        labels = np.arange(count) if clusters is None else np.arange(count) % clusters
        return split_by_constraints(labels, embeddings, constraints)
    if clusters is None:
        labels = _best_silhouette(embeddings)
    else:
        labels, _ = _kmeans(embeddings, min(clusters, count))
    return split_by_constraints(labels, embeddings, constraints)


def simplified_silhouette(
    embeddings: NDArray[np.float32], labels: NDArray[np.integer], means: NDArray[np.floating]
) -> float:
    """The mean over all faces of (b - a) / max(a, b): a is the distance to the own mean, b to the nearest other one.

    The silhouette (Rousseeuw, "Silhouettes: a graphical aid to the interpretation and validation of cluster analysis",
    1987) with distances to means instead of those between all pairs of faces (Hruschka, Campello & de Castro,
    "Evolving clusters in gene-expression data", 2006, section 3). A face alone in its cluster counts 0, as
    in the original.
    """
    sizes = np.bincount(labels, minlength=len(means))
    squared_lengths = np.einsum("kd,kd->k", means, means)
    total = 0.0
    for start in range(0, len(embeddings), ROWS_AT_ONCE):
        rows = np.arange(start, min(start + ROWS_AT_ONCE, len(embeddings)))
        own = labels[rows]
        squares = 1 + squared_lengths - 2 * embeddings[rows] @ means.T
        distances = np.sqrt(np.maximum(squares, 0))
        within = distances[np.arange(len(rows)), own]
        distances[np.arange(len(rows)), own] = np.inf
        beside = distances.min(axis=1)
        larger = np.maximum(within, beside)
        shares = np.divide(beside - within, larger, out=np.zeros(len(rows)), where=np.isfinite(beside) & (larger > 0))
        total += float(shares[sizes[own] > 1].sum())
    return total / len(embeddings)


def _best_silhouette(embeddings: NDArray[np.float32]) -> NDArray[np.integer]:
    """The labels at the number of clusters with the highest silhouette: first in wide steps, then closer around it."""
    tried: dict[int, tuple[float, NDArray[np.integer]]] = {}

    def score(clusters: int) -> float:
        if clusters not in tried:
            labels, means = _kmeans(embeddings, clusters)
            tried[clusters] = simplified_silhouette(embeddings, labels, means), labels
        return tried[clusters][0]

    most = max(2, len(embeddings) // 2)
    steps = math.ceil(math.log(most / 2, CANDIDATE_RATIO))
    best = max((min(round(2 * CANDIDATE_RATIO**step), most) for step in range(steps + 1)), key=score)
    ratio = CANDIDATE_RATIO
    for _ in range(REFINEMENTS):
        ratio = math.sqrt(ratio)
        around = (best, round(best / ratio), round(best * ratio))
        best = max((min(max(clusters, 2), most) for clusters in around), key=score)
    return tried[best][1]


def _kmeans(embeddings: NDArray[np.float32], clusters: int) -> tuple[NDArray[np.integer], NDArray[np.floating]]:
    """(n,) labels and (k, d) means; fewer than `clusters` where several faces are equal."""
    from sklearn.cluster import KMeans, MiniBatchKMeans

    clusters = min(clusters, len(np.unique(embeddings, axis=0)))
    way = KMeans if len(embeddings) < BATCHES_FROM else MiniBatchKMeans
    model = way(n_clusters=clusters, n_init=1, random_state=SEED).fit(embeddings)
    return model.labels_, model.cluster_centers_
