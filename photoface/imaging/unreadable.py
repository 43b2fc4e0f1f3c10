"""The errors, with a sentence for the user, for photos and videos that cannot be opened; converts decoders' errors."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING

from photoface.errors import UnreadablePhoto

if TYPE_CHECKING:
    from collections.abc import Iterator

_COPY_AGAIN = "Copy it again from where it came from, or restore it from a backup."

_COPY_IT_AGAIN = "If it should be one, copy it again from where it came from."

_ENDS_EARLY = re.compile(r"truncat|premature|end of file|unexpected end|EOF|not enough|buffer overrun", re.IGNORECASE)
"""How Pillow, libheif, libavif and LibRaw say that the data ended before the picture did."""


def empty(name: str) -> UnreadablePhoto:
    return UnreadablePhoto(f"{name} is empty.", _COPY_AGAIN)


def no_picture(name: str) -> UnreadablePhoto:
    return UnreadablePhoto(f"{name} is not a picture of any kind that PhotoFace opens.", _COPY_IT_AGAIN)


def no_video(name: str) -> UnreadablePhoto:
    return UnreadablePhoto(f"{name} is not a video of any kind that PhotoFace opens.", _COPY_IT_AGAIN)


def undecoded_video(name: str) -> UnreadablePhoto:
    return UnreadablePhoto(
        f"{name} is damaged, or a kind of video that PhotoFace cannot decode.",
        "If other programs play it, convert it to MP4 (H.264).",
    )


def too_large(name: str, width: int, height: int, maximum_megapixels: int) -> UnreadablePhoto:
    return UnreadablePhoto(
        f"{name} is too large: {width:,} x {height:,} pixels are {width * height / 1e6:,.0f} megapixels,"
        f" more than the limit of {maximum_megapixels:,}.",
        "Raise the setting maximum_megapixels if this computer has the memory for it.",
    )


def missing_decoder(name: str, kind: str, package: str) -> UnreadablePhoto:
    return UnreadablePhoto(
        f"{name} is a {kind} picture, and this installation of PhotoFace cannot decode those.",
        f"Install the Python package {package}.",
        may_pass=True,
    )


def unknown_original(name: str) -> UnreadablePhoto:
    return UnreadablePhoto(
        f"{name} is damaged, or from a camera whose originals PhotoFace cannot open.",
        "If other programs show it, convert it to DNG or JPEG.",
    )


def unsupported(name: str, kind: str) -> UnreadablePhoto:
    """A whole picture of a known format, stored in a way that no decoder here reads."""
    return UnreadablePhoto(f"{name} is not {kind} that PhotoFace reads.", "If other programs show it, save it as JPEG.")


def damaged(name: str, why: str) -> UnreadablePhoto:
    return UnreadablePhoto(f"{name} is damaged: {why}.", _COPY_AGAIN)


@contextlib.contextmanager
def decoding(name: str) -> Iterator[None]:
    """A context for calls into a foreign decoder: its exceptions become sentences about the photo.

    Keep our own arithmetic outside, where an exception is a bug.

    Raises:
        UnreadablePhoto: the decoder failed; its exception is the cause.
    """
    try:
        yield
    except UnreadablePhoto:
        raise
    except MemoryError as error:
        raise UnreadablePhoto(
            f"{name} needs more memory than this computer has free.",
            "Close other programs, then scan again.",
            may_pass=True,
        ) from error
    except Exception as error:
        # Decoders on untrusted bytes raise what they like: SyntaxError, OSError, ValueError, KeyError, struct.error,
        # zlib.error, AssertionError and RuntimeError have all been seen from Pillow alone.
        why = "it ends too early" if _ENDS_EARLY.search(str(error)) else "its content cannot be decoded"
        raise damaged(name, why) from error
