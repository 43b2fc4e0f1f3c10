"""Parses photo file names, to find files of one shot: raw, JPEG and video of a number, copies, edits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from photoface.imaging.formats import RAW_SUFFIXES

VIDEO_SUFFIXES: Final = frozenset({".mov", ".mp4", ".m4v", ".mp", ".3gp", ".avi", ".mkv", ".mpg"})
"""Moving pictures that cameras and phones put beside a photo; `.mp` is Google's."""

_COPY_MARKS = re.compile(
    r"(?:[ _-]*\([1-9]\d?\)"
    r"|[ _-]+(?:copy|kopie|copie|copia|edited|bearbeitet|edit|modifi[ée]|editado)(?:[ _-]?\d{1,2})?"
    r"|\.(?:MP|LS))+$",
    re.IGNORECASE,
)
"""What programs add to the name of a copy or edit, and Google to a photo that has a moving picture. Samsung's phones
write (0) to the second photo of a second, which is no copy."""

_APPLE_EDIT = re.compile(r"^(IMG_)E(\d{4})$", re.IGNORECASE)
"""The edited version of IMG_1234, which iPhones write beside it."""

_EDIT = re.compile(r"edit|bearbeitet|modifi|^IMG_E\d{4}$", re.IGNORECASE)
"""What of a name says that the photo was edited, and not merely copied."""

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class PhotoName:
    """The parts of a file's name.

    Attributes:
        stem: in small letters, without what marks a copy or edit.
        is_marked: whether something was left out.
        is_raw, is_video: by its suffix.
        is_edit: whether what was left out says that it is an edit.
        pattern: the stem with `#` for each number. A camera that counts gives its photos one pattern.
    """

    stem: str
    is_marked: bool
    is_raw: bool
    is_video: bool
    pattern: str
    is_edit: bool = False


def parse_photo_name(name: str) -> PhotoName:
    """The parts of a file's name: `IMG_1234 (1).JPG` is a marked `img_1234` of the pattern `img_#`."""
    path = PurePath(name)
    plain = _APPLE_EDIT.sub(r"\1\2", _COPY_MARKS.sub("", path.stem))
    stem, suffix = plain.casefold(), path.suffix.lower()
    is_raw, is_video = suffix in RAW_SUFFIXES, suffix in VIDEO_SUFFIXES
    is_marked = plain != path.stem
    is_edit = is_marked and _EDIT.search(path.stem) is not None
    return PhotoName(stem, is_marked, is_raw, is_video, _DIGITS.sub("#", stem), is_edit)
