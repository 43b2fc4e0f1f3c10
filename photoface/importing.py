"""Speeds up imports and long jobs by less garbage collection; finds a package's file without importing it."""

from __future__ import annotations

import contextlib
import gc
import importlib.util
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def without_collection() -> Iterator[None]:
    """Collect no garbage while the block imports, and never look through what is there at its end.

    Importing leaves nothing behind that could be collected. Looking for it again and again takes a seventh of a
    command's time.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


_JOB_THRESHOLD = 50_000
"""New objects after which a job looks for garbage: some 20 MB at most. Python's own 700 are a fraction of one photo."""


@contextlib.contextmanager
def rarer_collection() -> Iterator[None]:
    """Look for garbage less often while the block makes many objects that form no circles.

    Looking for it takes a seventh of the time in which names are written into files.
    """
    before = gc.get_threshold()
    gc.set_threshold(max(_JOB_THRESHOLD, before[0]), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def file_of_package(package: str, name: str) -> Path | None:
    """A file in an installed package, found without importing the package; None if it is missing."""
    found = importlib.util.find_spec(package)
    for folder in (found.submodule_search_locations or []) if found is not None else []:
        path = Path(folder, name)
        if path.is_file():
            return path
    return None
