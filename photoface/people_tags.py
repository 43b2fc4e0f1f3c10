"""Tells which tags name people: those below `People`, as digiKam, Picasa's converters and Lightroom write them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

PEOPLE_ROOT: Final = "People"
"""The tag above all people."""

_PEOPLE_ROOTS: Final = frozenset(
    {
        *("people", "persons", "faces", "personen", "leute", "personnes", "personas", "gente", "persone", "pessoas"),
        *("mensen", "personer", "henkilöt", "ihmiset", "osoby", "ludzie", "lidé", "люди", "人物", "人々", "사람"),
    }
)
"""The first part of tags that mean people, in the languages of programs that translate it."""


def person_of_tag(path: Sequence[str]) -> str | None:
    """The name of the person that a tag means, as in ("People", "Family", "Anna Berg"); None if it means none."""
    return path[-1] if len(path) > 1 and path[0].casefold() in _PEOPLE_ROOTS else None
