"""New faces join the people and the groups there are, by strict limits that follow the library."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.assignment import NearPairs, assign, attach, pairs_within
from photoface.clustering.crowding import crowding_of, crowding_of_people, group_means, mean_nearness
from photoface.clustering.grouping import group
from photoface.clustering.naming import (
    FaceCounts,
    NamingLimit,
    naming_limit,
    negatives_between,
    reference_distance,
)
from photoface.clustering.targets import POOR_FACE_FACTOR, GroupTarget, PersonTarget, TargetMatrices
from photoface.clustering.threshold import GroupingThresholds
from photoface.pipeline.grouping_state import FacesOfModel, GroupingState
from photoface.vision.registry import Thresholds

EXEMPLARS_PER_PERSON = 200
"""The best confirmed faces that vote on who a new face is; more change little and cost time."""

BLOCK = 512
"""New faces that are compared with all people, or all groups, at once."""

NO_ROWS = np.zeros(0, np.int64)

Links = Mapping[int, set[int]]
"""For a row the rows that must not be with it."""


class Attaching:
    """One state of the catalog, and which of its faces go to whom.

    Attributes:
        compared: rows of the faces to place, and of those that are alone where the limit is still to be found.

    Args:
        state: as it is.
        open_faces: rows of the faces to place; all others stay where they are.
        links: cannot-links between rows.
        thresholds: of the model.
        alone: rows of faces that have no name and no group, and are known to stand alone.
        limit: up to which distance faces are named, where it is known already.
    """

    def __init__(
        self,
        state: GroupingState,
        open_faces: NDArray[np.int64],
        links: Links,
        thresholds: Thresholds,
        *,
        alone: NDArray[np.int64] = NO_ROWS,
        limit: float | None = None,
    ) -> None:
        self._faces, self._state, self._links, self._thresholds = state.faces, state, links, thresholds
        self._people = _exemplar_rows(state.faces)
        staying = (state.faces.persons == 0) & (state.faces.groups > 0)
        staying[open_faces] = False
        self._groups = _rows_by(state.faces.groups, np.flatnonzero(staying))
        self._open_faces, self._alone, self._limit = open_faces, alone, limit
        # To find the limit all faces are compared with all people; then it is known of all of them who they are.
        self.compared = open_faces if limit is not None else np.sort(np.concatenate([open_faces, alone]))

    @property
    def standing(self) -> int:
        """How many people and groups there are that the open faces are not of, faces that are alone among them."""
        people = len(set(self._faces.persons[self._faces.persons > 0].tolist()))
        return people + len(self._groups) + len(self._alone)

    @cached_property
    def _means(self) -> NDArray[np.float32]:
        """Whoever stands here, each with one mean: people, groups that stay, the open faces by groups of their own, and
        who is alone.

        A person's many new photos are grouped before they are counted: they are no crowd around the person.
        """
        vectors, rows = self._faces.embeddings, self._open_faces
        means = [vectors[members].mean(axis=0) for members in (*self._people.values(), *self._groups.values())]
        labels = self._faces.groups[rows].copy()
        loose = labels == 0
        labels[loose] = labels.max(initial=0) + 1 + self._grouped(rows[loose])
        _, labels = np.unique(labels, return_inverse=True)
        standing = np.reshape(np.array(means, np.float32), (-1, vectors.shape[1]))
        return np.concatenate([standing, group_means(vectors[rows], labels), vectors[self._alone]])

    def _grouped(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Groups of faces that are in none, from 0; a face that is alone has one to itself."""
        labels = group(
            self._faces.embeddings[rows],
            self._faces.photos[rows],
            good=self._faces.good[rows],
            unsure=self._faces.unsure[rows],
            thresholds=grouping_thresholds(self._thresholds),
            others=self.standing,
        ).labels.astype(np.int64)
        alone = labels < 0
        labels[alone] = labels.max(initial=-1) + 1 + np.arange(int(alone.sum()))
        return labels

    def to_people(self, rows: NDArray[np.int64]) -> dict[int, int]:
        """Faces that are surely a named person: face id to person id. The limit is that of all open faces."""
        if not self._people or not len(rows):
            return {}
        faces, person_ids = self._faces, list(self._people)
        limits = _limits(faces, rows, self.naming_limit)
        chosen = assign(self._near_people(rows), faces.photos[rows], self._person_targets(rows), limits)
        return {int(faces.ids[row]): person_ids[to] for row, to in zip(rows, chosen, strict=True) if to >= 0}

    def to_groups(self, rows: NDArray[np.int64]) -> dict[int, int]:
        """Faces that belong to a group that stays: face id to group id."""
        if not self._groups or not len(rows):
            return {}
        faces, group_ids = self._faces, list(self._groups)
        # As in grouping itself, groups of open faces count, those of one face among them: they may be somebody new.
        limit = grouping_thresholds(self._thresholds).for_groups(len(self._means))
        near = self._near_groups(rows, limit)
        targets = self._group_targets(rows, near)
        chosen = attach(faces.embeddings[rows], faces.photos[rows], targets, _limits(faces, rows, limit))
        return {int(faces.ids[row]): group_ids[near[to]] for row, to in zip(rows, chosen, strict=True) if to >= 0}

    @cached_property
    def _exemplars(self) -> list[PersonTarget]:
        """Everybody who has a confirmed face, without what keeps single faces away from them."""
        crowds = crowding_of_people(self._means, len(self._people)).tolist()
        return [
            PersonTarget(self._faces.embeddings[rows], crowding=crowd)
            for rows, crowd in zip(self._people.values(), crowds, strict=True)
        ]

    @cached_property
    def _exemplar_matrices(self) -> TargetMatrices:
        return TargetMatrices(self._exemplars)

    @cached_property
    def _members(self) -> dict[int, NDArray[np.int64]]:
        return _rows_by(self._faces.persons, np.flatnonzero(self._faces.persons > 0))

    @cached_property
    def _photos_of_people(self) -> list[frozenset[int]]:
        return [frozenset(self._faces.photos[self._members[person_id]].tolist()) for person_id in self._people]

    @cached_property
    def _near_of_all(self) -> NearPairs:
        return self._compared_with_people(self.compared)

    def _near_people(self, rows: NDArray[np.int64]) -> NearPairs:
        return self._near_of_all if rows is self.compared else self._compared_with_people(rows)

    def _compared_with_people(self, rows: NDArray[np.int64]) -> NearPairs:
        # No limit is farther than the model's own, and nothing farther counts for this library's.
        limits = np.full(len(rows), self._thresholds.assignment, np.float32)
        return pairs_within(self._faces.embeddings[rows], self._exemplar_matrices, limits)

    def _person_targets(self, rows: NDArray[np.int64]) -> list[PersonTarget]:
        place = {int(row): position for position, row in enumerate(rows)}
        refused: dict[int, set[int]] = defaultdict(set)
        position_of = {int(face_id): position for position, face_id in enumerate(self._faces.ids[rows])}
        of_these = np.isin(self._state.rejected[:, 0], self._faces.ids[rows])
        for face_id, person_id in self._state.rejected[of_these].tolist():
            refused[person_id].add(position_of[face_id])
        linked = self._linked(place)
        return [
            replace(
                target,
                photo_ids=photos,
                cannot_link=frozenset(refused[person_id] | linked(self._members[person_id])),
            )
            for person_id, target, photos in zip(self._people, self._exemplars, self._photos_of_people, strict=True)
        ]

    @property
    def has_people(self) -> bool:
        """Whether there is anybody to name faces after."""
        return bool(self._people)

    @cached_property
    def naming_limit(self) -> float:
        """Up to which distance the machine names faces by itself in this library."""
        return self._found_limit().distance if self._limit is None else self._limit

    def _found_limit(self) -> NamingLimit:
        faces, thresholds, near = self._faces, self._thresholds, self._near_of_all
        distances = {"assignment": thresholds.assignment, "suggestion": thresholds.suggestion}
        nearest = np.full(len(self.compared), np.inf)
        np.minimum.at(nearest, near.faces, near.distances)
        confirmed = int(faces.confirmed.sum())
        counts = FaceCounts(len(faces.ids), confirmed, int((faces.persons > 0).sum()) - confirmed)
        negatives = negatives_between(self._exemplars, reference_distance(**distances))
        return naming_limit(nearest, counts, len(self._exemplars), negatives, **distances)

    def _group_targets(self, rows: NDArray[np.int64], which: NDArray[np.intp]) -> list[GroupTarget]:
        place = {int(row): position for position, row in enumerate(rows)}
        linked = self._linked(place)
        penalty = grouping_thresholds(self._thresholds).small_cluster_penalty
        at = len(self._people) + which
        members = list(self._groups.values())
        crowds = crowding_of(self._means, at, centre=self._centre)
        return [
            GroupTarget(
                mean,
                frozenset(self._faces.photos[members[group]].tolist()),
                frozenset(linked(members[group])),
                # As in grouping: the fewer faces a group has, the less its nearness says.
                crowd + penalty / (len(members[group]) + 1),
            )
            for mean, group, crowd in zip(self._means[at], which.tolist(), crowds.tolist(), strict=True)
        ]

    @cached_property
    def _centre(self) -> float:
        return mean_nearness(self._means)

    def _near_groups(self, rows: NDArray[np.int64], limit: float) -> NDArray[np.intp]:
        """Which groups come into question at all."""
        means = self._means[len(self._people) : len(self._people) + len(self._groups)]
        least = np.float32(1 - max(self._thresholds.suggestion, limit) ** 2 / 2)
        near = np.zeros(len(means), np.bool_)
        for start in range(0, len(rows), BLOCK):
            near |= (self._faces.embeddings[rows[start : start + BLOCK]] @ means.T >= least).any(axis=0)
        return np.flatnonzero(near)

    def _linked(self, place: dict[int, int]) -> Callable[[Iterable[int]], set[int]]:
        """Tells which of the faces to place must not be with any of some members."""
        apart: dict[int, set[int]] = defaultdict(set)
        for row, position in place.items():
            for other in self._links.get(row, ()):
                apart[other].add(position)
        if not apart:
            return lambda members: set()
        return lambda members: {position for row in members for position in apart.get(int(row), ())}


def grouping_thresholds(thresholds: Thresholds) -> GroupingThresholds:
    """A model's two calibrated points as the grouping wants them."""
    return GroupingThresholds(small=thresholds.grouping_small, large=thresholds.grouping_large)


def _exemplar_rows(faces: FacesOfModel) -> dict[int, NDArray[np.int64]]:
    """The rows that stand for each person who has a confirmed face, by person id: good ones if any, best first."""
    found = {}
    for person_id, members in _rows_by(faces.persons, np.flatnonzero((faces.persons > 0) & faces.confirmed)).items():
        exemplars = members[faces.good[members]] if faces.good[members].any() else members
        found[person_id] = exemplars[np.lexsort((exemplars, -faces.quality[exemplars]))][:EXEMPLARS_PER_PERSON]
    return found


def _rows_by(column: NDArray[np.int64], rows: NDArray[np.int64]) -> dict[int, NDArray[np.int64]]:
    """These rows by their value in a column, values and rows ascending."""
    order = rows[np.argsort(column[rows], kind="stable")]
    values, starts = np.unique(column[order], return_index=True)
    return dict(zip(values.tolist(), np.split(order, starts[1:]), strict=True)) if len(order) else {}


def _limits(faces: FacesOfModel, rows: NDArray[np.int64], limit: float) -> NDArray[np.float64]:
    return np.where(faces.good[rows], limit, POOR_FACE_FACTOR * limit)
