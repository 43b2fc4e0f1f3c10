"""What is checked of the words after `photoface` before, or beyond, what typer checks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from photoface.errors import UserFacingError

MAY_BE_EMPTY = {"--notes"}
"""Options whose empty value says something: empty notes take the notes away."""


LARGEST_NUMBER = 2**63 - 1
"""SQLite counts no further, so nothing has a larger number."""

MOST_IN_RANGE = 100_000
"""Faces that one range names; a slip of a finger in a larger one is likelier than that many faces."""

_NUMBER = re.compile(r"\d{1,18}", re.ASCII)
_RANGE = re.compile(r"(\d{1,18})-(\d{1,18})", re.ASCII)
_SHOWN = 30
"""Letters of a wrong word that are shown."""


class ArgumentError(UserFacingError):
    """The command was not understood: the exit code is 2."""


def refuse_empty(arguments: Sequence[str]) -> None:
    """Refuse empty words, which a shell makes of a variable that is not set.

    Python takes an empty path for the current folder, so `photoface scan "$FOLDER"` would scan whatever that is.

    Raises:
        ArgumentError: a word is empty, or the value behind an equals sign is.
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
    """Whether a word is text; else it holds bytes that Python could not decode (PEP 383)."""
    return not any("\ud800" <= letter <= "\udfff" for letter in word)


def number(text: str) -> int | None:
    """The number that a word is; None where it is none. `²` and `१२` are digits and no numbers."""
    return int(text) if _NUMBER.fullmatch(text) else None


def face_ids(texts: Sequence[str]) -> tuple[int, ...]:
    """Face numbers as the user writes them: `12 13`, `12,13`, `12-20`.

    Raises:
        ArgumentError: one is no number, or there is none.
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
