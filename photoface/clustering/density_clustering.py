"""Groups faces by HDBSCAN (stable branches of the density tree); constraints are applied afterwards.

Campello, Moulavi & Sander, "Density-Based Clustering Based on Hierarchical Density Estimates", PAKDD 2013, section 3;
the mutual reachability distance is its definition 3. Implemented by McInnes et al.'s `hdbscan` package. The function
that applies constraints serves k-means too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.agglomerative import relabelled
from photoface.clustering.constraints import ClusterConstraints, Constraints

MINIMUM_CLUSTER_SIZE = 2
"""Two photos of one person are a group worth naming."""

MINIMUM_SAMPLES = 1
"""Core distance to the nearest neighbour: 2 and 1 measure best on LFW, where most people have few photos."""


def density_groups(
    embeddings: NDArray[np.float32], constraints: Constraints, *, selection_epsilon: float = 0.0
) -> NDArray[np.int32]:
    """HDBSCAN's clusters, split where the constraints require it; noise becomes single faces.

    With clusters of two faces the most stable branches in a library with few people are tiny: bursts of one scene.
    Branches that separate only below `selection_epsilon` are therefore kept together (Malzer & Baum, "A Hybrid Approach
    to Hierarchical Density-based Cluster Selection", 2020, section III, https://arxiv.org/abs/1911.02282).

    Args:
        embeddings: (n, d) float32, rows of unit length.
        selection_epsilon: Euclidean distance below which clusters are not separated.

    Returns:
        (n,) int32 labels from 0 in the order of the clusters' first faces; single faces have their own.
    """
    count = len(embeddings)
    labels = np.full(count, -1, np.int64)
    # The package requires three points.
    if count > 2:
        import hdbscan

        clusterer = hdbscan.HDBSCAN(
            min_cluster_size=MINIMUM_CLUSTER_SIZE,
            min_samples=MINIMUM_SAMPLES,
            metric="euclidean",
            cluster_selection_epsilon=float(selection_epsilon),
            approx_min_span_tree=False,
            core_dist_n_jobs=1,
        )
        labels = clusterer.fit_predict(np.asarray(embeddings, dtype=np.float64)).astype(np.int64)
    alone = labels < 0
    labels[alone] = labels.max(initial=-1) + 1 + np.arange(int(alone.sum()))
    return split_by_constraints(labels, embeddings, constraints)


def split_by_constraints(
    labels: NDArray[np.integer], embeddings: NDArray[np.float32], constraints: Constraints
) -> NDArray[np.int32]:
    """The same clusters with all violations of the constraints removed.

    In the order of the distance to the cluster's centre, each face that may not join those already kept leaves the
    cluster and becomes single.

    Args:
        labels: (n,) cluster of every face, none negative.
        embeddings: (n, d) float32, rows of unit length.

    Returns:
        (n,) int32 labels from 0 in the order of the clusters' first faces.
    """
    result = labels.astype(np.int64)
    state = ClusterConstraints(constraints)
    centres = np.zeros((int(result.max(initial=-1)) + 1, embeddings.shape[1]), np.float64)
    np.add.at(centres, result, embeddings)
    nearness = np.einsum("nd,nd->n", embeddings, centres[result])
    keepers: dict[int, int] = {}
    unused = len(centres)
    for face in np.argsort(-nearness, kind="stable").tolist():
        keeper = keepers.setdefault(int(result[face]), face)
        if keeper == face:
            continue
        if state.may_join(keeper, face):
            state.join(keeper, face)
        else:
            result[face] = unused
            unused += 1
    return relabelled(result)
