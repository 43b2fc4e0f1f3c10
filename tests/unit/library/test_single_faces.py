"""Questions about clear faces in no group: which are asked together, which not at all, and what the answers do."""

from __future__ import annotations

from pathlib import Path

import pytest
from scenes import Scene

from photoface.errors import UserFacingError
from photoface.library import review_answers
from photoface.library.commands.faces import NameFaces
from photoface.library.commands.people import HidePeople
from photoface.library.library import Library
from photoface.recognition.questions import Question, QuestionKind

FARTHER = 0.26
"""How far faces lie from their person's middle so that they are hardly like each other."""


@pytest.fixture
def scene(catalog_path: Path) -> Scene:
    return Scene(catalog_path)


def _asked(library: Library) -> list[Question]:
    return library.review.next_questions(20, single_faces=True)


def test_clear_faces_that_are_near_each_other_get_one_name(library: Library, scene: Scene) -> None:
    near = [scene.face(0) for _ in range(3)]
    alone = scene.face(1)
    together, single = _asked(library)
    assert (together.kind, sorted(together.face_ids)) == (QuestionKind.NAME_FACES, near)
    assert (together.group_id, together.person_id, together.asks_for_name) == (None, None, True)
    assert (single.kind, single.face_ids) == (QuestionKind.NAME_FACES, (alone,))
    assert library.review.question(together.id) == together
    # Who stands alone is asked about only where that is wanted.
    assert library.review.next_questions(20) == [together]
    progress = library.review.progress()
    assert (progress.questions_left, progress.single_faces) == (1, 1)
    out = together.face_ids[-1]
    library.execute(review_answers.yes(together, name="Ann", without=(out,)))
    ann = library.people.called("Ann")[0].id
    assert sorted(library.people.face_ids(ann)) == sorted(set(near) - {out})
    # What was taken out is not Ann: it is asked about alone, and never as her.
    left = _asked(library)
    assert {question.face_ids for question in left} == {(out,), (alone,)}
    assert {question.person_id for question in left} == {None}
    library.undo()
    assert [sorted(question.face_ids) for question in _asked(library)] == [near, [alone]]


def test_blurred_faces_and_passers_by_are_not_asked_about(library: Library, scene: Scene) -> None:
    scene.face(0, quality=0.2)
    photo = scene.photo()
    front = scene.face(1, photo=photo, pixels=300)
    scene.face(2, photo=photo, pixels=60)
    assert [question.face_ids for question in _asked(library)] == [(front,)]


def test_faces_of_one_photo_and_faces_kept_apart_are_asked_about_alone(library: Library, scene: Scene) -> None:
    photo = scene.photo()
    scene.face(0, photo=photo)
    scene.face(0, photo=photo)
    scene.face(1, apart=FARTHER)
    scene.face(1, apart=FARTHER)
    assert [question.faces for question in _asked(library)] == [1, 1, 1, 1]


def test_the_right_name_instead_of_a_no(library: Library, scene: Scene) -> None:
    known = [scene.face(0) for _ in range(4)]
    library.execute(NameFaces(tuple(known), "Ann"))
    face = scene.face(0, apart=0.29)
    question = library.review.next_question()
    assert question is not None
    assert (question.kind, question.person_name, question.may_be_somebody_else) == (QuestionKind.ONE_FACE, "Ann", True)
    library.execute(review_answers.named(question, "Eve"))
    assert [one.person_name for one in library.faces.summaries([face])] == ["Eve"]
    assert library.review.next_question() is None


def test_a_face_that_may_be_somebody_hidden_is_not_asked_about(library: Library, scene: Scene) -> None:
    library.execute(NameFaces(tuple(scene.face(0) for _ in range(4)), "Ann"))
    scene.face(0)
    library.execute(HidePeople((library.people.called("Ann")[0].id,)))
    assert _asked(library) == []


def test_without_a_face_left_there_is_nobody_to_name(library: Library, scene: Scene) -> None:
    scene.face(0)
    (question,) = _asked(library)
    with pytest.raises(UserFacingError, match="taken out"):
        review_answers.yes(question, name="Ann", without=question.face_ids)
    with pytest.raises(UserFacingError, match="name"):
        review_answers.yes(question)
    with pytest.raises(ValueError, match="no"):
        review_answers.no(question)
    library.execute(review_answers.ignore(question))
    assert library.review.next_question() is None
