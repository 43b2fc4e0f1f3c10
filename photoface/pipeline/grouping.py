"""From the catalog's embeddings to its groups, and back: what exists grows, the rest is grouped, nothing settled moves.

A scan that goes on makes *unsettled* groups, so that its user can name people early; each grouping of that scan makes
them afresh, and the last one settles them. So the result depends on the photos alone, not on where a scan was stopped.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from photoface.catalog.database import Database
from photoface.catalog.ledger import DONE
from photoface.catalog.rows import chunks, how_many, unpack_vectors
from photoface.catalog.summaries import Changed
from photoface.catalog.tables import CannotLink, Decision, Embedding, Face, FaceStatus, Group, Person, Photo, Rejection
from photoface.clustering.assignment import GroupTarget, PersonTarget, attach
from photoface.clustering.grouping import POOR_FACE_FACTOR, group
from photoface.clustering.threshold import GroupingThresholds
from photoface.settings import Settings
from photoface.vision.registry import Thresholds

OPTIMISTIC_TRIES = 3
"""How often groups are computed outside a transaction, hoping that the user decides nothing meanwhile."""

EXEMPLARS_PER_PERSON = 200
"""The best confirmed faces that vote on who a new face is; more change little and cost time."""


@dataclass(frozen=True, slots=True, eq=False)
class FacesOfModel:
    """The active faces that have an embedding by one model, row by row in an order that depends on content alone.

    Attributes:
        ids, photos, persons, groups: int64 (n,); persons and groups hold 0 for none (ids start at 1).
        embeddings: float32 (n, dimension).
        good: bool (n,), whether a face passes the quality gate.
        confirmed: bool (n,).
        quality: float32 (n,).
    """

    ids: NDArray[np.int64]
    photos: NDArray[np.int64]
    persons: NDArray[np.int64]
    groups: NDArray[np.int64]
    embeddings: NDArray[np.float32]
    good: NDArray[np.bool_]
    confirmed: NDArray[np.bool_]
    quality: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _State:
    faces: FacesOfModel
    unsettled: frozenset[int]
    rejected: frozenset[tuple[int, int]]
    cannot_link: tuple[tuple[int, int], ...]
    decisions: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Regrouping:
    """What a grouping wants: faces to people, faces to existing groups, and new groups.

    `dissolved` groups were there before and are remade; a new group takes over the id of the dissolved one with which
    it shares most faces, so that a stack on the screen stays itself while it grows.
    """

    to_person: dict[int, int]
    to_group: dict[int, int]
    new_groups: tuple[tuple[int, ...], ...]
    loose: tuple[int, ...]
    dissolved: frozenset[int]


def group_new_faces(database: Database, settings: Settings, thresholds: Thresholds, *, final: bool) -> Changed:
    """Give loose faces, and those in unsettled groups, to people and groups.

    Args:
        final: whether the scan is at its end, so that its groups are settled.
    """
    for _ in range(OPTIMISTIC_TRIES):
        with database.read() as session:
            state = load_state(session, settings.model)
        wanted = compute(state, settings, thresholds, dissolve=state.unsettled)
        with database.write() as session:
            if decisions_made(session) == state.decisions:
                return _apply(session, state, wanted, settled=final)
    with database.write() as session:
        state = load_state(session, settings.model)
        return _apply(session, state, compute(state, settings, thresholds, dissolve=state.unsettled), settled=final)


def decisions_made(session: Session) -> tuple[int, int]:
    """A value that changes with every decision, undo and redo."""
    newest, done = session.execute(
        sa.select(
            sa.func.coalesce(sa.func.max(Decision.id), 0),
            how_many(Decision.state == DONE),
        )
    ).one()
    return int(newest), int(done)


def load_state(session: Session, model: str) -> _State:
    """All that a grouping looks at, in one consistent read."""
    query = (
        sa.select(
            Face.id,
            Face.photo_id,
            sa.func.coalesce(Face.person_id, 0),
            sa.func.coalesce(Face.group_id, 0),
            Face.passes_gate,
            Face.confirmed,
            Face.quality,
            Embedding.vector,
        )
        .join(Photo, Photo.id == Face.photo_id)
        .join(Embedding, sa.and_(Embedding.face_id == Face.id, Embedding.model == model))
        .where(Face.status == FaceStatus.ACTIVE, Photo.forgotten.is_(False))
        .order_by(Photo.content_hash, Face.left, Face.top, Face.id)
    )
    rows = session.execute(query).all()
    columns = list(zip(*rows, strict=True)) if rows else [()] * 8
    dimension = len(columns[7][0]) // 4 if rows else 0
    faces = FacesOfModel(
        ids=np.array(columns[0], np.int64),
        photos=np.array(columns[1], np.int64),
        persons=np.array(columns[2], np.int64),
        groups=np.array(columns[3], np.int64),
        good=np.array(columns[4], np.bool_),
        confirmed=np.array(columns[5], np.bool_),
        quality=np.array(columns[6], np.float32),
        embeddings=unpack_vectors(columns[7], dimension) if rows else np.zeros((0, 0), np.float32),
    )
    unsettled = session.execute(sa.select(Group.id).where(Group.settled.is_(False))).scalars()
    rejected = session.execute(sa.select(Rejection.face_id, Rejection.person_id).union(_outside_their_lives())).all()
    links = session.execute(sa.select(CannotLink.face_id, CannotLink.other_face_id).order_by(CannotLink.id)).all()
    return _State(
        faces,
        frozenset(unsettled),
        frozenset((face_id, person_id) for face_id, person_id in rejected),
        tuple((a, b) for a, b in links),
        decisions_made(session),
    )


def _outside_their_lives() -> sa.Select[int, int]:
    """Unnamed faces with the people who were not born yet, or dead, when the camera dated the photo."""
    day = sa.func.date(Photo.taken_at)
    outside = sa.or_(day < Person.born, day > Person.died)
    return (
        sa.select(Face.id, Person.id)
        .join(Photo, Photo.id == Face.photo_id)
        .join(Person, outside)
        .where(Face.person_id.is_(None), Photo.dated_by_exif.is_(True))
    )


def compute(state: _State, settings: Settings, thresholds: Thresholds, *, dissolve: frozenset[int]) -> Regrouping:
    """What the groups should be, where those in `dissolve` are made afresh and all others only grow.

    Named people come first, with the strict threshold; then groups that stay; the rest is grouped by itself.
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

    to_person = _attach_to_people(state, open_faces, links, thresholds)
    open_faces = np.array([row for row in open_faces if int(faces.ids[row]) not in to_person], np.int64)
    kept_groups = sorted(set(faces.groups[faces.groups > 0].tolist()) - dissolve)
    to_group = _attach_to_groups(state, open_faces, kept_groups, links, thresholds)
    open_faces = np.array([row for row in open_faces if int(faces.ids[row]) not in to_group], np.int64)
    new_groups, loose = _group_rest(state, open_faces, links, settings, thresholds)
    return Regrouping(to_person, to_group, new_groups, loose, dissolve)


def _attach_to_people(
    state: _State, rows: NDArray[np.int64], links: dict[int, set[int]], thresholds: Thresholds
) -> dict[int, int]:
    """Faces that are a named person by the strict threshold: face id to person id."""
    faces = state.faces
    by_person: dict[int, list[int]] = defaultdict(list)
    for row in np.flatnonzero(faces.persons > 0):
        by_person[int(faces.persons[row])].append(int(row))
    place = {int(row): position for position, row in enumerate(rows)}
    place_of_id = {int(faces.ids[row]): position for row, position in place.items()}
    refused: dict[int, set[int]] = defaultdict(set)
    for face_id, person_id in state.rejected:
        if face_id in place_of_id:
            refused[person_id].add(place_of_id[face_id])
    targets, person_ids = [], []
    for person_id, members in sorted(by_person.items()):
        confirmed = [row for row in members if faces.confirmed[row]]
        exemplars = [row for row in confirmed if faces.good[row]] or confirmed
        if not exemplars:
            continue
        best = sorted(exemplars, key=lambda row: (-faces.quality[row], row))[:EXEMPLARS_PER_PERSON]
        targets.append(
            PersonTarget(
                faces.embeddings[best],
                frozenset(faces.photos[members].tolist()),
                frozenset(refused[person_id] | _linked_places(members, links, place)),
            )
        )
        person_ids.append(person_id)
    chosen = attach(faces.embeddings[rows], faces.photos[rows], targets, _limits(faces, rows, thresholds.assignment))
    return {int(faces.ids[row]): person_ids[target] for row, target in zip(rows, chosen, strict=True) if target >= 0}


def _attach_to_groups(
    state: _State,
    rows: NDArray[np.int64],
    group_ids: Sequence[int],
    links: dict[int, set[int]],
    thresholds: Thresholds,
) -> dict[int, int]:
    """Faces that belong to a group that stays: face id to group id."""
    faces = state.faces
    if not group_ids or not len(rows):
        return {}
    place = {int(row): position for position, row in enumerate(rows)}
    targets = []
    for members in _rows_by_group(faces, group_ids).values():
        targets.append(
            GroupTarget(
                faces.embeddings[members].mean(axis=0),
                frozenset(faces.photos[members].tolist()),
                frozenset(_linked_places(members, links, place)),
                # As in grouping: the fewer faces a group has, the less its nearness says.
                grouping_thresholds(thresholds).small_cluster_penalty / (len(members) + 1),
            )
        )
    people = len(set(faces.persons[faces.persons > 0].tolist()))
    # As in grouping itself, every face that is still alone counts as a group: it may be somebody new.
    limit = grouping_thresholds(thresholds).for_groups(len(group_ids) + people + len(rows))
    chosen = attach(faces.embeddings[rows], faces.photos[rows], targets, _limits(faces, rows, limit))
    return {int(faces.ids[row]): group_ids[target] for row, target in zip(rows, chosen, strict=True) if target >= 0}


def _group_rest(
    state: _State,
    rows: NDArray[np.int64],
    links: dict[int, set[int]],
    settings: Settings,
    thresholds: Thresholds,
) -> tuple[tuple[tuple[int, ...], ...], tuple[int, ...]]:
    """New groups, largest first, and the faces that are alone, as face ids."""
    if not len(rows):
        return (), ()
    faces = state.faces
    place = {int(row): position for position, row in enumerate(rows)}
    pairs = [(place[a], place[b]) for a in place for b in sorted(links.get(a, ())) if b in place and a < b]
    result = group(
        faces.embeddings[rows],
        faces.photos[rows],
        good=faces.good[rows],
        method=settings.grouping,  # type: ignore[arg-type]
        thresholds=grouping_thresholds(thresholds),
        cannot_link=pairs,
    )
    members: dict[int, list[int]] = defaultdict(list)
    for face_id, label in zip(faces.ids[rows].tolist(), result.labels.tolist(), strict=True):
        members[label].append(face_id)
    loose = tuple(members.pop(-1, ()))
    return tuple(tuple(ids) for ids in sorted(members.values(), key=len, reverse=True)), loose


def grouping_thresholds(thresholds: Thresholds) -> GroupingThresholds:
    """A model's two calibrated points as the grouping wants them."""
    return GroupingThresholds(small=thresholds.grouping_small, large=thresholds.grouping_large)


def _limits(faces: FacesOfModel, rows: NDArray[np.int64], limit: float) -> NDArray[np.float64]:
    return np.where(faces.good[rows], limit, POOR_FACE_FACTOR * limit)


def _rows_by_group(faces: FacesOfModel, group_ids: Sequence[int]) -> dict[int, list[int]]:
    members: dict[int, list[int]] = {group_id: [] for group_id in group_ids}
    for row, group_id in enumerate(faces.groups.tolist()):
        if group_id in members:
            members[group_id].append(row)
    return members


def _linked_places(members: Iterable[int], links: dict[int, set[int]], place: dict[int, int]) -> set[int]:
    """Which of the faces to place must not be with any of these members."""
    return {place[other] for row in members for other in links.get(row, ()) if other in place}


def _apply(session: Session, state: _State, wanted: Regrouping, *, settled: bool) -> Changed:
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
