"""What is certain because of a decision is named after it: the decision stands by itself; one undo takes all back."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from catalog_image import image_of
from fakes.library import open_fake_library
from scenes import Scene

from photoface.catalog.summaries.changed import Changed
from photoface.library.commands.faces import NameFaces
from photoface.library.commands.groups import NameGroup
from photoface.library.history import Outcome
from photoface.library.library import Library

NAMED, AND_CERTAIN = "Named 5 faces Ann", "Named 5 faces Ann, and 1 face that certainly belongs too"


@pytest.fixture
def scene(catalog_path: Path) -> Scene:
    return Scene(catalog_path)


def _name_of(library: Library, face_id: int) -> str | None:
    (face,) = library.faces.summaries([face_id])
    return face.person_name


def test_the_decision_is_told_once_it_is_made_and_one_undo_takes_all_back(library: Library, scene: Scene) -> None:
    group, members = scene.group(0, 5)
    loose = scene.face(0)
    before = image_of(library.catalog_path)
    told: list[tuple[str, Changed, str | None, str | None]] = []

    def note(outcome: Outcome) -> None:
        # Another reader sees the decision, so it is in the catalog.
        told.append((outcome.summary, outcome.certain, _name_of(library, members[0]), _name_of(library, loose)))

    outcome = library.execute(NameGroup(group, "Ann"), note)
    assert told == [(NAMED, Changed(), "Ann", None)]
    assert (outcome.summary, _name_of(library, loose)) == (AND_CERTAIN, "Ann")
    assert outcome.certain.faces == {loose}
    assert outcome.changed.faces == {*members, loose}
    assert library.history.undo_summary() == AND_CERTAIN
    after = image_of(library.catalog_path)
    library.undo()
    assert image_of(library.catalog_path) == before
    library.redo()
    assert image_of(library.catalog_path) == after


def test_nothing_is_added_once_another_process_decided_or_undid(library: Library, scene: Scene) -> None:
    group, _ = scene.group(0, 5)
    loose, other = scene.face(0), scene.face(1)

    def decide_elsewhere(_: Outcome) -> None:
        elsewhere = open_fake_library(library.catalog_path)
        elsewhere.execute(NameFaces((other,), "Ben"))
        elsewhere.close()

    def undo_elsewhere(_: Outcome) -> None:
        elsewhere = open_fake_library(library.catalog_path)
        elsewhere.undo()
        elsewhere.close()

    decided = library.execute(NameGroup(group, "Ann"), decide_elsewhere)
    assert (decided.summary, decided.certain, _name_of(library, loose)) == (NAMED, Changed(), None)
    assert library.history.undo_summary() == "Named 1 face Ben"
    library.undo()
    library.undo()
    undone = library.execute(NameGroup(group, "Ann"), undo_elsewhere)
    assert (undone.certain, _name_of(library, loose)) == (Changed(), None)
    assert library.people.all() == []
    assert library.history.undo_summary() is None


@pytest.mark.sqlite
def test_the_decision_stands_where_the_catalog_cannot_be_written_afterwards(library: Library, scene: Scene) -> None:
    group, members = scene.group(0, 5)
    loose = scene.face(0)
    path, away = library.catalog_path, library.catalog_path.with_name("away")

    def take_away(_: Outcome) -> None:
        path.rename(away)

    outcome = library.execute(NameGroup(group, "Ann"), take_away)
    away.rename(path)
    assert (outcome.summary, outcome.certain) == (NAMED, Changed())
    assert (_name_of(library, members[0]), _name_of(library, loose)) == ("Ann", None)
    library.undo()
    assert library.people.all() == []


def test_questions_wait_until_what_is_certain_is_named(library: Library, scene: Scene) -> None:
    group, _ = scene.group(0, 5)
    _, sure = scene.group(0, 3)
    later, _ = scene.group(1, 2)
    asked: list[int | None] = []

    def ask() -> None:
        question = library.review.next_question()
        asked.append(None if question is None else question.group_id)

    reader = threading.Thread(target=ask)
    library.execute(NameGroup(group, "Ann"), lambda _: reader.start())
    reader.join()
    assert {_name_of(library, face_id) for face_id in sure} == {"Ann"}
    assert asked == [later]


def test_the_setting_leaves_all_else_as_it_is(library: Library, scene: Scene) -> None:
    group, _ = scene.group(0, 5)
    loose = scene.face(0)
    library.set_setting("settle_at_once", "no")
    outcome = library.execute(NameGroup(group, "Ann"))
    assert (outcome.summary, outcome.certain, _name_of(library, loose)) == (NAMED, Changed(), None)
