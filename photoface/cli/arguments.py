"""What is checked of the words after `photoface` before, or beyond, what typer checks."""

from __future__ import annotations

from collections.abc import Sequence

from photoface.errors import UserFacingError

MAY_BE_EMPTY = {"--notes"}
"""Options whose empty value says something: empty notes take the notes away."""


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
