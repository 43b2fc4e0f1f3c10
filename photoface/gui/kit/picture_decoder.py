"""Decodes stored JPEG thumbnails and pixel arrays to QImages, scaled and cut to a disc if asked for, on any thread."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from photoface.gui.kit.picture import EDGE, PictureKey
from photoface.imaging.thumbnails import decode_thumbnail


def decode_picture(content: bytes, key: PictureKey) -> QImage:
    """A thumbnail or crop as it was stored, in the size and shape that the key names."""
    # Not by Qt: its SVG plugin looks into every picture and makes a QObject for that. On a thread that holds the
    # interpreter's lock this waits for a lock of Qt's that the GUI thread may hold while it waits for the first.
    # A photo that is no tile keeps its shape: what its height needs is enough.
    least_width = key.width or (1 if key.kind == "photo" else key.side)
    thumbnail = decode_thumbnail(content, (least_width, key.side))
    width, height = thumbnail.size
    # Not packed as BGRX by Pillow: its X is 0 since version 13, and Qt blends such a pixel as a transparent one.
    packed = thumbnail.tobytes()
    image = QImage(packed, width, height, 3 * width, QImage.Format.Format_RGB888)
    # A copy, so the pixels do not depend on `packed`.
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    smooth = Qt.TransformationMode.SmoothTransformation
    if key.is_tile:
        return _tile_of(image, key)
    if key.kind != "photo" and width != key.side:
        image = image.scaled(key.side, key.side, Qt.AspectRatioMode.KeepAspectRatioByExpanding, smooth)
    elif key.kind == "photo" and 0 < key.side < height:
        image = image.scaledToHeight(key.side, smooth)
    return disc_of(image) if key.kind == "cover" else image


def _tile_of(image: QImage, key: PictureKey) -> QImage:
    """The middle of an image as a tile with round corners and a hairline, so that a painter only has to copy it."""
    width, height = key.width, key.side
    if image.size() != QSize(width, height):
        expanding, smooth = Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
        image = image.scaled(width, height, expanding, smooth)
        image = image.copy((image.width() - width) // 2, (image.height() - height) // 2, width, height)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine() // 4, 4)[:, :width].copy()
    kept, added = _edge()
    for edge in (pixels[0], pixels[-1], pixels[1:-1, 0], pixels[1:-1, -1]):
        edge[...] = (edge * kept + added) >> 8
    radius = min(key.radius, width // 2, height // 2)
    if radius:
        # The corners as they were, not with the straight edges on them.
        source = np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine() // 4, 4)[:, :width]
        kept, added = _corner(radius)
        for down, right in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
            corner = source[::down, ::right][:radius, :radius]
            pixels[::down, ::right][:radius, :radius] = (corner * kept + added) >> 8
    return QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied).copy()


def disc_of(image: QImage) -> QImage:
    """The middle of an image as a disc with a hairline, which keeps white portraits from melting into a white page.

    Cut once, here: filling a circle with a picture takes a painter as long as all else of a tile. With NumPy, since a
    painter of Qt's on this thread may wait for the GUI thread while that waits for the interpreter.
    """
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    height, width = image.height(), image.width()
    side = min(width, height)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(height, image.bytesPerLine() // 4, 4)
    left, top = (width - side) // 2, (height - side) // 2
    kept, added = _disc(side)
    cut = pixels[top : top + side, left : left + side] * kept
    cut += added
    cut >>= 8
    content = cut.astype(np.uint8).tobytes()
    return QImage(content, side, side, 4 * side, QImage.Format.Format_ARGB32_Premultiplied).copy()


@functools.lru_cache(maxsize=16)
def _disc(side: int) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    """`_rim` of a disc in a square: (side, side, 4)."""
    place = np.arange(side) + 0.5 - side / 2
    return _rim(np.hypot(place[:, None], place) - side / 2)


@functools.lru_cache(maxsize=16)
def _corner(radius: int) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    """`_rim` of the upper left corner of a tile: (radius, radius, 4)."""
    place = np.arange(radius) + 0.5 - radius
    return _rim(np.hypot(place[:, None], place) - radius)


@functools.cache
def _edge() -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    """`_rim` of a pixel on a straight edge: (1, 4)."""
    return _rim(np.full(1, -0.5))


def _rim(beyond: NDArray[np.float64]) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
    """What each channel of a pixel is multiplied by at the rim of a shape, in parts of 256, and what is added.

    Premultiplied, as Qt paints fastest; blue, green, red, and an alpha that takes nothing from the picture: (...,
    4). In whole numbers, and no more than 16 bits hold (255 * 256 and a half): twice as fast as in fractions.

    Args:
        beyond: how far the pixels' centres lie outside of the shape, in pixels; below 0 inside; (...).
    """
    inside = np.clip(0.5 - beyond, 0, 1)
    line = np.clip(1 - np.abs(beyond + 0.5), 0, 1) * (EDGE.alpha() / 255)
    kept = np.zeros((*beyond.shape, 4), np.uint16)
    kept[..., :3] = np.floor(256 * inside * (1 - line))[..., None]
    added = np.empty((*beyond.shape, 4), np.uint16)
    added[..., :3] = np.floor(256 * inside * line * EDGE.red())[..., None] + 128
    added[..., 3] = np.floor(256 * inside * 255) + 128
    return kept, added


def image_of(pixels: NDArray[np.uint8]) -> QImage:
    """Pixels (height, width, 3) RGB as an image with memory of its own."""
    height, width = pixels.shape[:2]
    return QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
