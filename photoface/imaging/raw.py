"""Decodes camera raw files (the embedded preview, or LibRaw's development at half size), and reads their EXIF."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, JpegImagePlugin

from photoface.geometry import Turn
from photoface.imaging import unreadable
from photoface.imaging.colour import to_srgb
from photoface.imaging.exif import PhotoFacts, exif_turn, photo_facts, read_exif
from photoface.imaging.formats import PhotoFormat
from photoface.imaging.upright import upright_pixels

if TYPE_CHECKING:
    import rawpy
    from numpy.typing import NDArray

PREVIEW_LONG_SIDE = 1600
"""Minimum side of a preview that is good enough to find faces: more than the detector's default input."""

_TURN_OF_FLIP = {
    0: Turn.NONE,
    1: Turn.MIRROR,
    2: Turn.FLIP,
    3: Turn.HALF_TURN,
    4: Turn.TRANSPOSE,
    5: Turn.COUNTERCLOCKWISE,
    6: Turn.CLOCKWISE,
    7: Turn.TRANSVERSE,
}
"""LibRaw's `flip` (https://www.libraw.org/docs/API-datastruct-eng.html#libraw_image_sizes_t): bit 0 mirrors, bit 1
flips, bit 2 transposes first."""


def decode_raw(data: bytes, *, name: str, maximum_megapixels: int) -> tuple[NDArray[np.uint8], PhotoFacts]:
    """Upright pixels and facts of a camera raw file.

    Cameras embed a developed preview, often at full size; it looks as the maker intended and opens in a tenth of the
    time of a development. Only a preview smaller than `PREVIEW_LONG_SIDE` and than half of the original is not used.

    Raises:
        UnreadablePhoto: damaged, unknown to LibRaw, larger than the limit, or LibRaw is not installed.
    """
    with unreadable.decoding(name), _opened(data, name) as original:
        width, height = original.sizes.width, original.sizes.height
        turn = _TURN_OF_FLIP.get(original.sizes.flip, Turn.NONE)
        upright_size = turn.size(width, height)
        if width * height > maximum_megapixels * 1e6:
            raise unreadable.too_large(name, width, height, maximum_megapixels)
        preview = _preview(original)
        if preview is not None and preview.width * preview.height > maximum_megapixels * 1e6:
            raise unreadable.too_large(name, *preview.size, maximum_megapixels)
        exif = _exif(data, preview)
        least_side = min(PREVIEW_LONG_SIDE, max(width, height) / 2)
        is_enough = preview is not None and max(preview.size) >= least_side
        pixels = None if is_enough else _developed(original)
        flaw = None
        if pixels is None:
            if preview is None:
                raise unreadable.unknown_original(name)
            flaw = None if is_enough else "Only the small preview in it could be read."
            pixels = upright_pixels(preview, _turn_of_preview(preview, turn, upright_size), to_srgb)
    facts = photo_facts(
        exif, width=upright_size[0], height=upright_size[1], turn=turn, format=PhotoFormat.RAW.value, name=name
    )
    return pixels, replace(facts, flaw=flaw)


def raw_exif(data: bytes, name: str) -> Image.Exif:
    """The EXIF of a camera raw file, whose picture is not decoded.

    Raises:
        UnreadablePhoto: damaged, unknown to LibRaw, or LibRaw is not installed.
    """
    if data[:2] in (b"II", b"MM"):
        return _exif(data, None)
    with unreadable.decoding(name), _opened(data, name) as original:
        return _exif(data, _preview(original))


def _developed(original: rawpy.RawPy) -> NDArray[np.uint8] | None:
    """The picture developed and rotated by LibRaw; None if it cannot."""
    import rawpy

    try:
        return _three_channels(original.postprocess(half_size=True, use_camera_wb=True, output_bps=8))
    except rawpy.LibRawUnsufficientMemoryError as error:
        raise MemoryError from error
    except rawpy.LibRawError:
        # LibRaw knows the container and the camera, but not this packing of its values, or they are damaged.
        return None


def _three_channels(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """LibRaw's pixels as (height, width, 3): it gives one channel for monochrome sensors, and could give four."""
    if pixels.ndim == 2:
        pixels = pixels[..., None]
    return np.repeat(pixels, 3, axis=2) if pixels.shape[2] == 1 else np.ascontiguousarray(pixels[..., :3])


def _opened(data: bytes, name: str) -> rawpy.RawPy:
    try:
        import rawpy
    except ImportError as error:
        raise unreadable.missing_decoder(name, "camera raw", "rawpy") from error
    try:
        return rawpy.imread(io.BytesIO(data))
    except rawpy.LibRawFileUnsupportedError as error:
        raise unreadable.unknown_original(name) from error


def _preview(original: rawpy.RawPy) -> Image.Image | None:
    """The largest embedded preview, not yet decoded, or None."""
    import rawpy

    try:
        data = original.extract_thumb().data
        if isinstance(data, bytes):
            return JpegImagePlugin.JpegImageFile(io.BytesIO(data))
        return Image.fromarray(data)
    except (rawpy.LibRawError, SyntaxError, ValueError, TypeError, OSError):
        # No preview, one of a kind that LibRaw cannot extract, or a damaged one: the raw file can be developed.
        return None


def _turn_of_preview(preview: Image.Image, turn: Turn, upright_size: tuple[int, int]) -> Turn:
    """The rotation of the preview: of its own EXIF, of the raw file, or none if it is upright already.

    Cameras do all three, and LibRaw adds an EXIF with the raw file's rotation to a preview without one, even to an
    upright one. The first rotation that gives the orientation (portrait or landscape) of the raw file is right.
    """
    own = exif_turn(read_exif(preview))
    for candidate in (own, turn, Turn.NONE):
        if candidate is Turn.NONE and turn is Turn.HALF_TURN:
            continue  # both have the same shape
        if _is_landscape(candidate.size(*preview.size)) == _is_landscape(upright_size):
            return candidate
    return turn


def _is_landscape(size: tuple[int, int]) -> bool:
    return size[0] > size[1]


def _exif(data: bytes, preview: Image.Image | None) -> Image.Exif:
    """The EXIF of the raw file if its container is TIFF, otherwise of its preview (Fujifilm, Canon CR3)."""
    if data[:2] in (b"II", b"MM"):
        exif = Image.Exif()
        # Olympus and Panasonic write their own number where TIFF has 42.
        header = b"II*\0" if data.startswith(b"II") else b"MM\0*"
        try:
            exif.load_from_fp(io.BytesIO(header + data[4:]))
        except Exception:  # as in exif.read_exif: a parser on untrusted bytes
            return Image.Exif()
        return exif
    return Image.Exif() if preview is None else read_exif(preview)
