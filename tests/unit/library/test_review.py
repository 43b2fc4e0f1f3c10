"""The review queue: what is asked first, what is never asked, how answers settle it, and how far the library is."""

from __future__ import annotations

from pathlib import Path

import pytest
from read_statements import statements
from scenes import Scene

from photoface.errors import UserFacingError
from photoface.library import review_answers
from photoface.library.commands.groups import KeepGroupsApart, NameGroup, RejectGroup
from photoface.library.commands.strangers import IgnoreFaces, IgnoreGroups
from photoface.library.library import Library
from photoface.recognition.naming_limit import WANTED_PRECISION
from photoface.recognition.questions import Question, QuestionKind

UNSURE, VERY_UNSURE = 0.285, 0.31


@pytest.fixture
def scene(catalog_path: Path) -> Scene:
    return Scene(catalog_path)


def _ask(library: Library, *skipped: str) -> Question:
    question = library.review.next_question(frozenset(skipped))
    assert question is not None
    return question


def _ann(library: Library, scene: Scene, faces: int = 6) -> int:
    group_id, _ = scene.group(0, faces)
    library.execute(NameGroup(group_id, "Ann"))
    return library.people.called("Ann")[0].id


def test_an_empty_library_asks_nothing(library: Library) -> None:
    assert library.review.next_question() is None
    progress = library.review.progress()
    assert (progress.named, progress.total, progress.share, progress.seconds_left) == (0, 0, 1.0, 0.0)
    assert progress.expected_precision is None


def test_the_largest_group_is_asked_first_and_a_name_settles_it(library: Library, scene: Scene) -> None:
    scene.group(0, 3)
    large, members = scene.group(1, 7)
    question = _ask(library)
    assert (question.kind, question.group_id, question.person_id) == (QuestionKind.NAME_GROUP, large, None)
    assert sorted(question.face_ids) == members
    assert (question.faces, question.photos) == (7, 7)
    assert question.gain == pytest.approx(7 * question.probability)
    assert _ask(library) == question
    skipped = _ask(library, question.id)
    assert skipped.faces == 3
    library.execute(review_answers.yes(question, without=members[:2], name="Bob"))
    assert library.people.all()[0].confirmed == 5
    assert sorted(library.groups.face_ids(large)) == members[:2]
    with pytest.raises(UserFacingError):
        review_answers.yes(question)
    with pytest.raises(ValueError, match="no"):
        review_answers.no(question)


def test_questions_are_had_at_hand_and_looked_at_again(library: Library, scene: Scene) -> None:
    groups = [scene.group(person, faces)[0] for person, faces in enumerate((7, 5, 3))]
    first, second, third = library.review.next_questions(9)
    assert first == library.review.next_question()
    assert [question.group_id for question in (first, second, third)] == groups
    assert library.review.next_questions(1, frozenset({first.id})) == [second]
    _, likely = scene.group(0, 4, apart=UNSURE)
    at_hand = library.review.next_questions(9)
    asked = [face_id for question in at_hand for face_id in question.face_ids]
    assert len(asked) == len(set(asked)) == 7 + 5 + 3 + len(likely)
    assert library.review.question(second.id) == second
    library.execute(review_answers.yes(second, name="Bob"))
    assert library.review.question(second.id) is None


def test_likely_faces_of_a_person_are_asked_as_a_set(library: Library, scene: Scene) -> None:
    ann = _ann(library, scene)
    loose = [scene.face(0, apart=0.275) for _ in range(4)]
    _, members = scene.group(0, 2, apart=0.275)
    question = _ask(library)
    assert question.kind is QuestionKind.CONFIRM_SET
    assert (question.person_id, question.person_name, question.group_id) == (ann, "Ann", None)
    assert set(question.face_ids) == {*loose, *members}
    assert len(question.beside_face_ids) == 3
    assert question.reason is not None
    library.execute(review_answers.yes(question, without=(loose[0],)))
    assert [face.person_name for face in library.faces.summaries(loose)] == [None, "Ann", "Ann", "Ann"]
    assert loose[0] not in [face_id for found in library.review.suggestions(ann) for face_id in found.face_ids]


@pytest.mark.sqlite  # what is asked is the same on a server, beside what its connections ask
def test_the_catalog_is_read_as_often_for_many_suggestions_and_questions_as_for_one(
    library: Library, scene: Scene
) -> None:
    ann = _ann(library, scene)

    def reads() -> int:
        library.review.next_question()
        with statements() as asked:
            library.review.suggestions(ann)
            library.review.next_questions(9)
        return len(asked)

    scene.face(0, apart=0.275)
    once = reads()
    for _ in range(4):
        scene.face(0, apart=0.275)
        scene.group(0, 2, apart=UNSURE)
    assert reads() == once
    assert len(library.review.suggestions(ann)) > 4


def test_a_set_of_which_nothing_is_left_is_a_no(library: Library, scene: Scene) -> None:
    ann = _ann(library, scene)
    for _ in range(3):
        scene.face(0, apart=0.275)
    question = _ask(library)
    library.execute(review_answers.yes(question, without=question.face_ids))
    assert library.review.suggestions(ann) == []


def test_one_uncertain_face_and_one_uncertain_group(library: Library, scene: Scene) -> None:
    ann = _ann(library, scene)
    face = scene.face(0, apart=0.29)
    group_id, members = scene.group(0, 2, apart=UNSURE)
    first = _ask(library)
    assert (first.kind, first.group_id, first.person_id) == (QuestionKind.SAME_PERSON, group_id, ann)
    library.execute(review_answers.no(first))
    then = _ask(library)
    assert (then.kind, sorted(then.face_ids)) == (QuestionKind.NAME_GROUP, members)
    library.execute(review_answers.ignore(then))
    last = _ask(library)
    assert (last.kind, last.face_ids, last.probability > 0.2) == (QuestionKind.ONE_FACE, (face,), True)
    library.execute(review_answers.no(last))
    # Who else it is can still be said.
    assert library.review.next_question() is None
    alone = library.review.next_question(single_faces=True)
    assert alone is not None
    assert (alone.kind, alone.face_ids, alone.person_id) == (QuestionKind.NAME_FACES, (face,), None)
    library.execute(review_answers.ignore(alone))
    assert library.review.next_question(single_faces=True) is None


def test_clear_groups_are_asked_about_before_blurred_ones_that_are_near_each_other(
    library: Library, scene: Scene
) -> None:
    blurred = [scene.group(0, 2, apart=0.26, quality=0.2)[0] for _ in range(12)]
    small, _ = scene.group(1, 2)
    large, _ = scene.group(2, 5)
    first, second = library.review.next_questions(2)
    assert (first.group_id, second.group_id) == (large, small)
    left = {question.group_id for question in library.review.next_questions(20)}
    assert left == {large, small, *blurred}


def test_two_groups_that_look_alike_are_asked_once_their_names_are_skipped(library: Library, scene: Scene) -> None:
    large, _ = scene.group(0, 5, apart=0.26)
    small, members = scene.group(0, 3, apart=0.26)
    names = (f"name:{large}", f"name:{small}")
    question = _ask(library, *names)
    assert (question.kind, question.group_id, question.other_group_id) == (QuestionKind.SAME_PERSON, small, large)
    assert question.person_id is None
    assert sorted(question.face_ids) == members
    assert sorted(question.beside_face_ids) == sorted(library.groups.face_ids(large))
    library.execute(review_answers.no(question))
    assert library.review.next_question(frozenset(names)) is None
    library.undo()
    library.execute(review_answers.yes(question))
    assert [group.faces for group in library.groups.all()] == [8]


def test_groups_that_share_a_photo_are_never_asked_as_one_person(library: Library, scene: Scene) -> None:
    first, members = scene.group(0, 4, apart=0.26)
    second, _ = scene.group(0, 3, apart=0.26)
    shared = library.faces.summaries(members)[0].photo_id
    scene.face(0, photo=shared, group=second, apart=0.26)
    names = frozenset({f"name:{first}", f"name:{second}"})
    assert library.review.next_question(names) is None
    library.execute(NameGroup(first, "Ann"))
    question = _ask(library)
    assert (question.kind, question.group_id) == (QuestionKind.NAME_GROUP, second)


def test_what_was_answered_with_no_is_not_asked_again(library: Library, scene: Scene) -> None:
    ann = _ann(library, scene)
    group_id, _ = scene.group(0, 2, apart=UNSURE)
    other_id, _ = scene.group(0, 2, apart=UNSURE)
    library.execute(RejectGroup(group_id, ann))
    library.execute(RejectGroup(other_id, ann))
    library.execute(KeepGroupsApart(group_id, other_id))
    skipped: set[str] = set()
    while (question := library.review.next_question(frozenset(skipped))) is not None:
        assert question.kind is QuestionKind.NAME_GROUP
        skipped.add(question.id)
    assert skipped == {f"name:{group_id}", f"name:{other_id}"}


def test_the_last_group_gets_a_name_and_what_follows_is_looked_at_still(library: Library, scene: Scene) -> None:
    groups = [scene.group(person, 3)[0] for person in range(3)]
    for number, group_id in enumerate(groups):
        assert _ask(library).group_id in groups
        library.execute(NameGroup(group_id, f"Person {number}"))
    assert library.review.suggestion_counts() == {}
    library.execute(IgnoreFaces((scene.face(3),)))
    assert library.review.suggestion_counts() == {}
    assert library.review.next_question() is None


def test_a_hidden_person_is_not_asked_about(library: Library, scene: Scene) -> None:
    from photoface.library.commands.people import HidePeople

    ann = _ann(library, scene)
    scene.face(0, apart=UNSURE)
    assert _ask(library).person_id == ann
    library.execute(HidePeople((ann,)))
    assert library.review.next_question() is None
    assert library.review.suggestions(ann) == []


def test_progress_counts_faces_and_estimates_the_rest(library: Library, scene: Scene) -> None:
    _ann(library, scene)
    group_id, _ = scene.group(1, 4)
    scene.face(2)
    progress = library.review.progress()
    assert (progress.named, progress.total, progress.questions_left) == (6, 11, 1)
    assert progress.share == pytest.approx(6 / 11)
    assert progress.single_faces == 1
    assert progress.seconds_left > 0
    assert progress.expected_precision is not None
    assert WANTED_PRECISION <= progress.expected_precision <= 1
    library.execute(IgnoreGroups((group_id,)))
    after = library.review.progress()
    assert (after.named, after.total, after.questions_left, after.seconds_left) == (6, 7, 0, 0.0)
