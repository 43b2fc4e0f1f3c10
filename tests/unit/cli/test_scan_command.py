from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from command import Command
from fakes.library import fake_engine, open_fake_library
from fakes.photos import fake_photo, save_photo
from filelock import FileLock
from PIL import Image

from photoface.catalog.states import FailureKind
from photoface.catalog.summaries.library import FailedFile
from photoface.cli.application import run
from photoface.cli.failed_files import by_reason
from photoface.cli.jobs import bytes_done, photos_done
from photoface.jobs import Progress
from photoface.library.folders import Folders
from photoface.library.library import Library
from photoface.scan.face_engine import FaceEngine
from photoface.settings import Settings


def test_scan_sums_up(photoface: Command, album: Path) -> None:
    done = photoface("scan", album)
    assert done.code == 0
    assert "Photos read" in done.out
    assert "Unnamed groups" in done.out
    again = photoface("scan", "--json")
    assert again.json["read"] == 0
    assert (again.json["photos"], again.json["groups"], again.json["failed_files"]) == (12, 3, 0)


class FakeWatch:
    """Makes a change, tells it, and tells it again for as long as it is asked to."""

    def __init__(self, change: Callable[[], object]) -> None:
        self._change = change
        self._again = 1

    def stop(self) -> None: ...

    def tell_again(self) -> None:
        self._again += 1

    def changes(self) -> Iterator[None]:
        while self._again:
            self._again -= 1
            self._change()
            yield


def test_scan_goes_on_with_what_changes(photoface: Command, album: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("photoface.scan.inventory.WRITING_SECONDS", 0.0)
    monkeypatch.setattr(
        Folders, "watch", lambda library: FakeWatch(lambda: save_photo(album / "new.png", (0,), shade=40))
    )
    done = photoface("scan", "--watch", album)
    assert done.code == 0
    assert "Watching the folders" in done.err
    assert done.out.splitlines()[-1].endswith("1 photo read, 1 face found.")


def test_what_stops_one_scan_does_not_end_the_watch(
    photoface: Command, album: Path, catalog_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("photoface.scan.inventory.WRITING_SECONDS", 0.0)
    lock = FileLock(f"{catalog_path}.job.lock")

    def change() -> None:
        if lock.is_locked:
            lock.release()
        else:
            save_photo(album / "new.png", (0,), shade=40)
            lock.acquire()

    monkeypatch.setattr(Folders, "watch", lambda library: FakeWatch(change))
    done = photoface("scan", "--watch", album)
    assert done.code == 0
    assert "Another PhotoFace is scanning" in done.err
    assert done.out.splitlines()[-1].endswith("1 photo read, 1 face found.")


@pytest.mark.sqlite
def test_a_lock_that_cannot_be_made_is_a_sentence(photoface: Command, album: Path, catalog_path: Path) -> None:
    lock = catalog_path.with_name(f"{catalog_path.name}.job.lock")
    lock.mkdir()
    refused = photoface("scan", album)
    assert refused.code == 1
    assert refused.err.splitlines()[0].startswith(f"{lock} cannot be locked: ")
    lock.rmdir()
    assert photoface("scan", album).code == 0


def test_scan_in_a_folder_with_spaces_and_letters(photoface: Command, tmp_path: Path) -> None:
    folder = tmp_path / "Fotos från Åre [2019]"
    save_photo(folder / "blå himmel :smile:.png", (0,))
    assert photoface("scan", folder, "--json").json["read"] == 1
    assert str(folder) in photoface("folders").out


def test_failed_files_are_listed_and_do_not_fail_the_scan(photoface: Command, album: Path) -> None:
    for number in range(12):
        (album / f"broken {number:02}.jpg").write_bytes(b"no picture")
    done = photoface("scan", album)
    assert done.code == 0
    assert "12 files could not be read:" in done.err
    assert "  12, not before the file changes: … is not a picture of any kind that PhotoFace opens." in done.err
    assert "broken 02.jpg" in done.err
    assert "broken 03.jpg" not in done.err
    assert "and 9 more" in done.err
    listed = photoface("scan", "--failed", "--json").json
    assert len(listed) == 12
    assert listed[0]["path"] == str(album / "broken 00.jpg")
    assert listed[0]["reason"]
    assert (listed[0]["kind"], listed[0]["tried_again"]) == ("file", False)
    assert "broken 11.jpg" in photoface("scan", "--failed").out
    save_photo(album / "broken 00.jpg", (0,), shade=40)
    retried = photoface("scan", "--retry-failed", "--json").json
    assert (retried["read"], retried["failed"]) == (1, 11)


def test_failed_files_are_grouped_by_reason() -> None:
    files = [
        FailedFile(1, Path("a.jpg"), "PhotoFace is not allowed to read a.jpg.", FailureKind.PASSING),
        FailedFile(2, Path("b.jpg"), "b.jpg is too large: 70,000 x 5 pixels. Raise the limit.", FailureKind.FILE),
        FailedFile(3, Path("c.jpg"), "c.jpg is damaged: it ends too early.", FailureKind.FILE),
        FailedFile(4, Path("d.jpg"), "d.jpg is too large: 80,000 x 5 pixels. Raise the limit.", FailureKind.FILE),
        FailedFile(5, Path("e.jpg"), "PhotoFace is not allowed to read e.jpg.", FailureKind.PASSING),
    ]
    assert [(why, [file.id for file in some]) for why, some in by_reason(files)] == [
        ("… is too large.", [2, 4]),
        ("… is damaged: it ends too early.", [3]),
        ("PhotoFace is not allowed to read ….", [1, 5]),
    ]


def test_photos_that_vanished_are_said(photoface: Command, scanned: Library, album: Path) -> None:
    for path in sorted(album.rglob("*.png"))[:6]:
        path.unlink()
    done = photoface("scan")
    assert "Photos gone since the last scan" in done.out
    assert photoface("scan", "--json").json["vanished"] == 0


def test_a_photo_that_moved_is_not_gone(photoface: Command, scanned: Library, album: Path) -> None:
    path = next(album.rglob("*.png"))
    path.rename(path.with_name("moved.png"))
    assert photoface("scan", "--json").json["vanished"] == 0


def test_no_failed_files(photoface: Command, scanned: Library) -> None:
    assert photoface("scan", "--failed").err == "All files could be read.\n"


def test_scan_without_a_folder(photoface: Command, library: Library) -> None:
    refused = photoface("scan")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.splitlines() == ["There is no folder to scan yet.", "Name one: photoface scan ~/Pictures"]


def test_a_folder_that_is_not_there(photoface: Command, tmp_path: Path) -> None:
    refused = photoface("scan", tmp_path / "gone")
    assert refused.code == 1
    assert "There is no folder" in refused.err


def test_an_unreachable_folder_is_said(photoface: Command, scanned: Library, album: Path) -> None:
    album.rename(album.with_name("Elsewhere"))
    done = photoface("scan")
    assert done.code == 0
    assert f"{album} cannot be reached" in done.err
    album.mkdir()
    done = photoface("scan")
    assert done.code == 0
    assert f"{album} holds no file any more" in done.err
    assert "photoface folders remove" in done.err


@pytest.mark.skipif(os.name != "posix", reason="stops with signals")
@pytest.mark.parametrize(("number", "expected"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_stops_cleanly_and_says_what_is_kept(
    tmp_path: Path, album: Path, capsys: pytest.CaptureFixture[str], number: signal.Signals, expected: int
) -> None:
    def load_engine(settings: Settings) -> FaceEngine:
        os.kill(os.getpid(), number)
        return fake_engine(settings)

    before = signal.getsignal(number)
    arguments = ["--catalog", str(tmp_path / "c.photoface"), "scan", str(album)]
    code = run(arguments, lambda path: open_fake_library(path or tmp_path, load_engine))
    captured = capsys.readouterr()
    assert (code, captured.out) == (expected, "")
    assert captured.err.startswith("Stopped. 0 photos and 0 faces are in the catalog")
    assert signal.getsignal(number) is before
    assert run(arguments, lambda path: open_fake_library(path or tmp_path)) == 0


def test_words_of_progress() -> None:
    scanning = Progress("Scanning", 12_410, 50_233, 9_801, 38.2, 961.0)
    assert photos_done(scanning) == "12,410 of 50,233 photos, 9,801 faces, 38 photos/s, 16 min left"
    assert photos_done(Progress("Scanning", 1, 1, 1)) == "1 of 1 photo, 1 face"
    assert photos_done(Progress("Grouping faces")) == ""
    downloading = Progress("Downloading", 12_000_000, 111_898_327, per_second=3_100_000.0, seconds_left=32.2)
    assert bytes_done(downloading) == "12 MB of 112 MB, 3.1 MB/s, 32 s left"


def test_what_is_passed_over_is_counted_and_listed(photoface: Command, library: Library, album: Path) -> None:
    (album / "@eaDir").mkdir()
    for name in ("a.WMV", "2019/b.wmv", "c.jxl", "@eaDir/d.jpg"):
        (album / name).write_bytes(b"x")
    shown = photoface("scan", album)
    assert "1 folder of other programs was left out; `photoface folders left-out` lists them." in shown.err
    assert "3 files not of a format that PhotoFace reads (2 .wmv, 1 .jxl)" in shown.err
    assert photoface("folders", "left-out", "--json").json == [
        {"path": str(album / "@eaDir"), "reason": "it fits @eaDir"}
    ]
    assert "@eaDir" in photoface("folders", "left-out").out
    assert photoface("folders", "others", "--json").json == [
        str(album / name) for name in ("a.WMV", "c.jxl", "2019/b.wmv")
    ]
    assert str(album / "c.jxl") in photoface("folders", "others").out
    values = photoface("scan", "--json").json
    assert (values["left_out_folders"], values["left_out_files"]) == (1, 0)
    assert values["other_files"] == {".wmv": 2, ".jxl": 1}


def test_nothing_is_passed_over(photoface: Command, scanned: Library) -> None:
    assert "No folder is left out." in photoface("folders", "left-out").err
    assert "There are none." in photoface("folders", "others").err
    assert "left out" not in photoface("scan").err


def test_photos_that_are_read_in_part_are_counted_and_listed(photoface: Command, library: Library, album: Path) -> None:
    cut = album / "cut.jpg"
    Image.fromarray(fake_photo((0, 1), shade=77)).save(cut, quality=95)
    cut.write_bytes(cut.read_bytes()[:-2])
    shown = photoface("scan", album)
    assert shown.code == 0
    assert "1 photo could be read only in part; `photoface scan --failed` lists them." in shown.err
    assert photoface("scan", "--failed", "--json").json == [
        {"path": str(cut), "reason": "Its end is missing.", "in_part": True}
    ]
    assert "Its end is missing." in photoface("scan", "--failed").out
