"""Normalises texts for word search: plain letters without accents, each word after a single space.

A word is found by how it begins: ` wed` in ` wedding in rome`. Digits and letters that touch are words of their own, so
that `2019` is found in `IMG20190412`. Scripts that are written without spaces have a word for each character.
"""

from __future__ import annotations

import re

from photoface.text_folding import folded_text

_WITHOUT_SPACES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff"
"""Thai and Lao, Burmese, Khmer; Chinese and Japanese, by Unicode's blocks."""

_SYMBOLS = "\u2190-\u2bff\U0001f000-\U0001faff"
"""Arrows to stars, and emoji. Other signs only separate words."""

_WORD = re.compile(rf"[0-9]+|[{_WITHOUT_SPACES}{_SYMBOLS}]|[^\W0-9_{_WITHOUT_SPACES}{_SYMBOLS}]+")


def word_text(text: str) -> str:
    """The words of a text of several lines: each line begins with a line feed and a space. Empty without any words.

    No phrase goes from one line to the next.
    """
    lines = (needle(line) for line in text.splitlines())
    return "".join(f"\n{line}" for line in lines if line)


def needle(words: str) -> str:
    """The text that a line of `word_text` contains if it has these words, the last of which may go on; may be empty."""
    return "".join(f" {word}" for word in _WORD.findall(folded_text(words)))
