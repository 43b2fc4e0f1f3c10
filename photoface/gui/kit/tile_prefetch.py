"""Requests the pictures of a tile view that scrolling further in the same direction would show next."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QModelIndex, QObject, QRect, QSize, QTimer

from photoface.gui.kit.tile_geometry import TileGeometry

EVERY_MS = 60
"""How often it looks while the view scrolls."""

SCREENS = 1.0
"""How far ahead it looks, in heights of the view."""


@runtime_checkable
class Prefetches(Protocol):
    """A delegate that knows which pictures it will paint."""

    def prefetch(self, index: QModelIndex, size: QSize, ratio: float) -> None:
        """The pictures of this row may be needed soon.

        Args:
            size: of its tile.
            ratio: device pixels in one of `size`.
        """


class TilePrefetch(QObject):
    """Looks ahead of one view, in the direction that it was last scrolled in."""

    def __init__(self, view: TileGeometry) -> None:
        super().__init__(view)
        self._view = view
        self._down = True
        self._expected: frozenset[int] = frozenset()
        self._timer = QTimer(self, interval=EVERY_MS, singleShot=True)
        self._timer.timeout.connect(self._look_ahead)

    def scrolled(self, dy: int) -> None:
        """The content moved by so many pixels; 0 where only what it shows is new."""
        if dy:
            self._down = dy < 0
        if not self._timer.isActive():
            self._timer.start()

    def forget(self) -> None:
        """Other rows may lie ahead, or more may be known of them: all are told of again."""
        self._expected = frozenset()

    def _look_ahead(self) -> None:
        view, delegate = self._view, self._view.itemDelegate()
        if not isinstance(delegate, Prefetches) or not view.isVisible():
            return
        seen = view.seen()
        ahead = round(seen.height() * SCREENS)
        top = seen.top() + seen.height() if self._down else seen.top() - ahead
        rows = list(view.tiles.rows_in(QRect(seen.left(), top, max(seen.width(), 1), ahead)))
        model, ratio, told = view.model(), view.devicePixelRatioF(), self._expected
        self._expected = frozenset(rows)
        # The nearest first: it is fetched before those that are expected after it. Most were told of a moment ago.
        for row in rows if self._down else reversed(rows):
            if row in told:
                continue
            index = model.index(row, 0)
            if not index.isValid():
                continue
            delegate.prefetch(index, view.tiles.rect(row).size(), ratio)
