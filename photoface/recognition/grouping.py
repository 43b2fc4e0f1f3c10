"""Decides where faces without a name belong: to a person where that is sure, in an existing or a new group, or alone.

It computes only; `group_jobs` reads and writes the catalog. A scan in progress makes *unsettled* groups, so that the
user can name people early. Each grouping of that scan computes them again, and the last one settles them. So the result
does not depend on where a scan was stopped.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from photoface.catalog.face_table import FaceTable, RecognitionRows
from photoface.catalog.grouped_state import SinceGrouped
from photoface.catalog.machine_state import FullGroupingSnapshot
from photoface.clustering.group_faces import Method, group
from photoface.clustering.grouping_threshold import GroupingThresholds
from photoface.clustering.inverted_file import RunSearches
from photoface.recognition.attaching import attach_to_groups
from photoface.recognition.copied_faces import originals, with_copies
from photoface.recognition.grouping_scope import Scope, grouped, near_alone, scope_of, snapshot_of
from photoface.recognition.joins import linked
from photoface.recognition.state import FaceState, FaceView
from photoface.recognition.state_scoring import face_state
from photoface.recognition.sure_names import doubtful, sure_names
from photoface.vision.model_registry import Thresholds
from photoface.vision.quality import MINIMUM_SCORE


@dataclass(frozen=True, slots=True, eq=False)
class GroupingInput:
    """What a grouping reads of the catalog, in one consistent state.

    Attributes:
        rows, view: all faces, and their vectors row by row.
        model, method: of the embeddings, and how faces are grouped.
        thresholds: of the model.
        unsettled: ids of groups that the running scan made.
        decisions: of `decisions_made`.
        since: what came since all was grouped last; None where it is not known.
        snapshot: what all faces together told then; None where it is not known.
        earlier: a state of the catalog that the new ones are scored from; None where there is none.
    """

    rows: RecognitionRows
    view: FaceView
    model: str
    method: Method
    thresholds: Thresholds
    unsettled: frozenset[int] = frozenset()
    decisions: tuple[int, int] = (0, 0)
    since: SinceGrouped | None = None
    snapshot: FullGroupingSnapshot | None = None
    earlier: FaceState | None = None


@dataclass(frozen=True, slots=True)
class Regrouping:
    """The result of a grouping: faces to people, faces to existing groups, and new groups.

    `dissolved` groups existed and are computed again; a new group takes over the id of the dissolved one with
    which it shares most faces, so that a stack on the screen stays itself while it grows. `snapshot` is what all faces
    together told, where they were looked at.
    """

    to_person: dict[int, int]
    to_group: dict[int, int]
    new_groups: tuple[tuple[int, ...], ...]
    loose: tuple[int, ...]
    dissolved: frozenset[int]
    snapshot: FullGroupingSnapshot | None = None


def compute(
    given: GroupingInput,
    *,
    dissolve: frozenset[int],
    only: Collection[int] | None = None,
    looked_at: Collection[int] | None = None,
    run_searches: RunSearches | None = None,
) -> Regrouping:
    """What the groups should be, where those in `dissolve` are computed again and all others only grow.

    Named people come first, with the strict limit; then groups that stay; the rest is grouped by itself.

    Args:
        only: place no other faces than these, and make no groups.
        looked_at: place only new faces, these, and those near to them, where the library allows it (see
            `grouping_scope`); None places all faces.
        run_searches: has other processes look for neighbours; None for this one.
    """
    faces = given.rows.faces
    in_dissolved = np.isin(faces.groups, list(dissolve))
    open_faces = _open(faces, in_dissolved)
    if not len(open_faces):
        return Regrouping({}, {}, (), (), dissolve)
    scope = scope_of(faces, given.since, given.snapshot, faces.order(open_faces), only, looked_at)
    work = _Grouping(given, scope, in_dissolved, run_searches)
    # Who is alone was compared with everybody when the limit was found; who is not asked about gets no name.
    nameable = [scope.faces] if only is not None or scope.limit is not None else [scope.faces, scope.alone]
    to_person = work.names(np.concatenate(nameable))
    limit = work.state.naming_limit.distance if scope.limit is None and work.state.known else scope.limit
    all_grouped = only is None and not len(scope.alone)
    snapshot = None
    if all_grouped or scope.limit is None:
        count = len(faces.ids) if all_grouped else grouped(given.snapshot)
        snapshot = snapshot_of(faces, given.model, limit, count)
    rest = work.without(scope.faces, to_person)
    to_group = attach_to_groups(work.state, rest, work.staying, work.thresholds, given.thresholds.suggestion)
    if only is not None:
        # The limits above are of the whole library; only what is done with them is kept to these faces.
        asked = frozenset(only)
        to_person = {face_id: person_id for face_id, person_id in to_person.items() if face_id in asked}
        to_group = {face_id: group_id for face_id, group_id in to_group.items() if face_id in asked}
        return Regrouping(to_person, to_group, (), (), dissolve, snapshot)
    new_groups, loose = work.group_rest(work.without(rest, to_group), work.without(scope.alone, to_person))
    return Regrouping(to_person, to_group, new_groups, loose, dissolve, snapshot)


def provisional_state(given: GroupingInput) -> FaceState:
    """The library as the grouping scores it: all faces that could be placed are in groups among themselves."""
    faces = given.rows.faces
    nothing = np.zeros(len(faces.ids), np.bool_)
    scope = Scope(faces.order(_open(faces, nothing)), np.zeros(0, np.int64), None)
    return _Grouping(given, scope, nothing).state


def _open(faces: FaceTable, in_dissolved: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Rows of the faces that a grouping may place."""
    return np.flatnonzero((faces.persons == 0) & (in_dissolved | ((faces.groups == 0) & ~doubtful(faces))))


class _Grouping:
    """One grouping at work: of some faces, in the state of the library where these are in groups of their own.

    A person's many new photos are grouped before they are counted: they are no crowd around the person.
    """

    def __init__(
        self,
        given: GroupingInput,
        scope: Scope,
        in_dissolved: NDArray[np.bool_],
        run_searches: RunSearches | None = None,
    ) -> None:
        self._run_searches = run_searches
        self._given, self._scope, self._faces = given, scope, given.rows.faces
        self.thresholds = grouping_thresholds(given.thresholds)
        self._groups = np.where(in_dissolved, 0, self._faces.groups)
        self.staying = frozenset(self._groups[self._groups > 0].tolist())

    @cached_property
    def state(self) -> FaceState:
        labels = self._grouped(self._scope.faces, self._standing)
        state = self._state_with(labels, self._given.earlier)
        if not state.known:
            return state
        # These groups are only assumed: a face that cannot be a person must not keep the others from that name.
        apart = state.blocking_faces(state.items.groups > max(self.staying, default=0))
        if not len(apart):
            return state
        return self._state_with(np.where(np.isin(self._scope.faces, apart), -1, labels), state)

    def _state_with(self, labels: NDArray[np.int64], earlier: FaceState | None) -> FaceState:
        """The library with the open faces in these groups, -1 for one that is alone, scored from an earlier state."""
        groups = self._groups.copy()
        together = labels >= 0
        groups[self._scope.faces[together]] = max(self.staying, default=0) + 1 + labels[together]
        rows = replace(self._given.rows, faces=replace(self._faces, groups=groups))
        # The limit is found by all votes: what an earlier state has of them is not counted again.
        count_votes = self._scope.limit is None and earlier is not None and earlier.votes is not None
        return face_state(rows, self._given.view, earlier, count_votes=count_votes)

    @property
    def _standing(self) -> int:
        """How many people and groups there are that the open faces are not of, single faces that stay so among them."""
        people = np.unique(self._faces.persons[self._faces.persons > 0])
        return len(people) + len(self.staying) + len(self._scope.alone)

    def names(self, rows: NDArray[np.int64]) -> dict[int, int]:
        """Which of the faces in these rows, or in groups with them, are surely a named person: face id to person id."""
        if not self.state.known:
            return {}
        asked = np.zeros(len(self.state.items), np.bool_)
        asked[self.state.items.of_row[rows]] = True
        named = sure_names(self.state, asked=asked, limit=self._scope.limit)
        return {face_id: match.person_id for match in named for face_id in self.state.face_ids(match.item)}

    def without(self, rows: NDArray[np.int64], placed: Collection[int]) -> NDArray[np.int64]:
        """Those of some rows whose faces are not placed."""
        return rows[~np.isin(self._faces.ids[rows], list(placed))]

    def group_rest(
        self, rows: NDArray[np.int64], alone: NDArray[np.int64]
    ) -> tuple[tuple[tuple[int, ...], ...], tuple[int, ...]]:
        """New groups, largest first, and the faces that are alone, as face ids.

        Those who were alone before make a group only with faces that are placed now, and else stay out of the answer.
        """
        if not len(rows):
            return (), ()
        ids, vectors = self._faces.ids, self._given.view.own_vectors
        near = near_alone(vectors, rows, alone)
        new, rows = frozenset(ids[rows].tolist()), self._faces.order(np.concatenate([rows, alone[near]]))
        labels = self._grouped(rows, self._standing - int(near.sum()), alone[~near])
        members: dict[int, list[int]] = defaultdict(list)
        for face_id, label in zip(ids[rows].tolist(), labels.tolist(), strict=True):
            members[label].append(face_id)
        loose = tuple(face_id for face_id in members.pop(-1, ()) if face_id in new)
        groups = [tuple(members_) for members_ in members.values() if not new.isdisjoint(members_)]
        return tuple(sorted(groups, key=len, reverse=True)), loose

    def _grouped(
        self, rows: NDArray[np.int64], others: int, alone: NDArray[np.int64] | None = None
    ) -> NDArray[np.int64]:
        """Groups of some faces, from 0; -1 for a face that is alone."""
        faces, vectors = self._faces, self._given.view.own_vectors
        everyone, own = rows, self._originals(rows)
        # A face in a copy of a photo is no second piece of evidence: it goes where the first one goes.
        firsts = np.flatnonzero(own == np.arange(len(own)))
        rows = rows[firsts]
        labels = group(
            vectors[rows],
            faces.scenes[rows],
            good=faces.good[rows],
            unsure=faces.detected[rows] & (faces.stamps[rows, 0] < MINIMUM_SCORE),
            method=self._given.method,
            thresholds=self.thresholds,
            cannot_link=_links(faces.ids[rows], self._given.rows.apart),
            others=others,
            alone=None if alone is None else vectors[alone],
            run_searches=self._run_searches,
        ).labels.astype(np.int64)
        if len(rows) == len(everyone):
            return labels
        spread = np.full(len(everyone), -1, np.int64)
        spread[firsts] = labels
        return with_copies(spread, own, faces.scenes[everyone])

    @cached_property
    def _original_rows(self) -> NDArray[np.int64]:
        return originals(self._given.rows, self._given.view.own_vectors)

    def _originals(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """For each of these faces the position of the one that it copies; its own where that is not among them."""
        own = np.arange(len(rows))
        if not self._given.rows.has_repeated_faces:
            return own
        position = np.full(len(self._faces.ids), -1, np.int64)
        position[rows] = own
        found = position[self._original_rows[rows]]
        return np.where(found >= 0, found, own)


def grouping_thresholds(thresholds: Thresholds) -> GroupingThresholds:
    """A model's two calibrated points as the grouping wants them."""
    return GroupingThresholds(small=thresholds.grouping_small, large=thresholds.grouping_large)


def _links(face_ids: NDArray[np.int64], cannot_links: NDArray[np.int64]) -> list[tuple[int, int]]:
    """The pairs of positions in `face_ids` that the user keeps apart."""
    first, second = linked(face_ids, cannot_links)
    return sorted({(min(a, b), max(a, b)) for a, b in zip(first.tolist(), second.tolist(), strict=True)})


def reused_group_ids(faces: FaceTable, wanted: Regrouping) -> list[int | None]:
    """For each new group the id of the dissolved one that it continues, or None; each id is given once."""
    before = {
        int(face_id): int(group_id)
        for face_id, group_id in zip(faces.ids, faces.groups, strict=True)
        if int(group_id) in wanted.dissolved
    }
    shared = sorted(
        (
            (-count, group_id, index)
            for index, members in enumerate(wanted.new_groups)
            for group_id, count in Counter(before[face_id] for face_id in members if face_id in before).items()
        ),
    )
    reused: list[int | None] = [None] * len(wanted.new_groups)
    given: set[int] = set()
    for _, group_id, index in shared:
        if reused[index] is None and group_id not in given:
            reused[index] = group_id
            given.add(group_id)
    return reused
