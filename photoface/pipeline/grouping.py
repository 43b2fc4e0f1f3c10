"""From the catalog's embeddings to its groups, and back: what exists grows, the rest is grouped, nothing settled moves.

A scan that goes on makes *unsettled* groups, so that its user can name people early; each grouping of that scan makes
them afresh, and the last one settles them. So the result depends on the photos alone, not on where a scan was stopped.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from photoface.catalog import grouped_state, regroup_mark
from photoface.catalog.database import Database
from photoface.catalog.grouped_state import Whole
from photoface.catalog.rows import chunks
from photoface.catalog.summaries import Changed
from photoface.catalog.tables import Face, FaceStatus, Group
from photoface.clustering.grouping import group
from photoface.pipeline.attaching import Attaching, grouping_thresholds
from photoface.pipeline.grouping_state import FacesOfModel, GroupingState, decisions_made, load_state
from photoface.pipeline.newcomers import near_alone, scope_of, whole_of
from photoface.settings import Settings
from photoface.vision.registry import Thresholds

OPTIMISTIC_TRIES = 3
"""How often groups are computed outside a transaction, hoping that the user decides nothing meanwhile."""


@dataclass(frozen=True, slots=True)
class Regrouping:
    """What a grouping wants: faces to people, faces to existing groups, and new groups.

    `dissolved` groups were there before and are remade; a new group takes over the id of the dissolved one with which
    it shares most faces, so that a stack on the screen stays itself while it grows. `whole` is what all faces together
    told, where they were looked at.
    """

    to_person: dict[int, int]
    to_group: dict[int, int]
    new_groups: tuple[tuple[int, ...], ...]
    loose: tuple[int, ...]
    dissolved: frozenset[int]
    whole: Whole | None = None


def group_new_faces(
    database: Database,
    settings: Settings,
    thresholds: Thresholds,
    *,
    final: bool,
    looked_at: Collection[int] = (),
) -> Changed:
    """Give loose faces, and those in unsettled groups, to people and groups.

    Args:
        final: whether the scan is at its end, so that its groups are settled.
        looked_at: the faces that this scan embedded, new ones and others.
    """
    for _ in range(OPTIMISTIC_TRIES):
        with database.read() as session:
            state = load_state(session, settings)
        wanted = compute(state, settings, thresholds, dissolve=state.unsettled, looked_at=looked_at)
        with database.write(durable=False) as session:
            if decisions_made(session) == state.decisions:
                return _write(session, state, wanted, settings, settled=final)
    with database.write(durable=False) as session:
        state = load_state(session, settings)
        wanted = compute(state, settings, thresholds, dissolve=state.unsettled, looked_at=looked_at)
        return _write(session, state, wanted, settings, settled=final)


def attach_faces(database: Database, settings: Settings, thresholds: Thresholds, face_ids: Collection[int]) -> Changed:
    """Give these loose faces to the people and groups there are, as a scan would; no group is made or taken apart."""
    for _ in range(OPTIMISTIC_TRIES):
        with database.read() as session:
            state = load_state(session, settings)
        wanted = compute(state, settings, thresholds, dissolve=frozenset(), only=face_ids)
        with database.write(durable=False) as session:
            if decisions_made(session) == state.decisions:
                return _attach(session, wanted)
    with database.write(durable=False) as session:
        state = load_state(session, settings)
        return _attach(session, compute(state, settings, thresholds, dissolve=frozenset(), only=face_ids))


def _attach(session: Session, wanted: Regrouping) -> Changed:
    if wanted.whole is not None:
        grouped_state.set_whole(session, wanted.whole)
    for person_id, ids in _by_target(wanted.to_person).items():
        _place(session, ids, person_id=person_id, group_id=None)
    for group_id, ids in _by_target(wanted.to_group).items():
        _place(session, ids, person_id=None, group_id=group_id)
    return Changed(
        faces=frozenset({*wanted.to_person, *wanted.to_group}),
        people=frozenset(wanted.to_person.values()),
        groups=frozenset(wanted.to_group.values()),
    )


def _write(session: Session, state: GroupingState, wanted: Regrouping, settings: Settings, *, settled: bool) -> Changed:
    changed = _apply(session, state, wanted, settled=settled)
    if wanted.whole is not None:
        grouped_state.set_whole(session, wanted.whole)
    if settled:
        grouped_state.set_grouped(session, settings)
    if settled and not regroup_mark.has_mark(session):
        # The first scan of a catalog groups all of its faces together.
        regroup_mark.set_mark(session, settings.model)
    return changed


def compute(
    state: GroupingState,
    settings: Settings,
    thresholds: Thresholds,
    *,
    dissolve: frozenset[int],
    only: Collection[int] | None = None,
    looked_at: Collection[int] | None = None,
) -> Regrouping:
    """What the groups should be, where those in `dissolve` are made afresh and all others only grow.

    Named people come first, with the strict threshold; then groups that stay; the rest is grouped by itself.

    Args:
        only: place no other faces than these, and make no groups.
        looked_at: place new faces, these among them, and those near to them, as far as that will do; None goes through
            all faces.
    """
    faces = state.faces
    open_faces = np.flatnonzero((faces.persons == 0) & ((faces.groups == 0) | np.isin(faces.groups, list(dissolve))))
    if not len(open_faces):
        return Regrouping({}, {}, (), (), dissolve)
    row_of = {int(face_id): row for row, face_id in enumerate(faces.ids)}
    links: dict[int, set[int]] = defaultdict(set)
    for a, b in state.cannot_link:
        if a in row_of and b in row_of:
            links[row_of[a]].add(row_of[b])
            links[row_of[b]].add(row_of[a])

    scope = scope_of(state, open_faces, only, looked_at)
    attaching = Attaching(state, scope.faces, links, thresholds, alone=scope.alone, limit=scope.limit)
    to_person = attaching.to_people(attaching.compared)
    limit = attaching.naming_limit if attaching.has_people else None
    grouped = only is None and not len(scope.alone)
    whole = whole_of(state, settings.model, limit, grouped=grouped) if grouped or scope.limit is None else None
    open_faces, alone = (rows[~np.isin(faces.ids[rows], list(to_person))] for rows in (scope.faces, scope.alone))
    to_group = attaching.to_groups(open_faces)
    open_faces = np.array([row for row in open_faces if int(faces.ids[row]) not in to_group], np.int64)
    if only is not None:
        # The limits above are of the whole library; only what is done with them is kept to these faces.
        asked = frozenset(only)
        to_person = {face_id: person_id for face_id, person_id in to_person.items() if face_id in asked}
        to_group = {face_id: group_id for face_id, group_id in to_group.items() if face_id in asked}
        return Regrouping(to_person, to_group, (), (), dissolve, whole)
    new_groups, loose = _group_rest(state, open_faces, alone, links, settings, thresholds, attaching.standing)
    return Regrouping(to_person, to_group, new_groups, loose, dissolve, whole)


def _group_rest(
    state: GroupingState,
    rows: NDArray[np.int64],
    alone: NDArray[np.int64],
    links: dict[int, set[int]],
    settings: Settings,
    thresholds: Thresholds,
    others: int,
) -> tuple[tuple[tuple[int, ...], ...], tuple[int, ...]]:
    """New groups, largest first, and the faces that are alone, as face ids, among so many others that stay.

    Those who were alone before make a group only with faces that are placed now, and else stay out of the answer.
    """
    if not len(rows):
        return (), ()
    faces = state.faces
    near = near_alone(faces, rows, alone)
    new, rows = frozenset(faces.ids[rows].tolist()), np.sort(np.concatenate([rows, alone[near]]))
    place = {int(row): position for position, row in enumerate(rows)}
    pairs = [(place[a], place[b]) for a in place for b in sorted(links.get(a, ())) if b in place and a < b]
    result = group(
        faces.embeddings[rows],
        faces.photos[rows],
        good=faces.good[rows],
        unsure=faces.unsure[rows],
        method=settings.grouping,  # type: ignore[arg-type]
        thresholds=grouping_thresholds(thresholds),
        cannot_link=pairs,
        others=others - int(near.sum()),
        alone=faces.embeddings[alone[~near]],
    )
    members: dict[int, list[int]] = defaultdict(list)
    for face_id, label in zip(faces.ids[rows].tolist(), result.labels.tolist(), strict=True):
        members[label].append(face_id)
    loose = tuple(face_id for face_id in members.pop(-1, ()) if face_id in new)
    groups = [tuple(ids) for ids in members.values() if not new.isdisjoint(ids)]
    return tuple(sorted(groups, key=len, reverse=True)), loose


def _apply(session: Session, state: GroupingState, wanted: Regrouping, *, settled: bool) -> Changed:
    """Write a grouping to the catalog. Confirmed faces are out of its reach: only open ones are ever in it."""
    heirs = inherit(state.faces, wanted)
    people = _by_target(wanted.to_person)
    groups = _by_target(wanted.to_group)
    for members, group_id in zip(wanted.new_groups, heirs, strict=True):
        if group_id is None:
            group_id = int(session.execute(sa.insert(Group).values(settled=settled).returning(Group.id)).scalar_one())
        groups[group_id].extend(members)
    for person_id, ids in people.items():
        _place(session, ids, person_id=person_id, group_id=None)
    for group_id, ids in groups.items():
        _place(session, ids, person_id=None, group_id=group_id)
    _place(session, wanted.loose, person_id=None, group_id=None)
    if settled:
        session.execute(sa.update(Group).where(Group.settled.is_(False)).values(settled=True))
    empty = ~sa.exists().where(Face.group_id == Group.id)
    session.execute(sa.delete(Group).where(empty))
    return Changed(everything=True)


def inherit(faces: FacesOfModel, wanted: Regrouping) -> list[int | None]:
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
    heirs: list[int | None] = [None] * len(wanted.new_groups)
    given: set[int] = set()
    for _, group_id, index in shared:
        if heirs[index] is None and group_id not in given:
            heirs[index] = group_id
            given.add(group_id)
    return heirs


def _by_target(placed: dict[int, int]) -> dict[int, list[int]]:
    by_target: dict[int, list[int]] = defaultdict(list)
    for face_id, target in placed.items():
        by_target[target].append(face_id)
    return by_target


def _place(session: Session, face_ids: Sequence[int], *, person_id: int | None, group_id: int | None) -> None:
    for part in chunks(face_ids):
        session.execute(
            sa.update(Face)
            .where(Face.id.in_(part), Face.confirmed.is_(False), Face.status == FaceStatus.ACTIVE)
            .values(person_id=person_id, group_id=group_id, confirmed=False)
        )
