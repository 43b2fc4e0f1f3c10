"""Measures open-set identification: whether faces of named people get their name, and faces of strangers none.

Phillips, Grother & Micheals, "Evaluation Methods in Face Recognition", Handbook of Face Recognition, 2nd ed., 2011,
section 21.2.3 (the watch-list task): some of the faces to recognise are of people whom the gallery does not have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from photoface.lab.evaluation.faces_in_memory import faces_in_memory, rows_in_memory
from photoface.recognition.grouping import GroupingInput, provisional_state
from photoface.recognition.naming_limit import NamingLimit
from photoface.recognition.probability import Scale
from photoface.recognition.state import FaceState, FaceView
from photoface.recognition.sure_names import sure_names
from photoface.vision.model_registry import Thresholds


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
    state = gallery_state(embeddings, persons, gallery, thresholds, photos, good)
    nearest = np.full(len(persons), np.inf, np.float32)
    of = np.zeros(len(persons), np.int64)
    pairs = state.pairs_within(max(*distances, thresholds.suggestion))
    # The nearest is written last.
    for pair in np.argsort(-pairs.distances, kind="stable").tolist():
        rows = state.item_rows(int(pairs.items[pair]))
        nearest[rows], of[rows] = pairs.distances[pair], pairs.people[pair]
    sure = np.zeros(len(persons), np.bool_)
    for match in sure_names(state):
        sure[state.item_rows(match.item)] = True
    nearest, right = nearest[gallery.probes], names[of[gallery.probes]] == persons[gallery.probes]
    points = [_point(nearest <= distance, right, gallery.known, distance) for distance in distances]
    limit = state.naming_limit
    return Identification(tuple(points), limit, _point(sure[gallery.probes], right, gallery.known, limit.distance))


def gallery_state(
    embeddings: NDArray[np.float32],
    persons: NDArray[np.generic],
    gallery: Gallery,
    thresholds: Thresholds,
    photos: NDArray[np.integer],
    good: NDArray[np.bool_],
) -> FaceState:
    """A library in which the gallery is confirmed, and the probes are what a scan has just found.

    Every face has a photo of its own unless `photos` says otherwise; a person's id is their place among the names + 1.
    """
    numbers = np.zeros(len(persons), np.int64)
    numbers[gallery.exemplars] = np.unique(persons[gallery.exemplars], return_inverse=True)[1] + 1
    own = np.where(np.asarray(photos) >= 0, photos, int(np.max(photos, initial=0)) + 1 + np.arange(len(persons)))
    faces = faces_in_memory(numbers, photos=own, good=good)
    scale = Scale(thresholds.assignment, thresholds.suggestion, thresholds.grouping_large)
    view = FaceView(embeddings, embeddings, scale)
    given = GroupingInput(rows_in_memory(faces), view, "", "average-linkage", thresholds)
    return provisional_state(given)


def _point(named: NDArray[np.bool_], right: NDArray[np.bool_], known: NDArray[np.bool_], threshold: float) -> Point:
    hits = int((named & right).sum())
    return Point(
        threshold,
        precision=hits / int(named.sum()) if named.any() else 1.0,
        recall=hits / int(known.sum()) if known.any() else 1.0,
        false_alarms=float(named[~known].mean()) if (~known).any() else 0.0,
    )
