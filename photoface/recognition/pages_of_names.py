"""Puts single faces that are probably several people on pages, so that one answer confirms the names of all of them."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from photoface.recognition.state import FaceState

MOST_NAMES: Final = 18
"""Faces of a page, each beside its person: so many pairs fit a window at a size to compare them."""


LIKELY_ENOUGH: Final = 0.6
"""The least probability on a page. A name that is wrong costs two decisions, a click now and another question later."""


def pages_of_names(
    state: FaceState, guess: NDArray[np.int64], certainty: NDArray[np.float64]
) -> list[NDArray[np.int64]]:
    """Items that are single faces, the likeliest first, page by page; those of one person stand after each other.

    Faces of one person alone are a set, and no page.

    Args:
        guess: (items,) the number in `FaceState.suggested` of the likeliest suggestion.
        certainty: (items,) how likely that is.
    """
    likely = np.flatnonzero((state.items.groups == 0) & (certainty >= LIKELY_ENOUGH))
    likely = likely[np.argsort(-certainty[likely], kind="stable")]
    people = state.suggested.pairs.people
    pages = [likely[first : first + MOST_NAMES] for first in range(0, len(likely), MOST_NAMES)]
    ordered = [page[np.argsort(people[guess[page]], kind="stable")] for page in pages]
    return [page for page in ordered if len(np.unique(people[guess[page]])) > 1]
