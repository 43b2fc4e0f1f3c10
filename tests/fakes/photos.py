"""Fake photos: grey pictures with squares of one hue each. A square is a face, its hue the person."""

from __future__ import annotations

import colorsys
import datetime as dt
import io
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

PEOPLE = 12
"""How many people fakes can tell apart: their hues lie a twelfth of the circle from each other."""

FACE_SIDE = 60
PHOTO_SIZE = (360, 240)


def fake_photo(people: Iterable[float], *, shade: int = 0, size: tuple[int, int] = PHOTO_SIZE) -> NDArray[np.uint8]:
    """A grey photo with one square for each person; `shade` makes photos of the same people differ a little."""
    pixels = np.full((size[1], size[0], 3), 90 + shade % 60, np.uint8)
    for index, person in enumerate(people):
        left, top = 10 + index * (FACE_SIDE + 10), 20 + (shade * 7 + index * 13) % 120
        different = 0.06 * ((shade * 37 + index * 11) % 21 - 10) / 10
        pixels[top : top + FACE_SIDE, left : left + FACE_SIDE] = fake_face(person + different)
    return pixels


def fake_face(person: float) -> NDArray[np.uint8]:
    """The square of somebody; numbers between two people are like both."""
    hue = person / PEOPLE
    bright, dark = (
        [round(255 * channel) for channel in colorsys.hsv_to_rgb(hue % 1, 0.8, value)] for value in (0.95, 0.55)
    )
    checks = (np.indices((FACE_SIDE, FACE_SIDE)) // 4).sum(axis=0) % 2
    return np.where(checks[..., None], bright, dark).astype(np.uint8)


def save_photo(path: Path, people: Iterable[float], *, shade: int = 0, taken: dt.datetime | None = None) -> Path:
    """Write a fake photo as PNG, with an EXIF date where one is given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    if taken is not None:
        # Pillow writes the sub-directory only beside a tag of its own.
        exif[0x0132] = taken.strftime("%Y:%m:%d %H:%M:%S")
        exif.get_ifd(0x8769)[0x9003] = taken.strftime("%Y:%m:%d %H:%M:%S")
    stream = io.BytesIO()
    Image.fromarray(fake_photo(people, shade=shade)).save(stream, "PNG", exif=exif)
    path.write_bytes(stream.getvalue())
    return path
