"""Runs Python's garbage collection on the GUI thread only, since collecting Qt objects on another thread crashes.

Python collects on whichever thread happens to allocate. Qt objects that are found there are destroyed there, while the
GUI thread sends them events or follows their connections.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000
"""At most one round so often: a full one, every hundredth or so, takes some milliseconds."""


class GarbageCollection(QObject):
    """Collects from when it is made until it is closed; meanwhile no other thread does."""

    def __init__(self) -> None:
        super().__init__()
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(_collect)
        self._timer.start(EVERY_MS)

    def pause(self) -> None:
        """Collect nothing until `resume` is called, while another thread imports much."""
        self._timer.stop()

    def resume(self) -> None:
        """Collect again."""
        self._timer.start(EVERY_MS)

    def close(self) -> None:
        """Leave the garbage to Python again, once no other threads are left."""
        self._timer.stop()
        if self._was_enabled:
            gc.enable()


def _collect() -> None:
    """One round, of the oldest generation that is due by Python's own thresholds."""
    due = [
        number
        for number, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
        if count > most
    ]
    if due:
        gc.collect(due[-1])
