"""Finds words in titles, captions and file paths by GLOB patterns, in any case and with or without accents.

There is no full-text index that decisions, scans and undo would have to update: a pattern over 50,000 captions takes
milliseconds.
"""

from __future__ import annotations

import functools

import sqlalchemy as sa

from photoface.catalog.tables import Photo, PhotoFile
from photoface.text_folding import folded, same_words

_LETTERS_TO = 0x250
"""Latin letters with accents end here (Latin Extended-B)."""

_NOT_A_LETTER = f"[^A-Za-z\u00c0-{chr(_LETTERS_TO - 1)}]"
_NOT_A_DIGIT = "[^0-9]"


LONGEST = 500
"""Letters that are looked for: a path may have a few thousand, SQLite's patterns 50,000 bytes, some 40 for a letter."""


@functools.cache
def _letters_of() -> dict[str, str]:
    """For each plain letter all letters that fold to it, such as a A à À ä Ä."""
    letters: dict[str, str] = {}
    for code in range(0x21, _LETTERS_TO):
        plain = folded(chr(code))
        if len(plain) == 1 and chr(code).isalpha():
            letters[plain] = letters.get(plain, "") + chr(code)
    return letters


def patterns(words: str) -> list[str]:
    """Patterns for `GLOB` of a text in which a word begins so, in any case and with or without accents."""
    plain = same_words(words)
    body = "".join(_one(letter) for letter in plain)
    before = _NOT_A_DIGIT if plain[:1].isdigit() else _NOT_A_LETTER
    return [f"{body}*", f"*{before}{body}*"]


def _one(letter: str) -> str:
    if letter == " ":
        # Words may be joined by anything: `jean paul` is Jean-Paul.
        return "[^A-Za-z0-9]"
    found = _letters_of().get(letter)
    if found is not None:
        return f"[{found}]"
    both = {letter, letter.upper()}
    return f"[{''.join(sorted(both))}]" if len(both) > 1 and letter.isalpha() else f"[{letter}]"


def condition(words: str) -> sa.ColumnElement[bool]:
    """The title, the caption, or the path of a file has a word that begins so; none has one of many hundred letters."""
    if len(words) > LONGEST:
        return sa.false()
    globs = patterns(words)
    said = sa.or_(
        *(
            sa.and_(column.is_not(None), column.op("GLOB")(glob))
            for column in (Photo.title, Photo.caption)
            for glob in globs
        )
    )
    paths = sa.or_(*(PhotoFile.relative_path.op("GLOB")(glob) for glob in globs))
    in_path = sa.select(PhotoFile.photo_id).where(PhotoFile.photo_id.is_not(None), paths).correlate(None)
    return sa.or_(said, Photo.id.in_(in_path))
