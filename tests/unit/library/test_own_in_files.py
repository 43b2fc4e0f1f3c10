"""The user's own turns, dates and places in files: seen there by others, and no photo is turned twice here."""

from __future__ import annotations

import datetime as dt
import io
import os
from pathlib import Path

import numpy as np
import pytest
from fakes.photos import fake_photo
from numpy.typing import NDArray
from PIL import ExifTags, Image

from photoface.geometry import Box
from photoface.imaging.photo_bytes import read_file
from photoface.imaging.picture_hash import picture_hash
from photoface.library import names_writing
from photoface.library.commands.faces import DrawFace, MoveFaceBox, NameFaces
from photoface.library.commands.photos import RemoveDates, RemovePlaces, SetDates, SetPlaces, TurnPhotos
from photoface.library.library import Library
from photoface.metadata.exif_editing import ExifValues
from photoface.metadata.reading import read_metadata
from photoface.metadata.records import Destination
from photoface.scan.interrupted_writing import exif_of

CAMERA_DATE = "2015:06:01 12:30:00"
EMPTY = Box(0.6875, 0.625, 0.1875, 0.25)
"""Where the photo has no face."""


class _Killed(BaseException):
    """What ends a job at once."""


@pytest.fixture
def path(library: Library, tmp_path: Path) -> Path:
    """A library of one JPEG with two faces, a date and a camera."""
    path = tmp_path / "Pictures" / "one.jpg"
    path.parent.mkdir()
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Maker"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = CAMERA_DATE
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.SubsecTimeOriginal] = "25"
    Image.fromarray(fake_photo((0, 1))).save(path, exif=exif, quality=95, subsampling=0)
    library.folders.add(path.parent)
    library.jobs.scan()
    return path


def _photo(library: Library) -> int:
    (photo,) = library.photos.ids()
    return photo


def _write(library: Library) -> None:
    report = library.jobs.write_names(destination=Destination.FILE)
    assert (report.skipped, report.not_in_exif, report.left, report.remarks) == ([], [], [], [])


Seen = tuple[tuple[int, int], list[tuple[int, str | None, list[float]]]]


def _seen(library: Library) -> Seen:
    """What the window shows of the photo."""
    detail = library.photos.detail(_photo(library))
    faces = [
        (face.id, face.person_name, [round(side, 5) for side in _sides(face.box)])
        for face in sorted(detail.faces, key=lambda face: face.id)
    ]
    return (detail.width, detail.height), faces


def _sides(box: Box) -> tuple[float, ...]:
    return (box.left, box.top, box.width, box.height)


def _pictures(library: Library) -> list[NDArray[np.uint8]]:
    """The photo as it is shown, its thumbnail, and the crops of its faces."""
    photo = _photo(library)
    faces = sorted(face.id for face in library.photos.detail(photo).faces)
    jpegs = [library.pictures.photo_thumbnail(photo), *map(library.pictures.face_crop, faces)]
    return [
        library.pictures.photo_pixels(photo, 400),
        *(np.asarray(Image.open(io.BytesIO(jpeg))) for jpeg in jpegs if jpeg is not None),
    ]


def _are_alike(some: list[NDArray[np.uint8]], others: list[NDArray[np.uint8]]) -> bool:
    """Whether pictures are the same but for JPEG and scaling, and a few pixels at the edges of crops."""
    return len(some) == len(others) and all(
        one.shape == other.shape and float(np.abs(_coarse(one) - _coarse(other)).mean()) < 8
        for one, other in zip(some, others, strict=True)
    )


def _coarse(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The mean colours of 8 x 8 parts."""
    height, width = (side // 8 for side in pixels.shape[:2])
    parts = pixels[: 8 * height, : 8 * width].reshape(8, height, 8, width, 3)
    return np.asarray(parts.mean(axis=(1, 3)), np.float64)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turn_is_the_files_own_then_and_nothing_is_turned_twice(library: Library, path: Path, degrees: int) -> None:
    photo, before = _photo(library), read_file(path)
    library.execute(NameFaces((library.photos.detail(photo).faces[0].id,), "Anna"))
    library.execute(TurnPhotos((photo,), degrees))
    seen, pictures = _seen(library), _pictures(library)
    _write(library)
    assert exif_of(path).turn == {90: 6, 180: 3, 270: 8}[degrees]
    assert picture_hash(read_file(path)) == picture_hash(before)
    with Image.open(path) as written:
        assert written.getexif()[ExifTags.Base.Make] == "Maker"
    assert b"tiff:Orientation" not in read_file(path)
    assert (_seen(library), _are_alike(_pictures(library), pictures)) == (seen, True)
    # Neither a scan that looks at times, nor one that reads the file as a whole, sees another photo.
    assert not library.jobs.scan(opens_photos=False).awaits_photos
    os.utime(path, (1, 1))
    library.jobs.scan()
    assert (_seen(library), _photo(library)) == (seen, photo)
    assert library.jobs.write_names(destination=Destination.FILE).written == 0


def test_undo_to_any_depth_leads_to_what_was_seen_then(library: Library, path: Path) -> None:
    photo = _photo(library)
    steps = [_seen(library)]
    face = library.photos.detail(photo).faces[0].id
    for command in (
        DrawFace(photo, EMPTY, "Zoe"),
        MoveFaceBox(face, Box(0.02, 0.1, 0.2, 0.3)),
        TurnPhotos((photo,), 90),
        MoveFaceBox(face, Box(0.5, 0.1, 0.2, 0.3)),
        TurnPhotos((photo,), 180),
    ):
        library.execute(command)
        steps.append(_seen(library))
    _write(library)
    assert exif_of(path).turn == 8
    last = steps.pop()
    for step in reversed(steps):
        library.undo()
        assert _seen(library) == step
    _write(library)
    assert exif_of(path).turn == 1
    assert _seen(library) == steps[0]
    for step in [*steps[1:], last]:
        library.redo()
        assert _seen(library) == step
    pictures = _pictures(library)
    _write(library)
    assert (exif_of(path).turn, _are_alike(_pictures(library), pictures)) == (8, True)


@pytest.mark.parametrize("is_scanned", [False, True])
def test_a_job_that_was_killed_before_it_noted_the_turn(
    library: Library, path: Path, monkeypatch: pytest.MonkeyPatch, is_scanned: bool
) -> None:
    library.execute(TurnPhotos((_photo(library),), 90))
    library.execute(SetDates(((_photo(library), dt.datetime(1985, 7, 14, 12), "second"),)))
    seen, pictures = _seen(library), _pictures(library)

    def killed(*_: object) -> None:
        raise _Killed

    with monkeypatch.context() as patched:
        patched.setattr(names_writing.NamesWriting, "_note", killed)
        with pytest.raises(_Killed):
            library.jobs.write_names(destination=Destination.FILE)
    assert exif_of(path).turn == 6
    if is_scanned:
        library.jobs.scan()
    else:
        assert library.jobs.write_names(destination=Destination.FILE).written == 0
    assert (_seen(library), _are_alike(_pictures(library), pictures)) == (seen, True)
    library.undo()
    _write(library)
    assert exif_of(path).date == (CAMERA_DATE, "25", None), "the former date is known after the kill too"


def test_a_job_that_was_killed_before_it_wrote(library: Library, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library.execute(TurnPhotos((_photo(library),), 90))
    seen, content = _seen(library), path.read_bytes()

    def killed(*_: object, **__: object) -> None:
        raise _Killed

    with monkeypatch.context() as patched:
        patched.setattr("photoface.metadata.batch_writing.write_metadata", killed)
        with pytest.raises(_Killed):
            library.jobs.write_names(destination=Destination.FILE)
    assert path.read_bytes() == content
    library.jobs.scan()
    assert _seen(library) == seen
    _write(library)
    assert (exif_of(path).turn, _seen(library)) == (6, seen)


def test_a_turn_goes_into_no_sidecar_and_not_into_one_of_two_copies(library: Library, path: Path) -> None:
    photo = _photo(library)
    library.execute(TurnPhotos((photo,), 90))
    library.jobs.write_names()
    assert list(path.parent.iterdir()) == [path]
    path.with_name("copy.jpg").write_bytes(path.read_bytes())
    library.jobs.scan()
    before = path.read_bytes()
    library.jobs.write_names(destination=Destination.FILE)
    assert path.read_bytes() == before
    assert library.photos.ids() == [photo]


def test_an_own_date_and_place_are_written_and_the_files_own_come_back(library: Library, path: Path) -> None:
    photo, before = _photo(library), exif_of(path)
    library.execute(SetDates(((photo, dt.datetime(1985, 7, 14, 12), "second"),)))
    library.execute(SetPlaces(((photo, 48.2, -16.3, None),)))
    _write(library)
    now = exif_of(path)
    assert now.date == ("1985:07:14 12:00:00", None, None)
    assert now.position == pytest.approx((48.2, -16.3), abs=1e-6)
    record = read_metadata(path)
    assert record.taken_at == dt.datetime(1985, 7, 14, 12)
    assert (record.latitude, record.longitude) == pytest.approx((48.2, -16.3), abs=1e-6)
    assert library.jobs.write_names(destination=Destination.FILE).written == 0
    library.execute(RemoveDates((photo,)))
    library.execute(RemovePlaces((photo,)))
    _write(library)
    assert exif_of(path) == ExifValues(None, before.date, None)
    assert (read_metadata(path).taken_at, read_metadata(path).latitude) == (None, None)


@pytest.mark.parametrize(("precision", "text"), [("day", "1985-07-14"), ("month", "1985-07"), ("year", "1985")])
def test_what_is_not_known_of_a_date_is_not_written(library: Library, path: Path, precision: str, text: str) -> None:
    library.execute(SetDates(((_photo(library), dt.datetime(1985, 7, 14), precision),)))
    _write(library)
    assert f">{text}<".encode() in read_file(path)
    is_in_exif = precision == "day"
    assert (exif_of(path).date[0] == "1985:07:14 00:00:00") == is_in_exif
    assert library.jobs.write_names(destination=Destination.FILE).written == 0


def test_sidecars_have_own_dates_and_lose_them_with_the_undo(library: Library, path: Path) -> None:
    library.execute(SetDates(((_photo(library), dt.datetime(1985, 7, 14, 12), "second"),)))
    library.jobs.write_names()
    sidecar = path.with_name("one.jpg.xmp")
    assert read_metadata(path).taken_at == dt.datetime(1985, 7, 14, 12)
    library.undo()
    library.jobs.write_names()
    assert not sidecar.exists()


def test_a_date_that_another_program_changed_since_stays(library: Library, path: Path) -> None:
    photo = _photo(library)
    library.execute(SetDates(((photo, dt.datetime(1985, 7, 14, 12), "second"),)))
    _write(library)
    changed = path.read_bytes().replace(b"1985:07:14 12:00:00", b"1990:01:01 10:00:00")
    path.write_bytes(changed.replace(b"1985-07-14T12:00:00", b"1990-01-01T10:00:00"))
    library.jobs.scan()
    library.execute(SetDates(((photo, dt.datetime(1986, 7, 14, 12), "second"),)))
    report = library.jobs.write_names(destination=Destination.FILE)
    assert [sentence for _, sentence in report.left] == [
        "Another program gave the photo another date; it stays in the file.",
        "The file has another date.",
    ]
    assert exif_of(path).date[0] == "1990:01:01 10:00:00"
