"""Settings of glibc's memory allocator: the worker keeps freed memory for its networks, the window returns it."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from typing import Final

_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_ARENA_MAX: Final = -8
"""Parameters of `mallopt` in glibc's malloc.h."""

LARGEST_KEPT: Final = 32 << 20
"""glibc's maximum on 64 bits. Larger blocks, such as a photo of 12 megapixels, are returned at once."""

KEPT_IN_ALL: Final = 256 << 20

LARGEST_SHARED: Final = 8 << 20
"""Larger blocks, such as the vectors of all faces, are mapped separately and returned when freed. A lower value makes a
decision slower: its computations allocate such blocks again and again."""

KEPT_ON_TOP: Final = 64 << 20

ARENAS: Final = 2
"""Heaps for all threads. The default is eight for each processor, and each keeps what its threads once needed."""


def keep_freed_memory() -> None:
    """Let glibc keep up to a few hundred megabytes of freed memory; does nothing with other C libraries.

    By default it returns blocks above some hundred kilobytes when they are freed. Every layer of a network then gets
    pages that the system clears first, which takes as long as the layer: keeping them makes the detector twice as
    fast on small photos.
    """
    _set({_MMAP_THRESHOLD: LARGEST_KEPT, _TRIM_THRESHOLD: KEPT_IN_ALL})


def give_back_freed_memory() -> None:
    """Let glibc return freed memory to the system, for a process that runs for hours and rarely needs much at once.

    By default it adapts to the first large array that is freed and keeps all others of that size, in each thread: the
    window of a library of 100,000 faces then holds 60 to 100 MB of free memory.
    """
    _set({_MMAP_THRESHOLD: LARGEST_SHARED, _TRIM_THRESHOLD: KEPT_ON_TOP, _ARENA_MAX: ARENAS})


def trim_freed_memory() -> None:
    """Return free memory between used blocks now: 100 MB after a decision in a large library, in 7 ms."""
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (OSError, TypeError, AttributeError):
        return
    trim(0)


def _set(parameters: Mapping[int, int]) -> None:
    try:
        set_parameter = ctypes.CDLL(None).mallopt
    except (OSError, TypeError, AttributeError):
        # Another C library: macOS, Windows or musl.
        return
    for name, value in parameters.items():
        set_parameter(name, value)
