"""Reads the pair files of Labeled Faces in the Wild.

Huang et al., "Labeled Faces in the Wild", University of Massachusetts TR 07-49, 2007, section III: View 1 (one set of
pairs, for development) and View 2 (ten folds, for reporting), http://vis-www.cs.umass.edu/lfw/.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from photoface.errors import UserFacingError

FOLDS = 10
"""Folds of View 2; View 1 is split into as many."""

Image = tuple[str, int]
"""A person's name and the number of the picture, from 1."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two pictures, whether they show one person, and the fold they belong to, from 0."""

    first: Image
    second: Image
    same: bool
    fold: int


def parse_pairs(lines: Iterable[str]) -> list[Pair]:
    """The pairs of an LFW pair file of View 1 or View 2.

    View 1 starts with the number N of pairs of each kind, followed by N same and N different pairs. View 2 starts with
    the number of folds and N, and holds N same and N different pairs for each fold in turn. A same pair is a line of a
    name and two numbers, a different one of two names with a number each, separated by tabs.

    View 1 has no folds: pair number i of each kind goes to fold i mod `FOLDS`.

    Raises:
        UserFacingError: the text is not such a file.
    """
    rows = [line.rstrip("\r\n").split("\t") for line in lines if line.strip()]
    try:
        header = [int(field) for field in rows[0]] if rows else []
        if len(header) not in (1, 2) or min(header) < 1:
            raise ValueError("no header")
        folds, each = (1, header[0]) if len(header) == 1 else (header[0], header[1])
        if len(rows) - 1 != 2 * folds * each:
            raise ValueError("the number of pairs differs from the header's")
        pairs = []
        for number, row in enumerate(rows[1:]):
            fold, within = divmod(number, 2 * each)
            same = within < each
            if len(row) != (3 if same else 4):
                raise ValueError(f"line {number + 2} is not a pair of the expected kind")
            first = (row[0], int(row[1]))
            second = (row[0], int(row[2])) if same else (row[2], int(row[3]))
            pairs.append(Pair(first, second, same, within % each % FOLDS if len(header) == 1 else fold))
    except ValueError as error:
        raise UserFacingError(
            f"This is not an LFW pair file: {error}.", "Take pairs.txt or pairsDevTrain.txt."
        ) from error
    return pairs
