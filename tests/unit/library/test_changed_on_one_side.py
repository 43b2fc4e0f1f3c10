"""What was changed on one side alone is taken over or written; only what was changed on both sides is a conflict."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sidecars import write_sidecar

from photoface.catalog import takeover_state
from photoface.catalog.states import ConflictAnswer, ConflictKind
from photoface.geometry import Box
from photoface.library.commands.collections import RenameTag, TagPhotos, UntagPhotos
from photoface.library.commands.faces import NameFaces, RejectFaces
from photoface.library.commands.photos import DescribePhotos, RatePhotos
from photoface.library.commands.takeover import SettleConflicts, TakeOver
from photoface.library.library import Library
from photoface.metadata.reading import read_metadata

BASE: dict[str, Any] = {"rating": 3, "title": "Base", "caption": "Base caption", "label": "Red"}
THEIRS: dict[str, Any] = {"rating": 5, "title": "Theirs", "caption": "Theirs caption", "label": "Blue"}
MINE: dict[str, Any] = {"rating": 1, "title": "Mine", "caption": "Mine caption"}


def _photo(library: Library, index: int = 0) -> tuple[int, Path]:
    photo = sorted(library.photos.ids())[index]
    path = library.photos.detail(photo).path
    assert path is not None
    return photo, path


def _box(library: Library, face: int = 0) -> Box:
    return library.photos.detail(_photo(library)[0]).faces[face].box


def _scan(library: Library) -> None:
    library.jobs.scan()


def _take_over(library: Library) -> None:
    _scan(library)
    library.execute(TakeOver(library.metadata.propose().takeover))


def _values(library: Library) -> dict[str, Any]:
    photo, _ = _photo(library)
    values = library._database.query(takeover_state.photo_values, [photo])[photo]
    return {name: values[name] for name in BASE}


def _decide(library: Library, **values: Any) -> None:
    photo, _ = _photo(library)
    library.execute(RatePhotos((photo,), values["rating"]))
    library.execute(DescribePhotos((photo,), title=values["title"], caption=values["caption"]))


def _kinds(library: Library) -> list[ConflictKind]:
    return sorted(one.kind for one in library.metadata.conflicts())


@pytest.fixture
def agreed(scanned: Library) -> Library:
    """File and catalog agree on all values, a name and two tags of the first photo."""
    write_sidecar(_photo(scanned)[1], [("Anna", _box(scanned))], tags=["Sea", "Sun"], **BASE)
    _take_over(scanned)
    assert _values(scanned) == BASE
    return scanned


def test_values_changed_there_alone_are_taken_over_and_come_back_by_one_undo(agreed: Library) -> None:
    write_sidecar(_photo(agreed)[1], [("Anna", _box(agreed))], tags=["Sea", "Sun"], **THEIRS)
    _scan(agreed)
    assert _kinds(agreed) == []
    _take_over(agreed)
    assert (_values(agreed), _kinds(agreed)) == (THEIRS, [])
    agreed.history.undo()
    assert (_values(agreed), _kinds(agreed)) == (BASE, [])
    agreed.history.redo()
    assert _values(agreed) == THEIRS


def test_values_changed_here_alone_are_no_conflict_and_are_written(agreed: Library) -> None:
    _decide(agreed, **MINE)
    _, path = _photo(agreed)
    # Something else came into the file, so that it is taken over once more.
    write_sidecar(path, [("Anna", _box(agreed))], tags=["Sea", "Sun", "New"], **BASE)
    _take_over(agreed)
    assert (_values(agreed), _kinds(agreed)) == ({**MINE, "label": "Red"}, [])
    agreed.jobs.write_names()
    record = read_metadata(path)
    assert {name: getattr(record, name) for name in MINE} == MINE


def test_values_changed_on_both_sides_are_conflicts_and_stay_as_they_are(agreed: Library) -> None:
    _decide(agreed, **MINE)
    _, path = _photo(agreed)
    write_sidecar(path, [("Anna", _box(agreed))], tags=["Sea", "Sun"], **THEIRS)
    _take_over(agreed)
    assert _kinds(agreed) == [ConflictKind.VALUE] * len(MINE)
    assert {name: _values(agreed)[name] for name in MINE} == MINE
    agreed.jobs.write_names()
    assert {name: getattr(read_metadata(path), name) for name in THEIRS} == THEIRS


def test_values_changed_alike_on_both_sides_are_no_conflict(agreed: Library) -> None:
    _decide(agreed, **THEIRS)
    write_sidecar(_photo(agreed)[1], [("Anna", _box(agreed))], tags=["Sea", "Sun"], **THEIRS)
    _take_over(agreed)
    assert (_values(agreed), _kinds(agreed)) == (THEIRS, [])


def test_values_that_are_gone_there_are_asked_about_with_the_label(agreed: Library) -> None:
    write_sidecar(_photo(agreed)[1], [("Anna", _box(agreed))], tags=["Sea", "Sun"], rating=0)
    _scan(agreed)
    assert _kinds(agreed) == [ConflictKind.VALUE_GONE] * len(BASE)
    _take_over(agreed)
    assert _values(agreed) == BASE
    agreed.execute(SettleConflicts(tuple(one.id for one in agreed.metadata.conflicts()), ConflictAnswer.THEIRS))
    assert set(_values(agreed).values()) == {None}


def test_values_that_were_written_and_changed_there_are_taken_over(scanned: Library) -> None:
    _decide(scanned, **MINE)
    scanned.jobs.write_names()
    _, path = _photo(scanned)
    for there in (THEIRS, BASE):
        write_sidecar(path, **there)
        _take_over(scanned)
        assert (_values(scanned), _kinds(scanned)) == (there, [])


def test_values_taken_away_here_and_unchanged_there_are_no_conflict(agreed: Library) -> None:
    _decide(agreed, rating=None, title="", caption="")
    write_sidecar(_photo(agreed)[1], [("Anna", _box(agreed))], tags=["Sea", "Sun", "New"], **BASE)
    _take_over(agreed)
    assert _kinds(agreed) == []
    assert _values(agreed)["rating"] is None


# --- names -----------------------------------------------------------------------------------------------------------


def _name(library: Library, face: int = 0) -> str | None:
    return library.photos.detail(_photo(library)[0]).faces[face].person_name


def _face(library: Library) -> int:
    return library.photos.detail(_photo(library)[0]).faces[0].id


def _rename_there(library: Library, name: str) -> None:
    write_sidecar(_photo(library)[1], [(name, _box(library))], tags=["Sea", "Sun"], **BASE)


def test_a_name_of_a_file_that_is_changed_there_alone_is_taken_over(agreed: Library) -> None:
    _rename_there(agreed, "Ben")
    _scan(agreed)
    assert _kinds(agreed) == []
    agreed.jobs.write_names()
    assert [one.name for one in read_metadata(_photo(agreed)[1]).regions] == ["Ben"]
    _take_over(agreed)
    assert (_name(agreed), _kinds(agreed)) == ("Ben", [])
    agreed.history.undo()
    assert _name(agreed) == "Anna"
    agreed.history.redo()
    _rename_there(agreed, "Anna")
    _take_over(agreed)
    assert (_name(agreed), _kinds(agreed)) == ("Anna", []), "it may go back to what it was"


def test_a_name_changed_here_alone_is_no_conflict(agreed: Library) -> None:
    agreed.execute(NameFaces((_face(agreed),), "Zoe"))
    write_sidecar(_photo(agreed)[1], [("Anna", _box(agreed))], tags=["Sea", "Sun", "New"], **BASE)
    _take_over(agreed)
    assert (_name(agreed), _kinds(agreed)) == ("Zoe", [])
    agreed.jobs.write_names()
    assert [one.name for one in read_metadata(_photo(agreed)[1]).regions] == ["Zoe"]


def test_a_name_changed_on_both_sides_is_a_conflict(agreed: Library) -> None:
    agreed.execute(NameFaces((_face(agreed),), "Zoe"))
    _rename_there(agreed, "Ben")
    _take_over(agreed)
    assert (_name(agreed), _kinds(agreed)) == ("Zoe", [ConflictKind.NAMED_OTHERWISE])


def test_a_name_that_the_user_gave_here_is_never_replaced(agreed: Library) -> None:
    agreed.execute(NameFaces((_face(agreed),), "Zoe"))
    agreed.jobs.write_names()
    _rename_there(agreed, "Ben")
    _take_over(agreed)
    assert (_name(agreed), _kinds(agreed)) == ("Zoe", [ConflictKind.NAMED_OTHERWISE])


def test_a_name_to_which_the_user_said_no_is_not_taken_over(agreed: Library) -> None:
    face = _face(agreed)
    agreed.execute(NameFaces((agreed.photos.detail(_photo(agreed, -1)[0]).faces[0].id,), "Ben"))
    (ben,) = agreed.people.called("Ben")
    agreed.execute(RejectFaces((face,), ben.id))
    _rename_there(agreed, "Ben")
    _take_over(agreed)
    assert _name(agreed) == "Anna"
    assert len(_kinds(agreed)) == 1


def test_a_decision_between_plan_and_takeover_holds(agreed: Library) -> None:
    _rename_there(agreed, "Ben")
    write_sidecar(_photo(agreed)[1], [("Ben", _box(agreed))], tags=["Sea", "Sun"], **THEIRS)
    _scan(agreed)
    plan = agreed.metadata.propose().takeover
    agreed.execute(NameFaces((_face(agreed),), "Zoe"))
    _decide(agreed, **MINE)
    agreed.execute(TakeOver(plan))
    assert _name(agreed) == "Zoe"
    assert {name: _values(agreed)[name] for name in MINE} == MINE


# --- tags ------------------------------------------------------------------------------------------------------------


def _tags(library: Library) -> list[str]:
    return sorted(tag.path for tag in library.photos.detail(_photo(library)[0]).tags)


def test_tags_changed_here_alone_do_not_come_back(agreed: Library) -> None:
    photo, path = _photo(agreed)
    tags = {tag.path: tag.id for tag in agreed.photos.detail(photo).tags}
    agreed.execute(UntagPhotos((photo,), tags["Sun"]))
    agreed.execute(RenameTag(tags["Sea"], "Ocean"))
    write_sidecar(path, [("Anna", _box(agreed))], tags=["Sea", "Sun"], **THEIRS)
    _take_over(agreed)
    assert (_tags(agreed), _kinds(agreed)) == (["Ocean"], [])


def test_a_tag_that_is_new_there_comes_and_one_that_is_gone_is_asked_about(agreed: Library) -> None:
    write_sidecar(_photo(agreed)[1], [("Anna", _box(agreed))], tags=["Sea", "Fog"], **BASE)
    _take_over(agreed)
    assert (_tags(agreed), _kinds(agreed)) == (["Fog", "Sea", "Sun"], [ConflictKind.TAG_GONE])


# --- an answer that was written --------------------------------------------------------------------------------------


def test_the_undo_of_an_answer_that_was_written_lists_the_conflict_again(scanned: Library) -> None:
    photo, path = _photo(scanned)
    scanned.execute(TagPhotos((photo,), "Sea"))
    scanned.jobs.write_names()
    write_sidecar(path, caption="Theirs")
    _scan(scanned)
    assert _kinds(scanned) == [ConflictKind.TAG_GONE]
    scanned.execute(SettleConflicts(tuple(one.id for one in scanned.metadata.conflicts()), ConflictAnswer.MINE))
    scanned.jobs.write_names()
    assert ("Sea",) in read_metadata(path).tags
    scanned.history.undo()
    assert _kinds(scanned) == [ConflictKind.TAG_GONE]
    scanned.history.redo()
    assert _kinds(scanned) == []
