"""Checks command-line arguments where typer does not: empty words, undecodable text, numbers, face numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from photoface.errors import UserFacingError

MAY_BE_EMPTY = {"--notes"}
"""Options whose empty value has a meaning: empty notes delete the notes."""

LARGEST_NUMBER = 2**63 - 1
"""SQLite's largest integer."""

MOST_IN_RANGE = 100_000
"""Faces in one range; a larger range is more likely a typing error."""

_NUMBER = re.compile(r"\d{1,18}", re.ASCII)
_RANGE = re.compile(r"(\d{1,18})-(\d{1,18})", re.ASCII)
_SHOWN = 30
"""Characters of a wrong word that are shown."""


class ArgumentError(UserFacingError):
    """The command was not understood; the exit code is 2."""


def refuse_empty(arguments: Sequence[str]) -> None:
    """Refuse empty words, which a shell makes from a variable that is not set.

    Python reads an empty path as the current folder, so `photoface scan "$FOLDER"` would scan that.

    Raises:
        ArgumentError: a word, or the value after an equals sign, is empty.
    """
    for place, word in enumerate(arguments):
        option, equals, value = word.partition("=")
        if not word.strip():
            before = arguments[place - 1] if place else ""
            if before not in MAY_BE_EMPTY:
                after = f" after {before}" if before.startswith("--") else ""
                raise ArgumentError(f"There is an empty word{after}.", "Say what is meant, or leave it out.")
        elif option.startswith("--") and equals and not value.strip() and option not in MAY_BE_EMPTY:
            raise ArgumentError(f"There is nothing after {option}=.", "Say what is meant, or leave it out.")


def is_text(word: str) -> bool:
    """Whether a word is text, without bytes that Python could not decode (PEP 383)."""
    return not any("\ud800" <= letter <= "\udfff" for letter in word)


def number(text: str) -> int | None:
    """The number in a word, None if it is not one. `²` and `१२` are digits but not numbers."""
    return int(text) if _NUMBER.fullmatch(text) else None


def face_ids(texts: Sequence[str]) -> tuple[int, ...]:
    """Face numbers as the user writes them: `12 13`, `12,13`, `12-20`.

    Raises:
        ArgumentError: a word is not a number, or there are none.
    """
    ids: list[int] = []
    for part in (part for text in texts for part in text.replace(",", " ").split()):
        one, several = number(part), _RANGE.fullmatch(part)
        if one is not None:
            ids.append(one)
        elif several is not None:
            first, last = int(several[1]), int(several[2])
            if not first <= last < first + MOST_IN_RANGE:
                raise ArgumentError(
                    f"{_short(part)} is no range of faces.",
                    f"The smaller number comes first, {MOST_IN_RANGE:,} at most.",
                )
            ids.extend(range(first, last + 1))
        else:
            raise ArgumentError(
                f"{_short(part)} is not the number of a face.", "Write 12, or 12-20; `photoface faces` shows them."
            )
    if not ids:
        raise ArgumentError("There is no number of a face.", "`photoface faces` shows them.")
    return tuple(dict.fromkeys(ids))


def _short(word: str) -> str:
    return word if len(word) <= _SHOWN else f"{word[:_SHOWN]}…"
