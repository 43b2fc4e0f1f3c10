"""Has pictures fetched that are not in view yet: those that scrolling on would show next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QObject, QRect, QTimer

from photoface.gui.models.paged import ID, SUMMARY

if TYPE_CHECKING:
    from photoface.gui.widgets.tile_view import TileView

EVERY_MS = 60
"""How often it looks while the view scrolls."""

SCREENS = 1.0
"""How far ahead it looks, in heights of the view."""


@runtime_checkable
class Prefetches(Protocol):
    """A delegate that knows which picture it will paint."""

    def prefetch(self, id_: int, height: int) -> None:
        """The picture of this row, painted so many device pixels high, may be needed soon."""


class TilePrefetch(QObject):
    """Looks ahead of one view, in the direction that it was last scrolled in."""

    def __init__(self, view: TileView) -> None:
        super().__init__(view)
        self._view = view
        self._down = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._look_ahead)

    def scrolled(self, dy: int) -> None:
        """The content moved by so many pixels."""
        self._down = dy <= 0
        if not self._timer.isActive():
            self._timer.start()

    def _look_ahead(self) -> None:
        view, delegate = self._view, self._view.itemDelegate()
        if not isinstance(delegate, Prefetches) or not view.isVisible():
            return
        size, top = view.viewport().size(), view.verticalOffset()
        ahead = round(size.height() * SCREENS)
        area = QRect(0, top + size.height() if self._down else top - ahead, max(size.width(), 1), ahead)
        rows = list(view.tiles.rows_in(area))
        model, ratio = view.model(), view.devicePixelRatioF()
        # The nearest first: it is fetched before those that are expected after it.
        for row in rows if self._down else reversed(rows):
            index = model.index(row, 0)
            if not index.isValid():
                continue
            # A page of summaries that is not there yet is sent for.
            index.data(SUMMARY)
            delegate.prefetch(index.data(ID), round(view.tiles.rect(row).height() * ratio))
