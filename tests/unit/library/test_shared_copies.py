"""Copies to give away: what they tell, what they do not, and that they write over nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl, Progress
from photoface.library.commands.collections import TagPhotos
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.photos import DescribePhotos, SetDates, SetPlaces, TurnPhotos
from photoface.library.exports.shared_copies import SharedCopyChoices
from photoface.library.library import Library
from photoface.metadata.reading import read_metadata

NOTHING = SharedCopyChoices(date=False, file_names=False)
EVERYTHING = SharedCopyChoices(place=True, names=True, captions=True)
VIENNA = (48.2082, 16.3738)


@pytest.fixture
def told(scanned: Library) -> int:
    """A photo of which everything is known: who, where, when, and what it is called."""
    group = scanned.groups.all()[0]
    scanned.execute(NameGroup(group.id, "Anna"))
    photo_id = next(one for one in scanned.photos.ids() if any(f.confirmed for f in scanned.photos.detail(one).faces))
    taken = scanned.photos.detail(photo_id).taken_at.replace(year=2019)
    scanned.execute(SetDates(((photo_id, taken, "second"),)))
    scanned.execute(SetPlaces(((photo_id, *VIENNA, None),)))
    scanned.execute(DescribePhotos((photo_id,), "The wedding", "Before the church"))
    scanned.execute(TagPhotos((photo_id,), "Feast/Wedding"))
    return photo_id


def shared(library: Library, photo_id: int, folder: Path, choices: SharedCopyChoices) -> Path:
    (path,) = library.exports.shared_copies((photo_id,), folder, choices).copied
    return path


def test_a_copy_tells_what_was_asked_for(scanned: Library, told: int, tmp_path: Path) -> None:
    copy = shared(scanned, told, tmp_path / "out", EVERYTHING)
    detail = scanned.photos.detail(told)
    assert detail.path is not None
    assert copy.name == f"{detail.path.stem}.jpg"
    said = read_metadata(copy)
    assert {region.name for region in said.regions} == {"Anna"}
    assert (said.title, said.caption) == ("The wedding", "Before the church")
    assert ("Feast", "Wedding") in said.tags
    with Image.open(copy) as image:
        exif = image.getexif()
        assert exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal].startswith("2019:")
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    assert [float(part) for part in gps[ExifTags.GPS.GPSLatitude]] == pytest.approx([48, 12, 29.52])
    assert gps[ExifTags.GPS.GPSLongitudeRef] == "E"


def test_a_copy_tells_nothing_that_was_not_asked_for(scanned: Library, told: int, tmp_path: Path) -> None:
    copy = shared(scanned, told, tmp_path / "out", NOTHING)
    assert copy.name == "Photo 1.jpg"
    content = copy.read_bytes()
    for word in (b"Anna", b"wedding", b"Wedding", b"church", b"2019", b"Exif", b"http://ns.adobe.com"):
        assert word not in content
    with Image.open(copy) as image:
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
@pytest.mark.parametrize("choices", [NOTHING, EVERYTHING], ids=["nothing", "everything"])
def test_exiftool_finds_what_was_asked_for_and_no_more(
    scanned: Library, told: int, tmp_path: Path, choices: SharedCopyChoices
) -> None:
    copy = shared(scanned, told, tmp_path / "out", choices)
    command = ["exiftool", "-json", "-a", "-G1", "-n", str(copy)]
    (said,) = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    groups = {key.split(":")[0] for key in said} - {"SourceFile", "ExifTool", "System", "File", "JFIF", "Composite"}
    if choices is NOTHING:
        assert groups == set()
        return
    assert said["Composite:GPSLatitude"] == pytest.approx(VIENNA[0], abs=1e-5)
    assert said["Composite:GPSLongitude"] == pytest.approx(VIENNA[1], abs=1e-5)
    assert said["XMP-mwg-rs:RegionName"] == "Anna"
    assert not {"MakerNotes", "IFD1"} & groups


def test_a_copy_is_as_the_user_turned_the_photo_and_as_small_as_asked(
    scanned: Library, told: int, tmp_path: Path
) -> None:
    before = scanned.photos.detail(told)
    scanned.execute(TurnPhotos((told,), 90))
    copy = shared(scanned, told, tmp_path, SharedCopyChoices(longest_side=100, names=True))
    with Image.open(copy) as image:
        assert max(image.size) == 100
        assert image.size[0] / image.size[1] == pytest.approx(before.height / before.width, rel=0.05)
    (region,) = read_metadata(copy).regions
    face = next(face for face in scanned.photos.detail(told).faces if face.confirmed)
    assert region.box.left == pytest.approx(face.box.left, abs=1e-6)


def test_nothing_is_written_over(scanned: Library, told: int, tmp_path: Path) -> None:
    name = shared(scanned, told, tmp_path / "out", EVERYTHING).name
    first = (tmp_path / "out" / name).read_bytes()
    again = shared(scanned, told, tmp_path / "out", SharedCopyChoices())
    assert again.name == f"{Path(name).stem} (2).jpg"
    assert (tmp_path / "out" / name).read_bytes() == first
    assert again.stat().st_mode & 0o444 == 0o444, "a copy to give away can be read by others"


def test_photos_whose_files_are_gone_are_told_and_the_others_are_made(scanned: Library, tmp_path: Path) -> None:
    first, second, *_ = scanned.photos.ids()
    path = scanned.photos.detail(first).path
    assert path is not None
    path.unlink()
    report = scanned.exports.shared_copies((first, second, 999), tmp_path / "out", NOTHING)
    assert [path.name for path in report.copied] == ["Photo 2.jpg"]
    assert [one.photo_id for one in report.not_copied] == [first, 999]


def test_copies_are_not_made_in_a_folder_that_is_scanned(scanned: Library, tmp_path: Path) -> None:
    inside = scanned.folders.all()[0].path / "shared"
    with pytest.raises(UserFacingError, match="photo folder"):
        scanned.exports.shared_copies(scanned.photos.ids()[:1], inside, NOTHING)
    assert not inside.exists()


def test_stopping_keeps_what_was_made(scanned: Library, tmp_path: Path) -> None:
    def stop(progress: Progress) -> None:
        if progress.done == 2:
            control.cancel()

    control = JobControl(stop)
    with pytest.raises(JobCancelled):
        scanned.exports.shared_copies(scanned.photos.ids(), tmp_path / "out", NOTHING, control)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["Photo 01.jpg", "Photo 02.jpg"]
