"""Finds the video that a phone took with a still: the other half of a Live photo, or of a motion photo.

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

LARGEST_BYTES: Final = 64 * 2**20
"""A Live photo's video has three seconds; a larger file is not read for it."""

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


def _identifiers(video: Path) -> set[bytes]:
    try:
        return set(_IDENTIFIER.findall(video.read_bytes())) if video.stat().st_size <= LARGEST_BYTES else set()
    except OSError:
        # It stays then: the still goes alone.
        return set()
