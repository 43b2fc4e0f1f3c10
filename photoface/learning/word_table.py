"""Reads the table of English word vectors with which search finds synonyms: int8, memory-mapped, without torch.

A folder with `words.txt`, one word a line, sorted; `vectors.npy`, (words, dimension) int8; `forms.txt`, irregular forms
and their base forms; `about.json`, with the least cosine of near-synonyms; `LICENSE.txt`, that of the words' source.
"""

from __future__ import annotations

import bisect
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

FORMAT: Final = 1
WORDS, VECTORS, FORMS, ABOUT = "words.txt", "vectors.npy", "forms.txt", "about.json"
LICENCE: Final = "LICENSE.txt"

ENDINGS: Final = (
    *(("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("s", "")),
    *(("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e")),
)
"""Regular endings and their replacement in the base form, as far as tags have them: morphy(7WN)."""

MOST_PARTS: Final = 4
"""Maximum number of words that make up a term that is not in the table, such as `beach volleyball`."""

BEFORE_THE_LAST: Final = 0.5
"""Weight of each word before the last one in such a term."""


@dataclass(frozen=True, slots=True, eq=False)
class WordTable:
    """Words and their vectors.

    Attributes:
        words: sorted.
        vectors: (words, dimension) int8, each row scaled by a factor of its own.
        forms: irregular forms and their base forms.
        threshold: least cosine of near-synonyms.
    """

    words: Sequence[str]
    vectors: NDArray[np.int8]
    forms: Mapping[str, str]
    threshold: float

    def vector(self, text: str) -> NDArray[np.float32] | None:
        """The vector of a word or of a few words in any form, of unit length; None for unknown words.

        Several words that are not in the table together are summed, if all are known. The last one has the most weight:
        a birthday party is a party.
        """
        place = self._place(text)
        if place is not None:
            return _unit(self.vectors[place].astype(np.float32))
        parts = [self._place(part) for part in text.split()]
        if not 1 < len(parts) <= MOST_PARTS:
            return None
        known = [place for place in parts if place is not None]
        if len(known) < len(parts):
            return None
        rows = [_unit(self.vectors[place].astype(np.float32)) for place in known]
        return _unit(rows[-1] + BEFORE_THE_LAST * np.sum(rows[:-1], axis=0))

    def _place(self, text: str) -> int | None:
        for form in _forms(text):
            for word in self._base_forms(form):
                place = bisect.bisect_left(self.words, word)
                if place < len(self.words) and self.words[place] == word:
                    return place
        return None

    def _base_forms(self, form: str) -> Iterator[str]:
        yield form
        if form in self.forms:
            yield self.forms[form]
        yield from (form.removesuffix(ending) + base for ending, base in ENDINGS if form.endswith(ending))


def _forms(text: str) -> tuple[str, ...]:
    """The spellings of one term: as it is, in one word, with a hyphen."""
    return tuple(dict.fromkeys((text, text.replace(" ", ""), text.replace(" ", "-"), text.replace("-", " "))))


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    scaled: NDArray[np.float32] = vector / max(float(np.linalg.norm(vector)), 1e-9)
    return scaled


def read_table(folder: Path) -> WordTable:
    """Read a table; its vectors are memory-mapped.

    Raises:
        OSError, ValueError: it is missing, damaged, or of another format.
    """
    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    if about["format"] != FORMAT:
        raise ValueError(f"{folder} is a table of another format")
    words = (folder / WORDS).read_text(encoding="utf-8").splitlines()
    forms = dict(line.split("\t") for line in (folder / FORMS).read_text(encoding="utf-8").splitlines())
    vectors = np.load(folder / VECTORS, mmap_mode="r", allow_pickle=False)
    if vectors.dtype != np.int8 or vectors.ndim != 2 or len(vectors) != len(words):
        raise ValueError(f"{folder} does not hold a vector for each word")
    return WordTable(words, vectors, forms, float(about["threshold"]))
