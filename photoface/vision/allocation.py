"""What glibc does with memory that was freed: the worker keeps it for its networks, the window gives it back."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from typing import Final

_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_ARENA_MAX: Final = -8
"""Names of parameters in glibc's malloc.h."""

LARGEST_KEPT: Final = 32 << 20
"""The largest value that glibc accepts on 64 bits. What is larger, as a photo of 12 megapixels, goes back at once."""

KEPT_IN_ALL: Final = 256 << 20

LARGEST_SHARED: Final = 8 << 20
"""What is larger, as the vectors of all faces, gets pages of its own, which go back when it is freed. With less than
this a decision takes longer: its sums ask for the same again and again."""

KEPT_ON_TOP: Final = 64 << 20

ARENAS: Final = 2
"""Heaps for all threads. By itself glibc makes eight for each processor, and each keeps what its thread once needed."""


def keep_freed_memory() -> None:
    """Let glibc keep up to a few hundred megabytes of what was freed; for the whole process, elsewhere nothing.

    By default it gives blocks of some hundred kilobytes and more back to the system when they are freed. Every layer of
    a network then gets pages that the system has to clear first, which takes as long as the layer: the detector
    measures twice as fast on small photos when they are kept.
    """
    _set({_MMAP_THRESHOLD: LARGEST_KEPT, _TRIM_THRESHOLD: KEPT_IN_ALL})


def give_back_freed_memory() -> None:
    """Let glibc return what is freed to the system, where a process is there for hours and rarely needs much at once.

    By default it learns from the first large array that is freed to keep all others of that size, for each thread
    apart: the window of a library of 100,000 faces then holds 60 to 100 MB that nobody uses.
    """
    _set({_MMAP_THRESHOLD: LARGEST_SHARED, _TRIM_THRESHOLD: KEPT_ON_TOP, _ARENA_MAX: ARENAS})


def trim_freed_memory() -> None:
    """Return now what is free between what is in use: 100 MB after a decision in a large library, in 7 ms."""
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (OSError, TypeError, AttributeError):
        return
    trim(0)


def _set(parameters: Mapping[int, int]) -> None:
    try:
        set_parameter = ctypes.CDLL(None).mallopt
    except (OSError, TypeError, AttributeError):
        # Another C library: of macOS, Windows or musl.
        return
    for name, value in parameters.items():
        set_parameter(name, value)
