"""Whether two unnamed groups are the same person: asked first where that is likely, and never against what is known."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from scenes import Scene

from photoface.library import review_answers
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library
from photoface.recognition.questions import Question, QuestionKind

LIKELY = 0.2385
"""Faces of one person are .334 from each other: two groups of them are likely one person, and a name is not sure."""

SURE = 0.2
"""They are .281 from each other: the name of one group goes to the other by itself."""

PER_YEAR = 0.008
"""How far a child's face moves in a year, in radians."""


@pytest.fixture
def scene(catalog_path: Path) -> Scene:
    return Scene(catalog_path)


def _compared(question: Question | None) -> set[int | None]:
    """The two groups that a question compares; none for another question."""
    if question is None or question.kind is not QuestionKind.SAME_PERSON or question.person_id is not None:
        return set()
    return {question.group_id, question.other_group_id}


def _child(scene: Scene, age: int, apart: float = LIKELY) -> int:
    """A group of three faces of a child that was born in 2000, of one year."""
    group_id, _ = scene.group(0, 3, apart=apart, taken=dt.datetime(2000 + age, 6, 1), drift=PER_YEAR * age)
    return group_id


def test_likely_groups_are_asked_about_before_any_name(library: Library, scene: Scene) -> None:
    scene.group(1, 9)
    large, small = scene.group(0, 5, apart=LIKELY)[0], scene.group(0, 3, apart=LIKELY)[0]
    question = library.review.next_question()
    assert question is not None
    assert _compared(question) == {large, small}
    assert question.other_group_id == large
    library.execute(review_answers.yes(question))
    following = library.review.next_question()
    assert following is not None
    assert (following.kind, following.faces) == (QuestionKind.NAME_GROUP, 9)
    assert sorted(group.faces for group in library.groups.all()) == [8, 9]
    library.undo()
    assert _compared(library.review.next_question()) == {large, small}


def test_a_no_is_remembered_and_can_be_undone(library: Library, scene: Scene) -> None:
    groups = {scene.group(0, 5, apart=LIKELY)[0], scene.group(0, 3, apart=LIKELY)[0]}
    question = library.review.next_question()
    assert question is not None
    library.execute(review_answers.no(question))
    asked = library.review.next_questions(9)
    assert {one.kind for one in asked} == {QuestionKind.NAME_GROUP}
    assert all(_compared(library.review.next_question(frozenset({one.id for one in asked}))) == set() for _ in groups)
    library.undo()
    assert _compared(library.review.next_question()) == groups


def test_what_one_name_settles_is_not_asked_before_it(library: Library, scene: Scene) -> None:
    large, _ = scene.group(0, 5, apart=SURE)
    scene.group(0, 3, apart=SURE)
    question = library.review.next_question()
    assert question is not None
    assert (question.kind, question.group_id) == (QuestionKind.NAME_GROUP, large)
    library.execute(review_answers.yes(question, name="Ann"))
    assert library.people.all()[0].faces == 8


def test_many_groups_near_each_other_are_nobody_of_each_other(library: Library, scene: Scene) -> None:
    for _ in range(6):
        scene.group(0, 2, apart=LIKELY)
    assert _compared(library.review.next_question()) == set()


def test_a_child_at_four_is_the_one_at_seven_before_the_one_at_fourteen(library: Library, scene: Scene) -> None:
    fourteen, four, seven = (_child(scene, age) for age in (14, 4, 7))
    skipped: set[str] = set()
    pairs = []
    while (question := library.review.next_question(frozenset(skipped))) is not None:
        skipped.add(question.id)
        if _compared(question):
            pairs.append(_compared(question))
    assert pairs[0] == {four, seven}
    assert {four, fourteen} not in pairs[:2]


def test_years_alone_order_the_pairs(library: Library, scene: Scene) -> None:
    first, _ = scene.group(0, 3, apart=LIKELY, taken=dt.datetime(2004, 6, 1))
    far, _ = scene.group(0, 3, apart=LIKELY, taken=dt.datetime(2014, 6, 1))
    near, _ = scene.group(0, 3, apart=LIKELY, taken=dt.datetime(2007, 6, 1))
    names = frozenset(f"name:{group}" for group in (first, far, near))
    assert _compared(library.review.next_question(names)) == {first, near}


def test_a_group_of_somebody_named_is_asked_about_as_that_person(library: Library, scene: Scene) -> None:
    large, small = scene.group(0, 5, apart=LIKELY)[0], scene.group(0, 3, apart=LIKELY)[0]
    library.execute(NameGroup(large, "Ann"))
    question = library.review.next_question()
    assert question is not None
    assert (question.kind, question.group_id, question.person_name) == (QuestionKind.SAME_PERSON, small, "Ann")
