"""Open-set identification: who of the named people is this face, or is it nobody of them?

Phillips, Grother & Micheals, "Evaluation Methods in Face Recognition", Handbook of Face Recognition, 2nd ed., 2011,
section 21.2.3 (the watch-list task): some of the faces to recognise are of people whom the gallery does not have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from photoface.clustering.crowding import crowding_of_people, group_means
from photoface.clustering.grouping import group
from photoface.clustering.naming import (
    FaceCounts,
    NamingLimit,
    naming_limit,
    negatives_between,
    reference_distance,
)
from photoface.clustering.targets import PersonTarget, target_distances
from photoface.clustering.threshold import GroupingThresholds
from photoface.vision.registry import Thresholds

BLOCK = 512
"""Faces recognised at once: with 2,000 people of two exemplars some 20 MB of distances."""


@dataclass(frozen=True, slots=True, eq=False)
class Gallery:
    """How labelled faces are split.

    Attributes:
        exemplars: (m,) indices of the faces that are named.
        probes: (n,) indices of the faces to recognise.
        known: (n,) whether the gallery has the probe's person.
    """

    exemplars: NDArray[np.intp]
    probes: NDArray[np.intp]
    known: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Point:
    """What one threshold gives.

    Attributes:
        precision: of the faces that were given a name, the share with the right one; 1 where none was.
        recall: of the probes whose person is known, the share that was given the right name.
        false_alarms: of the probes whose person is unknown, the share that was given a name.
    """

    threshold: float
    precision: float
    recall: float
    false_alarms: float


def split(truth: ArrayLike, seed: int = 0) -> Gallery:
    """Half of the people with several faces are known, and half of their faces, rounded up, are the gallery.

    All other faces, those of unknown people among them, are to be recognised.

    Args:
        truth: (n,) the person of each face.
        seed: of the choice.

    Raises:
        ValueError: nobody has several faces.
    """
    persons = np.asarray(truth).reshape(-1)
    random = np.random.default_rng(seed)
    names, counts = np.unique(persons, return_counts=True)
    several = random.permutation(names[counts > 1])
    if not len(several):
        raise ValueError("nobody has more than one face")
    chosen = several[: (len(several) + 1) // 2]
    named: list[int] = []
    for name in np.sort(chosen):
        own = random.permutation(np.flatnonzero(persons == name))
        named.extend(own[: (len(own) + 1) // 2].tolist())
    exemplars = np.sort(np.array(named, dtype=np.intp))
    probes = np.setdiff1d(np.arange(len(persons)), exemplars)
    return Gallery(exemplars, probes, np.isin(persons[probes], chosen))


@dataclass(frozen=True, slots=True, eq=False)
class Identification:
    """What came of a gallery.

    Attributes:
        points: for each threshold that was asked about.
        limit: up to where the product names faces by itself in this library, with the precision that it expects.
        at_limit: what naming up to there gives.
    """

    points: tuple[Point, ...]
    limit: NamingLimit
    at_limit: Point


def identify(
    embeddings: NDArray[np.float32],
    truth: ArrayLike,
    gallery: Gallery,
    distances: Sequence[float],
    thresholds: Thresholds,
    *,
    photos: NDArray[np.integer],
    good: NDArray[np.bool_],
) -> Identification:
    """Name each probe after its nearest person, by the product's own distance, if that is within a threshold.

    The product knows nothing of the probes but what it sees: they are grouped as a scan groups them, and the groups
    are the crowd that people stand in.

    Args:
        embeddings: (n, d) float32, rows of unit length.
        truth: (n,) the person of each face.
        gallery: of the same faces.
        distances: Euclidean, crowding included, to name up to.
        thresholds: of the model.
        photos, good: (n,) the photo of each face, and whether it passes the quality gate.
    """
    persons = np.asarray(truth).reshape(-1)
    names = np.unique(persons[gallery.exemplars])
    targets = _targets(embeddings, persons, gallery, thresholds, photos, good)
    nearest = np.empty(len(gallery.probes), np.float32)
    right = np.empty(len(gallery.probes), np.bool_)
    for start in range(0, len(gallery.probes), BLOCK):
        probes = gallery.probes[start : start + BLOCK]
        found = target_distances(embeddings[probes], targets)
        best = found.argmin(axis=1)
        nearest[start : start + BLOCK] = found[np.arange(len(probes)), best]
        right[start : start + BLOCK] = names[best] == persons[probes]
    scale = {"assignment": thresholds.assignment, "suggestion": thresholds.suggestion}
    limit = naming_limit(
        nearest,
        FaceCounts(len(persons), confirmed=len(gallery.exemplars), named=0),
        len(targets),
        negatives_between(targets, reference_distance(**scale)),
        **scale,
    )
    points = [_point(nearest, right, gallery.known, distance) for distance in (*distances, limit.distance)]
    return Identification(tuple(points[:-1]), limit, points[-1])


def _targets(
    embeddings: NDArray[np.float32],
    persons: NDArray[np.generic],
    gallery: Gallery,
    thresholds: Thresholds,
    photos: NDArray[np.integer],
    good: NDArray[np.bool_],
) -> list[PersonTarget]:
    """The named people, in the order of their names, each in the crowd of the others and of the probes' groups."""
    named = persons[gallery.exemplars]
    exemplars = [embeddings[gallery.exemplars[named == name]] for name in np.unique(named)]
    probes = embeddings[gallery.probes]
    labels = group(
        probes,
        photos[gallery.probes],
        good=good[gallery.probes],
        thresholds=GroupingThresholds(thresholds.grouping_small, thresholds.grouping_large),
    ).labels.astype(np.int64)
    alone = labels < 0
    labels[alone] = labels.max(initial=-1) + 1 + np.arange(int(alone.sum()))
    means = [np.stack([own.mean(axis=0) for own in exemplars])]
    if len(labels):
        means.append(group_means(probes, labels))
    crowds = crowding_of_people(np.concatenate(means), len(exemplars)).tolist()
    return [PersonTarget(own, crowding=crowd) for own, crowd in zip(exemplars, crowds, strict=True)]


def _point(nearest: NDArray[np.float32], right: NDArray[np.bool_], known: NDArray[np.bool_], threshold: float) -> Point:
    named = nearest <= threshold
    hits = int((named & right).sum())
    return Point(
        threshold,
        precision=hits / int(named.sum()) if named.any() else 1.0,
        recall=hits / int(known.sum()) if known.any() else 1.0,
        false_alarms=float(named[~known].mean()) if (~known).any() else 0.0,
    )
