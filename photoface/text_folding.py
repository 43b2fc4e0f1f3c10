"""Normalises texts for comparison (names of people and places, tags, search words), and cleans texts that were typed.

Three degrees, each coarser than the one before:
- `spelled`: the same name in any typing. Keys of the catalog have this form.
- `folded`: the same letters without accents. `same_words` is that with single spaces between words. Search compares
  these: `soren` finds Søren.
- `look`: the same appearance: a Cyrillic а for a Latin a, an I for an l.
"""

# ruff: noqa: RUF001

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence

SEPARATOR = "/"
"""Separates the names in a tag's path."""

_APOSTROPHES = (
    "'\u2018\u2019\u201a\u201b\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u2032\u2035`\u00b4\u055a\u05f3\ua78c\uff07"
)
_QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u2033\u05f4\uff02'
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d"
_ALIKE = str.maketrans(
    {letter: kind[0] for kind in (_APOSTROPHES, _QUOTES, _DASHES) for letter in kind}
    # Turkish dotless and dotted i: casefold keeps the one and decomposes the other.
    | {"\u0130": "i"}
)
"""Applied before NFKC, which decomposes a lone acute into a space and an accent."""

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Default_Ignorable_Code_Point of Unicode (DerivedCoreProperties.txt), and the marks around annotations."""

_JOINERS = "\u200c\u200d\ufe0f"
"""Those of them that names and emoji need: Persian and Indian spelling, and composed emoji."""

_ESCAPE_SEQUENCES = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b\\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\\\|\x9c)?|\x1b[ -~]?"
)
"""Escape sequences of terminals (ECMA-48, section 5.4; the second kind sets titles and links)."""

_LETTERS = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h",
        "ŧ": "t", "ŋ": "n", "ĸ": "k", "ə": "e", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ɛ": "e", "ɔ": "o",
    }
)  # fmt: skip
"""Letters that Unicode does not decompose into one of a to z and an accent."""

_LOOKS = str.maketrans(
    dict(zip("абвгеёзикмнорстухіїјѕһԁԛԝ", "a6bree3nkmhopctyxiijshdqw", strict=True))
    | dict(zip("αβεζηικμνορτυχγ", "abezhikmnoptyxy", strict=True))
    | {"0": "o"}
)
"""Cyrillic and Greek letters that look like others, in either case (UTS 39, confusables.txt), and the zero."""

_UPRIGHT = str.maketrans(dict.fromkeys("Il1|\u0406\u04c0\u0399", "|"))
"""A capital i, a small l and a one look alike before the case is folded."""

_PARTS = re.compile(r"[\W_]+")
_PARTS_OF_LINE = re.compile(r"(?:[^\w\n]|_)+")


def spelled(text: str) -> str:
    """The text normalised in case, width, quotes, dashes and spaces."""
    return _spelled(text)


@functools.lru_cache(maxsize=100_000)
def _spelled(text: str) -> str:
    return " ".join(_in_one_typing(text).split())


def _in_one_typing(text: str) -> str:
    alike = _INVISIBLE.sub("", text).translate(_ALIKE)
    folded_case = unicodedata.normalize("NFKC", alike).casefold()
    return unicodedata.normalize("NFKC", folded_case).translate(_ALIKE)


def spelled_path(path: str) -> str:
    """A tag's path with each of its names `spelled`."""
    return SEPARATOR.join(spelled(part) for part in path.split(SEPARATOR))


@functools.lru_cache(maxsize=100_000)
def folded(text: str) -> str:
    """As `spelled`, in plain letters without accents."""
    return _plain_letters(spelled(text))


def _plain_letters(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).translate(_LETTERS)


def folded_text(text: str) -> str:
    """As `folded`, for a text of many words: it is not remembered."""
    return text.lower() if text.isascii() else _plain_letters(_in_one_typing(text))


@functools.lru_cache(maxsize=20_000)
def same_words(text: str) -> str:
    """As `folded`, with words separated by single spaces: `jean paul` is Jean-Paul. Text without letters is kept."""
    return " ".join(_PARTS.sub(" ", folded(text)).split()) or folded(text)


def same_words_of(texts: Sequence[str]) -> list[str]:
    """`same_words` of many texts, several times faster than one by one, and without keeping them in a cache."""
    found: dict[str, str] = {}
    # By themselves, since Python translates ASCII several times faster, and most names are.
    for is_ascii in (True, False):
        some = [text for text in texts if text.isascii() == is_ascii]
        lines = "\n".join(" ".join(text.split()) for text in some)
        words = _PARTS_OF_LINE.sub(" ", _plain_letters(_in_one_typing(lines))).split("\n")
        found.update(zip(some, words, strict=False))
    return [found[text].strip() or folded(text) for text in texts]


@functools.lru_cache(maxsize=100_000)
def look(text: str) -> str:
    """The appearance of a text: equal for texts that look alike."""
    seen = folded(text.translate(_UPRIGHT)).translate(_LOOKS)
    return " ".join(_PARTS.sub(" ", seen.replace("|", "l1")).split()) or seen


@functools.lru_cache(maxsize=100_000)
def _starts(name: str) -> tuple[str, ...]:
    """The rest of a name from each of its words on, in all typings: `o'neil`, `neil`, `oneil`."""
    plain = folded(name)
    without = plain.replace("'", "")
    words = [part for part in _PARTS.split(plain) if part]
    starts = {" ".join(words[place:]) for place in range(len(words))}
    for text in (plain, without):
        starts.add(text)
        starts.update(text[found.end() :] for found in _PARTS.finditer(text))
    return tuple(starts - {""})


def begins_with(name: str, letters: str) -> bool:
    """Whether a name, or a part of it after a space, hyphen, apostrophe or bracket, begins with these letters."""
    typed = folded(letters)
    wanted = {typed, same_words(letters)} - {""}
    return any(start.startswith(one) for one in wanted for start in _starts(name))


def cleaned(text: str) -> str:
    """A typed or pasted text in one line, without invisible characters and terminal escape sequences."""
    without = "".join(
        " " if letter in "\t\n\r\v\f\x85\u2028\u2029" else letter
        for letter in _ESCAPE_SEQUENCES.sub("", text)
        if letter in "\t\n\r\v\f\x85" or unicodedata.category(letter) not in ("Cc", "Cs")
    )
    kept = _INVISIBLE.sub(lambda found: found[0] if found[0] in _JOINERS else "", without)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def cleaned_lines(text: str) -> str:
    """As `cleaned`, for a text of several lines."""
    return "\n".join(cleaned(line) for line in text.splitlines()).strip()


def shows_something(text: str) -> bool:
    """Whether the text is visible: not only spaces, accents and invisible characters."""
    visible = _INVISIBLE.sub("", text).replace("\u2800", "")
    return any(unicodedata.category(letter)[0] in "LNPS" for letter in visible)
