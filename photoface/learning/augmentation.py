"""Cuts a face from its canvas: changed at random for training (shift, mirror, light, compression), or its plain centre.

The caller gives the random generator: the trainer makes one for each face of a batch, so that the result depends on
seed, process, step and position only.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from photoface.vision.protocols import Pixels


@dataclass(frozen=True, slots=True)
class Augmentation:
    """Strength of the augmentation.

    Attributes:
        shift: cut from a random position of the canvas instead of its centre.
        mirror: probability of a horizontal flip.
        brightness: the face is multiplied by up to this much more or less than 1.
        contrast: the same for distances from the mean.
        colour: the same for each channel.
        jpeg: probability of JPEG compression.
        jpeg_qualities: lowest and highest quality, on libjpeg's scale.
    """

    shift: bool = True
    mirror: float = 0.5
    brightness: float = 0.25
    contrast: float = 0.25
    colour: float = 0.05
    jpeg: float = 0.2
    jpeg_qualities: tuple[int, int] = (30, 95)


NONE = Augmentation(shift=False, mirror=0.0, brightness=0.0, contrast=0.0, colour=0.0, jpeg=0.0)


def centre_cut(canvas: Pixels, height: int, width: int) -> Pixels:
    """The centre of a canvas, (height, width, 3), as evaluation uses it.

    Raises:
        ValueError: the canvas is smaller.
    """
    if canvas.shape[0] < height or canvas.shape[1] < width:
        raise ValueError(f"a canvas of {canvas.shape[:2]} has no room for {(height, width)}")
    top, left = (canvas.shape[0] - height) // 2, (canvas.shape[1] - width) // 2
    return canvas[top : top + height, left : left + width]


def augmented(
    canvas: Pixels, height: int, width: int, augmentation: Augmentation, random: np.random.Generator
) -> Pixels:
    """A randomly changed face, (height, width, 3) uint8.

    Args:
        canvas: the aligned face with some of its surroundings, (rows, columns, 3) uint8.

    Raises:
        ValueError: the canvas is smaller than the requested size.
    """
    face = centre_cut(canvas, height, width)
    if augmentation.shift:
        top = int(random.integers(0, canvas.shape[0] - height + 1))
        # A canvas is square; a face that is narrower than high is shifted no farther horizontally than vertically.
        spare = canvas.shape[0] - height
        left = (canvas.shape[1] - width - spare) // 2 + int(random.integers(0, spare + 1))
        left = min(max(left, 0), canvas.shape[1] - width)
        face = canvas[top : top + height, left : left + width]
    if random.random() < augmentation.mirror:
        face = face[:, ::-1]
    face = _relit(face, augmentation, random)
    if random.random() < augmentation.jpeg:
        least, greatest = augmentation.jpeg_qualities
        face = _compressed(face, int(random.integers(least, greatest + 1)))
    return np.ascontiguousarray(face)


def _relit(face: Pixels, augmentation: Augmentation, random: np.random.Generator) -> Pixels:
    if not (augmentation.brightness or augmentation.contrast or augmentation.colour):
        return face
    brightness, contrast = (
        1 + amount * random.uniform(-1, 1) for amount in (augmentation.brightness, augmentation.contrast)
    )
    colour = (1 + augmentation.colour * random.uniform(-1, 1, 3)).astype(np.float32)
    values = face.astype(np.float32)
    mean = values.mean()
    values = ((values - mean) * np.float32(contrast) + mean) * (np.float32(brightness) * colour)
    relit: Pixels = np.clip(values + np.float32(0.5), 0, 255).astype(np.uint8)
    return relit


def _compressed(face: Pixels, quality: int) -> Pixels:
    stream = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(face)).save(stream, "JPEG", quality=quality)
    with Image.open(stream) as image:
        pixels: Pixels = np.asarray(image.convert("RGB"), dtype=np.uint8)
    return pixels
