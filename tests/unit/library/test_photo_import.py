"""Photos are copied from a card whole or not at all, once, and nothing on the card changes."""

from __future__ import annotations

import datetime as dt
import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes.photos import save_photo
from pictures_on_disk import exif_of, with_metadata

from photoface.catalog import photo_imports
from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl
from photoface.library import import_copying
from photoface.library.commands.photos import DeletePhotos
from photoface.library.import_folders import checked_pattern, folder_of
from photoface.library.import_report import ImportReport
from photoface.library.library import Library

TAKEN = dt.datetime(2024, 7, 14, 15, 30)
CARD_TIME = dt.datetime(2024, 7, 20, 8, 0, 0).timestamp()


def _save(path: Path, shade: int, taken: dt.datetime | None = TAKEN) -> Path:
    save_photo(path, [shade % 3], shade=shade, taken=taken)
    os.utime(path, (CARD_TIME, CARD_TIME))
    return path


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """Two photos of one day and one of the next, and what is no photo of the user."""
    folder = tmp_path / "card"
    _save(folder / "DCIM" / "100CANON" / "IMG_0001.png", 1)
    _save(folder / "DCIM" / "100CANON" / "IMG_0002.png", 2)
    _save(folder / "DCIM" / "101CANON" / "IMG_0001.png", 3, TAKEN + dt.timedelta(days=1))
    _save(folder / "MISC" / "preview.png", 4)
    (folder / "DCIM" / "100CANON" / "index.dat").write_bytes(b"camera")
    return folder


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "Photos"


def _files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def _image(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {name: ((folder / name).read_bytes(), (folder / name).stat().st_mtime_ns) for name in _files(folder)}


def test_new_photos_are_copied_into_dated_folders_with_their_times(library: Library, card: Path, target: Path) -> None:
    before = _image(card)
    looked = library.imports.look([card])
    assert (looked.photos, looked.videos) == (3, 0)
    report = library.jobs.import_photos([card], target)
    assert _files(target) == [
        "2024/2024-07-14/IMG_0001.png",
        "2024/2024-07-14/IMG_0002.png",
        "2024/2024-07-15/IMG_0001.png",
    ]
    assert report.sentences() == "Imported 3 photos."
    copy = target / "2024/2024-07-14/IMG_0001.png"
    assert copy.read_bytes() == (card / "DCIM/100CANON/IMG_0001.png").read_bytes()
    assert copy.stat().st_mtime == CARD_TIME
    assert _image(card) == before
    library.jobs.scan()
    assert library.imports.last_ids() == library.photos.ids()
    last = library.imports.last()
    assert last is not None
    assert (last.source, last.folder) == (card, target)


def test_what_the_library_has_is_left_out_by_content(library: Library, card: Path, target: Path) -> None:
    known = shutil.copy(card / "DCIM/100CANON/IMG_0001.png", _made(target.parent / "Old") / "renamed.png")
    library.folders.add(Path(known).parent)
    library.jobs.scan()
    shutil.copy(card / "DCIM/100CANON/IMG_0002.png", card / "DCIM/101CANON/IMG_0099.png")
    looked = library.imports.look([card])
    assert (looked.photos, looked.in_library, looked.twice) == (2, 1, 1)
    report = library.jobs.import_photos([card], target, "")
    assert (report.photos, report.in_library, report.twice) == (2, 1, 1)
    assert report.sentences() == "Imported 2 photos. 1 is in the library already. 1 lies there twice."
    again = library.jobs.import_photos([card], target, "")
    assert again.photos == 0
    assert len(_files(target)) == 2


@pytest.mark.parametrize("is_imported", [True, False])
def test_a_photo_whose_copy_got_a_caption_is_still_known(
    library: Library, tmp_path: Path, target: Path, is_imported: bool
) -> None:
    from PIL import Image

    card = _made(tmp_path / "card")
    Image.new("RGB", (32, 24), "red").save(card / "a.jpg", quality=95)
    copy = target / "a.jpg"
    if is_imported:
        library.jobs.import_photos([card], target, "")
    else:
        library.folders.add(_made(target))
        shutil.copy(card / "a.jpg", copy)
    library.jobs.scan()
    copy.write_bytes(with_metadata(copy.read_bytes(), exif_of(taken="2001:02:03 04:05:06")))
    library.jobs.scan()
    assert library.jobs.import_photos([card], target, "").in_library == 1
    assert _files(target) == ["a.jpg"]


def test_what_was_deleted_here_comes_again_only_if_it_is_asked_for(library: Library, card: Path, target: Path) -> None:
    library.jobs.import_photos([card], target, "")
    library.jobs.scan()
    library.execute(DeletePhotos((library.photos.ids()[0],)))
    assert library.imports.look([card]).before == 1
    assert library.jobs.import_photos([card], target, "").before == 1
    assert library.jobs.import_photos([card], target, "", again=True).photos == 1


def test_what_belongs_together_keeps_one_name(library: Library, tmp_path: Path, target: Path) -> None:
    card = tmp_path / "card"
    for folder, shade in (("100", 1), ("101", 2)):
        photo = _save(card / folder / "IMG_1.png", shade)
        photo.with_name("IMG_1.CR2").write_bytes(b"raw %d" % shade)
        photo.with_name("IMG_1.MOV").write_bytes(b"moving %d" % shade)
        photo.with_name("IMG_1.png.xmp").write_bytes(b"<xmp>%d" % shade)
        photo.with_name("IMG_1.AAE").write_bytes(b"edit %d" % shade)
    report = library.jobs.import_photos([card], target, "{year}")
    assert (report.photos, report.videos) == (4, 2)
    year = target / "2024"
    assert _files(year) == sorted(
        f"IMG_1{number}{end}" for number in ("", "-2") for end in (".png", ".CR2", ".MOV", ".png.xmp", ".AAE")
    )
    assert (year / "IMG_1-2.MOV").read_bytes() == b"moving 2"
    assert (year / "IMG_1-2.png.xmp").read_bytes() == b"<xmp>2"


def test_a_file_of_the_name_is_never_replaced(library: Library, card: Path, target: Path) -> None:
    mine = _made(target) / "IMG_0001.png"
    mine.write_bytes(b"mine")
    library.jobs.import_photos([card / "DCIM/100CANON/IMG_0001.png"], target, "")
    assert mine.read_bytes() == b"mine"
    assert _files(target) == ["IMG_0001-2.png", "IMG_0001.png"]


def test_a_damaged_copy_is_noticed_and_leaves_nothing(
    library: Library, card: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_copying, "hash_of", lambda path: "another")
    report = library.jobs.import_photos([card / "DCIM/100CANON/IMG_0001.png"], target)
    assert "is not what was read" in report.sentences()
    assert _files(target) == []


def _while_copying(number: int, act: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Do something right before the copy of this number."""
    count = 0
    stage = import_copying.stage

    def staged(*arguments: object) -> object:
        nonlocal count
        count += 1
        if count == number:
            act()
        return stage(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(import_copying, "stage", staged)


def test_a_card_that_is_pulled_out_leaves_whole_photos_and_the_rest_follows(
    library: Library, card: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = card.with_name("away")
    _while_copying(2, lambda: card.rename(away), monkeypatch)
    report = library.jobs.import_photos([card], target, "")
    assert report.photos == 1
    assert "was it pulled out?" in report.sentences()
    assert len(_files(target)) == 1
    away.rename(card)
    rest = library.jobs.import_photos([card], target, "")
    assert (rest.photos, rest.before, rest.trouble) == (2, 1, None)
    assert len(_files(target)) == 3


def test_a_full_disk_ends_it_with_a_sentence(
    library: Library, card: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    _while_copying(2, full, monkeypatch)
    report = library.jobs.import_photos([card], target, "")
    assert report.sentences().startswith(f"Imported 1 photo. The disk of {target} is full. Make room")
    assert len(_files(target)) == 1


def test_one_unreadable_file_does_not_end_it(
    library: Library, card: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable() -> None:
        raise import_copying.CardError(OSError(errno.EIO, "Input/output error"))

    _while_copying(1, unreadable, monkeypatch)
    report = library.jobs.import_photos([card], target, "")
    assert (report.photos, report.trouble) == (2, None)
    assert "IMG_0001.png could not be copied: Input/output error." in report.sentences()


def test_stopping_keeps_what_is_whole(
    library: Library, card: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    control = JobControl()
    _while_copying(1, control.cancel, monkeypatch)
    with pytest.raises(JobCancelled):
        library.jobs.import_photos([card], target, "", control)
    assert len(_files(target)) == 1
    assert library.jobs.import_photos([card], target, "").photos == 2


KILLED = """
import os, signal, sys
from pathlib import Path
from fakes.library import open_fake_library
from photoface.library import import_copying
verify, copies = import_copying.hash_of, []
def killed_at_the_second(path):
    copies.append(path)
    return verify(path) if len(copies) == 1 else os.kill(os.getpid(), signal.SIGKILL)
import_copying.hash_of = killed_at_the_second
library = open_fake_library(Path(sys.argv[1]))
library.jobs.import_photos([Path(sys.argv[2])], Path(sys.argv[3]), "")
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_a_killed_import_leaves_nothing_half_written_under_a_name(library: Library, card: Path, target: Path) -> None:
    arguments = [sys.executable, "-c", KILLED, *map(str, (library.catalog_path, card, target))]
    tests = Path(__file__).parents[2]
    done = subprocess.run(arguments, env={**os.environ, "PYTHONPATH": str(tests)}, check=False, capture_output=True)
    assert done.returncode == -9, done.stderr
    left, named = _files(target)
    assert left.startswith(import_copying.PREFIX)
    assert named == "IMG_0001.png"
    rest = library.jobs.import_photos([card], target, "")
    assert (rest.photos, rest.trouble) == (2, None)
    assert _files(target) == ["IMG_0001-2.png", "IMG_0001.png", "IMG_0002.png"]


def test_a_copy_that_was_not_noted_any_more_is_not_made_twice(
    library: Library, card: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*arguments: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(photo_imports, "note", killed)
        with pytest.raises(SystemExit):
            library.jobs.import_photos([card], target, "")
    assert _files(target) == ["IMG_0001.png"]
    assert library.jobs.import_photos([card], target, "").photos == 3
    assert _files(target) == ["IMG_0001-2.png", "IMG_0001.png", "IMG_0002.png"]
    library.jobs.scan()
    assert len(library.imports.last_ids()) == 3


def test_single_files_bring_their_moving_picture_and_sidecar(library: Library, tmp_path: Path, target: Path) -> None:
    photo = _save(tmp_path / "phone" / "IMG_1.png", 1)
    for name in ("IMG_1.MOV", "IMG_1.xmp", "IMG_1.CR2"):
        photo.with_name(name).write_bytes(name.encode())
    library.jobs.import_photos([photo], target, "")
    assert _files(target) == ["IMG_1.MOV", "IMG_1.png", "IMG_1.xmp"]


def test_other_files_and_missing_cards_are_refused_in_a_sentence(
    library: Library, tmp_path: Path, target: Path
) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear")
    with pytest.raises(UserFacingError, match="letter.txt is neither a picture nor a video"):
        library.jobs.import_photos([letter], target)
    with pytest.raises(UserFacingError, match="is not there"):
        library.imports.look([tmp_path / "gone"])
    letter.rename(target)
    with pytest.raises(UserFacingError, match="cannot be written to"):
        library.jobs.import_photos([tmp_path], target)


def test_a_destination_around_a_library_folder_is_refused(library: Library, card: Path, tmp_path: Path) -> None:
    library.folders.add(_made(tmp_path / "Photos" / "2020"))
    with pytest.raises(UserFacingError, match="in the library already"):
        library.jobs.import_photos([card], tmp_path / "Photos")
    assert _files(tmp_path / "Photos") == []


@pytest.mark.parametrize(
    ("pattern", "folder"),
    [
        ("{year}/{year}-{month}-{day}", "2024/2024-07-14"),
        (" /Photos {year}/{month}/ ", "Photos 2024/07"),
        ("", "."),
        ("Trip", "Trip"),
    ],
)
def test_patterns_name_folders_by_date(pattern: str, folder: str) -> None:
    assert str(folder_of(checked_pattern(pattern), TAKEN)) == folder


@pytest.mark.parametrize(
    "pattern", ["{hour}", "..", "{year}/../x", ".hidden", "a//b", "{", "a:b", "{year}. ", "{}", "a/ /b"]
)
def test_patterns_that_name_no_folder_are_refused(pattern: str) -> None:
    with pytest.raises(UserFacingError):
        checked_pattern(pattern)


def test_a_report_names_what_could_not_be_copied() -> None:
    report = ImportReport(Path("Photos"))
    report.count(Path("a.mov"), 10, TAKEN)
    report.failed = [(Path(f"{number}.jpg"), "No such file.") for number in range(5)]
    assert report.sentences().startswith("Imported 1 video. 0.jpg could not be copied: No such file.")
    assert report.sentences().endswith("2 more files could not be copied.")


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder
