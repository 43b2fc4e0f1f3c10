"""Which folders inside of a library are not looked into: those of other programs' making.

Patterns are those of the setting `left_out_folders`, separated by semicolons. `*` stands for any letters, `?` for one.
A pattern without a slash is for a folder's name; with slashes it is for the ends of its path. `!` before a pattern lets
in again what an earlier one leaves out. Case does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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
        self._rules = [_Rule.of(pattern) for pattern in split(patterns)]

    def reason(self, path: PurePath) -> str | None:
        """Why a folder is left out, None if it is not. All of its path counts, but not the folders that it lies in."""
        names = [part.lower() for part in path.parts]
        found: _Rule | None = None
        for rule in self._rules:
            if rule.fits(names):
                found = rule
        return None if found is None or found.lets_in else f"it fits {found.pattern}"


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: str
    lets_in: bool
    names: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, pattern: str) -> _Rule:
        lets_in = pattern.startswith("!")
        names = tuple(re.compile(translate(name.lower())) for name in pattern.removeprefix("!").strip("/").split("/"))
        return cls(pattern, lets_in, names)

    def fits(self, names: Sequence[str]) -> bool:
        last = names[-len(self.names) :]
        return len(last) == len(self.names) and all(
            rule.match(name) for rule, name in zip(self.names, last, strict=True)
        )


def split(patterns: str) -> list[str]:
    """The single patterns of a setting's text, in their order; empty ones are none."""
    found = (" ".join(part.split()) for part in patterns.split(SEPARATOR))
    return [part for part in found if part.strip("!/")]
