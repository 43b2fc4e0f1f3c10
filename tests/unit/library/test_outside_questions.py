"""Names of packs and of whole photos are asked about in the review, and never against what the user said."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from catalog_image import image_of
from inside import database_of, recognition_of
from sidecars import write_sidecar

from photoface.errors import UserFacingError
from photoface.library import review_answers
from photoface.library.commands.faces import AssignNames, ConfirmFaces, NameFaces, RejectFaces
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.takeover import TakeOver
from photoface.library.library import Library
from photoface.library.people_packs import PackProposal, PeoplePacks
from photoface.library.review import Review
from photoface.recognition.questions import Question, QuestionKind

PASSPHRASE = "four words of ours"


def _who_is_who(library: Library) -> list[Question]:
    return [one for one in library.review.next_questions(50) if one.kind is QuestionKind.WHO_IS_WHO]


def _with_two_faces(library: Library) -> int:
    """A photo of two faces."""
    found = [one for one in library.photos.ids() if len(library.photos.detail(one).faces) == 2]
    return min(found)


def _say(library: Library, photo_id: int, *names: str) -> None:
    """Have a sidecar say that these people are in a photo, and take it over."""
    path = library.photos.detail(photo_id).path
    assert path is not None
    write_sidecar(path, people=names)
    library.jobs.scan()
    library.execute(TakeOver(library.metadata.propose().takeover))


@pytest.fixture
def photo_id(scanned: Library) -> int:
    photo_id = _with_two_faces(scanned)
    _say(scanned, photo_id, "Anna", "Ben")
    return photo_id


def _names(library: Library, photo_id: int) -> list[str | None]:
    return [face.person_name for face in library.photos.detail(photo_id).faces]


def test_two_names_for_two_faces_are_one_question_with_one_answer(scanned: Library, photo_id: int) -> None:
    before = image_of(scanned.catalog_path)
    (question,) = _who_is_who(scanned)
    assert question.photo_id == photo_id
    assert [name for _, name in question.names] == ["Anna", "Ben"]
    assert set(question.face_ids) == {face.id for face in scanned.photos.detail(photo_id).faces}
    assert scanned.review.question(question.id) == question
    assert scanned.review.next_question() == question
    assert _who_is_who(scanned) != []
    left = scanned.review.progress().questions_left
    one, two = question.face_ids
    (anna, _), (ben, _) = question.names
    outcome = scanned.execute(review_answers.who_is_who(question, {one: ben, two: anna}))
    assert outcome.summary == "Said who is who in a photo: 2 faces"
    assert sorted(name or "" for name in _names(scanned, photo_id)) == ["Anna", "Ben"]
    assert _who_is_who(scanned) == []
    assert scanned.review.question(question.id) is None
    assert scanned.review.progress().questions_left < left
    scanned.undo()
    assert image_of(scanned.catalog_path) == before
    assert _who_is_who(scanned) == [question]


def test_none_of_them_is_remembered(scanned: Library, photo_id: int) -> None:
    (question,) = _who_is_who(scanned)
    outcome = scanned.execute(review_answers.no(question))
    assert outcome.summary == "Said that 2 people of a photo show no face there"
    assert _who_is_who(scanned) == []
    assert scanned.search.find("Anna").photo_ids == (photo_id,)
    scanned.undo()
    assert _who_is_who(scanned) == [question]


def test_a_name_that_is_known_is_proposed_for_the_face_that_looks_so(scanned: Library) -> None:
    photo_id = _with_two_faces(scanned)
    faces = scanned.photos.detail(photo_id).faces
    group = scanned.groups.all()[0].id
    inside = [face.id for face in faces if face.id in scanned.groups.face_ids(group)]
    assert len(inside) == 1
    others = tuple(face_id for face_id in scanned.groups.face_ids(group) if face_id not in inside)
    scanned.execute(NameFaces(others, "Anna"))
    _say(scanned, photo_id, "Anna", "Ben")
    (question,) = _who_is_who(scanned)
    names = dict(question.names)
    proposed = {face_id: names[person_id] for face_id, person_id in question.proposed}
    # The other face is who is left.
    assert proposed == {inside[0]: "Anna", next(face.id for face in faces if face.id not in inside): "Ben"}


def test_a_no_is_not_proposed_and_not_accepted(scanned: Library, photo_id: int) -> None:
    (question,) = _who_is_who(scanned)
    one, two = question.face_ids
    (anna, _), (ben, _) = question.names
    scanned.execute(RejectFaces((one,), anna))
    (again,) = _who_is_who(scanned)
    assert again.refused == {(one, anna)}
    assert (one, anna) not in again.proposed
    with pytest.raises(UserFacingError, match="not Anna"):
        scanned.execute(AssignNames(photo_id, ((one, anna),)))
    scanned.execute(RejectFaces((two,), anna))
    (only_ben,) = _who_is_who(scanned)
    assert only_ben.names == ((ben, "Ben"),)


def test_a_name_given_stays(scanned: Library, photo_id: int) -> None:
    (question,) = _who_is_who(scanned)
    one, two = question.face_ids
    (anna, _), (ben, _) = question.names
    scanned.execute(ConfirmFaces((one,), ben))
    (left,) = _who_is_who(scanned)
    assert (left.face_ids, left.names) == ((two,), ((anna, "Anna"),))
    assert left.proposed == ((two, anna),)
    with pytest.raises(UserFacingError, match="named meanwhile"):
        scanned.execute(AssignNames(photo_id, ((one, anna),)))
    with pytest.raises(UserFacingError, match="not in the catalog any more"):
        scanned.execute(AssignNames(photo_id, ((two, anna + 1000),)))
    for wrong in (((one, anna), (two, anna)), ((two, anna), (two, ben)), ()):
        with pytest.raises(UserFacingError):
            scanned.execute(AssignNames(photo_id, wrong))


@pytest.fixture
def opened(scanned: Library, tmp_path: Path) -> int:
    """An opened pack of Anna, of whom the library does not know a face."""
    group = sorted(one.id for one in scanned.groups.all())[0]
    scanned.execute(NameGroup(group, "Anna Berg"))
    (anna,) = scanned.people.all()
    file = tmp_path / "family.photoface-people"
    scanned.people_packs.make(file, [anna.id], PASSPHRASE)
    scanned.undo()
    return scanned.people_packs.open(scanned.people_packs.read(file, PASSPHRASE), "family")


def _of_packs(library: Library) -> list[Question]:
    return [one for one in library.review.next_questions(50) if one.kind is QuestionKind.NAME_OF_PACK]


def test_a_name_of_a_pack_is_a_question(scanned: Library, opened: int) -> None:
    question = _of_packs(scanned)[0]
    assert question.person_name == "Anna Berg"
    assert question.reason is not None
    assert question.reason.pack == "family"
    asked = [face_id for one in scanned.review.next_questions(50) for face_id in one.face_ids]
    assert len(asked) == len(set(asked))
    scanned.execute(review_answers.no(question))
    assert question.id not in {one.id for one in _of_packs(scanned)}
    scanned.undo()
    scanned.execute(review_answers.yes(question, without=question.face_ids[:1]))
    (anna,) = scanned.people.all()
    assert set(scanned.people.face_ids(anna.id)) >= set(question.face_ids[1:])
    scanned.people_packs.forget(opened)
    assert _of_packs(scanned) == []


def test_a_pack_suggests_more_faces_of_somebody_whom_the_library_knows(scanned: Library, opened: int) -> None:
    question = _of_packs(scanned)[0]
    face = question.face_ids[0]
    scanned.execute(NameFaces((face,), "Anna Berg"))
    (anna,) = scanned.people.all()
    suggested = {face_id for one in scanned.review.suggestions(anna.id) for face_id in one.face_ids}
    named = set(scanned.people.face_ids(anna.id))
    assert set(question.face_ids) <= suggested | named
    assert scanned.review.suggestion_counts() == {anna.id: len(scanned.review.suggestions(anna.id))}
    # Another person of the same name is not the pack's.
    scanned.undo()
    other = next(one for one in scanned.groups.all() if face not in scanned.groups.face_ids(one.id))
    scanned.execute(NameGroup(other.id, "Anna Berg"))
    (stranger,) = scanned.people.all()
    assert [one for one in scanned.review.suggestions(stranger.id) if one.reason.pack] == []


class FakePacks(PeoplePacks):
    """Packs that propose the same after each change."""

    def __init__(self, library: Library, proposals: list[PackProposal]) -> None:
        super().__init__(database_of(library), recognition_of(library), lambda: dt.datetime(2026, 1, 1))
        self._proposed = proposals

    def all_proposals(self) -> list[PackProposal]:
        return self._proposed


def test_what_packs_suggest_is_counted_with_what_is_to_check(scanned: Library) -> None:
    group, other = sorted(one.id for one in scanned.groups.all())[:2]
    scanned.execute(NameGroup(group, "Anna Berg"))
    (anna,) = scanned.people.all()
    faces = tuple(scanned.groups.face_ids(other))
    proposals = [
        PackProposal(name, None, faces, other, 0.9, 1, "family", person_id, 0.2)
        for name, person_id in (("Anna Berg", anna.id), ("Nobody here", None))
    ]
    review = Review(database_of(scanned), recognition_of(scanned), FakePacks(scanned, proposals))
    own = scanned.review.suggestion_counts().get(anna.id, 0)
    assert review.suggestion_counts() == {anna.id: own + 1}
    assert len(review.suggestions(anna.id)) == own + 1
