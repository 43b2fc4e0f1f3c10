"""Opens JPEGs, also truncated or much too large ones or with thousands of scans, and tells which part is missing."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import JpegImagePlugin

from photoface.imaging import unreadable
from photoface.imaging.jpeg_structure import END_MARK, jpeg_structure

if TYPE_CHECKING:
    from PIL import Image

FULL_SIZE_MEGAPIXELS = 64
"""Larger JPEGs are decoded at a half, a quarter or an eighth: faces are found as well, with a fraction of the memory.
Full-frame cameras of up to 61 megapixels stay at full size."""

REDUCTIONS = (1, 2, 4, 8)
"""libjpeg's divisors while decoding, since its blocks are 8 x 8 (libjpeg.txt, "scale_num, scale_denom")."""

MOST_SCANS = 500
"""libjpeg-turbo's own limit for untrusted files (its fuzzers' scan limit)."""

MOST_SCAN_MEGAPIXELS = 4_000
"""Each scan of a progressive JPEG visits all of its pixels, in .2 to .8 ms a megapixel even if it changes none: this
limit is about three seconds. An encoder writes some ten scans; 250 megapixels may still have 16."""

ZERO_TAIL_BYTES = 512
"""A disk sector of zeros at the end of a JPEG was never written, as after an interrupted copy."""

_MISSING_GREY = 128
"""libjpeg's value of every channel where the coded data has ended: coefficients of zero."""


class JpegFile(JpegImagePlugin.JpegImageFile):
    """Pillow's JPEG without reading a resolution from the EXIF when it opens, which nothing here needs."""

    def _read_dpi_from_exif(self) -> None:
        pass


def open_jpeg(data: bytes) -> tuple[JpegFile, bytes, str | None]:
    """The picture with its header read, the bytes that are decoded, and a sentence about what is wrong with them or
    None.

    The bytes differ from `data` if its end is missing: they then have an end marker, with which libjpeg decodes what is
    there and shows grey below. They also end after the number of scans that can be decoded in a few seconds.
    """
    structure = jpeg_structure(data)
    image = JpegFile(io.BytesIO(data))
    scans = len(structure.scan_starts)
    most = max(1, min(MOST_SCANS, int(MOST_SCAN_MEGAPIXELS * 1e6 / (image.width * image.height))))
    if scans > most:
        flaw = f"Only the first {most:,} of its {scans:,} scans were read, so fine detail may be missing."
        data = data[: structure.scan_starts[most]] + END_MARK
    elif not structure.is_whole and scans:
        flaw = "Its end is missing."
        data = _without_zero_tail(data[: structure.stop]) + END_MARK
    else:
        return image, data, None
    return JpegFile(io.BytesIO(data)), data, flaw


def limit_size(image: JpegFile, name: str, maximum_megapixels: int) -> None:
    """Make a large JPEG decode smaller.

    Raises:
        UnreadablePhoto: it is too large even so.
    """
    width, height = image.size
    # A progressive JPEG keeps all of its coefficients while it is decoded, at any size.
    if image.info.get("progressive") and width * height > maximum_megapixels * 1e6:
        raise unreadable.too_large(name, width, height, maximum_megapixels)
    allowed = min(maximum_megapixels, FULL_SIZE_MEGAPIXELS) * 1e6
    for reduction in REDUCTIONS:
        if width * height <= allowed * reduction**2:
            break
    if reduction > 1:
        image.draft(None, (max(width // reduction, 1), max(height // reduction, 1)))
    if image.width * image.height > maximum_megapixels * 1e6:
        raise unreadable.too_large(name, width, height, maximum_megapixels)


def missing_share(image: Image.Image) -> float:
    """The share, 0 to 1, of the bottom rows of a decoded JPEG for which the file has no data."""
    channels = np.asarray(image).reshape(image.height, -1)
    # A grey of 128 is 127 where the file has inverted ink, and colour conversion rounds.
    is_missing = (np.abs(channels.astype(np.int16) - _MISSING_GREY) <= 1).all(axis=1)
    present = np.flatnonzero(~is_missing)
    return 1.0 if not len(present) else 1 - (int(present[-1]) + 1) / image.height


def _without_zero_tail(data: bytes) -> bytes:
    return data.rstrip(b"\0") if data.endswith(bytes(ZERO_TAIL_BYTES)) else data
