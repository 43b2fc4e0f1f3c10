"""Writes the demo album: which photos there are, with people, dates, places, cameras and formats; the same every time.

`labels.csv` beside the photos lists who is in each file.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image

from photoface.demo.portraits import EILEEN, GRACE, Portrait, load_portraits
from photoface.demo.scenes import Look, Pose, Setting, clipping, cut, landscape, lit, placed, screenshot
from photoface.errors import UserFacingError

LABELS = "labels.csv"
"""The file with the people in each photo, for measurements."""

PARTIAL = ".partial"
"""Suffix of a file that is being written."""

JPEG_QUALITY = 90
DAMAGED_SHARE = 0.04
"""Part of the damaged photo that is written, as by an interrupted copy: so little that nothing of it can be shown."""

SIZES = ((1200, 900), (900, 1200), (1280, 853), (1000, 1000), (853, 1280))
CAMERAS = (("Canon", "Canon EOS 60D"), ("FUJIFILM", "X-T20"), ("Google", "Pixel 4a"))
PLACES = ((28.5729, -80.6490), (38.8977, -77.0365), (34.9240, -117.8912))
"""Kennedy Space Center, Washington, Edwards: degrees north and east."""

TURNS = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
"""By EXIF orientation, how the upright picture is stored."""

EVENTS = (
    (dt.datetime(2016, 5, 14, 10, 5), Setting.PLAIN, 0),
    (dt.datetime(2017, 8, 21, 14, 30), Setting.PRINT, None),
    (dt.datetime(2018, 12, 24, 18, 10), Setting.FRAME, 1),
    (dt.datetime(2020, 2, 9, 11, 45), Setting.PLAIN, 2),
    (dt.datetime(2021, 7, 3, 16, 20), Setting.DESK, None),
    (dt.datetime(2022, 10, 15, 9, 0), Setting.FRAME, 0),
    (dt.datetime(2023, 4, 8, 13, 15), Setting.PRINT, 1),
)
"""Seven occasions: the moment of the first photo, the surroundings, and the index of the place or None."""

CAST = ((EILEEN,), (GRACE,), (EILEEN,), (GRACE,), (EILEEN, GRACE), (GRACE,), (EILEEN,))
"""The people in each photo of an occasion, in order."""

TURNED = {4: 6, 9: 8, 17: 3, 30: 6}
"""EXIF orientations of some photos, by number."""

OTHER_FORMATS = {12: ".png", 26: ".webp"}
FORMATS = {".jpg": "JPEG", ".png": "PNG", ".webp": "WEBP"}

CLIPPINGS = (Pose(2.6), Pose(2.9, mirrored=True), Pose(2.3, tilt=5.0))
"""The portrait in three newspapers: so coarse that their faces may form a separate group, to be merged."""

LOOKS = (
    *(Look.DAYLIGHT, Look.WARM, Look.MONOCHROME, Look.COOL, Look.DAYLIGHT, Look.SEPIA),
    *(Look.BRIGHT, Look.HARD, Look.FADED, Look.DAYLIGHT, Look.DIM),
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """One file of the demo and who is in it. `readable` is False for the damaged one."""

    file: str
    people: tuple[str, ...]
    readable: bool = True


@dataclass(frozen=True, slots=True)
class _Facts:
    """What goes into a photo's EXIF."""

    taken: dt.datetime
    camera: int
    place: int | None
    orientation: int


@dataclass(frozen=True, slots=True)
class _Planned:
    """A planned photo: who is in it, how it is painted upright, and its EXIF if it has any."""

    label: Labelled
    paint: Callable[[], Image.Image]
    facts: _Facts | None


def build(folder: Path) -> list[Labelled]:
    """Write the demo's photos into a folder, made where there is none.

    Photos that are there already are left alone, so that building twice changes nothing and takes no time.

    Returns:
        All photos, relative to the folder, with who is in them.

    Raises:
        UserFacingError: the packages with the portraits are missing, the folder holds other files, or cannot be
            written to.
    """
    photos = list(_plan(load_portraits()))
    labels = [photo.label for photo in photos]
    _refuse_foreign(folder, {LABELS, *(label.file for label in labels)})
    try:
        for photo in photos:
            if not (folder / photo.label.file).is_file():
                _write(folder / photo.label.file, _file_of(photo))
        if not (folder / LABELS).is_file():
            _write(folder / LABELS, _labels_csv(labels))
    except OSError as error:
        raise UserFacingError(
            f"{folder} cannot be written to: {error.strerror}.", "Name another folder: photoface demo FOLDER"
        ) from error
    return labels


def _write(file: Path, data: bytes) -> None:
    """Write a file atomically, so that a file under its final name is complete."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(file.name + PARTIAL)
    unfinished.write_bytes(data)
    unfinished.replace(file)


def _refuse_foreign(folder: Path, own: Set[str]) -> None:
    """Refuse a folder with other files: demo photos are not put among the user's own."""
    if folder.exists() and not folder.is_dir():
        raise UserFacingError(f"{folder} is a file, not a folder.", "Name another place: photoface demo FOLDER")
    files = (file for file in folder.rglob("*") if file.is_file()) if folder.exists() else iter(())
    if any(file.relative_to(folder).as_posix().removesuffix(PARTIAL) not in own for file in files):
        raise UserFacingError(f"{folder} holds other files.", "Name a new folder: photoface demo FOLDER")


def _plan(portraits: Mapping[str, Portrait]) -> Iterator[_Planned]:
    number = 0
    for event, (start, setting, place) in enumerate(EVENTS):
        for position, people in enumerate(CAST):
            number += 1
            facts = _Facts(
                taken=start + dt.timedelta(minutes=7 * position, days=position // 4),
                camera=event % len(CAMERAS),
                place=place,
                orientation=TURNED.get(number, 1),
            )
            name = f"{facts.taken.year}/IMG_{1000 + 37 * number}{OTHER_FORMATS.get(number, '.jpg')}"
            cast = [portraits[person] for person in people]
            yield _Planned(Labelled(name, people), partial(_compose, cast, setting, number), facts)
    grace = portraits[GRACE]
    for index, pose in enumerate(CLIPPINGS):
        paint = partial(clipping, cut(grace, pose, 800, 800), (1000, 1300), 200 + index)
        facts = _Facts(dt.datetime(2019, 11, 3, 20, 15 + index), 2, None, 1)
        yield _Planned(Labelled(f"2019/IMG_{3200 + index}.jpg", (GRACE,)), paint, facts)
    view = _Facts(dt.datetime(2020, 9, 12, 19, 40), 1, 2, 1)
    yield _Planned(Labelled("2020/IMG_4711.jpg", ()), partial(landscape, (1280, 853), 4711), view)
    yield _Planned(Labelled("2021/Screenshot.png", ()), partial(screenshot, (1280, 800), 4712), None)
    damaged = Labelled("2020/IMG_4712 damaged.jpg", (), False)
    yield _Planned(damaged, partial(_compose, [grace], Setting.PLAIN, 99), view)


def _compose(portraits: list[Portrait], setting: Setting, number: int) -> Image.Image:
    rng = np.random.default_rng(number)
    size = SIZES[number % len(SIZES)] if len(portraits) == 1 else (1400, 860)
    look = LOOKS[number % len(LOOKS)]
    plain = setting is Setting.PLAIN
    pictures = []
    for portrait in portraits:
        pose = Pose(
            reach=float(rng.uniform(2.2, 3.6)),
            across=float(rng.uniform(-0.3, 0.3)),
            down=float(rng.uniform(-0.2, 0.2)),
            tilt=float(rng.uniform(-9, 9)) if number % 3 == 0 else 0.0,
            yaw=float(rng.uniform(-0.06, 0.06)) if number % 4 == 1 else 0.0,
            mirrored=number % 5 == 2,
        )
        width, height = _print_size(size, len(portraits), plain=plain, rng=rng)
        pictures.append(lit(cut(portrait, pose, width, height), look, rng))
    return placed(pictures, setting, size, number)


def _print_size(size: tuple[int, int], count: int, *, plain: bool, rng: np.random.Generator) -> tuple[int, int]:
    """The picture's size inside of the photo: all of its share, or a print with room around it."""
    width, height = size[0] // count, size[1]
    if plain:
        return width, height
    side = min(width, height) * float(rng.uniform(0.52, 0.68))
    return round(side), round(side * (1.25 if height > width else 1.0))


def _file_of(photo: _Planned) -> bytes:
    """The bytes of a photo's file; of the damaged one as many as an interrupted copy leaves."""
    picture, facts = photo.paint(), photo.facts
    if facts is not None and facts.orientation != 1:
        picture = picture.transpose(TURNS[facts.orientation])
    exif = Image.Exif() if facts is None else _exif(facts)
    stream = io.BytesIO()
    picture.save(stream, FORMATS[Path(photo.label.file).suffix], quality=JPEG_QUALITY, exif=exif)
    whole = stream.getvalue()
    return whole if photo.label.readable else whole[: int(len(whole) * DAMAGED_SHARE)]


def _exif(facts: _Facts) -> Image.Exif:
    exif = Image.Exif()
    maker, model = CAMERAS[facts.camera]
    exif[ExifTags.Base.Make] = maker
    exif[ExifTags.Base.Model] = model
    exif[ExifTags.Base.Orientation] = facts.orientation
    moment = f"{facts.taken:%Y:%m:%d %H:%M:%S}"
    exif[ExifTags.Base.DateTime] = moment
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = moment
    if facts.place is not None:
        latitude, longitude = PLACES[facts.place]
        position = exif.get_ifd(ExifTags.IFD.GPSInfo)
        position[ExifTags.GPS.GPSLatitudeRef] = "N" if latitude >= 0 else "S"
        position[ExifTags.GPS.GPSLatitude] = _sexagesimal(latitude)
        position[ExifTags.GPS.GPSLongitudeRef] = "E" if longitude >= 0 else "W"
        position[ExifTags.GPS.GPSLongitude] = _sexagesimal(longitude)
    return exif


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    """Degrees, minutes and seconds, as EXIF 2.32 keeps them (section 4.6.6)."""
    whole, rest = divmod(abs(degrees), 1)
    minutes, rest = divmod(rest * 60, 1)
    return (whole, minutes, round(rest * 60, 2))


def _labels_csv(labels: list[Labelled]) -> bytes:
    stream = io.StringIO(newline="")
    rows = csv.writer(stream, lineterminator="\n")
    rows.writerow(("file", "person"))
    for label in labels:
        for person in label.people:
            rows.writerow((label.file, person))
    return stream.getvalue().encode()
