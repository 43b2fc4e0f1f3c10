"""Makes the folder names of imported photos from their dates by a pattern, and knows the folder names of cameras."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import PurePosixPath

from photoface.errors import UserFacingError

CAMERA_FOLDERS = ("DCIM", "PRIVATE")
"""Where cameras put photos on a card (JEITA CP-3461, section 3), and videos by AVCHD and XAVC."""

DEFAULT_PATTERN = "{year}/{year}-{month}-{day}"

PATTERNS = (DEFAULT_PATTERN, "{year}/{month}", "{year}/{year}-{month}", "{year}", "")
"""Offered in the window; the empty one puts all photos into one folder."""

_FIELD = re.compile(r"\{([^{}]*)\}")
_FIELDS = ("year", "month", "day")
_NOT_IN_NAMES = re.compile(r'[<>:"\\|?*\x00-\x1f]')
"""Windows allows them in no name, and a disk is read there too one day."""


def checked_pattern(pattern: str) -> str:
    """A pattern that names folders inside of the destination; slashes at its ends are taken off.

    Raises:
        UserFacingError: a field that there is not, or a name that no folder may have.
    """
    pattern = pattern.strip().strip("/")
    for field in _FIELD.findall(pattern):
        if field not in _FIELDS:
            raise UserFacingError(
                f"There is no {{{field}}} in the names of folders.", "There are {year}, {month} and {day}."
            )
    rest = _FIELD.sub("0", pattern)
    parts = rest.split("/") if rest else []
    if any(not part.strip() or part != part.strip() or part.startswith(".") or part.endswith(".") for part in parts):
        raise UserFacingError(
            f"Folders cannot be called {pattern}.", "Write names between slashes, without a dot at either end."
        )
    if "{" in rest or "}" in rest or _NOT_IN_NAMES.search(rest):
        raise UserFacingError(f"Folders cannot be called {pattern}.", "Use letters, numbers, blanks and dashes.")
    return pattern


def folder_of(pattern: str, taken: dt.datetime) -> PurePosixPath:
    """The folder of a photo that was taken then, relative to the destination.

    Args:
        pattern: a checked one.
    """
    values = {"year": f"{taken.year:04}", "month": f"{taken.month:02}", "day": f"{taken.day:02}"}
    return PurePosixPath(_FIELD.sub(lambda field: values[field[1]], pattern))
