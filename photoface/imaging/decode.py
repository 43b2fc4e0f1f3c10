"""Decodes a photo of any supported format to upright RGB pixels, within memory limits, and reads its metadata.

Whatever the bytes are, the result is a picture or an `UnreadablePhoto` with a sentence for the user. Date and exposure
can be read without decoding the picture.
"""

from __future__ import annotations

import contextlib
import functools
import io
import math
import struct
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    ImageFile,
    Jpeg2KImagePlugin,
    PngImagePlugin,
    PsdImagePlugin,
    WebPImagePlugin,
    features,
)

from photoface.errors import UnreadablePhoto
from photoface.geometry import Turn
from photoface.imaging import fast_jpeg, unreadable
from photoface.imaging.colour import SrgbTransform, full_scale_of, srgb_transform, to_srgb
from photoface.imaging.exif import PhotoFacts, exif_details, exif_turn, photo_date, photo_facts, read_exif
from photoface.imaging.exposure import Exposure, exposure_of
from photoface.imaging.formats import PhotoFormat, format_of
from photoface.imaging.heif import open_heif
from photoface.imaging.jpeg import FULL_SIZE_MEGAPIXELS, JpegFile, limit_size, missing_share, open_jpeg
from photoface.imaging.photo_dates import PhotoDate, date_in_name
from photoface.imaging.pillow_policy import apply_pillow_policy
from photoface.imaging.raw import decode_raw, raw_exif
from photoface.imaging.tiff import open_tiff
from photoface.imaging.unsupported_kinds import refuse_unsupported
from photoface.imaging.upright import turned, upright_pixels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from PIL import Image

DEFAULT_MAXIMUM_MEGAPIXELS = 250
"""As `Settings.maximum_megapixels`: about 1.5 GB while a picture is decoded (4 bytes a pixel in Pillow, and RGB)."""

MOST_MISSING = 0.9
"""A JPEG of which more is missing counts as damaged; libjpeg invents its first row of blocks from no data at all."""

WEBP_BUFFERS = 2
"""A WebP's decoder fills this many pictures of four bytes a pixel where other decoders fill one, so its limit is
correspondingly lower."""

_LARGE_PICTURE = threading.Lock()
"""Pictures beyond `FULL_SIZE_MEGAPIXELS` are decoded one at a time, whatever the number of threads."""

_OPENERS: dict[PhotoFormat, type[ImageFile.ImageFile]] = {
    # Called directly instead of through Image.open, which opens JPEGs with a second picture as another format, and
    # whose registries of formats are shared by the whole process.
    PhotoFormat.PNG: PngImagePlugin.PngImageFile,
    PhotoFormat.WEBP: WebPImagePlugin.WebPImageFile,
    PhotoFormat.GIF: GifImagePlugin.GifImageFile,
    PhotoFormat.BMP: BmpImagePlugin.BmpImageFile,
    PhotoFormat.AVIF: AvifImagePlugin.AvifImageFile,
    PhotoFormat.JPEG_2000: Jpeg2KImagePlugin.Jpeg2KImageFile,
    PhotoFormat.PSD: PsdImagePlugin.PsdImageFile,
}

_PILLOW_FEATURES = {
    PhotoFormat.JPEG: "jpg",
    PhotoFormat.WEBP: "webp",
    PhotoFormat.AVIF: "avif",
    PhotoFormat.JPEG_2000: "jpg_2000",
}
"""Decoders that a Pillow built from source may lack."""


@dataclass(frozen=True, slots=True)
class DecodedPhoto:
    """A decoded photo.

    Attributes:
        pixels: uint8 (height, width, 3), sRGB, upright. For large pictures and camera raw files smaller than the
            real size, which `facts` has.
        facts: the photo's metadata.
        to_srgb: converts these pixels, or any part of them, to sRGB, if they are not.
    """

    pixels: NDArray[np.uint8]
    facts: PhotoFacts
    to_srgb: SrgbTransform | None = None

    def in_srgb(self, part: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """A picture that was cut out of the pixels, or shrunk from them, in sRGB."""
        return part if self.to_srgb is None else self.to_srgb(part)


def decode(
    data: bytes,
    *,
    name: str,
    maximum_megapixels: int = DEFAULT_MAXIMUM_MEGAPIXELS,
    leave_colours: bool = False,
) -> DecodedPhoto:
    """Decode a photo from its file's bytes. Thread-safe.

    The bytes determine the format; the name is used in sentences, and to tell camera raw files from TIFF. Of animations
    and multi-page files the first picture is taken.

    Args:
        maximum_megapixels: larger pictures are refused; JPEGs only if an eighth of each side is still larger.
        leave_colours: whether the pixels of a plain RGB picture in another colour space stay in it, for callers that
            need few of them.

    Raises:
        UnreadablePhoto: empty, not a picture, damaged, too large for the limit or the memory, or its decoder is not
            installed. A JPEG that ends too early is decoded as far as it goes, with a flaw in its facts.
    """
    apply_pillow_policy()
    if not data:
        raise unreadable.empty(name)
    kind = format_of(data, name)
    if kind is None:
        raise unreadable.no_picture(name)
    if kind is PhotoFormat.RAW:
        pixels, facts = decode_raw(data, name=name, maximum_megapixels=maximum_megapixels)
        return DecodedPhoto(pixels, facts)
    with unreadable.decoding(name):
        opened = _open(data, kind, name, maximum_megapixels)
    with opened.image as image:
        whole = image.size
        # Before anything else: some metadata, such as the EXIF of a PNG, requires decoding the whole picture.
        _limit(image, name, maximum_megapixels)
        is_large = whole[0] * whole[1] > FULL_SIZE_MEGAPIXELS * 1e6
        with _LARGE_PICTURE if is_large else contextlib.nullcontext():
            return _decoded(opened, kind, name, whole, leave_colours=leave_colours)


def read_date(data: bytes, name: str) -> PhotoDate | None:
    """The best date of a photo by its bytes and its name, without decoding the picture; None if there is none.

    A picture that cannot be opened is dated by its name.
    """
    found = _metadata_of(data, name)
    return date_in_name(name) if found is None else photo_date(*found, name)


def read_exposure(data: bytes, name: str) -> Exposure:
    """How a photo was exposed, by its bytes, without decoding the picture."""
    found = _metadata_of(data, name)
    return Exposure() if found is None else exposure_of(exif_details(found[0]))


def _metadata_of(data: bytes, name: str) -> tuple[Image.Exif, Mapping[Any, Any]] | None:
    """The EXIF of a photo and Pillow's `Image.info`; None where it cannot be opened."""
    apply_pillow_policy()
    kind = format_of(data, name)
    try:
        if kind is PhotoFormat.RAW:
            return raw_exif(data, name), {}
        if kind is not None:
            with unreadable.decoding(name), _open(data, kind, name, DEFAULT_MAXIMUM_MEGAPIXELS).image as image:
                _limit(image, name, DEFAULT_MAXIMUM_MEGAPIXELS)
                return read_exif(image), dict(image.info)
    except UnreadablePhoto:
        pass
    return None


@dataclass(frozen=True, slots=True)
class _Opened:
    """A picture whose header was read and whose pixels were not.

    Attributes:
        data: the bytes that are decoded, which may differ from the file's.
        turn: the rotation to apply, if it is not that of its EXIF.
        flaw: what is known to be wrong with the file.
        full_scale: the value of white, if the mode does not determine it.
        is_inverted: whether black and white are swapped.
    """

    image: ImageFile.ImageFile
    data: bytes
    turn: Turn | None = None
    flaw: str | None = None
    full_scale: int | None = None
    is_inverted: bool = False


def _decoded(
    opened: _Opened, kind: PhotoFormat, name: str, whole: tuple[int, int], *, leave_colours: bool
) -> DecodedPhoto:
    """The pixels and facts of an opened picture within the limits, of real size `whole`."""
    image = opened.image
    if kind is PhotoFormat.PNG:
        with unreadable.decoding(name):
            image.load()  # its EXIF may follow the pixels
    exif = read_exif(image)
    asked = exif_turn(exif)
    if opened.turn is not None:
        asked = opened.turn
    # Pillow rotates TIFF itself, including its size.
    turn = Turn.NONE if kind is PhotoFormat.TIFF else asked
    width, height = turn.size(*whole)
    # All facts before loading, which drops the orientation of TIFF and may close the file.
    facts = photo_facts(exif, width=width, height=height, turn=asked, format=kind.value, info=image.info, name=name)
    with unreadable.decoding(name):
        if kind is PhotoFormat.JPEG and image.size == whole and opened.flaw is None:
            plain = _plain(opened.data, image, leave_colours=leave_colours)
            if plain is not None:
                pixels, transform = plain
                return DecodedPhoto(turned(pixels, turn), facts, transform)
        image.load()
        flaw = _flaw(image, opened.flaw, name)
        transform = srgb_transform(image) if leave_colours else None
        full_scale = opened.full_scale or full_scale_of(image)
        convert = functools.partial(to_srgb, full_scale=full_scale) if transform is None else (lambda band: band)
        # As `open_jpeg` chooses it, for formats that cannot decode smaller.
        reduction = math.ceil(math.sqrt(image.width * image.height / (FULL_SIZE_MEGAPIXELS * 1e6)))
        upright = upright_pixels(image, turn, convert, reduction)
        if opened.is_inverted:
            np.subtract(255, upright, out=upright)
    return DecodedPhoto(upright, replace(facts, flaw=flaw), transform)


def _flaw(image: Image.Image, flaw: str | None, name: str) -> str | None:
    """The sentence about a JPEG without an end, with the share of its pixels that is missing."""
    if flaw is None:
        return None
    missing = missing_share(image)
    if missing > MOST_MISSING:
        raise unreadable.damaged(name, "it ends too early")
    return f"{flaw} {100 * missing:.0f} % of the picture are not in the file." if missing >= 0.01 else flaw


def _plain(
    data: bytes, image: ImageFile.ImageFile, *, leave_colours: bool
) -> tuple[NDArray[np.uint8], SrgbTransform | None] | None:
    """The pixels of a JPEG, and their transform to sRGB, if nothing else has to be done to them."""
    transform = srgb_transform(image)
    if image.mode != "RGB" or (transform is not None and not leave_colours):
        return None
    pixels = fast_jpeg.pixels_of(data, *image.size)
    return None if pixels is None else (pixels, transform)


def _open(data: bytes, kind: PhotoFormat, name: str, maximum_megapixels: int) -> _Opened:
    """Open the picture: read its header."""
    if kind in _PILLOW_FEATURES and not features.check(_PILLOW_FEATURES[kind]):
        raise unreadable.missing_decoder(name, kind, "Pillow")
    if kind is PhotoFormat.JPEG:
        image, data, flaw = open_jpeg(data)
        return _Opened(image, data, flaw=flaw)
    if kind is PhotoFormat.TIFF:
        tiff, page = open_tiff(data, name)
        if page is None:
            return _Opened(tiff, data)
        return _Opened(tiff, data, full_scale=page.full_scale, is_inverted=page.is_inverted)
    if kind is PhotoFormat.HEIF:
        heif, turn = open_heif(data, name)
        return _Opened(heif, data, turn)
    refuse_unsupported(data, kind, name)
    if kind is PhotoFormat.WEBP:
        _limit_webp(data, name, maximum_megapixels)
    if kind is PhotoFormat.AVIF:
        try:
            return _Opened(AvifImagePlugin.AvifImageFile(io.BytesIO(data)), data)
        except Exception:
            # Pillow parses the EXIF of AVIF while opening, and fails with it. Under another item type (ISO/IEC
            # 14496-12, section 8.11.6) it is ignored; a damaged picture fails again.
            data = data.replace(b"Exif", b"skip")
    return _Opened(_OPENERS[kind](io.BytesIO(data)), data)


def _limit_webp(data: bytes, name: str, maximum_megapixels: int) -> None:
    """Refuse a WebP whose canvas is too large, since its decoder allocates the memory when it opens the file.

    The headers are those of RFC 9649, sections 2.5 to 2.7; the decoder refuses a file without them.
    """
    size = (0, 0)
    with contextlib.suppress(struct.error):
        if data[12:16] == b"VP8 ":
            width, height = struct.unpack_from("<HH", data, 26)
            size = (width & 0x3FFF, height & 0x3FFF)
        elif data[12:16] == b"VP8L":
            (bits,) = struct.unpack_from("<I", data, 21)
            size = ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        elif data[12:16] == b"VP8X":
            low, high = struct.unpack_from("<IH", data, 24)
            size = ((low & 0xFFFFFF) + 1, (low >> 24 | high << 8) + 1)
    allowed = maximum_megapixels // WEBP_BUFFERS
    if size[0] * size[1] > allowed * 1e6:
        raise unreadable.too_large(name, *size, allowed)


def _limit(image: ImageFile.ImageFile, name: str, maximum_megapixels: int) -> None:
    """Refuse a picture that is too large to decode, or make a JPEG decode smaller."""
    if isinstance(image, JpegFile):
        limit_size(image, name, maximum_megapixels)
    elif image.width * image.height > maximum_megapixels * 1e6:
        raise unreadable.too_large(name, image.width, image.height, maximum_megapixels)
