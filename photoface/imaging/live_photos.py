"""Finds the video that a phone took with a still, the other half of a Live or motion photo, and tells such a video.

A name alone does not say so, since cameras count photos and videos in one row. Both halves of a Live photo hold one
identifier; a motion photo's half has a suffix that nothing else has.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from photoface.imaging.formats import is_photo_name

MOVING_SUFFIXES: Final = frozenset({".mov", ".mp4"})

MOTION_SUFFIX: Final = ".mp"
"""Google writes the video of IMG.MP.jpg, or of IMG.jpg, as IMG.MP."""

STILL_SUFFIXES: Final = (".heic", ".jpg", ".jpeg")
"""Of the stills of Live photos."""

LARGEST_BYTES: Final = 64 * 2**20
"""A Live photo's video has three seconds; a larger file, still or video, is not read for it."""

_IDENTIFIER = re.compile(rb"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}")
"""Apple's `com.apple.quicktime.content.identifier` of the video, and tag 17 of the maker's notes of the still."""


def moving_half(still: Path, data: bytes) -> Path | None:
    """The video that was taken with a still, beside it; None where there is none, or where another still has it too.

    Args:
        data: the bytes of the still.
    """
    try:
        beside = sorted(still.parent.iterdir())
    except OSError:
        return None
    stem = still.stem.casefold()
    namesakes = [path for path in beside if path != still and path.stem.casefold() == stem]
    if any(is_photo_name(path.name) for path in namesakes):
        return None
    for path in beside:
        if path.suffix.casefold() == MOTION_SUFFIX and stem in (path.stem.casefold(), path.name.casefold()):
            return path
    videos = [path for path in namesakes if path.suffix.casefold() in MOVING_SUFFIXES]
    own = set(_IDENTIFIER.findall(data)) if videos else set()
    return next((path for path in videos if not own.isdisjoint(_identifiers(path))), None)


def is_moving_half(video: Path) -> bool:
    """Whether a video was taken with a still that is beside it: it shows what the still shows."""
    stills = stills_of_one_name(video)
    own = _identifiers(video) if stills else set()
    return bool(own) and any(not own.isdisjoint(_identifiers(still)) for still in stills)


def stills_of_one_name(video: Path) -> list[Path]:
    """The stills beside a video that have its name, and may be the other half of it."""
    if video.suffix.casefold() not in MOVING_SUFFIXES:
        return []
    endings = [form for suffix in STILL_SUFFIXES for form in (suffix, suffix.upper())]
    return [still for still in map(video.with_suffix, endings) if still.is_file()]


def _identifiers(file: Path) -> set[bytes]:
    """What a file may hold as its identifier; nothing where it cannot be read: then it is taken for no half."""
    try:
        return set(_IDENTIFIER.findall(file.read_bytes())) if file.stat().st_size <= LARGEST_BYTES else set()
    except OSError:
        return set()
