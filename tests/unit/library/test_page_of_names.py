"""One question about the likely names of several single faces: when it is asked, and what its answers do."""

from __future__ import annotations

from pathlib import Path

import pytest
from scenes import Scene

from photoface.errors import UserFacingError
from photoface.library import review_answers
from photoface.library.commands.faces import ConfirmNames
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import DeletePerson
from photoface.library.commands.strangers import IgnoreFaces
from photoface.library.library import Library
from photoface.recognition.questions import Question, QuestionKind

UNSURE = 0.285


@pytest.fixture
def scene(catalog_path: Path) -> Scene:
    return Scene(catalog_path)


def _page(library: Library, scene: Scene) -> tuple[Question, tuple[int, int], tuple[int, ...]]:
    """The page of two faces like Ann's and one like Bob's; the two people, and the faces."""
    for person, name in enumerate(("Ann", "Bob")):
        group_id, _ = scene.group(person, 6)
        library.execute(NameGroup(group_id, name))
    ann, bob = (library.people.called(name)[0].id for name in ("Ann", "Bob"))
    faces = scene.face(0, apart=UNSURE), scene.face(1, apart=UNSURE), scene.face(0, apart=UNSURE)
    library.set_setting("settle_at_once", "no")
    question = next(
        one for one in (library.review.question(f"names:{face_id}") for face_id in faces) if one is not None
    )
    return question, (ann, bob), faces


def test_faces_of_several_people_are_one_question_after_the_groups(library: Library, scene: Scene) -> None:
    question, (ann, bob), faces = _page(library, scene)
    assert question.kind is QuestionKind.CONFIRM_NAMES
    assert dict(question.proposed) == {faces[0]: ann, faces[1]: bob, faces[2]: ann}
    assert question.names == ((ann, "Ann"), (bob, "Bob"))
    # Those of one person stand beside each other.
    assert [person for _, person in question.proposed] == [ann, ann, bob]
    assert (question.faces, question.photos, question.person_id, question.group_id) == (3, 3, None, None)
    scene.group(2, 3)
    first = library.review.next_question()
    assert first is not None
    assert first.kind is QuestionKind.NAME_GROUP
    # Once it is skipped its faces are asked about by themselves.
    kinds = {one.kind for one in library.review.next_questions(9, frozenset({question.id}))}
    assert QuestionKind.CONFIRM_NAMES not in kinds
    assert library.review.progress().questions_left >= 2


def test_one_answer_confirms_the_right_names_and_refuses_the_others(library: Library, scene: Scene) -> None:
    question, (ann, bob), faces = _page(library, scene)
    outcome = library.execute(review_answers.yes(question, without=(faces[1],)))
    assert outcome.summary == "Confirmed 2 faces of 1 person"
    found = library.faces.summaries(faces)
    assert [(face.person_name, face.confirmed) for face in found] == [("Ann", True), (None, False), ("Ann", True)]
    assert all(faces[1] not in one.face_ids for one in library.review.suggestions(bob))
    library.undo()
    assert [face.person_name for face in library.faces.summaries(faces)] == [None] * 3
    assert library.review.question(question.id) == question
    assert library.execute(review_answers.no(question)).summary == "Said that 3 names are wrong"
    assert library.review.suggestions(ann) == []


def test_what_is_settled_meanwhile_is_not_named_again(library: Library, scene: Scene) -> None:
    _, (ann, bob), faces = _page(library, scene)
    with pytest.raises(UserFacingError, match="Say which"):
        library.execute(ConfirmNames(()))
    with pytest.raises(UserFacingError, match="one person only"):
        library.execute(ConfirmNames(((faces[0], ann),), ((faces[0], bob),)))
    with pytest.raises(UserFacingError, match="not in the catalog"):
        library.execute(ConfirmNames(((faces[0] + 1000, ann),)))
    library.execute(IgnoreFaces((faces[2],)))
    with pytest.raises(UserFacingError, match="not in the catalog"):
        library.execute(ConfirmNames(((faces[2], ann),)))
    library.execute(ConfirmNames(((faces[0], ann),)))
    with pytest.raises(UserFacingError, match="named meanwhile"):
        library.execute(ConfirmNames(((faces[0], bob),)))
    library.execute(DeletePerson(bob))
    with pytest.raises(UserFacingError, match="Somebody"):
        library.execute(ConfirmNames((), ((faces[1], bob),)))
