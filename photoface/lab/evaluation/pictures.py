"""Detects and embeds the faces of picture files for measurements, if asked after altering the pictures.

It also reads a picture as the product does, and alters one by JPEG compression or another size.
"""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from photoface.errors import UnreadablePhoto, UserFacingError
from photoface.imaging.decode import DecodedPhoto, decode
from photoface.imaging.photo_bytes import read_file
from photoface.jobs import JobControl, RateMeter
from photoface.lab.evaluation.embedded_faces import EmbeddedFace, Look

PICTURES_AT_ONCE = 16
"""LFW's pictures are small (250 x 250); so many decoded ones take 3 MB."""

Pixels = NDArray[np.uint8]
Alter = Callable[[int, Pixels], Pixels]
"""Makes another picture of the one with this number before the product sees it."""


def look_at_all(
    files: Sequence[Path],
    look: Look,
    control: JobControl,
    *,
    what: str = "Looking at pictures",
    alter: Alter | None = None,
) -> list[Sequence[EmbeddedFace]]:
    """The faces of each file, in the files' order.

    Args:
        look: from photos to faces.
        what: for the progress.
        alter: changes each picture first, as a measurement of robustness asks for.

    Raises:
        UserFacingError: a picture is missing or cannot be read.
        JobCancelled: by the control.
    """
    found: list[Sequence[EmbeddedFace]] = []
    meter = RateMeter(control.working_time)
    for start in range(0, len(files), PICTURES_AT_ONCE):
        photos = [read_picture(file) for file in files[start : start + PICTURES_AT_ONCE]]
        if alter is not None:
            photos = [_altered(photo, alter(start + place, photo.pixels)) for place, photo in enumerate(photos)]
        found.extend(look(photos))
        control.report(meter.progress(what, len(found), len(files)))
    return found


def as_jpeg(pixels: Pixels, quality: int) -> Pixels:
    """What is left of a picture after JPEG compression.

    Args:
        pixels: (height, width, 3) RGB.
        quality: 1 to 95, as libjpeg counts it.
    """
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=quality)
    return np.asarray(Image.open(stream).convert("RGB"))


def resized(pixels: Pixels, factor: float) -> Pixels:
    """A picture with both sides longer or shorter by a factor; neither is less than a pixel."""
    height, width = pixels.shape[:2]
    size = (max(round(width * factor), 1), max(round(height * factor), 1))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS))


def read_picture(file: Path) -> DecodedPhoto:
    """A picture of a measurement, decoded as the product decodes it.

    Raises:
        UserFacingError: it is missing or cannot be read.
    """
    try:
        return decode(read_file(file), name=file.name)
    except UnreadablePhoto as error:
        raise UserFacingError(
            f"A picture cannot be used: {error.sentence}", f"The measurement needs {file}."
        ) from error


def _altered(photo: DecodedPhoto, pixels: Pixels) -> DecodedPhoto:
    facts = dataclasses.replace(photo.facts, width=pixels.shape[1], height=pixels.shape[0])
    return dataclasses.replace(photo, pixels=pixels, facts=facts)
