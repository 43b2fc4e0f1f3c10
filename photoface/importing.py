"""Imports much code in a short time, by not collecting garbage meanwhile."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


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
