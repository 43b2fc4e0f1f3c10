"""The video half of a Live photo or a motion photo is known by what both halves hold, not by the name alone."""

from __future__ import annotations

from pathlib import Path

from photoface.imaging.live_photos import is_moving_half, moving_half

ONE = b"1B7A2C3D-0123-4567-89AB-CDEF01234567"
OTHER = b"00000000-0123-4567-89AB-CDEF01234567"


def _file(path: Path, data: bytes = b"") -> Path:
    path.write_bytes(data)
    return path


def test_the_video_with_the_identifier_of_the_still(tmp_path: Path) -> None:
    still, video = _file(tmp_path / "IMG_1.HEIC", b".." + ONE), _file(tmp_path / "img_1.mov", b"keys" + ONE)
    assert moving_half(still, still.read_bytes()) == video
    video.write_bytes(OTHER)
    assert moving_half(still, still.read_bytes()) is None
    assert moving_half(still, b"") is None


def test_a_video_that_was_taken_with_a_still_beside_it(tmp_path: Path) -> None:
    video, still = _file(tmp_path / "IMG_1.MOV", b"keys" + ONE), _file(tmp_path / "IMG_1.HEIC", b".." + ONE)
    assert is_moving_half(video)
    still.write_bytes(OTHER)
    assert not is_moving_half(video)
    still.unlink()
    assert not is_moving_half(video)
    assert not is_moving_half(_file(tmp_path / "IMG_1.avi", ONE))


def test_a_video_that_another_still_has_too_stays(tmp_path: Path) -> None:
    still = _file(tmp_path / "IMG_1.HEIC", ONE)
    _file(tmp_path / "IMG_1.MOV", ONE)
    _file(tmp_path / "IMG_1.JPG", ONE)
    assert moving_half(still, ONE) is None


def test_googles_motion_photos_have_a_suffix_of_their_own(tmp_path: Path) -> None:
    still, video = _file(tmp_path / "PXL_1.MP.jpg"), _file(tmp_path / "PXL_1.MP")
    assert moving_half(still, b"") == video
    assert moving_half(_file(tmp_path / "PXL_2.jpg"), b"") is None
    assert moving_half(tmp_path / "gone" / "a.jpg", b"") is None
