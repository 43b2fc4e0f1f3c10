"""From a photo's bytes to upright RGB pixels, within limits of memory and whatever the bytes are."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
    features,
)

from photoface.geometry import Turn
from photoface.imaging import plain_jpeg, unreadable
from photoface.imaging.colour import SrgbTransform, srgb_transform, to_srgb
from photoface.imaging.exif import PhotoFacts, exif_turn, photo_facts, read_exif
from photoface.imaging.formats import PhotoFormat, format_of
from photoface.imaging.heif import open_heif
from photoface.imaging.pillow_policy import apply_pillow_policy
from photoface.imaging.raw import decode_raw
from photoface.imaging.upright import turned, upright_pixels

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DEFAULT_MAXIMUM_MEGAPIXELS = 250
"""As `Settings.maximum_megapixels`: about 1.5 GB while a picture is decoded (4 bytes a pixel in Pillow, and RGB)."""

JPEG_FULL_SIZE_MEGAPIXELS = 64
"""Larger JPEGs are decoded at a half, a quarter or an eighth: faces show as well, in a fraction of the memory.
Cameras up to full-format 61 megapixels stay at full size."""

JPEG_REDUCTIONS = (1, 2, 4, 8)
"""What libjpeg can divide by while decoding, since its blocks are 8 x 8 (libjpeg.txt, "scale_num, scale_denom")."""

ZERO_TAIL_BYTES = 512
"""A disk sector: so many zeros at the end of a JPEG are room that was never written, as after a copy broke off."""

_OPENERS: dict[PhotoFormat, type[ImageFile.ImageFile]] = {
    # Called directly rather than through Image.open, which takes JPEGs with a second picture for another format, and
    # whose registries of formats are shared by all of the process.
    PhotoFormat.JPEG: JpegImagePlugin.JpegImageFile,
    PhotoFormat.PNG: PngImagePlugin.PngImageFile,
    PhotoFormat.WEBP: WebPImagePlugin.WebPImageFile,
    PhotoFormat.TIFF: TiffImagePlugin.TiffImageFile,
    PhotoFormat.GIF: GifImagePlugin.GifImageFile,
    PhotoFormat.BMP: BmpImagePlugin.BmpImageFile,
    PhotoFormat.AVIF: AvifImagePlugin.AvifImageFile,
}

_PILLOW_FEATURES = {PhotoFormat.JPEG: "jpg", PhotoFormat.WEBP: "webp", PhotoFormat.AVIF: "avif"}
"""Decoders that a Pillow built from source may lack."""


@dataclass(frozen=True, slots=True)
class DecodedPhoto:
    """A photo as it is seen.

    Attributes:
        pixels: uint8 (height, width, 3), sRGB, upright. For large JPEGs and camera originals smaller than the real
            size, which `facts` has.
        facts: what the file says beside its pixels.
        to_srgb: what makes these pixels, or any part of them, sRGB, where they are not.
    """

    pixels: NDArray[np.uint8]
    facts: PhotoFacts
    to_srgb: SrgbTransform | None = None

    def in_srgb(self, part: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """A picture that was cut out of the pixels, or made smaller from them, as it is seen."""
        return part if self.to_srgb is None else self.to_srgb(part)


def decode(
    data: bytes,
    *,
    name: str,
    maximum_megapixels: int = DEFAULT_MAXIMUM_MEGAPIXELS,
    leave_colours: bool = False,
) -> DecodedPhoto:
    """Decode a photo from its file's bytes. May run on several threads at once.

    The bytes decide what kind of picture it is; the name is for sentences, and tells camera originals from TIFF.
    Of animations and multi-page files the first picture is taken.

    Args:
        maximum_megapixels: larger pictures are not opened; JPEGs only where an eighth of each side is still larger.
        leave_colours: whether pixels of a plain RGB picture in another space stay in it, for who needs few of them.

    Raises:
        UnreadablePhoto: empty, not a picture, damaged (one that ends too early is, even where its top would show),
            too large for the limit or the memory, or of a kind whose decoder is not installed.
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
    if kind is PhotoFormat.JPEG and _ends_in_unwritten_room(data):
        raise unreadable.damaged(name, "it ends too early")
    with unreadable.decoding(name):
        image = _open(data, kind, name)
    with image:
        exif = read_exif(image)
        asked = exif_turn(exif)
        # Pillow turns TIFF itself, its size included; libheif follows the container and makes its EXIF say so.
        turn = Turn.NONE if kind is PhotoFormat.TIFF else asked
        width, height = turn.size(*image.size)
        # All facts before loading, which for TIFF drops the orientation and may close the file.
        facts = photo_facts(exif, width=width, height=height, turn=asked, format=kind.value)
        whole = image.size
        _limit(image, kind, name, maximum_megapixels)
        with unreadable.decoding(name):
            if kind is PhotoFormat.JPEG and image.size == whole:
                plain = _plain(data, image, leave_colours=leave_colours)
                if plain is not None:
                    pixels, transform = plain
                    return DecodedPhoto(turned(pixels, turn), facts, transform)
            image.load()
            transform = srgb_transform(image) if leave_colours else None
            upright = upright_pixels(image if transform is not None else to_srgb(image), turn)
    return DecodedPhoto(upright, facts, transform)


def _plain(
    data: bytes, image: ImageFile.ImageFile, *, leave_colours: bool
) -> tuple[NDArray[np.uint8], SrgbTransform | None] | None:
    """The pixels of a JPEG, and what makes them sRGB, if no more than that has to be done to them."""
    transform = srgb_transform(image)
    if image.mode != "RGB" or (transform is not None and not leave_colours):
        return None
    pixels = plain_jpeg.pixels_of(data, *image.size)
    return None if pixels is None else (pixels, transform)


def _open(data: bytes, kind: PhotoFormat, name: str) -> ImageFile.ImageFile:
    """The picture with its header read and its pixels not."""
    if kind in _PILLOW_FEATURES and not features.check(_PILLOW_FEATURES[kind]):
        raise unreadable.missing_decoder(name, kind, "Pillow")
    if kind is PhotoFormat.HEIF:
        return open_heif(data, name)
    if kind is PhotoFormat.AVIF:
        try:
            return AvifImagePlugin.AvifImageFile(io.BytesIO(data))
        except Exception:
            # Unlike for other formats, Pillow parses the EXIF of AVIF while opening, and fails with it. Under another
            # item type (ISO/IEC 14496-12, section 8.11.6) it is ignored; a picture that is damaged fails again.
            data = data.replace(b"Exif", b"skip")
    return _OPENERS[kind](io.BytesIO(data))


def _ends_in_unwritten_room(data: bytes) -> bool:
    """Whether a JPEG's last scan never ends and zeros follow, which libjpeg would show as grey without a word.

    The markers are start of scan and end of image (ITU T.81, table B.1); neither occurs inside of a scan.
    """
    return data.endswith(bytes(ZERO_TAIL_BYTES)) and data.rfind(b"\xff\xd9") < data.rfind(b"\xff\xda")


def _limit(image: ImageFile.ImageFile, kind: PhotoFormat, name: str, maximum_megapixels: int) -> None:
    """Refuse a picture that is too large to decode, or have a JPEG decoded smaller."""
    width, height = image.size
    # A progressive JPEG keeps all of its coefficients while it decodes, so decoding it smaller saves nothing.
    if kind is not PhotoFormat.JPEG or (image.info.get("progressive") and width * height > maximum_megapixels * 1e6):
        if width * height > maximum_megapixels * 1e6:
            raise unreadable.too_large(name, width, height, maximum_megapixels)
        return
    allowed = min(maximum_megapixels, JPEG_FULL_SIZE_MEGAPIXELS) * 1e6
    for reduction in JPEG_REDUCTIONS:
        if width * height <= allowed * reduction**2:
            break
    if reduction > 1:
        image.draft(None, (max(width // reduction, 1), max(height // reduction, 1)))
    if image.width * image.height > maximum_megapixels * 1e6:
        raise unreadable.too_large(name, width, height, maximum_megapixels)
