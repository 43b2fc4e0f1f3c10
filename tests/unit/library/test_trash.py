"""Photos are deleted, restored, and moved to the trash of the system; nothing that was said about them is lost."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from fakes.library import Clock, FakeTrash, open_fake_library
from fakes.photos import save_photo
from made_videos import fake_clip
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from user_state import said_in

from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl
from photoface.library.commands.collections import TagPhotos
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.photos import DeletePhotos, RatePhotos, RestorePhotos
from photoface.library.library import Library


def _path(library: Library, photo_id: int) -> Path:
    path = library.photos.detail(photo_id).path
    assert path is not None
    return path


def _of(library: Library, name: str) -> int:
    (person,) = library.people.called(name)
    return person.photos


@pytest.fixture
def named(scanned: Library) -> Library:
    group = scanned.groups.all()[0]
    scanned.execute(NameGroup(group.id, "Ann"))
    return scanned


def _ann_s_photo(library: Library) -> int:
    return library.photos.ids(library.people.called("Ann")[0].id)[0]


def test_a_deleted_photo_is_nowhere_but_in_recently_deleted(named: Library) -> None:
    photo = _ann_s_photo(named)
    named.execute(TagPhotos((photo,), "Sea"))
    before, faces = _of(named, "Ann"), named.overview().faces
    outcome = named.execute(DeletePhotos((photo,)))
    assert outcome.summary == "Deleted 1 photo"
    assert photo not in named.photos.ids()
    assert photo not in named.search.find("Ann").photo_ids
    assert photo not in named.search.find("tag:Sea").photo_ids
    assert _of(named, "Ann") == before - 1
    assert named.overview().faces < faces
    assert photo not in {face.photo_id for face in named.faces.summaries(named.faces.ids())}
    (deleted,) = named.trash.photos()
    assert (deleted.id, deleted.days_left, len(deleted.files)) == (photo, 30, 1)
    assert deleted.files[0].path.exists()


def test_its_faces_are_not_asked_about_and_come_back_with_it(scanned: Library) -> None:
    group = scanned.groups.all()[0]
    faces = scanned.groups.face_ids(group.id)
    photo = scanned.faces.summaries(faces)[0].photo_id
    scanned.execute(DeletePhotos((photo,)))
    now = next(one for one in scanned.groups.all() if one.id == group.id)
    assert now.faces == group.faces - 1
    scanned.execute(RestorePhotos((photo,)))
    assert scanned.groups.all()[0].faces == group.faces


def test_a_restored_photo_has_all_that_was_said_about_it(named: Library) -> None:
    photo = _ann_s_photo(named)
    named.execute(TagPhotos((photo,), "Sea"))
    named.execute(RatePhotos((photo,), 4))
    said = said_in(named.catalog_path)
    named.execute(DeletePhotos((photo,)))
    named.jobs.scan()
    named.execute(RestorePhotos((photo,)))
    assert said_in(named.catalog_path) == said
    assert photo in named.photos.ids()
    assert named.trash.ids() == []


def test_a_scan_neither_brings_a_deleted_photo_back_nor_forgets_it(named: Library) -> None:
    photo = _ann_s_photo(named)
    path = _path(named, photo)
    named.execute(DeletePhotos((photo,)))
    named.jobs.scan()
    aside = path.rename(path.with_suffix(".aside"))
    named.jobs.scan()
    aside.rename(path)
    named.jobs.scan()
    assert photo not in named.photos.ids()
    assert named.trash.ids() == [photo]
    named.undo()
    assert photo in named.photos.ids()
    assert not named.photos.detail(photo).missing


def test_days_that_are_over_move_the_file_with_its_sidecar(named: Library, clock_of: Clock, trash: Path) -> None:
    photo = _ann_s_photo(named)
    path = _path(named, photo)
    path.with_name(path.name + ".xmp").write_text("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>", encoding="utf-8")
    named.execute(DeletePhotos((photo,)))
    assert named.jobs.empty_trash().photo_ids == []
    assert path.exists()
    clock_of.time += dt.timedelta(days=31)
    assert named.trash.is_due()
    report = named.jobs.empty_trash()
    assert report.photo_ids == [photo]
    assert {one.name for one in trash.iterdir()} == {path.name, path.name + ".xmp"}
    assert report.sentences() == "Moved 2 files to the trash of this computer."
    assert named.trash.ids() == []
    assert photo not in named.photos.ids()
    named.jobs.scan()
    assert photo not in named.photos.ids()


def test_the_video_of_a_live_photo_goes_with_its_photo(named: Library, trash: Path) -> None:
    folder = _path(named, _ann_s_photo(named)).parent
    identifier = "1B7A2C3D-0123-4567-89AB-CDEF01234567"
    words = PngInfo()
    words.add_text("MakerNote", identifier)
    still = save_photo(folder / "IMG_7.png", [3])
    Image.open(still).save(still, pnginfo=words)
    (folder / "IMG_7.MOV").write_bytes(b"moov keys " + identifier.encode())
    (folder / "IMG_7.avi").write_bytes(identifier.encode())
    named.jobs.scan()
    (photo,) = (one for one in named.photos.ids() if _path(named, one) == still)
    named.execute(DeletePhotos((photo,)))
    assert (folder / "IMG_7.MOV").exists()
    assert named.jobs.empty_trash([photo]).sentences() == "Moved 2 files to the trash of this computer."
    assert {one.name for one in trash.iterdir()} == {"IMG_7.png", "IMG_7.MOV"}


def test_a_live_photo_s_video_that_is_a_photo_itself_goes_only_when_it_is_deleted(named: Library, trash: Path) -> None:
    folder = _path(named, _ann_s_photo(named)).parent
    identifier = "1B7A2C3D-0123-4567-89AB-CDEF01234567"
    words = PngInfo()
    words.add_text("MakerNote", identifier)
    still = save_photo(folder / "IMG_7.png", [3])
    Image.open(still).save(still, pnginfo=words)
    video = fake_clip(folder / "IMG_7.mov", [(1, {})])
    with video.open("ab") as opened:
        opened.write(b"\0\0\0\x2cfree" + identifier.encode())
    named.jobs.scan()
    of_file = {_path(named, one): one for one in named.photos.ids()}
    assert video in of_file
    named.execute(DeletePhotos((of_file[still],)))
    named.jobs.empty_trash([of_file[still]])
    assert {one.name for one in trash.iterdir()} == {"IMG_7.png"}
    assert video.exists()
    named.execute(DeletePhotos((of_file[video],)))
    named.jobs.empty_trash([of_file[video]])
    assert {one.name for one in trash.iterdir()} == {"IMG_7.png", "IMG_7.mov"}


def test_a_file_taken_out_of_the_system_s_trash_comes_back_with_its_names(named: Library, trash: Path) -> None:
    photo = _ann_s_photo(named)
    path, before = _path(named, photo), _of(named, "Ann")
    named.execute(DeletePhotos((photo,)))
    named.jobs.empty_trash([photo])
    assert _of(named, "Ann") == before - 1
    shutil.move(trash / path.name, path)
    named.jobs.scan()
    assert photo in named.photos.ids()
    assert _of(named, "Ann") == before


def test_undo_after_the_file_went_says_that_the_photo_is_missing(named: Library) -> None:
    photo = _ann_s_photo(named)
    named.execute(DeletePhotos((photo,)))
    named.jobs.empty_trash([photo])
    named.undo()
    assert named.photos.missing_ids() == [photo]
    named.redo()
    assert named.photos.missing_ids() == []


def test_both_files_of_a_photo_are_said_and_go(named: Library, trash: Path) -> None:
    photo = _ann_s_photo(named)
    path = _path(named, photo)
    copy = Path(shutil.copy(path, path.with_name("copy of it.png")))
    named.jobs.scan()
    named.execute(DeletePhotos((photo,)))
    (deleted,) = named.trash.photos([photo])
    assert {file.path for file in deleted.files} == {path, copy}
    assert all(file.was_there for file in deleted.files)
    assert len(named.jobs.empty_trash([photo]).moved) == 2
    assert not path.exists()
    assert not copy.exists()


def test_a_copy_found_since_is_said_and_goes_by_a_new_word_alone(named: Library, clock_of: Clock) -> None:
    photo = _ann_s_photo(named)
    path = _path(named, photo)
    named.execute(DeletePhotos((photo,)))
    copy = Path(shutil.copy(path, path.with_name("from the old disk.png")))
    named.jobs.scan()
    assert [file.was_there for file in named.trash.photos([photo])[0].files] == [True, False]
    clock_of.time += dt.timedelta(days=31)
    assert named.jobs.empty_trash().moved == [path]
    assert named.trash.ids() == [photo]
    assert named.jobs.empty_trash([photo]).moved == [copy]
    assert named.trash.ids() == []


def test_a_file_that_holds_another_picture_by_then_stays(named: Library, clock_of: Clock) -> None:
    photo = _ann_s_photo(named)
    path = _path(named, photo)
    named.execute(DeletePhotos((photo,)))
    save_photo(path, [7, 8, 9], shade=31)
    clock_of.time += dt.timedelta(days=31)
    report = named.jobs.empty_trash()
    assert report.changed == [path]
    assert "changed since" in report.sentences()
    assert path.exists()


def test_where_there_is_no_trash_the_user_is_asked(library: Library, tmp_path: Path, clock_of: Clock) -> None:
    folder = tmp_path / "network drive"
    path = save_photo(folder / "1.png", [0, 1])
    save_photo(folder / "2.png", [2])
    library.folders.add(folder)
    library.jobs.scan()
    photo = library.photos.ids_at([path])[path]
    library.execute(DeletePhotos((photo,)))
    clock_of.time += dt.timedelta(days=31)
    report = library.jobs.empty_trash()
    assert report.without_trash == [path]
    assert "only be deleted for good" in report.sentences()
    assert path.exists()
    assert library.trash.ids() == [photo]
    report = library.jobs.empty_trash([photo], without_trash=True)
    assert report.deleted == [path]
    assert not path.exists()
    assert library.trash.ids() == []


class _KilledError(Exception):
    """The process ends here."""


def test_a_move_that_is_killed_goes_on_and_takes_nothing_else(named: Library, trash: Path) -> None:
    photo, other = named.photos.ids()[:2]
    path, other_path = _path(named, photo), _path(named, other)
    named.execute(DeletePhotos((photo, other)))
    real = FakeTrash(trash)

    def killed(moved: Path) -> None:
        real(moved)
        raise _KilledError

    named.jobs._move_to_trash = killed
    with pytest.raises(_KilledError):
        named.jobs.empty_trash([photo, other])
    named.jobs._move_to_trash = real
    assert path.exists() != other_path.exists()
    assert set(named.trash.ids()) == {photo, other}
    assert named.trash.is_due()
    report = named.jobs.empty_trash()
    assert len(report.photo_ids) == 1
    assert len(named.trash.ids()) == 1
    assert not named.trash.is_due()
    assert path.exists() != other_path.exists()


def test_a_cancelled_move_keeps_what_it_did(named: Library) -> None:
    photos = named.photos.ids()[:3]
    named.execute(DeletePhotos(tuple(photos)))
    control = JobControl(lambda progress: control.cancel() if progress.done == 1 else None)
    with pytest.raises(JobCancelled):
        named.jobs.empty_trash(photos, control)
    assert len(named.trash.ids()) == 2


def test_what_is_not_there_any_more_cannot_be_deleted_or_restored(named: Library) -> None:
    photo = named.photos.ids()[0]
    with pytest.raises(UserFacingError, match="in Recently deleted"):
        named.execute(RestorePhotos((photo,)))
    named.execute(DeletePhotos((photo,)))
    with pytest.raises(UserFacingError, match="not in the library"):
        named.execute(DeletePhotos((photo, 999)))


def test_a_photo_keeps_its_days_after_a_restart(catalog_path: Path, named: Library) -> None:
    photo = named.photos.ids()[0]
    named.execute(DeletePhotos((photo,)))
    named.close()
    again = open_fake_library(catalog_path)
    assert [one.id for one in again.trash.photos()] == [photo]
    again.close()


@pytest.fixture
def clock_of(library: Library) -> Clock:
    """The clock of the library."""
    clock = library.trash._now
    assert isinstance(clock, Clock)
    return clock


@pytest.fixture
def trash(catalog_path: Path) -> Path:
    """The folder that is the system's trash."""
    return catalog_path.parent / "trash"
