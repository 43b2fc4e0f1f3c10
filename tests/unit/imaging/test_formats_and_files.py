"""Which files are photos, and reading them."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pictures
import pytest

from photoface.errors import UnreadablePhoto
from photoface.imaging import photo_bytes
from photoface.imaging.formats import PhotoFormat, format_of, is_other_media_name, is_photo_name
from photoface.imaging.photo_bytes import content_hash, read_file


@pytest.mark.parametrize("suffix", ["jpg", "JPG", "jpeg", "png", "webp", "tif", "TIFF", "gif", "bmp", "heic", "HEIF"])
@pytest.mark.parametrize("stem", ["IMG_1.", "folder/IMG_1."])
def test_photos_by_name(suffix: str, stem: str) -> None:
    assert is_photo_name(stem + suffix)


@pytest.mark.parametrize("name", ["a.avif", "a.dng", "a.CR2", "a.CR3", "a.nef", "a.arw", "a.raf", "a.orf", "a.rw2"])
def test_newer_photos_and_camera_originals_by_name(name: str) -> None:
    assert is_photo_name(name)


@pytest.mark.parametrize(
    "name", ["a.jps", "a.jif", "a.pjpeg", "a.jpg_large", "a.insp", "a.heics", "a.avifs", "a.jp2", "a.J2K", "a.psd"]
)
def test_rare_photos_by_name(name: str) -> None:
    assert is_photo_name(name)
    assert not is_other_media_name(name)


@pytest.mark.parametrize("name", ["a.wmv", "a.FLV", "a.jxl", "a.psb", "a.xcf", "a.svg", "a.vob"])
def test_other_pictures_and_videos_by_name(name: str) -> None:
    assert is_other_media_name(name)
    assert not is_photo_name(name)


@pytest.mark.parametrize("name", ["a.txt", "jpg", ".jpg", "a.jpg.xmp", "a.mp4", "", "._IMG_1.jpg", "d/._IMG_1.jpg"])
def test_others_by_name(name: str) -> None:
    assert not is_photo_name(name)


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (pictures.encoded("PNG"), "a.jpg", PhotoFormat.PNG),
        (pictures.encoded("JPEG"), "a.nef", PhotoFormat.JPEG),
        (pictures.encoded("TIFF"), "a.tif", PhotoFormat.TIFF),
        (pictures.encoded("TIFF"), "a.nef", PhotoFormat.RAW),
        (pictures.dng(), "a.tif", PhotoFormat.RAW),
        (b"II*\0\x10\0\0\0CR\x02\0", "a.tif", PhotoFormat.RAW),
        (b"II*\0\xff\xff\xff\xff", "a.tif", PhotoFormat.TIFF),
        (b"FUJIFILMCCD-RAW 0201", "a.raf", PhotoFormat.RAW),
        (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom", "a.cr3", PhotoFormat.RAW),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "a.avif", PhotoFormat.HEIF),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", "a.heic", PhotoFormat.AVIF),
        (b"\0\0\0\x14ftypmif1\0\0\0\0mif1", "a.heic", PhotoFormat.HEIF),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "a.heic", None),
        (b"\xff\xff\xff\xffftyp", "a.heic", None),
        (b"", "a.jpg", None),
    ],
)
def test_format_is_by_content(data: bytes, name: str, expected: PhotoFormat | None) -> None:
    assert format_of(data, name) is expected


def test_reads_all_bytes(tmp_path: Path) -> None:
    path = tmp_path / "IMG_1.jpg"
    path.write_bytes(bytes(range(256)) * 1000)
    assert read_file(path) == bytes(range(256)) * 1000


def test_vanished_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePhoto, match=r"^IMG_1\.jpg is no longer there\. Scan its folder again\.$"):
        read_file(tmp_path / "IMG_1.jpg")


def test_folder_named_like_a_photo(tmp_path: Path) -> None:
    folder = tmp_path / "IMG_1.jpg"
    folder.mkdir()
    with pytest.raises(UnreadablePhoto, match="IMG_1.jpg"):
        read_file(folder)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "not allowed to read IMG_1.jpg"),
        (errno.EIO, "The disk could not read IMG_1.jpg"),
        (errno.ESTALE, "IMG_1.jpg cannot be read"),
        (errno.ETIMEDOUT, "network drive"),
    ],
)
def test_failing_disks(number: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(photo_bytes, "open_regular", fail)
    with pytest.raises(UnreadablePhoto, match=words) as raised:
        read_file(tmp_path / "IMG_1.jpg")
    assert raised.value.remedy
    assert isinstance(raised.value.__cause__, OSError)


def test_file_too_large_for_a_photo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo_bytes, "LARGEST_FILE_BYTES", 100)
    path = tmp_path / "film.jpg"
    path.write_bytes(bytes(100))
    assert len(read_file(path)) == 100
    path.write_bytes(bytes(101))
    with pytest.raises(UnreadablePhoto, match="too large for a photo"):
        read_file(path)


def test_content_hash_is_blake2b_of_twenty_bytes() -> None:
    # hashlib's own value: fixed here, since every catalog depends on it.
    assert content_hash(b"") == "3345524abf6bbe1809449224b5972c41790b6cf2"
    assert content_hash(b"a") != content_hash(b"b")
    assert len(content_hash(b"a")) == 40
