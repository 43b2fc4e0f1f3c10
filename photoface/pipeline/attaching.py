"""New faces join the people and the groups there are, by strict limits that follow the library."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.assignment import attach
from photoface.clustering.crowding import crowding_of, crowding_of_people, group_means
from photoface.clustering.grouping import group
from photoface.clustering.naming import (
    FaceCounts,
    NamingLimit,
    naming_limit,
    negatives_between,
    reference_distance,
)
from photoface.clustering.targets import POOR_FACE_FACTOR, GroupTarget, PersonTarget, target_distances
from photoface.clustering.threshold import GroupingThresholds
from photoface.pipeline.grouping_state import FacesOfModel, GroupingState
from photoface.vision.registry import Thresholds

EXEMPLARS_PER_PERSON = 200
"""The best confirmed faces that vote on who a new face is; more change little and cost time."""

BLOCK = 512
"""New faces that are compared with all people, or all groups, at once."""

Links = Mapping[int, set[int]]
"""For a row the rows that must not be with it."""


class Attaching:
    """One state of the catalog, and which of its faces go to whom.

    Args:
        state: as it is.
        open_faces: rows of the faces to place; all others stay where they are.
        links: cannot-links between rows.
        thresholds: of the model.
    """

    def __init__(
        self, state: GroupingState, open_faces: NDArray[np.int64], links: Links, thresholds: Thresholds
    ) -> None:
        self._faces, self._state, self._links, self._thresholds = state.faces, state, links, thresholds
        self._people = _exemplar_rows(state.faces)
        staying = (state.faces.persons == 0) & (state.faces.groups > 0)
        staying[open_faces] = False
        self._groups = _rows_by(state.faces.groups, np.flatnonzero(staying))
        self._open_faces = open_faces

    @property
    def standing(self) -> int:
        """How many people and groups there are that the open faces are not of."""
        return len(set(self._faces.persons[self._faces.persons > 0].tolist())) + len(self._groups)

    @cached_property
    def _means(self) -> NDArray[np.float32]:
        """Whoever stands here, each with one mean: people, groups that stay, and the open faces by groups of their own.

        A person's many new photos are grouped before they are counted: they are no crowd around the person.
        """
        vectors, rows = self._faces.embeddings, self._open_faces
        means = [vectors[members].mean(axis=0) for members in (*self._people.values(), *self._groups.values())]
        labels = self._faces.groups[rows].copy()
        loose = labels == 0
        labels[loose] = labels.max(initial=0) + 1 + self._grouped(rows[loose])
        _, labels = np.unique(labels, return_inverse=True)
        standing = np.reshape(np.array(means, np.float32), (-1, vectors.shape[1]))
        return np.concatenate([standing, group_means(vectors[rows], labels)])

    def _grouped(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Groups of faces that are in none, from 0; a face that is alone has one to itself."""
        labels = group(
            self._faces.embeddings[rows],
            self._faces.photos[rows],
            good=self._faces.good[rows],
            thresholds=grouping_thresholds(self._thresholds),
            others=self.standing,
        ).labels.astype(np.int64)
        alone = labels < 0
        labels[alone] = labels.max(initial=-1) + 1 + np.arange(int(alone.sum()))
        return labels

    def to_people(self, rows: NDArray[np.int64]) -> dict[int, int]:
        """Faces that are surely a named person: face id to person id."""
        if not self._people or not len(rows):
            return {}
        faces, person_ids = self._faces, list(self._people)
        targets = self._person_targets(rows)
        limit = self._naming_limit(rows, targets).distance
        chosen = attach(faces.embeddings[rows], faces.photos[rows], targets, _limits(faces, rows, limit))
        return {int(faces.ids[row]): person_ids[to] for row, to in zip(rows, chosen, strict=True) if to >= 0}

    def to_groups(self, rows: NDArray[np.int64]) -> dict[int, int]:
        """Faces that belong to a group that stays: face id to group id."""
        if not self._groups or not len(rows):
            return {}
        faces, group_ids = self._faces, list(self._groups)
        targets = self._group_targets(rows)
        # As in grouping itself, groups of open faces count, those of one face among them: they may be somebody new.
        limit = grouping_thresholds(self._thresholds).for_groups(len(self._means))
        chosen = attach(faces.embeddings[rows], faces.photos[rows], targets, _limits(faces, rows, limit))
        return {int(faces.ids[row]): group_ids[to] for row, to in zip(rows, chosen, strict=True) if to >= 0}

    def _person_targets(self, rows: NDArray[np.int64]) -> list[PersonTarget]:
        faces = self._faces
        place = {int(row): position for position, row in enumerate(rows)}
        place_of_id = {int(faces.ids[row]): position for row, position in place.items()}
        refused: dict[int, set[int]] = defaultdict(set)
        for face_id, person_id in self._state.rejected:
            if face_id in place_of_id:
                refused[person_id].add(place_of_id[face_id])
        members = _rows_by(faces.persons, np.flatnonzero(faces.persons > 0))
        crowds = crowding_of_people(self._means, len(self._people))
        return [
            PersonTarget(
                faces.embeddings[exemplars],
                frozenset(faces.photos[members[person_id]].tolist()),
                frozenset(refused[person_id] | _linked_places(members[person_id], self._links, place)),
                crowd,
            )
            for (person_id, exemplars), crowd in zip(self._people.items(), crowds.tolist(), strict=True)
        ]

    def _naming_limit(self, rows: NDArray[np.int64], targets: Sequence[PersonTarget]) -> NamingLimit:
        faces, thresholds = self._faces, self._thresholds
        distances = {"assignment": thresholds.assignment, "suggestion": thresholds.suggestion}
        near = [
            target_distances(faces.embeddings[rows[start : start + BLOCK]], targets).min(axis=1)
            for start in range(0, len(rows), BLOCK)
        ]
        confirmed = int(faces.confirmed.sum())
        counts = FaceCounts(len(faces.ids), confirmed, int((faces.persons > 0).sum()) - confirmed)
        negatives = negatives_between(targets, reference_distance(**distances))
        return naming_limit(np.concatenate(near), counts, len(targets), negatives, **distances)

    def _group_targets(self, rows: NDArray[np.int64]) -> list[GroupTarget]:
        faces = self._faces
        place = {int(row): position for position, row in enumerate(rows)}
        penalty = grouping_thresholds(self._thresholds).small_cluster_penalty
        means = self._means[len(self._people) : len(self._people) + len(self._groups)]
        crowds = np.zeros(len(means), np.float32)
        near = self._near_groups(rows, means)
        crowds[near] = crowding_of(self._means, len(self._people) + near)
        return [
            GroupTarget(
                mean,
                frozenset(faces.photos[members].tolist()),
                frozenset(_linked_places(members, self._links, place)),
                # As in grouping: the fewer faces a group has, the less its nearness says.
                crowd + penalty / (len(members) + 1),
            )
            for mean, members, crowd in zip(means, self._groups.values(), crowds.tolist(), strict=True)
        ]

    def _near_groups(self, rows: NDArray[np.int64], means: NDArray[np.float32]) -> NDArray[np.intp]:
        """Which groups come into question at all: only their crowding is needed."""
        least = np.float32(1 - self._thresholds.suggestion**2 / 2)
        near = np.zeros(len(means), np.bool_)
        for start in range(0, len(rows), BLOCK):
            near |= (self._faces.embeddings[rows[start : start + BLOCK]] @ means.T >= least).any(axis=0)
        return np.flatnonzero(near)


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


def _linked_places(members: Iterable[int], links: Links, place: dict[int, int]) -> set[int]:
    """Which of the faces to place must not be with any of these members."""
    return {place[other] for row in members for other in links.get(int(row), ()) if other in place}
