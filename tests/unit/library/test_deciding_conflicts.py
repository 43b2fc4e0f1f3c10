"""Where a file says otherwise than the catalog, the user answers: mine, theirs or both, each one undoable step."""

from __future__ import annotations

from pathlib import Path

import pytest
from catalog_image import image_of
from sidecars import write_sidecar

from photoface.catalog.states import ConflictAnswer, ConflictKind
from photoface.catalog.summaries.faces import FaceSummary
from photoface.errors import UserFacingError
from photoface.geometry import Box
from photoface.library.commands.collections import TagPhotos, UntagPhotos
from photoface.library.commands.command import Command
from photoface.library.commands.faces import DeleteFaceBox, DrawFace, NameFaces, RejectFaces
from photoface.library.commands.photos import DescribePhotos, MarkInPhotos, RatePhotos, UnmarkInPhotos
from photoface.library.commands.strangers import IgnoreFaces
from photoface.library.commands.takeover import SettleConflicts, TakeOver
from photoface.library.library import Library

MINE, THEIRS, BOTH = ConflictAnswer


def _photos(library: Library) -> list[int]:
    return sorted(library.photos.ids())


def _faces(library: Library, photo: int) -> tuple[FaceSummary, ...]:
    return library.photos.detail(photo).faces


def _path(library: Library, photo: int) -> Path:
    path = library.photos.detail(photo).path
    assert path is not None
    return path


def _take_over(library: Library) -> None:
    library.jobs.scan()
    library.execute(TakeOver(library.metadata.propose().takeover))


def _answer(library: Library, answer: ConflictAnswer) -> None:
    """Answer all conflicts; the answer is one step, and undo and redo lead to the catalog before and after it."""
    before = image_of(library.catalog_path)
    library.execute(SettleConflicts(tuple(one.id for one in library.metadata.conflicts()), answer))
    after = image_of(library.catalog_path)
    library.history.undo()
    assert _without_ledger(image_of(library.catalog_path)) == _without_ledger(before)
    library.history.redo()
    assert _without_ledger(image_of(library.catalog_path)) == _without_ledger(after)
    assert library.metadata.conflicts() == []


def _without_ledger(image: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    noted = ("decision", "change", "decision_to_write", "photo_to_write", "decision_face")
    return {table: rows for table, rows in image.items() if not any(name in table for name in noted)}


def _conflict_of_names(library: Library, mine: str, theirs: str) -> int:
    """A face that is called otherwise in its file; returns the photo."""
    photo = _photos(library)[0]
    face = _faces(library, photo)[0]
    library.execute(NameFaces((face.id,), mine))
    write_sidecar(_path(library, photo), [(theirs, face.box)])
    _take_over(library)
    (conflict,) = library.metadata.conflicts()
    assert conflict.kind is ConflictKind.NAMED_OTHERWISE
    return photo


def _name(library: Library, photo: int) -> str | None:
    return _faces(library, photo)[0].person_name


def test_the_face_takes_the_name_of_the_file(scanned: Library) -> None:
    photo = _conflict_of_names(scanned, "Anna", "Ben")
    _answer(scanned, THEIRS)
    assert (_name(scanned, photo), _faces(scanned, photo)[0].confirmed) == ("Ben", True)
    assert scanned.metadata.propose().takeover.is_empty


def test_mine_stays_and_is_not_asked_again(scanned: Library) -> None:
    photo = _conflict_of_names(scanned, "Anna", "Ben")
    _answer(scanned, MINE)
    _take_over_again(scanned)
    assert _name(scanned, photo) == "Anna"
    assert scanned.metadata.conflicts() == []


def _take_over_again(library: Library) -> None:
    """The same names come once more, in another record."""
    photo = _photos(library)[0]
    write_sidecar(_path(library, photo), [("Ben", _faces(library, photo)[0].box)], rating=3)
    _take_over(library)


def test_both_names_are_the_same_persons(scanned: Library) -> None:
    photo = _conflict_of_names(scanned, "Anna Berg", "Anna B.")
    _answer(scanned, BOTH)
    assert _name(scanned, photo) == "Anna Berg"
    assert [one.name for one in scanned.people.called("Anna B.")] == ["Anna Berg"]


def test_there_is_no_both_with_somebody_else(scanned: Library) -> None:
    scanned.execute(NameFaces((_faces(scanned, _photos(scanned)[-1])[0].id,), "Ben"))
    photo = _conflict_of_names(scanned, "Anna", "Ben")
    (conflict,) = scanned.metadata.conflicts()
    assert conflict.answers == (MINE, THEIRS)
    with pytest.raises(UserFacingError, match="no both"):
        scanned.execute(SettleConflicts((conflict.id,), BOTH))
    assert _name(scanned, photo) == "Anna"


def test_a_name_of_several_people_is_not_guessed(scanned: Library) -> None:
    photo = _conflict_of_names(scanned, "Anna", "Ben")
    (conflict,) = scanned.metadata.conflicts()
    for other in _photos(scanned)[-2:]:
        scanned.execute(NameFaces((_faces(scanned, other)[0].id,), "Ben", another=True))
    with pytest.raises(UserFacingError, match="not clear"):
        scanned.execute(SettleConflicts((conflict.id,), THEIRS))
    assert _name(scanned, photo) == "Anna"
    assert len(scanned.metadata.conflicts()) == 1


def _refuse(library: Library, photo: int) -> Command:
    library.execute(NameFaces((_faces(library, _photos(library)[-1])[0].id,), "Ben"))
    (ben,) = library.people.called("Ben")
    return RejectFaces((_faces(library, photo)[0].id,), ben.id)


def _ignore(library: Library, photo: int) -> Command:
    return IgnoreFaces((_faces(library, photo)[0].id,))


@pytest.mark.parametrize("decide", [_refuse, _ignore])
def test_a_no_gives_way_when_theirs_is_taken(scanned: Library, decide: object) -> None:
    photo = _photos(scanned)[0]
    face = _faces(scanned, photo)[0]
    assert callable(decide)
    scanned.execute(decide(scanned, photo))
    write_sidecar(_path(scanned, photo), [("Ben", face.box)])
    _take_over(scanned)
    _answer(scanned, THEIRS)
    assert _name(scanned, photo) == "Ben"


@pytest.mark.parametrize("answer", [THEIRS, BOTH])
def test_the_other_face_of_the_photo(scanned: Library, answer: ConflictAnswer) -> None:
    photo = next(one for one in _photos(scanned) if len(_faces(scanned, one)) > 1)
    left, right = _faces(scanned, photo)[:2]
    scanned.execute(NameFaces((left.id,), "Anna"))
    write_sidecar(_path(scanned, photo), [("Anna", right.box)])
    _take_over(scanned)
    assert [one.kind for one in scanned.metadata.conflicts()] == [ConflictKind.OTHER_FACE]
    _answer(scanned, answer)
    names = {face.id: face.person_name for face in _faces(scanned, photo)}
    assert names[right.id] == "Anna"
    assert names[left.id] == ("Anna" if answer is BOTH else None)


def test_a_box_that_the_user_deleted_comes_back_with_theirs(scanned: Library) -> None:
    photo, box = _photos(scanned)[0], Box(0.7, 0.6, 0.2, 0.3)
    scanned.execute(DrawFace(photo, box))
    scanned.execute(DeleteFaceBox(_faces(scanned, photo)[-1].id))
    write_sidecar(_path(scanned, photo), [("Cleo", box)])
    _take_over(scanned)
    assert [one.kind for one in scanned.metadata.conflicts()] == [ConflictKind.SET_ASIDE]
    _answer(scanned, THEIRS)
    assert "Cleo" in {face.person_name for face in _faces(scanned, photo)}


@pytest.mark.parametrize(
    ("answer", "caption"), [(MINE, "We swam."), (THEIRS, "Rome"), (BOTH, "We swam.\nRome")], ids=["mine", "his", "both"]
)
def test_a_caption(scanned: Library, answer: ConflictAnswer, caption: str) -> None:
    photo = _photos(scanned)[0]
    scanned.execute(DescribePhotos((photo,), None, "We swam."))
    write_sidecar(_path(scanned, photo), caption="Rome")
    _take_over(scanned)
    assert [one.kind for one in scanned.metadata.conflicts()] == [ConflictKind.VALUE]
    _answer(scanned, answer)
    assert scanned.photos.detail(photo).caption == caption


def test_two_people_of_one_name_get_no_second_name(scanned: Library) -> None:
    photo = _conflict_of_names(scanned, "Anna", "Ben")
    scanned.execute(NameFaces((_faces(scanned, _photos(scanned)[-1])[0].id,), "Anna", another=True))
    (conflict,) = scanned.metadata.conflicts()
    with pytest.raises(UserFacingError, match="no both"):
        scanned.execute(SettleConflicts((conflict.id,), BOTH))
    assert _name(scanned, photo) == "Anna"


def test_stars_tags_titles_and_marks(scanned: Library) -> None:
    photo = _photos(scanned)[0]
    scanned.execute(RatePhotos((photo,), 2))
    scanned.execute(TagPhotos((photo,), "Sea"))
    (tag,) = scanned.tags.called("Sea")
    scanned.execute(UntagPhotos((photo,), tag.id))
    scanned.execute(MarkInPhotos((photo,), "Ben"))
    (ben,) = scanned.people.called("Ben")
    scanned.execute(UnmarkInPhotos((photo,), ben.id))
    write_sidecar(_path(scanned, photo), [], people=["Ben"], tags=["Sea"], rating=5)
    _take_over(scanned)
    assert {one.kind for one in scanned.metadata.conflicts()} == {
        ConflictKind.VALUE,
        ConflictKind.TAG,
        ConflictKind.REJECTED,
    }
    _answer(scanned, THEIRS)
    detail = scanned.photos.detail(photo)
    assert (detail.rating, [one.path for one in detail.tags]) == (5, ["Sea"])
    assert scanned.search.find("Ben").photo_ids == (photo,)
