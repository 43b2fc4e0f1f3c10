"""Quantises word vectors, calibrates the threshold for synonyms, and writes the table `learning.word_table` reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from photoface.learning.word_table import ABOUT, FORMAT, FORMS, LICENCE, VECTORS, WORDS, WordTable

RANDOM_PAIRS: Final = 1_000_000
FALSE_RATE: Final = 0.001
"""One pair in a thousand of unrelated words is above the threshold. A library with three hundred tags then gets a wrong
tag in every third search that is widened; the search says that it was."""


def quantised(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Vectors as integers from -127 to 127, scaled by the largest of each row; angles hardly change."""
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    scaled: NDArray[np.int8] = np.rint(vectors * (127 / np.maximum(largest, 1e-9))).astype(np.int8)
    return scaled


def calibrated_threshold(vectors: NDArray[np.float32], seed: int = 0) -> float:
    """The cosine that `FALSE_RATE` of the pairs of random words reach; `vectors` are (words, dimension) unit rows."""
    first, second = np.random.default_rng(seed).integers(0, len(vectors), (2, RANDOM_PAIRS))
    apart = first != second
    cosines = np.einsum("ij,ij->i", vectors[first[apart]], vectors[second[apart]])
    return float(np.quantile(cosines, 1 - FALSE_RATE))


def write_table(folder: Path, table: WordTable, about: Mapping[str, Any], licence: str) -> None:
    """Write a table with some facts about how it was made and the licence of its source."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WORDS).write_text("".join(f"{word}\n" for word in table.words), encoding="utf-8", newline="\n")
    forms = sorted(table.forms.items())
    (folder / FORMS).write_text("".join(f"{form}\t{base}\n" for form, base in forms), encoding="utf-8", newline="\n")
    (folder / LICENCE).write_text(licence, encoding="utf-8", newline="\n")
    np.save(folder / VECTORS, table.vectors)
    values = {"format": FORMAT, "threshold": round(table.threshold, 4), **about}
    (folder / ABOUT).write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8", newline="\n")
