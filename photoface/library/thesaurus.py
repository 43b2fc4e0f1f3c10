"""Which words mean nearly the same, by the table of word vectors that comes with PhotoFace."""

from __future__ import annotations

import importlib.resources
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from photoface.catalog.folding import folded
from photoface.learning.word_table import WordTable, read_table

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
        self._table: WordTable | None = None
        self._opening = threading.Lock()

    def similar(self, word: str, among: Sequence[str]) -> list[int]:
        """Places of those words that mean nearly the same as this one, the likeliest first.

        Case, accents, plurals and dashes do not matter. Words that the table does not know are similar to none.
        """
        table = self._opened()
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

    def _opened(self) -> WordTable:
        with self._opening:
            if self._table is None:
                if self._folder is not None:
                    self._table = read_table(self._folder)
                else:
                    shipped = importlib.resources.files("photoface") / "resources" / "words"
                    with importlib.resources.as_file(shipped) as folder:
                        self._table = read_table(folder)
            return self._table


def _plain(word: str) -> str:
    return folded(word.replace("_", " "))
