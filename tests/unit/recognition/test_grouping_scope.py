"""A few new faces in a large library lie where they would if all of it were gone through, and nobody else is moved."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from fakes.library import open_fake_library
from inside import recognition_of
from numpy.typing import NDArray
from scenes import Scene

from photoface.catalog import grouped_state, machine_state
from photoface.catalog.grouped_state import SinceGrouped
from photoface.catalog.machine_state import FullGroupingSnapshot
from photoface.catalog.opening import open_database
from photoface.lab.evaluation.faces_in_memory import faces_in_memory, rows_in_memory
from photoface.library.commands.faces import RejectFaces
from photoface.library.commands.groups import NameGroup
from photoface.recognition import grouping_scope as scope_module
from photoface.recognition.group_jobs import attach_faces, group_new_faces
from photoface.recognition.grouping import GroupingInput, Regrouping, compute
from photoface.recognition.probability import Scale
from photoface.recognition.state import FaceState, FaceView
from photoface.settings import Settings
from photoface.vision.model_registry import DLIB_RESNET

THRESHOLDS, SETTINGS = DLIB_RESNET.thresholds, Settings()
DIMENSION, PEOPLE, GROUPS, ALONE = 64, 4, 12, 120
COMMON, WITHIN = 0.8, 0.12


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every library is a large one."""
    monkeypatch.setattr(scope_module, "LARGE", 0)


def _library(new: int) -> tuple[GroupingInput, NDArray[np.int64]]:
    """People, groups and faces that stand alone, and as many new faces of each kind; with the rows of the new ones."""
    rng = np.random.default_rng(3)
    centres = rng.normal(size=(PEOPLE + GROUPS + ALONE, DIMENSION))
    centres[:, 0] = 0
    centres *= np.sqrt(1 - COMMON) / np.linalg.norm(centres, axis=1, keepdims=True)
    centres[:, 0] = np.sqrt(COMMON)
    who = np.repeat(np.arange(len(centres)), [6] * (PEOPLE + GROUPS) + [1] * ALONE)
    settled = len(who)
    # New faces of people, of groups, of somebody who stood alone until now, and of nobody who was here.
    kinds = (0, PEOPLE, PEOPLE + GROUPS)
    who = np.concatenate([who, *(kind + np.arange(new) for kind in kinds)])
    vectors = centres[who] + WITHIN / np.sqrt(DIMENSION) * rng.normal(size=(len(who), DIMENSION))
    strangers = rng.normal(size=(new, DIMENSION)) * np.sqrt((1 - COMMON) / DIMENSION)
    strangers[:, 0] = np.sqrt(COMMON)
    vectors = np.concatenate([vectors, strangers])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    count = len(vectors)
    known = np.arange(count) < settled
    places = np.concatenate([who, np.full(new, -1)])
    faces = faces_in_memory(
        np.where(known & (places < PEOPLE), places + 1, 0),
        groups=np.where(known & (places >= PEOPLE) & (places < PEOPLE + GROUPS), places + 1, 0),
    )
    vectors = vectors.astype(np.float32)
    view = FaceView(vectors, vectors, Scale(THRESHOLDS.assignment, THRESHOLDS.suggestion, THRESHOLDS.grouping_large))
    given = GroupingInput(rows_in_memory(faces), view, SETTINGS.model, "average-linkage", THRESHOLDS)
    return given, np.flatnonzero(~known)


def _known(state: GroupingInput, newest: int, moved: frozenset[int] = frozenset()) -> GroupingInput:
    """A library that was grouped as a whole when `newest` was its last face."""
    limit = compute(state, dissolve=frozenset()).snapshot
    assert limit is not None
    return dataclasses.replace(state, since=SinceGrouped(newest, moved), snapshot=limit)


def _places(found: Regrouping) -> dict[int, object]:
    made = {face_id: frozenset(members) for members in found.new_groups for face_id in members}
    return {**dict.fromkeys(found.loose), **made, **found.to_person, **found.to_group}


def test_new_faces_lie_where_they_would_if_all_were_gone_through() -> None:
    state, new = _library(new=1)
    newest = int(state.rows.faces.ids[new[0]]) - 1
    whole = _places(compute(state, dissolve=frozenset()))
    state = _known(state, newest)
    few = _places(compute(state, dissolve=frozenset(), looked_at=()))
    fresh = state.rows.faces.ids[new].tolist()
    assert {face_id: few[face_id] for face_id in fresh} == {face_id: whole[face_id] for face_id in fresh}
    # They are with a person, in a group, in a new group with somebody who was alone, and alone.
    person, group, pair, alone = (whole[face_id] for face_id in fresh)
    assert (person, group, alone) == (1, PEOPLE + 1, None)
    assert isinstance(pair, frozenset)
    assert len(pair) == 2
    # Of those who were there only the one is placed whom a new face joins.
    assert set(few) - set(fresh) == pair - set(fresh)


def test_faces_that_alone_are_asked_about_are_placed_alike() -> None:
    state, new = _library(new=3)
    state = _known(state, newest=0)
    asked = state.rows.faces.ids[new].tolist()
    whole = compute(dataclasses.replace(state, snapshot=None), dissolve=frozenset(), only=asked)
    few = compute(state, dissolve=frozenset(), only=asked)
    assert (few.to_person, few.to_group) == (whole.to_person, whole.to_group)
    assert len(few.to_person) == len(few.to_group) == 3
    assert few.snapshot is None
    assert whole.snapshot is not None


def test_what_the_user_said_of_new_faces_holds() -> None:
    state, new = _library(new=1)
    fresh = state.rows.faces.ids[new].tolist()
    known = _known(state, newest=fresh[0] - 1)
    before = compute(known, dissolve=frozenset(), looked_at=())
    (pair,) = before.new_groups
    member = int(state.rows.faces.ids[state.rows.faces.groups == before.to_group[fresh[1]]][0])
    said = dataclasses.replace(
        known,
        rows=dataclasses.replace(
            known.rows,
            rejections=np.array([[fresh[0], before.to_person[fresh[0]]]]),
            cannot_links=np.array([[member, fresh[1], 0, 0], [min(pair), max(pair), 0, 0]]),
        ),
    )
    found = compute(said, dissolve=frozenset(), looked_at=())
    assert (found.to_person, found.to_group, found.new_groups) == ({}, {}, ())
    assert set(found.loose) == set(fresh)


def test_once_many_are_confirmed_who_is_alone_is_compared_with_people_again() -> None:
    state, new = _library(new=1)
    fresh = state.rows.faces.ids[new].tolist()
    # It was not named, since the person was not known.
    known = _known(state, newest=fresh[0])
    snapshot = known.snapshot
    assert snapshot is not None
    few = compute(known, dissolve=frozenset(), looked_at=())
    assert fresh[0] not in few.to_person
    assert few.snapshot is None
    others = dataclasses.replace(known, snapshot=dataclasses.replace(snapshot, confirmed=6, people=1))
    found = compute(others, dissolve=frozenset(), looked_at=())
    assert found.to_person == {fresh[0]: 1}
    assert found.snapshot == known.snapshot
    assert (found.to_group, found.new_groups) == (few.to_group, few.new_groups)


@pytest.mark.parametrize("reason", ["many came", "nothing is known", "much came since", "nobody asks for less"])
def test_else_all_is_gone_through(reason: str) -> None:
    state, new = _library(new=1)
    known = _known(state, newest=int(state.rows.faces.ids[new[0]]) - 1)
    looked_at: tuple[int, ...] | None = ()
    snapshot = known.snapshot
    assert snapshot is not None
    match reason:
        case "many came":
            known = dataclasses.replace(known, since=SinceGrouped(0, frozenset()))
        case "nothing is known":
            known = dataclasses.replace(known, since=None)
        case "much came since":
            known = dataclasses.replace(known, snapshot=dataclasses.replace(snapshot, grouped=ALONE))
        case _:
            looked_at = None
    open_faces = np.flatnonzero((state.rows.faces.persons == 0) & (state.rows.faces.groups == 0))
    scope = scope_module.scope_of(known.rows.faces, known.since, known.snapshot, open_faces, None, looked_at)
    assert scope.faces.tolist() == open_faces.tolist()
    assert not len(scope.alone)


def test_what_is_looked_at_again_and_what_shares_a_photo_with_it_is_placed() -> None:
    state, new = _library(new=3)
    first, second, third = new[:3].tolist()
    photos = state.rows.faces.photos.copy()
    photos[second] = photos[first]
    faces = dataclasses.replace(state.rows.faces, photos=photos)
    state = dataclasses.replace(state, rows=dataclasses.replace(state.rows, faces=faces))
    known = _known(state, newest=len(photos), moved=frozenset({third + 1}))
    scope = scope_module.scope_of(known.rows.faces, known.since, known.snapshot, new, None, {first + 1})
    assert scope.faces.tolist() == [first, second, third]
    assert scope.alone.tolist() == new[3:].tolist()


def test_the_naming_limit_is_kept_until_the_library_is_another(
    catalog_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = open_fake_library(catalog_path)
    scene = Scene(catalog_path)
    group, _ = scene.group(0, 5)
    for person in range(1, 4):
        scene.group(person, 2)
    library.execute(NameGroup(group, "Ann"))
    ann = library.people.called("Ann")[0].id
    database = open_database(catalog_path)
    first = scene.face(0)
    attach_faces(database, recognition_of(library), [first])
    with database.read() as session:
        kept = machine_state.load(session, FullGroupingSnapshot)
    assert kept is not None
    assert (kept.faces, kept.confirmed, kept.people, kept.grouped) == (12, 5, 1, 0)
    monkeypatch.setattr(scope_module, "FEW", 0.1)
    with monkeypatch.context() as patch:
        patch.delattr(FaceState, "naming_limit")
        second = scene.face(0)
        attach_faces(database, recognition_of(library), [second])
    assert {face.person_id for face in library.faces.summaries([first, second])} == {ann}
    third = scene.face(0)
    attach_faces(database, recognition_of(library), [third])
    with database.read() as session:
        again = machine_state.load(session, FullGroupingSnapshot)
    assert again is not None
    assert again.faces == 14
    database.close()
    library.close()


def test_a_grouping_tells_the_next_one_what_came_since(catalog_path: Path) -> None:
    library = open_fake_library(catalog_path)
    scene = Scene(catalog_path)
    group, members = scene.group(0, 5)
    newest = scene.face(1)
    database = open_database(catalog_path)

    def since() -> SinceGrouped | None:
        with database.read() as session:
            return grouped_state.since_grouped(session, SETTINGS)

    assert since() is None
    library.execute(NameGroup(group, "Ann"))
    ann = library.people.called("Ann")[0].id
    group_new_faces(database, recognition_of(library), final=True)
    with database.read() as session:
        assert machine_state.load(session, FullGroupingSnapshot) == FullGroupingSnapshot(
            SETTINGS.model, 6, 5, 1, THRESHOLDS.assignment, 6
        )
    assert since() == SinceGrouped(newest, frozenset())
    scene.face(0)
    library.execute(RejectFaces((members[0],), ann))
    assert since() == SinceGrouped(newest, frozenset({members[0]}))
    library.undo()
    assert since() == SinceGrouped(newest, frozenset({members[0]}))
    # What was said before that grouping is taken back: where all lies may be another question now.
    library.undo()
    assert since() is None
    library.redo()
    assert since() is not None
    database.close()
    library.close()
