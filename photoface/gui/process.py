"""Prepares the window's process before large imports: memory allocation, threads, garbage collection, crash traces.

While the window runs, `trim_freed_memory` returns freed memory to the system.
"""

from __future__ import annotations

import builtins
import ctypes
import faulthandler
import gc
import os
import sys
from collections.abc import Callable

SWITCH_SECONDS = 0.001
"""How long a thread may keep the interpreter while the window waits for it. Python's own 5 ms, from one reading thread
after the other, is a frame that comes too late."""

MALLOC_SETTINGS = {-3: 8 << 20, -1: 64 << 20, -8: 2}
"""glibc's M_MMAP_THRESHOLD, M_TRIM_THRESHOLD and M_ARENA_MAX, by their numbers in malloc.h. Larger blocks, as the
vectors of all faces, go back to the system when they are freed, and threads share two heaps. Without them the window of
a library of 100,000 faces holds 6 to 10 % more after some decisions."""

_THREADS = "OPENBLAS_NUM_THREADS"


def prepare() -> None:
    """Before the window's parts are imported.

    Raises:
        ImportError: PySide6, or a library of the system that it needs, is not there.
    """
    # Says where each thread was when a crash in a library ends the process. Without a terminal there may be no standard
    # error.
    if sys.__stderr__ is not None and not faulthandler.is_enabled():
        faulthandler.enable(sys.__stderr__)
    # Importing leaves nothing behind that could be collected; looking for it takes a tenth of the start.
    gc.disable()
    sys.setswitchinterval(SWITCH_SECONDS)
    set_parameter = _of_glibc("mallopt")
    if set_parameter is not None:
        for name, value in MALLOC_SETTINGS.items():
            set_parameter(name, value)
    # PySide6 replaces `__import__` for `from __feature__ import ...` and its own `import *`, which are not in use. Its
    # function reads the source of every module that is imported from then on, and Python keeps all of it: a tenth of
    # the start, and 20 MB for as long as the window runs.
    pythons_own = builtins.__import__
    import PySide6.QtWidgets  # noqa: F401 (for what it replaces)

    builtins.__import__ = pythons_own


def trim_freed_memory() -> None:
    """Have glibc return to the system what is free between what is in use: 70 MB after some decisions in a library of
    100,000 faces, a fifth of all, in 7 ms.
    """
    trim = _of_glibc("malloc_trim")
    if trim is not None:
        trim(0)


def _of_glibc(name: str) -> Callable[..., int] | None:
    """A function of glibc; None where the C library is another, as on macOS and Windows."""
    try:
        found: Callable[..., int] = getattr(ctypes.CDLL(None), name)
    except (OSError, TypeError, AttributeError):
        return None
    return found


def load_numpy() -> None:
    """With half of the processors for its sums; to be called before anything else imports it."""
    if "numpy" in sys.modules or _THREADS in os.environ:
        return
    # Half of the processors are for the sums behind suggestions: their threads wait for each other by spinning, and
    # would take the window its processor. NumPy asks once, when it is loaded; the worker process is to have them all.
    os.environ[_THREADS] = str(max(1, (os.cpu_count() or 1) // 2))
    import numpy  # noqa: F401 (for what loading it reads)

    del os.environ[_THREADS]
