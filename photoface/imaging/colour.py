"""Converts Pillow's pixel modes, bit depths and colour profiles to 8-bit sRGB."""

from __future__ import annotations

import functools
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from photoface.imaging.upright import bands

WHITE = (255, 255, 255)
"""Background of transparent pixels: white, as in browsers and on paper."""

CACHED_PROFILES = 16
"""Number of cached colour transforms: a library has few cameras, and building a transform is slower than a lookup."""

_SIXTEEN_BIT_MAXIMUM = 65535

_PROFILE_SPACES = {"RGB": "RGB", "CMYK": "CMYK"}
"""The colour space that a profile must have, by the mode that it converts (ICC.1:2010, table 19)."""


def to_srgb(image: Image.Image, full_scale: float | None = None) -> Image.Image:
    """An 8-bit sRGB picture of the same size; may change the given picture.

    Deep pictures are scaled to 8 bits, not clipped; transparent ones are laid on white; an embedded profile is applied
    unless it is broken or sRGB.

    Args:
        full_scale: for a band of a deep picture, `full_scale_of` the whole picture.

    Raises:
        ValueError, OSError, MemoryError: Pillow cannot convert this mode.
    """
    profile = image.info.get("icc_profile")
    image = _without_transparency(_eight_bit(image, full_scale))
    if image.mode not in _PROFILE_SPACES:
        image = image.convert("RGB")
    if isinstance(profile, bytes) and profile:
        image = _apply_profile(image, profile)
    return image if image.mode == "RGB" else image.convert("RGB")


class SrgbTransform:
    """Converts pixels that were decoded in another RGB space, as those of most phones, to sRGB.

    It takes 15 to 20 ms a megapixel, twice as long as decoding: a scan applies it only to the few pixels that it keeps.
    """

    def __init__(self, transform: ImageCms.ImageCmsTransform) -> None:
        self._transform = transform

    def __call__(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The same pixels in sRGB, (height, width, 3); unchanged if the profile cannot be used."""
        return np.array(_transformed(Image.fromarray(pixels), self._transform), dtype=np.uint8)


def srgb_transform(image: Image.Image) -> SrgbTransform | None:
    """The transform that `to_srgb` would apply, if it would only apply a profile to RGB; otherwise None."""
    profile = image.info.get("icc_profile")
    if image.mode != "RGB" or "transparency" in image.info or not isinstance(profile, bytes) or not profile:
        return None
    transform = _transform_to_srgb(profile, image.mode)
    return None if transform is None else SrgbTransform(transform)


def full_scale_of(image: Image.Image) -> float | None:
    """The value of white in a grey picture of 16 or 32 bits; None for pictures of 8 bits."""
    if image.mode.startswith("I;16"):
        return _SIXTEEN_BIT_MAXIMUM
    # Neither 32-bit integers nor floating point have an agreed white: fractions, 8-bit and 16-bit values all occur.
    scales = {"I": (_SIXTEEN_BIT_MAXIMUM, 2**31 - 1), "F": (1, 255, _SIXTEEN_BIT_MAXIMUM)}.get(image.mode)
    if scales is None:
        return None
    brightest = max(float(_finite(band).max()) for _, band in bands(image))
    return next((float(scale) for scale in scales if brightest <= scale), brightest)


def _eight_bit(image: Image.Image, full_scale: float | None) -> Image.Image:
    """Grey pictures of 16 and 32 bits in 8 bits, scaled by the range of their mode."""
    full = full_scale_of(image) if full_scale is None else full_scale
    if full is None:
        return image
    scaled = np.clip(_finite(image) * np.float32(255 / full) + np.float32(0.5), 0, 255)
    return Image.fromarray(scaled.astype(np.uint8))


def _finite(image: Image.Image) -> NDArray[np.float32]:
    return np.nan_to_num(np.asarray(image, dtype=np.float32), nan=0.0, posinf=0.0, neginf=0.0)


def _without_transparency(image: Image.Image) -> Image.Image:
    if image.mode in ("LA", "La", "PA", "RGBA", "RGBa") or "transparency" in image.info:
        if image.mode == "La":  # premultiplied grey can only be converted through straight grey
            image = image.convert("LA")
        layers = image.convert("RGBA")
        paper = Image.new("RGB", layers.size, WHITE)
        paper.paste(layers, mask=layers.getchannel("A"))
        return paper
    return image


def _apply_profile(image: Image.Image, profile: bytes) -> Image.Image:
    transform = _transform_to_srgb(profile, image.mode)
    return image if transform is None else _transformed(image, transform)


def _transformed(image: Image.Image, transform: ImageCms.ImageCmsTransform) -> Image.Image:
    try:
        converted = ImageCms.applyTransform(image, transform)
    except (ImageCms.PyCMSError, ValueError):  # a profile that opened but cannot be used
        return image
    return image if converted is None else converted


@functools.lru_cache(maxsize=CACHED_PROFILES)
def _transform_to_srgb(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """The transform of one embedded profile, None if it is sRGB, broken, or not for this mode.

    One transform serves all threads: Little CMS copies its only mutable part, a one-pixel cache, per call.
    """
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if source.profile.xcolor_space.strip() != _PROFILE_SPACES[mode]:
            return None
        if mode == "RGB" and "sRGB" in (source.profile.profile_description or ""):
            return None
        target = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
        return ImageCms.buildTransform(source, target, mode, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        # Broken profiles are common and harmless: without them the colours are slightly off.
        return None
