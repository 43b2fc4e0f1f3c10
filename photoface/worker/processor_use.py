"""Limits the worker process by the setting `processor_use`: its priority, and if it is to be quiet its processors."""

from __future__ import annotations

import contextlib
import sys

import psutil

QUIET, NORMAL, FULL = "quiet", "normal", "full"

_NICENESS = {QUIET: 19, NORMAL: 5, FULL: 0}
"""Unix: the window and other programs come first, but with full use."""


def limit_processor_use(use: str) -> None:
    """Set this process's priority, and for quiet use let it run on half of the processors.

    On Linux and Windows both are set, on macOS the priority alone: it lets no program choose processors.
    """
    process = psutil.Process()
    # A system may forbid either; the job runs all the same.
    with contextlib.suppress(psutil.Error, OSError):
        process.nice(_priority_class(use) if sys.platform == "win32" else _NICENESS[use])
    if use == QUIET and hasattr(process, "cpu_affinity"):
        with contextlib.suppress(psutil.Error, OSError, ValueError):
            processors = process.cpu_affinity()
            process.cpu_affinity(processors[: max(len(processors) // 2, 1)])


def _priority_class(use: str) -> int:
    names = {QUIET: "IDLE", NORMAL: "BELOW_NORMAL", FULL: "NORMAL"}
    return int(getattr(psutil, f"{names[use]}_PRIORITY_CLASS"))
