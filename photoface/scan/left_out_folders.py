"""Decides by patterns into which folders no scan and no import looks, such as other programs' thumbnail folders.

Patterns are those of the setting `left_out_folders`, separated by semicolons. `*` stands for any letters, `?` for one.
A pattern without a slash is for a folder's name; with slashes it is for the ends of its path. `!` before a pattern lets
in again what an earlier one leaves out. Case does not matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import translate
from pathlib import PurePath

SEPARATOR = ";"
NO_MEDIA = ".nomedia"
"""A file with this name says, on Android, that the folder and those in it hold no photos of the user."""


@dataclass(frozen=True, slots=True)
class LeftOutFolder:
    """A folder that a walk did not look into, relative to the library folder, and why, as the end of a sentence."""

    relative_path: str
    reason: str


class LeftOut:
    """Decides by a folder's path."""

    def __init__(self, patterns: str) -> None:
        self._rules = [(pattern, _names(pattern)) for pattern in split(patterns)]

    def reason(self, path: PurePath) -> str | None:
        """Why a folder is left out, None if it is not. All of its path counts, but not the folders that it lies in."""
        parts = [part.lower() for part in path.parts]
        found = ""
        for pattern, names in self._rules:
            last = parts[-len(names) :]
            if len(last) == len(names) and all(name.match(part) for name, part in zip(names, last, strict=True)):
                found = pattern
        return None if not found or found.startswith("!") else f"it fits {found}"


def _names(pattern: str) -> list[re.Pattern[str]]:
    """What each name at the end of a path has to match."""
    return [re.compile(translate(name.lower())) for name in pattern.removeprefix("!").strip("/").split("/")]


def split(patterns: str) -> list[str]:
    """The single patterns of a setting's text, in their order; empty ones are none."""
    found = (" ".join(part.split()) for part in patterns.split(SEPARATOR))
    return [part for part in found if part.strip("!/")]
