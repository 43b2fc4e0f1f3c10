"""What the review keeps of an earlier state: after any decision it says what scoring from scratch would."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Generator, Iterator
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from any_command import MAKERS, any_command
from exploring import examples
from fakes.library import fake_engine, open_fake_library
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inside import database_of, recognition_of
from new_catalog import copied_catalog, new_catalog
from numpy.typing import NDArray
from scenes import Scene

from photoface.catalog import recognition_rows
from photoface.catalog.database import Database
from photoface.catalog.face_table import FaceTable, RecognitionRows
from photoface.catalog.opening import open_database
from photoface.catalog.tables.faces import Face
from photoface.clustering.crowding import crowding_of
from photoface.errors import UserFacingError
from photoface.library.commands.faces import RejectFaces
from photoface.library.commands.groups import NameGroup, SplitGroup
from photoface.library.commands.photos import RatePhotos
from photoface.library.library import Library
from photoface.recognition import crowding_lists as crowds_module
from photoface.recognition.crowding_lists import Population, crowding_lists
from photoface.recognition.recognition import Recognition
from photoface.recognition.state import FaceState, FaceView
from photoface.recognition.state_scoring import face_state
from photoface.vision.model_registry import DLIB_RESNET, Thresholds


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two named people, groups and loose faces that may or may not be theirs, some of them in shared photos."""
    path = new_catalog(tmp_path_factory.mktemp("kept"))
    library = open_fake_library(path)
    scene = Scene(path)
    number = 0
    for person in range(4):
        for faces, apart in ((5, 0.2), (3, 0.27), (2, 0.29)):
            scene.group(person, faces, apart=apart + person / 1000)
        photo = scene.photo(dt.datetime(2018 + person, 5, 1))
        for apart in (0.26, 0.275, 0.285, 0.3, 0.31):
            number += 1
            scene.face(
                person, apart=apart + number / 5000, quality=0.3 + number / 50, photo=photo if number % 2 else None
            )
    for group, name in zip(library.groups.all()[:2], ("Ann", "Bob"), strict=True):
        library.execute(NameGroup(group.id, name))
    library.close()
    return path


@pytest.fixture
def copies(template: Path, tmp_path: Path) -> Iterator[Iterator[Library]]:
    """The template again and again: each step of the iterator closes the one before."""

    def fresh() -> Generator[Library]:
        for number in range(1000):
            library = open_fake_library(copied_catalog(template, tmp_path / str(number)), fake_engine)
            with contextlib.closing(library):
                yield library

    opened = fresh()
    yield opened
    opened.close()


def _recognition(library: Library, thresholds: Thresholds = DLIB_RESNET.thresholds) -> Recognition:
    return Recognition(database_of(library), lambda _model: thresholds, library.learning._personal)


def _pairs(state: FaceState) -> dict[tuple[int, int], float]:
    keys, people = state.items.keys.tolist(), [person.id for person in state.people]
    found = state.pairs
    triples = zip(found.items.tolist(), found.people.tolist(), found.distances.tolist(), strict=True)
    return {(keys[item], people[person]): distance for item, person, distance in triples}


def _check(library: Library) -> None:
    now, made = recognition_of(library).state, _recognition(library).state
    for column in fields(FaceTable):
        np.testing.assert_array_equal(getattr(now.rows.faces, column.name), getattr(made.rows.faces, column.name))
    assert now.people == made.people
    for name in ("rejections", "cannot_links", "placed", "copies"):
        assert sorted(getattr(now.rows, name).tolist()) == sorted(getattr(made.rows, name).tolist())
    np.testing.assert_array_equal(now.vectors, made.vectors)
    np.testing.assert_array_equal(now.items.keys, made.items.keys)
    np.testing.assert_array_equal(now.items.rows, made.items.rows)
    np.testing.assert_allclose(now.item_means, made.item_means, atol=1e-6)
    np.testing.assert_allclose(now.crowding, made.crowding, atol=1e-5)
    assert _pairs(now) == pytest.approx(_pairs(made), abs=1e-5)
    assert now.naming_limit == made.naming_limit
    table = recognition_of(library).queue._table
    asked = sorted(number for numbers in table.asked().values() for number in numbers.tolist())
    assert asked == sorted(table.apart(table.by_worth.tolist()))
    for person in now.people:
        found = {match.item: match.probability for match in now.matches_of(person.id)}
        assert found == pytest.approx({m.item: m.probability for m in made.matches_of(person.id)}, abs=1e-4)
        assert now.spread(person.id) == pytest.approx(made.spread(person.id), abs=1e-5)
    alike, again = (
        {(a, b): d for a, b, d in zip(t.groups.tolist(), t.others.tolist(), t.distances.tolist(), strict=True)}
        for t in (now.similar.pairs, made.similar.pairs)
    )
    assert alike == pytest.approx(again, abs=1e-5)


plans = st.lists(st.tuples(st.integers(0, len(MAKERS) - 1), st.integers(0, 40)), min_size=3, max_size=6)


@settings(max_examples=examples(10), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=plans, undone=st.integers(0, 3))
def test_after_any_decisions_all_is_as_if_scored_from_scratch(
    copies: Iterator[Library], plan: list[tuple[int, int]], undone: int
) -> None:
    library = next(copies)
    _check(library)
    made = 0
    for kind, seed in plan:
        command = any_command(library, kind, iter(range(seed, seed + 50, 7)))
        if command is None:
            continue
        try:
            library.execute(command)
        except UserFacingError:
            continue
        made += 1
        _check(library)
    for _ in range(min(undone, made)):
        library.undo()
        _check(library)
    for _ in range(min(undone, made)):
        library.redo()
        _check(library)


def test_what_is_attached_at_once_is_taken_into_the_scores_that_told_of_it(
    catalog_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = open_fake_library(catalog_path)
    scene = Scene(catalog_path)
    group, _ = scene.group(0, 5)
    alone = [scene.face(0) for _ in range(2)]
    for person in (1, 2, 3):
        scene.group(person, 2)
    _check(library)
    built: list[tuple[FaceState, FaceState | None]] = []
    original = face_state

    def told(rows: RecognitionRows, view: FaceView, before: FaceState | None) -> FaceState:
        built.append((original(rows, view, before), before))
        return built[-1][0]

    with monkeypatch.context() as patch:
        patch.setattr("photoface.recognition.recognition.face_state", told)
        library.execute(NameGroup(group, "Cleo"))
        assert {face.person_name for face in library.faces.summaries(alone)} == {"Cleo"}
        library.review.next_question()
        library.review.progress()
    # Once for the decision, and once, from there, for what followed from it.
    assert len(built) == 2
    assert built[1][1] is built[0][0]
    _check(library)
    library.undo()
    _check(library)
    library.redo()
    _check(library)
    library.close()


def test_the_near_are_those_of_all_pairs_that_are_near(copies: Iterator[Library]) -> None:
    # So far that some are left: the nearest were put with their people when these were named.
    lax = replace(DLIB_RESNET.thresholds, assignment=0.4)
    state = _recognition(next(copies), lax).state
    near, pairs = state.near, state.pairs
    within = pairs.only(pairs.distances <= state.scale.assignment)
    assert len(near.items) > 0
    assert set(zip(near.items.tolist(), near.people.tolist(), near.distances.tolist(), strict=True)) == set(
        zip(within.items.tolist(), within.people.tolist(), within.distances.tolist(), strict=True)
    )
    asked = np.arange(len(state.items)) % 2 == 0
    some, theirs = state.pairs_within(state.farthest, asked), pairs.only(asked[pairs.items])
    assert sorted(zip(some.items.tolist(), some.people.tolist(), strict=True)) == sorted(
        zip(theirs.items.tolist(), theirs.people.tolist(), strict=True)
    )


def test_an_own_decision_reads_only_what_it_touched(copies: Iterator[Library], monkeypatch: pytest.MonkeyPatch) -> None:
    library = next(copies)
    loads: list[str] = []
    original = recognition_rows.load
    monkeypatch.setattr(
        recognition_rows,
        "load",
        lambda session, model: loads.append(model) or original(session, model),  # type: ignore[func-returns-value]
    )
    person = library.people.all()[0].id
    library.review.suggestions(person)
    assert len(loads) == 1
    first = library.review.suggestions(person)[0].face_ids
    library.execute(RejectFaces(first, person))
    assert first not in [found.face_ids for found in library.review.suggestions(person)]
    library.execute(RatePhotos((1,), 5))
    library.undo()
    library.undo()
    assert first in [found.face_ids for found in library.review.suggestions(person)]
    assert len(loads) == 1
    # Another program's commit is read in full: nobody told what it touched.
    other = open_fake_library(library.catalog_path)
    other.execute(RejectFaces(first, person))
    other.close()
    assert first not in [found.face_ids for found in library.review.suggestions(person)]
    assert len(loads) == 2


def test_where_a_decision_put_faces_is_not_read_again(
    copies: Iterator[Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    library = next(copies)
    group = library.groups.all()[0]
    apart = tuple(library.groups.face_ids(group.id)[:2])
    # What was split is kept apart for ever: the links say under whom each side is.
    library.execute(SplitGroup(group.id, apart))
    _check(library)
    split = library.faces.summaries(apart)[0].group_id
    assert split is not None
    read = recognition_rows._where_query

    def not_again() -> None:
        raise AssertionError("the decision knows where it put them")

    for group_id, name in ((split, "Cleo"), (group.id, "Dora")):
        monkeypatch.setattr(recognition_rows, "_where_query", not_again)
        library.execute(NameGroup(group_id, name))
        monkeypatch.setattr(recognition_rows, "_where_query", read)
        _check(library)
    assert len(recognition_of(library).state.rows.cannot_links)


def test_faces_are_named_before_any_is_embedded(catalog_path: Path) -> None:
    library = open_fake_library(catalog_path)
    scene = Scene(catalog_path, model="facenet")
    group, _ = scene.group(0, 3)
    # As after a change of the model, before the next scan.
    _check(library)
    library.execute(NameGroup(group, "Cleo"))
    _check(library)
    assert [person.name for person in library.people.all()] == ["Cleo"]
    library.close()


def test_what_undo_lets_go_of_without_a_word_in_the_ledger_is_read_too(copies: Iterator[Library]) -> None:
    library = next(copies)
    first, second = library.groups.all()[:2]
    library.execute(NameGroup(first.id, "Cleo"))
    cleo = library.people.called("Cleo")[0].id
    apart = tuple(library.groups.face_ids(second.id)[:2])
    library.execute(SplitGroup(second.id, apart))
    split = library.faces.summaries(apart)[0].group_id
    assert split is not None
    hers, its = library.faces.ids(loose_only=True)[:2]
    with database_of(library).write() as session:
        # As a scan does with faces that surely belong there; undoing the decisions lets go of them.
        session.execute(sa.update(Face).where(Face.id == hers).values(person_id=cleo))
        session.execute(sa.update(Face).where(Face.id == its).values(group_id=split))
    _check(library)
    for _ in range(2):
        library.undo()
        _check(library)
    assert [(face.person_id, face.group_id) for face in library.faces.summaries([hers, its])] == [(None, None)] * 2


def test_commits_are_numbered_over_all_processes(catalog_path: Path) -> None:
    library = open_fake_library(catalog_path)
    database = database_of(library)

    def number() -> int:
        with database.read() as session:
            return database.commit_number(session)

    before = number()
    library.set_setting("scan_batch", "7")
    assert number() == before + 1
    with database.write():
        pass
    assert number() == before + 1
    assert database.changed_between(before, number()) is None
    _write_and_fail(database)
    assert number() == before + 1
    other = open_database(catalog_path)
    with other.write() as session:
        session.connection().exec_driver_sql("DELETE FROM setting")
    other.close()
    assert number() == before + 2
    assert database.changed_between(before + 1, before + 2) is None
    library.close()


def _unit(rng: np.random.Generator, count: int) -> NDArray[np.float32]:
    vectors = rng.normal(size=(count, 8))
    units: NDArray[np.float32] = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return units


def test_crowding_is_that_of_clustering_whoever_comes_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowds_module, "KEPT", 12)
    rng = np.random.default_rng(3)
    people, keys, means = 5, np.arange(60), _unit(rng, 60)
    kept = None
    same = np.zeros(60, np.bool_)
    for step in range(8):
        kept = crowding_lists(Population(keys, means[:people], means[people:], same), kept)
        of_people = np.maximum(crowding_of(means, np.arange(people)), 0)
        np.testing.assert_allclose(kept.of_people, of_people, atol=1e-6)
        # Some leave, some come, some are elsewhere now; of the people too.
        staying = np.flatnonzero((rng.random(len(keys)) > 0.2) | (np.arange(len(keys)) < people))
        same = np.ones(len(staying), np.bool_)
        keys, means = keys[staying], means[staying].copy()
        moved = rng.choice(len(keys), 3, replace=False)
        means[moved], same[moved] = _unit(rng, 3), False
        come = int(rng.integers(1, 15))
        keys = np.concatenate([keys, 1000 * (step + 1) + np.arange(come)])
        means = np.concatenate([means, _unit(rng, come)])
        same = np.concatenate([same, np.zeros(come, np.bool_)])


def _write_and_fail(database: Database) -> None:
    def fail() -> None:
        with database.write() as session:
            session.connection().exec_driver_sql("DELETE FROM setting")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
