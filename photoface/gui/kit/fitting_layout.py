"""A grid layout that makes tiles as large as lets all fit into the view; below a smallest size the view scrolls."""

from __future__ import annotations

from PySide6.QtCore import QSize

from photoface.gui.kit.tile_layouts import GridLayout

HEADROOM = 8
"""Pixels between the words above a view and its tiles."""


class FittingLayout(GridLayout):
    """A grid that chooses the size of its tiles by how many there are.

    From `largest` down in small steps it takes the first size at which everything fits; where that would be less than
    `smallest`, tiles stay that size and the view scrolls.

    Args:
        largest, smallest: sides of a tile, in pixels.
        gap: pixels between tiles.
        margin: pixels around all of them.
    """

    STEP = 8

    def __init__(self, largest: int, smallest: int, gap: int = 8, margin: int = 8) -> None:
        super().__init__(QSize(largest, largest), gap, margin)
        self.largest = largest
        self._smallest = smallest
        self.headed = False
        """Whether words stand above the view: tiles then begin near them, and not in the middle."""
        self._viewport = QSize()

    @property
    def side(self) -> int:
        """How wide a tile is now."""
        return self.tile.width()

    def _fit(self, count: int, viewport: QSize) -> tuple[int, int]:
        """The side of a tile, and the columns, for so many tiles in a view of that size."""
        width, height = viewport.width() - 2 * self._margin, viewport.height() - 2 * self._margin
        for side in range(self.largest, self._smallest - 1, -self.STEP):
            columns = max(1, (width + self._gap) // (side + self._gap))
            lines = -(-count // columns)
            if columns * (side + self._gap) - self._gap <= width and lines * (side + self._gap) - self._gap <= height:
                return side, min(columns, max(count, 1))
        columns = max(1, (width + self._gap) // (self._smallest + self._gap))
        return self._smallest, min(columns, max(count, 1))

    def arrange(self, count: int, viewport: QSize) -> None:
        self._count, self._viewport = count, viewport
        side, columns = self._fit(count, viewport)
        self.tile = QSize(side, side)
        # Lines of equal length look calmer than full ones with a remainder.
        lines = max(1, -(-count // columns))
        self.columns = max(1, -(-count // lines))
        self._measure()
        step = self._step
        self._left = max(self._margin, (viewport.width() - self.columns * step + self._gap) // 2)
        middle = (viewport.height() - lines * step + self._gap) // 2
        self._top = max(self._margin, min(middle, HEADROOM) if self.headed else middle)

    def content(self) -> QSize:
        return QSize(self._viewport.width(), super().content().height())
