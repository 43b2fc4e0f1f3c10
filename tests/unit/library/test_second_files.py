"""Photos with more than one file: found, and one of their files deleted with all rules of Recently deleted."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from fakes.library import Clock
from fakes.photos import save_photo

from photoface.catalog.second_files import PlacedFile
from photoface.errors import UserFacingError
from photoface.library.commands.photos import DeleteFiles, DeletePhotos, RestoreFiles, RestorePhotos
from photoface.library.library import Library

MONTH = dt.timedelta(days=31)


@pytest.fixture
def copied(library: Library, tmp_path: Path) -> Library:
    """Two photos; one of them lies in another folder a second time."""
    save_photo(tmp_path / "Pictures" / "alone.png", (1,), shade=3)
    first = save_photo(tmp_path / "Pictures" / "first.png", (0,), shade=1)
    (tmp_path / "Pictures" / "phone").mkdir()
    shutil.copy(first, tmp_path / "Pictures" / "phone" / "again.png")
    library.folders.add(tmp_path / "Pictures")
    library.jobs.scan()
    return library


@pytest.fixture
def clock_of(copied: Library) -> Clock:
    """The clock of the library."""
    clock = copied.trash._now
    assert isinstance(clock, Clock)
    return clock


def _files(library: Library) -> tuple[PlacedFile, ...]:
    (photo,) = library.trash.several_files()
    return photo.files


def test_byte_equal_files_are_one_photo_that_is_a_duplicate(copied: Library) -> None:
    (photo,) = copied.trash.several_files()
    assert [file.path.name for file in photo.files] == ["first.png", "again.png"]
    assert all(file.is_same for file in photo.files)
    assert [file.path.name for file in photo.second] == ["again.png"]
    assert copied.search.find("is:duplicate").photo_ids == (photo.photo_id,)


def test_a_second_file_waits_and_then_goes_to_the_trash(copied: Library, clock_of: Clock) -> None:
    photo = copied.trash.several_files()[0].photo_id
    first, second = _files(copied)
    outcome = copied.execute(DeleteFiles((second.id,)))
    assert outcome.summary == "Deleted 1 second file of photos"
    assert [file.days_left for file in _files(copied)] == [None, 30]
    assert copied.search.find("is:duplicate").photo_ids == ()
    assert second.path.exists()
    assert not copied.trash.is_due()
    copied.jobs.scan()
    clock_of.time += MONTH
    assert copied.trash.is_due()
    report = copied.jobs.empty_trash()
    assert report.moved == [second.path]
    assert first.path.exists()
    assert not second.path.exists()
    assert copied.trash.several_files() == []
    assert photo in copied.photos.ids()
    assert not copied.trash.is_due()


def test_undo_and_bringing_back_let_the_file_stay(copied: Library, clock_of: Clock) -> None:
    second = _files(copied)[1]
    copied.execute(DeleteFiles((second.id,)))
    copied.undo()
    assert [file.days_left for file in _files(copied)] == [None, None]
    copied.redo()
    copied.execute(RestoreFiles((second.id,)))
    clock_of.time += MONTH
    assert copied.jobs.empty_trash().moved == []
    assert second.path.exists()
    with pytest.raises(UserFacingError):
        copied.execute(RestoreFiles((second.id,)))


def test_the_last_file_of_a_photo_stays(copied: Library) -> None:
    first, second = _files(copied)
    with pytest.raises(UserFacingError):
        copied.execute(DeleteFiles((first.id, second.id)))
    copied.execute(DeleteFiles((first.id,)))
    with pytest.raises(UserFacingError):
        copied.execute(DeleteFiles((second.id,)))


def test_a_file_does_not_go_once_the_other_one_is_gone(copied: Library, clock_of: Clock) -> None:
    first, second = _files(copied)
    copied.execute(DeleteFiles((second.id,)))
    first.path.unlink()
    clock_of.time += MONTH
    assert copied.jobs.empty_trash().moved == []
    copied.jobs.scan()
    assert copied.jobs.empty_trash().moved == []
    assert second.path.exists()


def test_a_file_that_holds_something_else_by_then_stays(copied: Library, clock_of: Clock) -> None:
    second = _files(copied)[1]
    copied.execute(DeleteFiles((second.id,)))
    save_photo(second.path, (5,), shade=9)
    clock_of.time += MONTH
    assert copied.jobs.empty_trash().moved == []
    assert second.path.exists()


def test_a_deleted_photo_that_is_brought_back_has_both_files(copied: Library) -> None:
    photo = copied.trash.several_files()[0].photo_id
    second = _files(copied)[1]
    copied.execute(DeleteFiles((second.id,)))
    copied.execute(DeletePhotos((photo,)))
    assert len(copied.trash.photos()[0].files) == 2
    copied.execute(RestorePhotos((photo,)))
    assert [file.days_left for file in _files(copied)] == [None, None]
