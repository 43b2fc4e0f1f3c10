"""Tells which tags name people: those below `People`, as digiKam, Picasa's converters and Lightroom write them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from photoface.text_folding import spelled

PEOPLE_ROOT: Final = "People"
"""The tag above all people."""

_PEOPLE_ROOTS: Final = frozenset(
    map(
        spelled,
        (
            *("People", "Persons", "Faces", "Personen", "Leute", "Personnes", "Personas", "Gente", "Persone"),
            *("Pessoas", "Mensen", "Personer", "Henkilöt", "Ihmiset", "Osoby", "Ludzie", "Lidé", "Люди"),
            *("人物", "人々", "사람"),
        ),
    )
)
"""The first part of tags that mean people, in the languages of programs that translate it, as they compare."""


def is_of_people(path: Sequence[str]) -> bool:
    """Whether a tag is the one above people, or one below it."""
    return bool(path) and spelled(path[0]) in _PEOPLE_ROOTS


def person_of_tag(path: Sequence[str]) -> str | None:
    """The name of the person that a tag means, as in ("People", "Family", "Anna Berg"); None if it means none."""
    return path[-1] if len(path) > 1 and is_of_people(path) else None
