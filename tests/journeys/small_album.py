"""A few photos of two people, and a catalog in which they are scanned: made from the portraits of the demo."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import ExifTags, Image

from photoface.catalog.decision_sentences import sentence
from photoface.demo.portraits import EILEEN, GRACE, Portrait, load_portraits
from photoface.demo.scenes import Look, Pose, Setting, clipping, cut, lit, placed

SIZE = (900, 700)

LOOKS = (Look.DAYLIGHT, Look.WARM, Look.COOL, Look.BRIGHT, Look.FADED, Look.HARD)

NEWSPAPERS = (Pose(2.6), Pose(2.9, mirrored=True), Pose(2.3, tilt=5.0))
"""Grace as coarse as newspapers print: these faces are a group of their own."""


@cache
def the_portraits() -> dict[str, Portrait]:
    """Both, read once."""
    return load_portraits()


def photo_of(people: tuple[str, ...], number: int, size: tuple[int, int] = SIZE) -> Image.Image:
    """A photo of one or two people; each number gives another one."""
    rng = np.random.default_rng(number)
    portraits = the_portraits()
    pictures = [
        lit(
            cut(
                portraits[person],
                Pose(2.4 + 0.15 * (number % 5), tilt=0.1 * (number % 100)),
                size[0] // len(people),
                size[1],
            ),
            LOOKS[number % len(LOOKS)],
            rng,
        )
        for person in people
    ]
    return placed(pictures, Setting.PLAIN, size, number)


def save(picture: Image.Image, file: Path, taken: dt.datetime) -> Path:
    """Write a JPEG as a camera would, with its date."""
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = f"{taken:%Y:%m:%d %H:%M:%S}"
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.save(file, "JPEG", quality=90, exif=exif)
    return file


def make_album(folder: Path, *, of_each: int = 4, newspapers: bool = False, first: int = 1) -> Path:
    """`eileen-1.jpg`, `grace-1.jpg` and so on, `both-1.jpg`, and on demand three `newspaper-1.jpg`.

    Args:
        first: number of the first picture; albums whose numbers differ have no picture in common.
    """
    number = first - 1
    for name, people, count in (
        ("eileen", (EILEEN,), of_each),
        ("grace", (GRACE,), of_each),
        ("both", (EILEEN, GRACE), 1),
    ):
        for index in range(1, count + 1):
            number += 1
            taken = dt.datetime(2015 + number % 6, 1 + number % 12, 5, 10, number % 60)
            save(photo_of(people, number), folder / f"{name}-{index}.jpg", taken)
    if newspapers:
        for index, pose in enumerate(NEWSPAPERS, 1):
            page = clipping(cut(the_portraits()[GRACE], pose, 800, 800), (1000, 1300), 200 + index)
            save(page, folder / f"newspaper-{index}.jpg", dt.datetime(2019, 11, 3, 20, index))
    return folder


class Catalog:
    """What a catalog holds, read by this process, which is not the program's, and never written."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=30)
        try:
            return connection.execute(question, values).fetchall()
        finally:
            connection.close()

    def photos(self) -> int:
        return len(self.ask("SELECT 1 FROM photo"))

    def names(self) -> dict[str, set[str]]:
        """Everybody who has a name, and the files in which that name was confirmed."""
        found: dict[str, set[str]] = {}
        for name, path in self.ask(
            "SELECT person.name, photo_file.relative_path FROM person"
            " LEFT JOIN face ON face.person_id = person.id AND face.confirmed"
            " LEFT JOIN photo_file ON photo_file.photo_id = face.photo_id AND photo_file.present"
        ):
            found.setdefault(str(name), set()).update({str(path)} if path is not None else ())
        return found

    def history(self) -> list[tuple[str, str]]:
        """Every decision in order: its sentence, and its state."""
        rows = self.ask("SELECT facts, state FROM decision ORDER BY id")
        return [(sentence(json.loads(str(facts))), str(state)) for facts, state in rows]
