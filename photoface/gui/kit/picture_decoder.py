"""Decodes stored JPEG thumbnails and pixel arrays to QImages, scaled and cut to a disc if asked for, on any thread."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from photoface.gui.kit.picture import EDGE, PictureKey
from photoface.imaging.thumbnails import decode_thumbnail


def decode_picture(content: bytes, key: PictureKey) -> QImage:
    """A thumbnail or crop as it was stored, in the size and shape that the key names."""
    # Not by Qt: its SVG plugin looks into every picture and makes a QObject for that. On a thread that holds the
    # interpreter's lock this waits for a lock of Qt's that the GUI thread may hold while it waits for the first.
    thumbnail = decode_thumbnail(content, (1 if key.kind == "photo" else key.side, key.side))
    width, height = thumbnail.size
    # Not packed as BGRX by Pillow: its X is 0 since version 13, and Qt blends such a pixel as a transparent one.
    packed = thumbnail.tobytes()
    image = QImage(packed, width, height, 3 * width, QImage.Format.Format_RGB888)
    # A copy, so the pixels do not depend on `packed`.
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    smooth = Qt.TransformationMode.SmoothTransformation
    if key.kind != "photo" and width != key.side:
        image = image.scaled(key.side, key.side, Qt.AspectRatioMode.KeepAspectRatioByExpanding, smooth)
    elif key.kind == "photo" and 0 < key.side < height:
        image = image.scaledToHeight(key.side, smooth)
    return disc_of(image) if key.kind == "cover" else image


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
    """What each channel of a square's pixels is multiplied by to be its disc's, in parts of 256, and what is added.

    Premultiplied, as Qt paints fastest; blue, green, red, and an alpha that takes nothing from the square: (side, side,
    4). In whole numbers, and no more than 16 bits hold (255 * 256 and a half): twice as fast as in fractions.
    """
    place = np.arange(side) + 0.5 - side / 2
    beyond = np.hypot(place[:, None], place) - side / 2
    inside = np.clip(0.5 - beyond, 0, 1)
    line = np.clip(1 - np.abs(beyond + 0.5), 0, 1) * (EDGE.alpha() / 255)
    kept = np.zeros((side, side, 4), np.uint16)
    kept[..., :3] = np.floor(256 * inside * (1 - line))[..., None]
    added = np.empty((side, side, 4), np.uint16)
    added[..., :3] = np.floor(256 * inside * line * EDGE.red())[..., None] + 128
    added[..., 3] = np.floor(256 * inside * 255) + 128
    return kept, added


def image_of(pixels: NDArray[np.uint8]) -> QImage:
    """Pixels (height, width, 3) RGB as an image with memory of its own."""
    height, width = pixels.shape[:2]
    return QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
