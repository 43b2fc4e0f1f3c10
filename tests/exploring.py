"""How many examples hypothesis tries: a few that every run repeats, or, with `pytest --explore`, many new ones."""

from __future__ import annotations

TIMES_MORE = 25
"""How many times as many examples `--explore` tries."""

_exploring = False


def explore() -> None:
    """Try many examples from now on; called before any test is collected."""
    global _exploring
    _exploring = True


def examples(usual: int) -> int:
    """The number of examples for `hypothesis.settings(max_examples=...)`."""
    return usual * TIMES_MORE if _exploring else usual
