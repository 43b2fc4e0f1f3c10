"""Keeping memory that was freed, since networks ask for the same again a moment later."""

from __future__ import annotations

import ctypes
from typing import Final

_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
"""Names of two parameters in glibc's malloc.h."""

LARGEST_KEPT: Final = 32 << 20
"""The largest value that glibc accepts on 64 bits. What is larger, as a photo of 12 megapixels, goes back at once."""

KEPT_IN_ALL: Final = 256 << 20


def keep_freed_memory() -> None:
    """Let glibc keep up to a few hundred megabytes of what was freed; for the whole process, elsewhere nothing.

    By default it gives blocks of some hundred kilobytes and more back to the system when they are freed. Every layer of
    a network then gets pages that the system has to clear first, which takes as long as the layer: the detector
    measures twice as fast on small photos when they are kept.
    """
    try:
        set_parameter = ctypes.CDLL(None).mallopt
    except (OSError, TypeError, AttributeError):
        # Another C library: of macOS, Windows or musl.
        return
    set_parameter(_MMAP_THRESHOLD, LARGEST_KEPT)
    set_parameter(_TRIM_THRESHOLD, KEPT_IN_ALL)
