"""Names get beside photos and into them: whole or not at all, and nothing else changes."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import made_photos
import psutil
import pytest
from full_disk import files_up_to
from made_photos import jpeg_with_segments, segment
from PIL import Image

from photoface.geometry import Box, Turn
from photoface.imaging.picture_hash import picture_hash
from photoface.metadata import replacing
from photoface.metadata.exiftool import ExifTool
from photoface.metadata.jpeg_writing import without_packet
from photoface.metadata.packets.jpeg import EXTENDED_XMP_HEADER, XMP_HEADER
from photoface.metadata.reading import read_metadata
from photoface.metadata.records import Destination, FaceRegion, Frame, PhotoMetadata, RegionSchema, RegionState
from photoface.metadata.region_writing import Photo
from photoface.metadata.replacing import ChangedMeanwhile, FileState, NotWritable, remove_leftovers, replace_file
from photoface.metadata.writing import DamagedSidecar, WritingChoices, write_metadata
from photoface.metadata.xmp_writing import merge

PHOTO = Photo(made_photos.SIZE, Turn.NONE)
INTO_FILES = WritingChoices(Destination.FILE)


def named(*names: str) -> PhotoMetadata:
    boxes = [Box(0.1 + 0.3 * number, 0.2, 0.2, 0.3) for number in range(len(names))]
    regions = [
        FaceRegion(box, Frame.UPRIGHT, name, RegionState.CONFIRMED, RegionSchema.CATALOG)
        for name, box in zip(names, boxes, strict=True)
    ]
    return PhotoMetadata(regions=tuple(regions))


ANNA = named("Anna")


def names_in(path: Path) -> list[str | None]:
    return [region.name for region in read_metadata(path).regions]


def without(packet: PhotoMetadata) -> bytes:
    return merge(None, packet, None, PHOTO).packet


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "1.jpg"
    path.write_bytes(made_photos.encoded("JPEG"))
    return path


@pytest.fixture(scope="module")
def exiftool() -> Iterator[ExifTool]:
    found = ExifTool.find()
    if found is None:
        pytest.skip("needs the program exiftool")
    with found:
        yield found


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_sidecar_is_made_and_the_photo_stays(photo: Path) -> None:
    before = photo.read_bytes()
    written = write_metadata(photo, ANNA, None, PHOTO)
    assert [file.path.name for file in written.files] == ["1.jpg.xmp"]
    assert written.files[0].state == FileState.of(photo.with_name("1.jpg.xmp"))
    assert names_in(photo) == ["Anna"]
    assert photo.read_bytes() == before
    assert files(photo.parent) == ["1.jpg", "1.jpg.xmp"]


def test_a_second_writing_changes_no_byte(photo: Path) -> None:
    state = write_metadata(photo, ANNA, None, PHOTO).files[0].state
    (again,) = write_metadata(photo, ANNA, ANNA, PHOTO).files
    assert (again.is_changed, again.state) == (False, state)


def test_nothing_to_say_makes_no_sidecar(photo: Path) -> None:
    write_metadata(photo, PhotoMetadata(), None, PHOTO)
    assert files(photo.parent) == ["1.jpg"]


def test_the_sidecar_that_is_there_is_written(photo: Path) -> None:
    by_stem = photo.with_name("1.XMP")
    by_stem.write_bytes(without(named("Ben")))
    write_metadata(photo, named("Ben", "Anna"), named("Ben"), PHOTO)
    assert files(photo.parent) == ["1.XMP", "1.jpg"]
    assert names_in(photo) == ["Ben", "Anna"]


def test_the_sidecar_of_a_raw_file_is_not_that_of_its_jpeg(photo: Path) -> None:
    photo.with_name("1.NEF").write_bytes(b"II*\0")
    photo.with_name("1.xmp").write_bytes(without(named("Ben")))
    write_metadata(photo, ANNA, None, PHOTO)
    assert files(photo.parent) == ["1.NEF", "1.jpg", "1.jpg.xmp", "1.xmp"]
    assert photo.with_name("1.xmp").read_bytes() == without(named("Ben"))


def test_sidecars_of_raw_files_as_lightroom_names_them(tmp_path: Path) -> None:
    photo = tmp_path / "1.dng"
    photo.write_bytes(made_photos.tiff(b"", is_dng=True))
    write_metadata(photo, ANNA, None, PHOTO, WritingChoices(raw_sidecars_by_stem=True))
    assert files(tmp_path) == ["1.dng", "1.xmp"]


def test_a_new_sidecar_does_not_hide_what_only_the_file_says(photo: Path) -> None:
    photo.write_bytes(made_photos.jpeg(without(replace(named("Zoë", "Ben", "Anna"), tags=(("sea",),)))))
    write_metadata(photo, named("Zoe"), named("Zoë"), PHOTO)
    assert sorted(name or "" for name in names_in(photo)) == ["Anna", "Ben", "Zoe"]
    assert ("sea",) in read_metadata(photo).tags


def test_removing_the_names_removes_an_own_sidecar(photo: Path) -> None:
    write_metadata(photo, ANNA, None, PHOTO)
    (gone,) = write_metadata(photo, PhotoMetadata(), ANNA, PHOTO).files
    assert (gone.state, gone.is_changed) == (None, True)
    assert files(photo.parent) == ["1.jpg"]


def test_a_damaged_sidecar_is_never_replaced(photo: Path) -> None:
    sidecar = photo.with_name("1.jpg.xmp")
    sidecar.write_bytes(b"<broken")
    with pytest.raises(DamagedSidecar, match=r"1\.jpg\.xmp cannot be read .*so nothing was written"):
        write_metadata(photo, ANNA, None, PHOTO)
    assert sidecar.read_bytes() == b"<broken"


def test_a_jpeg_keeps_every_other_byte(photo: Path) -> None:
    plain = jpeg_with_segments(segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"), trailer=b"video" * 1000)
    photo.write_bytes(plain)
    write_metadata(photo, ANNA, None, PHOTO, INTO_FILES)
    assert files(photo.parent) == ["1.jpg"]
    assert names_in(photo) == ["Anna"]
    assert without_packet(photo.read_bytes()) == plain
    assert picture_hash(photo.read_bytes()) == picture_hash(plain)
    assert photo.read_bytes().index(b"Exif\0") < photo.read_bytes().index(XMP_HEADER)
    write_metadata(photo, PhotoMetadata(), ANNA, PHOTO, INTO_FILES)
    assert names_in(photo) == []
    assert without_packet(photo.read_bytes()) == plain


def test_into_a_jpeg_twice_changes_no_byte(photo: Path) -> None:
    write_metadata(photo, ANNA, None, PHOTO, INTO_FILES)
    once = photo.read_bytes()
    assert not write_metadata(photo, ANNA, ANNA, PHOTO, INTO_FILES).files[0].is_changed
    assert photo.read_bytes() == once


def test_the_modification_time_is_kept_by_choice(photo: Path) -> None:
    os.utime(photo, (1_000_000, 1_000_000))
    write_metadata(photo, ANNA, None, PHOTO, replace(INTO_FILES, keep_modification_time=True))
    assert photo.stat().st_mtime == 1_000_000
    write_metadata(photo, named("Ben"), ANNA, PHOTO, INTO_FILES)
    assert photo.stat().st_mtime > 1_000_000


def _multi_picture(packet: bytes | None, *, is_before: bool) -> bytes:
    """A JPEG of two pictures, whose segment that says where the second one starts comes after or before the XMP."""
    index = segment(0xE2, b"MPF\0" + b"\0" * 50)
    own = [] if packet is None else [segment(0xE1, XMP_HEADER + packet)]
    segments = [index, *own] if is_before else [*own, index]
    return jpeg_with_segments(*segments, trailer=made_photos.encoded("JPEG"))


@pytest.mark.parametrize("room", [0, 4_000])
def test_the_second_picture_of_a_file_stays_where_it_is_found(room: int, photo: Path) -> None:
    packet = without(named("Ben")) + b" " * room
    data = _multi_picture(packet, is_before=True)
    photo.write_bytes(data)
    written = write_metadata(photo, named("Ben", "Anna"), named("Ben"), PHOTO, INTO_FILES)
    assert names_in(photo) == ["Ben", "Anna"]
    assert len(photo.read_bytes()) == len(data)
    assert [file.path.name for file in written.files] == (["1.jpg"] if room else ["1.jpg.xmp"])


def test_a_new_packet_comes_before_what_says_where_the_second_picture_is(photo: Path) -> None:
    plain = _multi_picture(None, is_before=False)
    photo.write_bytes(plain)
    write_metadata(photo, ANNA, None, PHOTO, INTO_FILES)
    written = photo.read_bytes()
    assert len(written) - written.index(b"MPF\0") == len(plain) - plain.index(b"MPF\0")


EXTENDED = segment(0xE1, EXTENDED_XMP_HEADER + b"A" * 32 + struct.pack(">II", 4, 0) + b"<x/>")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (jpeg_with_segments(EXTENDED), "its XMP is too long for one segment"),
        (jpeg_with_segments(*[segment(0xE1, XMP_HEADER + without(ANNA))] * 2), "it has two XMP packets"),
        (made_photos.jpeg(b"<broken"), "its own XMP is damaged"),
        (made_photos.encoded("GIF"), "PhotoFace does not write into GIF files"),
        (made_photos.encoded("PNG"), "writing into PNG files needs the program exiftool, which is not installed"),
        (made_photos.encoded("JPEG")[:20], "its own metadata is damaged"),
    ],
)
def test_what_is_not_safe_goes_into_a_sidecar_and_is_said(data: bytes, why: str, photo: Path) -> None:
    photo.write_bytes(data)
    written = write_metadata(photo, named("Ben"), None, PHOTO, INTO_FILES)
    assert written.remarks == (f"The names of 1.jpg are in a sidecar: {why}.",)
    assert [file.path.name for file in written.files] == ["1.jpg.xmp"]
    assert photo.read_bytes() == data


def test_a_packet_too_large_for_a_segment(photo: Path) -> None:
    wanted = replace(ANNA, tags=tuple((f"tag number {number}",) for number in range(1_000)))
    written = write_metadata(photo, wanted, None, PHOTO, INTO_FILES)
    assert written.remarks == ("The names of 1.jpg are in a sidecar: its XMP would be too long for one segment.",)
    assert len(read_metadata(photo).tags) == 1_001


def test_a_sidecar_is_written_as_well_where_names_go_into_the_file(photo: Path) -> None:
    write_metadata(photo, ANNA, None, PHOTO)
    write_metadata(photo, named("Anne"), ANNA, PHOTO, INTO_FILES)
    assert names_in(photo) == ["Anne"]
    photo.with_name("1.jpg.xmp").unlink()
    assert names_in(photo) == ["Anne"]


@pytest.mark.parametrize("kind", ["PNG", "WebP", "TIFF", "DNG", "AVIF"])
def test_other_formats_by_exiftool(kind: str, tmp_path: Path, exiftool: ExifTool) -> None:
    suffix, make = made_photos.CONTAINERS[kind]
    photo = tmp_path / f"1{suffix}"
    photo.write_bytes(make(without(named("Ben"))))
    before = Image.open(photo).tobytes()
    written = write_metadata(photo, named("Ben", "Anna"), named("Ben"), PHOTO, INTO_FILES, exiftool=exiftool)
    if kind != "DNG":  # not one that LibRaw opens, so that the pictures cannot be compared
        assert written.remarks == ()
        assert files(tmp_path) == [f"1{suffix}"]
    assert names_in(photo) == ["Ben", "Anna"]
    assert Image.open(photo).tobytes() == before
    once = photo.read_bytes()
    write_metadata(photo, named("Ben", "Anna"), named("Ben", "Anna"), PHOTO, INTO_FILES, exiftool=exiftool)
    assert photo.read_bytes() == once


def test_rights_attributes_and_links_stay(photo: Path) -> None:
    real = photo.with_name("elsewhere.xmp")
    real.write_bytes(without(named("Ben")))
    real.chmod(0o640)
    try:
        os.setxattr(real, "user.kept", b"yes")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    photo.with_name("1.jpg.xmp").symlink_to(real.name)
    write_metadata(photo, named("Ben", "Anna"), named("Ben"), PHOTO)
    assert photo.with_name("1.jpg.xmp").is_symlink()
    assert b"Anna" in real.read_bytes()
    assert real.stat().st_mode & 0o777 == 0o640
    assert os.getxattr(real, "user.kept") == b"yes"


def test_what_another_program_wrote_meanwhile_stays(photo: Path) -> None:
    write_metadata(photo, ANNA, None, PHOTO)
    sidecar = photo.with_name("1.jpg.xmp")
    read_before = FileState.of(sidecar)
    sidecar.write_bytes(without(named("Ben")))
    with pytest.raises(ChangedMeanwhile, match=r"Another program changed 1\.jpg\.xmp"):
        replace_file(sidecar, b"ours", read_before)
    sidecar.unlink()
    with pytest.raises(ChangedMeanwhile):
        replace_file(sidecar, b"ours", read_before)
    sidecar.write_bytes(b"made by another program")
    with pytest.raises(ChangedMeanwhile):
        replace_file(sidecar, b"ours", None)
    assert sidecar.read_bytes() == b"made by another program"
    assert files(photo.parent) == ["1.jpg", "1.jpg.xmp"]


@pytest.mark.parametrize("choices", [WritingChoices(), INTO_FILES])
def test_a_full_disk(choices: WritingChoices, photo: Path) -> None:
    before = photo.read_bytes()
    with files_up_to(100), pytest.raises(NotWritable, match="the disk is full"):
        write_metadata(photo, ANNA, None, PHOTO, choices)
    assert photo.read_bytes() == before
    assert files(photo.parent) == ["1.jpg"]


@pytest.mark.parametrize("choices", [WritingChoices(), INTO_FILES])
def test_a_folder_that_cannot_be_written(choices: WritingChoices, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_folder: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    # Root may write everywhere, so the system's answer is given here.
    monkeypatch.setattr(replacing, "_temporary_in", refuse)
    before = photo.read_bytes()
    with pytest.raises(NotWritable, match="there is no permission to change files in"):
        write_metadata(photo, ANNA, None, PHOTO, choices)
    assert photo.read_bytes() == before
    assert files(photo.parent) == ["1.jpg"]


def test_what_a_killed_process_left_is_removed_later(tmp_path: Path) -> None:
    old, new, foreign = tmp_path / ".photoface-1.tmp", tmp_path / ".photoface-2.tmp", tmp_path / "3.tmp"
    for path in (old, new, foreign):
        path.write_bytes(b"")
    os.utime(old, (0, 0))
    os.utime(foreign, (0, 0))
    assert remove_leftovers(tmp_path) == 1
    assert files(tmp_path) == [".photoface-2.tmp", "3.tmp"]


def _exiftools(process: psutil.Process) -> list[psutil.Process]:
    return [one for one in process.children(recursive=True) if any("exiftool" in word for word in one.cmdline())]


def test_an_exiftool_that_somebody_ended_is_started_again(tmp_path: Path, exiftool: ExifTool) -> None:
    for number in range(2):
        path = tmp_path / f"{number}.png"
        path.write_bytes(made_photos.encoded("PNG"))
        assert write_metadata(path, ANNA, None, PHOTO, INTO_FILES, exiftool=exiftool).remarks == ()
        assert (names_in(path), files(tmp_path)) == (["Anna"], [f"{one}.png" for one in range(number + 1)])
        for one in _exiftools(psutil.Process()):
            one.kill()
            one.wait()


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="no exiftool")
@pytest.mark.skipif(sys.platform == "win32", reason="pipes of Windows are other ones")
def test_exiftool_ends_where_the_process_that_runs_it_was_killed() -> None:
    script = (
        "import sys; from photoface.metadata.exiftool import ExifTool; "
        "running = ExifTool.find(); print(flush=True); sys.stdin.read()"
    )
    killed = psutil.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    killed.stdout.readline()
    # A program that was started a moment ago has no command line yet.
    while not (running := _exiftools(killed)):
        assert killed.is_running()
    killed.kill()
    killed.wait()
    _, alive = psutil.wait_procs(running, timeout=30)
    for one in alive:
        one.kill()
    assert alive == []
    killed.stdin.close()
    killed.stdout.close()
