"""Keeps Python's garbage collector from stopping the window."""

from __future__ import annotations

import gc


def spare_what_is_here() -> None:
    """Take all objects that there are now out of the collector's full rounds.

    A full round stops every thread while it goes through everything that was ever made: 150 to 350 ms with the quarter
    of a million objects of the imports alone, at moments nobody chooses. Once the window is open these stay until it
    closes; what is made later is collected as ever, in a few milliseconds.
    """
    gc.freeze()
