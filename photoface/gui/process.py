"""Sets up the window's process before anything large is imported."""

from __future__ import annotations

import gc
import os
import sys

from photoface.vision.allocation import give_back_freed_memory

SWITCH_SECONDS = 0.001
"""How long a thread may keep the interpreter while the window waits for it. Python's own 5 ms, from one reading thread
after the other, is a frame that comes too late."""

_THREADS = "OPENBLAS_NUM_THREADS"


def prepare() -> None:
    """Before the window's parts are imported."""
    # Importing leaves nothing behind that could be collected; looking for it takes a tenth of the start.
    gc.disable()
    sys.setswitchinterval(SWITCH_SECONDS)
    give_back_freed_memory()
    _load_numpy()
    # All that needs no Qt comes before it: PySide6 looks into the source of each module that is imported after it for
    # its own name, and Python keeps all of that source. A fifth of the start, and 20 MB for as long as the window runs.
    import photoface.assembly  # noqa: F401 (for what it imports)


def _load_numpy() -> None:
    if "numpy" in sys.modules or _THREADS in os.environ:
        return
    # Half of the processors are for the sums behind suggestions: their threads wait for each other by spinning, and
    # would take the window its processor. NumPy asks once, when it is loaded; the worker process is to have them all.
    os.environ[_THREADS] = str(max(1, (os.cpu_count() or 1) // 2))
    import numpy  # noqa: F401 (for what loading it reads)

    del os.environ[_THREADS]
