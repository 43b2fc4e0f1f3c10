"""Groups the faces of a library by person: good faces form the groups, poor ones join them under a stricter threshold.

The entry point of this package. It runs average linkage, HDBSCAN or k-means, respects faces that must stay apart, and
gives each face the label of its group.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.agglomerative import Dendrogram, average_linkage, cut, relabelled
from photoface.clustering.assignment import GroupTarget, attach
from photoface.clustering.constraints import Constraints, Pair
from photoface.clustering.crowding import crowding, group_means
from photoface.clustering.density_clustering import density_groups
from photoface.clustering.group_variety import merge_varied_groups
from photoface.clustering.grouping_threshold import GroupingThresholds, library_threshold
from photoface.clustering.inverted_file import RunSearches
from photoface.clustering.kmeans_clustering import kmeans_groups
from photoface.clustering.neighbours import NeighbourGraph, nearest_neighbours
from photoface.clustering.single_pairs import settle_pairs

Method = Literal["average-linkage", "hdbscan", "k-means"]

NEIGHBOURS = 64
"""Edges per face of the graph for average linkage."""

CORRECTIONS = 2
"""Number of repetitions of the grouping, each with the crowding of the groups before it.

On all of LFW's development split B-cubed F rises from .956 to .963 and .965, pairwise precision from .990 to .995 and
.996; a third is no better.
"""

FACES_PER_GROUP = 16
"""For a first guess of the threshold: more than in most libraries, since a guess too low costs a whole dendrogram."""

THRESHOLD_STEP = 0.003
"""By how much a guess of the threshold is raised: what the next grouping changes is within it in most libraries."""

SELECTION_EPSILON_FACTOR = 0.7
"""HDBSCAN's selection epsilon as a share of the threshold: nearest neighbours are nearer than the average of pairs.

.25 to .28 is best on LFW, composed albums and an album of six people alike, at thresholds of .36 to .40.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """The groups of a library.

    Attributes:
        labels: (n,) int32, groups from 0 in the order of their first faces; -1 for a single face.
        threshold: the Euclidean distance up to which good faces were joined.
    """

    labels: NDArray[np.int32]
    threshold: float


def group(
    embeddings: NDArray[np.float32],
    photo_ids: Sequence[int] | NDArray[np.integer],
    *,
    good: NDArray[np.bool_],
    method: Method = "average-linkage",
    thresholds: GroupingThresholds,
    cannot_link: Iterable[Pair] = (),
    others: int = 0,
    alone: NDArray[np.float32] | None = None,
    unsure: NDArray[np.bool_] | None = None,
    run_searches: RunSearches | None = None,
) -> Grouping:
    """Group the faces of a library into people.

    Faces of one photo are never joined.

    Args:
        embeddings: (n, d) float32, rows of unit length, of one model.
        photo_ids: (n,) the photo of every face.
        good: (n,) whether the face passes the quality gate and may seed a group.
        method: of grouping the good faces.
        thresholds: of the model that made the embeddings.
        cannot_link: pairs of face indices that the user said are different persons.
        others: number of groups and people of the library besides these faces.
        alone: (k, d) those of the others that are single faces without a name.
        unsure: (n,) whether the box may show no face. Such boxes are close together in the embedding, so they seed no
            group, and join only groups of at least two other faces.
        run_searches: has other processes look for neighbours, in average linkage of many faces; None for this one.

    Raises:
        ValueError: the numbers of faces differ, a pair names no face, or an unknown method.
    """
    constraints = Constraints(photo_ids, cannot_link)
    count = len(embeddings)
    if len(constraints.photo_ids) != count or len(good) != count:
        raise ValueError("embeddings, photo ids and good must be of the same faces")
    vectors = np.ascontiguousarray(embeddings, dtype=np.float32)
    sure = np.ones(count, np.bool_) if unsure is None else ~unsure
    seeds = np.flatnonzero(good & sure)
    # Not copied if all may seed: a million faces are half a gigabyte.
    seed_vectors = vectors if len(seeds) == count else vectors[seeds]
    seed_labels, threshold, crowds, pair_limit = _group_seeds(
        seed_vectors, constraints.subset(seeds), method, thresholds, others, alone, run_searches
    )
    labels = np.full(count, -1, np.int64)
    labels[seeds] = seed_labels
    # A poor face joins with the penalty of a single face in the linkage (half of it: crowding counts twice).
    sizes = np.bincount(seed_labels)
    extra = thresholds.small_cluster_penalty / (sizes + 1)
    limit = thresholds.poor_face_factor * threshold
    extra[sizes == 1] = np.maximum(extra[sizes == 1], (limit**2 - pair_limit) / 2)
    _attach_poor(labels, vectors, constraints, limit, _means_by_label(crowds, seed_labels) + extra)
    members = np.bincount(labels[(labels >= 0) & sure], minlength=max(int(labels.max(initial=0)) + 1, 1))
    labels[(labels >= 0) & (members[labels] < 2)] = -1
    return Grouping(relabelled(labels), threshold)


def _group_seeds(
    vectors: NDArray[np.float32],
    constraints: Constraints,
    method: Method,
    thresholds: GroupingThresholds,
    others: int,
    alone: NDArray[np.float32] | None,
    run_searches: RunSearches | None,
) -> tuple[NDArray[np.int32], float, NDArray[np.float32], float]:
    """The groups, the threshold, the crowding of every face, and the longest squared distance of a group of two."""
    if method == "hdbscan":
        threshold = thresholds.large
        labels = density_groups(vectors, constraints, selection_epsilon=SELECTION_EPSILON_FACTOR * threshold)
        followed = thresholds.for_groups(int(labels.max(initial=-1)) + 1 + others)
        if followed > threshold:
            threshold = followed
            labels = density_groups(vectors, constraints, selection_epsilon=SELECTION_EPSILON_FACTOR * threshold)
        return labels, threshold, np.zeros(len(vectors), np.float32), math.inf
    if method == "k-means":
        labels = kmeans_groups(vectors, constraints)
        threshold = thresholds.for_groups(int(labels.max(initial=-1)) + 1 + others)
        return labels, threshold, np.zeros(len(vectors), np.float32), math.inf
    if method != "average-linkage":
        raise ValueError(f"there is no grouping method {method!r}")
    graph = nearest_neighbours(vectors, NEIGHBOURS, run_searches=run_searches)
    crowds = np.zeros(len(vectors), np.float32)
    threshold = thresholds.for_groups(len(vectors) // FACES_PER_GROUP + others)
    for remaining in range(CORRECTIONS, -1, -1):
        dendrogram = _dendrogram(vectors, graph, constraints, thresholds, crowds, others, threshold + THRESHOLD_STEP)
        threshold = library_threshold(dendrogram, thresholds, others)
        labels = cut(dendrogram, threshold)
        if remaining:
            crowds = crowding(vectors, labels, alone, strength=thresholds.crowding_strength, run_searches=run_searches)
    labels = merge_varied_groups(
        vectors,
        labels,
        graph,
        constraints,
        threshold,
        allowance=thresholds.variety_allowance,
        separation=thresholds.separation_share * threshold**2,
        small_cluster_penalty=thresholds.small_cluster_penalty,
        crowding=crowds,
    )
    labels, pair_limit = settle_pairs(
        relabelled(labels),
        graph,
        constraints,
        crowds,
        thresholds.large,
        threshold,
        certainty=thresholds.pair_certainty,
        alone=0 if alone is None else len(alone),
    )
    return relabelled(labels), threshold, crowds, pair_limit


def _dendrogram(
    vectors: NDArray[np.float32],
    graph: NeighbourGraph,
    constraints: Constraints,
    thresholds: GroupingThresholds,
    crowds: NDArray[np.float32],
    others: int,
    upper: float,
) -> Dendrogram:
    """The merges up to the library's threshold, and not many more: superfluous merges cost most of the time.

    Args:
        upper: a guess of the threshold, rather too high: another dendrogram costs more than a few merges.
    """
    while True:
        upper = min(upper, thresholds.small)
        dendrogram = average_linkage(
            vectors,
            graph,
            constraints,
            upper,
            small_cluster_penalty=thresholds.small_cluster_penalty,
            crowding=crowds,
            separation=thresholds.separation_share * upper**2,
        )
        wanted = thresholds.for_groups(dendrogram.groups_at(upper) + others)
        if wanted <= upper:
            return dendrogram
        upper = wanted + THRESHOLD_STEP


def _attach_poor(
    labels: NDArray[np.int64],
    vectors: NDArray[np.float32],
    constraints: Constraints,
    limit: float,
    crowds: NDArray[np.float64],
) -> None:
    """Give poor faces the label of the nearest group within the limit; changes `labels` in place.

    Args:
        crowds: (groups,) the crowding of each group, with half of what its size adds to squared distances.
    """
    poor, seeds = np.flatnonzero(labels < 0), np.flatnonzero(labels >= 0)
    if len(poor) == 0 or len(seeds) == 0:
        return
    groups = int(labels.max()) + 1
    means = group_means(vectors, labels)
    photos: list[set[int]] = [set() for _ in range(groups)]
    for label, photo in zip(labels[seeds].tolist(), constraints.photo_ids[seeds].tolist(), strict=True):
        photos[label].add(photo)
    place = {int(face): position for position, face in enumerate(poor)}
    apart: list[set[int]] = [set() for _ in range(groups)]
    for pair in constraints.cannot_link:
        for face, other in (pair, pair[::-1]):
            if face in place and labels[other] >= 0:
                apart[int(labels[other])].add(place[face])
    targets = [
        GroupTarget(mean, frozenset(photo), frozenset(rejected), crowd)
        for mean, photo, rejected, crowd in zip(means, photos, apart, crowds.tolist(), strict=True)
    ]
    chosen = attach(vectors[poor], constraints.photo_ids[poor], targets, np.full(len(poor), limit))
    labels[poor[chosen >= 0]] = chosen[chosen >= 0]


def _means_by_label(values: NDArray[np.float32], labels: NDArray[np.int32]) -> NDArray[np.float64]:
    """The mean value of each label's faces; labels run from 0 without a gap."""
    sums = np.bincount(labels, weights=values)
    means: NDArray[np.float64] = sums / np.bincount(labels)
    return means
