"""Finds English words of nearly the same meaning for the search, from the shipped table of word vectors."""

from __future__ import annotations

import functools
import importlib.resources
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from photoface.learning.word_table import WordTable, read_table
from photoface.text_folding import folded

MOST: Final = 5
"""More tags than this are no answer to a search for one."""

CLOSE_TO_BEST: Final = 0.15
"""Cosines that a word may lie below the best one: beside `coast`, who looks for `seaside` does not want `cliff`."""


class WordThesaurus:
    """English words of nearly the same meaning. The table is opened at the first question, and never changed."""

    def __init__(self, folder: Path | None = None) -> None:
        """
        Args:
            folder: with a table that `photoface train words` wrote; None for the one that comes along.
        """
        self._folder = folder

    def similar(self, word: str, among: Sequence[str]) -> list[int]:
        """Places of those words that mean nearly the same as this one, the likeliest first.

        Case, accents, plurals and dashes do not matter. Words that the table does not know are similar to none.
        """
        table = self._table
        wanted = table.vector(_plain(word))
        if wanted is None:
            return []
        found = []
        for place, other in enumerate(among):
            vector = table.vector(_plain(other))
            if vector is not None:
                found.append((float(wanted @ vector), place))
        best = max(found, default=(0.0, 0))[0]
        least = max(table.threshold, best - CLOSE_TO_BEST)
        near = sorted((-cosine, place) for cosine, place in found if cosine >= least)
        return [place for _, place in near[:MOST]]

    @functools.cached_property
    def _table(self) -> WordTable:
        if self._folder is not None:
            return read_table(self._folder)
        with importlib.resources.as_file(importlib.resources.files("photoface") / "resources" / "words") as folder:
            return read_table(folder)


def _plain(word: str) -> str:
    return folded(word.replace("_", " "))
