"""Copying photos out of the library."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path
from typing import Any

import pytest

from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl, Progress
from photoface.library.library import Library


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_copies_are_the_originals(scanned: Library, tmp_path: Path) -> None:
    photos = scanned.photos.ids()[:3]
    seen: list[Progress] = []
    report = scanned.photos.copy_to(photos, tmp_path / "new" / "out", JobControl(seen.append))
    originals = [scanned.photos.detail(photo_id).path for photo_id in photos]
    assert [path.name for path in report.copied] == [path.name for path in originals if path]
    for copy, original in zip(report.copied, originals, strict=True):
        assert original is not None
        assert copy.read_bytes() == original.read_bytes()
        assert copy.stat().st_mtime == pytest.approx(original.stat().st_mtime)
    assert report.not_copied == ()
    assert [(one.done, one.total) for one in seen] == [(0, 3), (1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize("links", [True, False], ids=["with links", "without links"])
def test_nothing_is_written_over(
    scanned: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    if not links:

        def refuse(*_: Any) -> None:
            raise OSError(errno.EPERM, "no links here")

        monkeypatch.setattr(Path, "hardlink_to", refuse)
    (photo_id,) = scanned.photos.ids()[:1]
    path = scanned.photos.detail(photo_id).path
    assert path is not None
    out = tmp_path / "out"
    out.mkdir()
    (out / path.name).write_bytes(b"precious")
    for _ in range(2):
        scanned.photos.copy_to([photo_id], out)
    assert _files(out) == {
        path.name: b"precious",
        f"{path.stem} (2){path.suffix}": path.read_bytes(),
        f"{path.stem} (3){path.suffix}": path.read_bytes(),
    }


def test_missing_photos_are_reported(scanned: Library, tmp_path: Path) -> None:
    first, second = scanned.photos.ids()[:2]
    path = scanned.photos.detail(first).path
    assert path is not None
    path.unlink()
    report = scanned.photos.copy_to([first, 999, second], tmp_path / "out")
    assert len(report.copied) == 1
    assert [(one.photo_id, one.path, one.sentence) for one in report.not_copied] == [
        (first, path, "The file is not there."),
        (999, None, "The file is not there."),
    ]


def test_a_stopped_copy_keeps_whole_files_alone(scanned: Library, tmp_path: Path) -> None:
    control = JobControl(lambda progress: control.cancel() if progress.done == 2 else None)
    with pytest.raises(JobCancelled):
        scanned.photos.copy_to(scanned.photos.ids(), tmp_path / "out", control)
    assert len(_files(tmp_path / "out")) == 2


def test_a_full_disk_says_so_and_leaves_nothing_half(
    scanned: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(UserFacingError, match=r"cannot be written to: No space left on device\. Check the folder"):
        scanned.photos.copy_to(scanned.photos.ids(), tmp_path / "out")
    assert _files(tmp_path / "out") == {}


def test_a_photo_that_cannot_be_read_does_not_stop_the_others(
    scanned: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, broken = shutil.copyfileobj, [True]

    def fail_once(source: Any, target: Any, length: int) -> None:
        if broken.pop() if broken else False:
            raise OSError(errno.EIO, "Input/output error")
        copy(source, target, length)

    monkeypatch.setattr(shutil, "copyfileobj", fail_once)
    report = scanned.photos.copy_to(scanned.photos.ids()[:2], tmp_path / "out")
    assert [one.sentence for one in report.not_copied] == ["The file cannot be read: Input/output error."]
    assert len(_files(tmp_path / "out")) == len(report.copied) == 1


def test_a_folder_that_cannot_be_made(scanned: Library, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserFacingError, match="cannot be made"):
        scanned.photos.copy_to(scanned.photos.ids()[:1], tmp_path / "file" / "out")
