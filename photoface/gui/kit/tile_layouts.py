"""Computes where tiles stand in a view: as a grid, as one strip, or as justified rows of photos under headers.

Arithmetic over row numbers, without Qt's models. The grid and the strip are closed formulas, so that 100,000 faces cost
as much as a hundred; the justified rows keep one entry per row of photos and find their place by bisection.
"""

from __future__ import annotations

import bisect
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QRect, QSize


class TileLayout(Protocol):
    """The interface of layouts: where each tile is; all positions are in content coordinates."""

    def arrange(self, count: int, viewport: QSize) -> None:
        """Lay out this many tiles in a view of this size."""

    def content(self) -> QSize:
        """How large everything is together."""

    def rect(self, row: int) -> QRect:
        """Where a tile stands."""

    def rows_in(self, area: QRect) -> Iterable[int]:
        """The tiles that touch an area, in order."""

    def neighbour(self, row: int, rows_down: int) -> int:
        """The tile so many lines below (or above), nearest in x; the same row where there is none."""


class GridLayout:
    """Tiles of one size, as many beside each other as fit.

    Args:
        tile: the size of one.
        gap: pixels between tiles.
        margin: pixels around all of them.
    """

    def __init__(self, tile: QSize, gap: int = 4, margin: int = 24) -> None:
        self.tile = tile
        self._gap = gap
        self._margin = margin
        self._count = 0
        self.columns = 1
        self._left = self._top = margin
        self._measure()
        self.limit_lines: int | None = None
        """Show at most so many lines, or all of them."""

    def arrange(self, count: int, viewport: QSize) -> None:
        room = max(viewport.width() - 2 * self._margin, self.tile.width())
        self.columns = max(1, (room + self._gap) // (self.tile.width() + self._gap))
        self._measure()
        self._count = count
        if self.limit_lines is not None:
            self._count = min(count, self.limit_lines * self.columns)

    def _measure(self) -> None:
        """Keep the measures of `tile`, which are asked for each tile that is painted."""
        self._tile_width, self._height = self.tile.width(), self.tile.height()
        self._step, self._line = self._tile_width + self._gap, self._height + self._gap

    def content(self) -> QSize:
        lines = -(-self._count // self.columns)
        height = self._top + lines * (self.tile.height() + self._gap) - self._gap + self._margin if lines else 0
        return QSize(2 * self._margin + self.columns * self._step - self._gap, height)

    def rect(self, row: int) -> QRect:
        if not 0 <= row < self._count:
            return QRect()
        line, column = divmod(row, self.columns)
        left, top = self._left + column * self._step, self._top + line * self._line
        return QRect(left, top, self._tile_width, self._height)

    def rows_in(self, area: QRect) -> Iterable[int]:
        if area.isEmpty():
            return ()
        # In closed form, as in a frame of scrolling it is asked for several areas: no tile is looked at by itself.
        first = max(0, -((self._top + self._height - 1 - area.top()) // self._line))
        last = max(-1, (area.bottom() - self._top) // self._line)
        left = max(0, -((self._left + self._tile_width - 1 - area.left()) // self._step))
        right = min(self.columns - 1, (area.right() - self._left) // self._step)
        if left > right:
            return ()
        if right - left + 1 == self.columns:
            return range(first * self.columns, min(self._count, (last + 1) * self.columns))
        return [
            row
            for start in range(first * self.columns, (last + 1) * self.columns, self.columns)
            for row in range(start + left, min(start + right + 1, self._count))
        ]

    def neighbour(self, row: int, rows_down: int) -> int:
        target = row + rows_down * self.columns
        if 0 <= target < self._count:
            return target
        if rows_down > 0 and self._count:
            last_line = (self._count - 1) // self.columns
            return self._count - 1 if row // self.columns < last_line else row
        return row


class StripLayout:
    """One line of tiles, from left to right."""

    def __init__(self, tile: QSize, gap: int = 4, margin: int = 4) -> None:
        self.tile = tile
        self._gap = gap
        self._margin = margin
        self._count = 0
        self._before = 0

    def arrange(self, count: int, viewport: QSize) -> None:
        self._count = count
        # Half a view at both ends lets the first and the last tile stand in the middle.
        self._before = max(self._margin, (viewport.width() - self.tile.width()) // 2)

    def content(self) -> QSize:
        width = 2 * self._before + self._count * (self.tile.width() + self._gap) - self._gap
        return QSize(width, self.tile.height() + 2 * self._margin)

    def rect(self, row: int) -> QRect:
        if not 0 <= row < self._count:
            return QRect()
        left = self._before + row * (self.tile.width() + self._gap)
        return QRect(left, self._margin, self.tile.width(), self.tile.height())

    def rows_in(self, area: QRect) -> Iterable[int]:
        step = self.tile.width() + self._gap
        first = max(0, (area.left() - self._before) // step)
        last = (area.right() - self._before) // step
        return range(first, min(self._count, last + 1))

    def neighbour(self, row: int, rows_down: int) -> int:
        return row


@dataclass(frozen=True, slots=True)
class Header:
    """A section's title and the line it stands on."""

    text: str
    top: int


class JustifiedLayout:
    """Pictures of their own shapes in rows that fill the width, under a header for each section.

    A row takes pictures until they fill the width at the wanted height, and is then stretched to fit exactly
    (the usual "linear partition by greed" of photo sites). What is laid out never moves when more is appended.

    Args:
        shape: a row's width over height, and the name of its section.
        height: the wanted height of a row of pictures.
    """

    def __init__(
        self, shape: Callable[[int], tuple[float, str]], height: int = 180, gap: int = 4, margin: int = 24
    ) -> None:
        self._shape = shape
        self.height = height
        self._gap = gap
        self._margin = margin
        self.header_height = 44
        self._width = 0
        # Left, top, width and height of one after the other: a tenth of the memory of as many tuples.
        self._tiles = array("i")
        self._line_tops: list[int] = []
        self._line_firsts: list[int] = []
        self.headers: list[Header] = []
        self._header_tops: list[int] = []
        self._bottom = 0
        self._arranged: tuple[int, int, int] | None = None

    def forget(self) -> None:
        """Lay out from the first tile on next time: other than new ones at the end, something changed."""
        self._arranged = None

    def arrange(self, count: int, viewport: QSize) -> None:
        room = max(viewport.width() - 2 * self._margin, 64)
        self._width = viewport.width()
        frame = (viewport.width(), self.height, self.header_height)
        known = len(self._tiles) // 4
        grows = frame == self._arranged and count >= known > 0
        if grows and count == known:
            return
        self._arranged = frame
        row, y = self._reopen_last_section() if grows else self._clear()
        shapes = {at: self._shape(at) for at in range(row, count)}
        while row < count:
            section = shapes[row][1]
            self.headers.append(Header(section, y))
            self._header_tops.append(y)
            y += self.header_height
            end = row
            while end < count and shapes[end][1] == section:
                end += 1
            y = self._fill_section(shapes, row, end, room, y)
            row = end
        self._bottom = y + self._margin if count else 0

    def _clear(self) -> tuple[int, int]:
        self._tiles = array("i")
        self._line_tops, self._line_firsts = [], []
        self.headers, self._header_tops = [], []
        return 0, 0

    def _reopen_last_section(self) -> tuple[int, int]:
        """Take the last section away, since more may follow in it; where it began is answered."""
        top = self.headers.pop().top
        self._header_tops.pop()
        line = bisect.bisect_left(self._line_tops, top)
        row = self._line_firsts[line]
        del self._line_tops[line:], self._line_firsts[line:], self._tiles[4 * row :]
        return row, top

    def _fill_section(self, shapes: dict[int, tuple[float, str]], row: int, end: int, room: int, y: int) -> int:
        lowest = float(self.height)
        while row < end:
            first, ratios = row, 0.0
            while row < end:
                ratios += shapes[row][0]
                row += 1
                if ratios * self.height + self._gap * (row - first - 1) >= room:
                    break
            filled = room - self._gap * (row - first - 1)
            # A last line that is nearly full is stretched like the others; a short one is as high as its neighbours.
            height = filled / ratios
            if height > self.height * 1.25:
                height = lowest
            height = max(height, self.height * 0.4)
            lowest = min(lowest, height)
            self._place(shapes, first, row, height, y, room)
            y += round(height) + self._gap
        return y

    def _place(
        self, shapes: dict[int, tuple[float, str]], first: int, end: int, height: float, y: int, room: int
    ) -> None:
        self._line_tops.append(y)
        self._line_firsts.append(first)
        x = float(self._margin)
        for row in range(first, end):
            width = shapes[row][0] * height
            left = round(x)
            right = min(round(x + width), self._margin + room)
            self._tiles.extend((left, y, right - left, round(height)))
            x += width + self._gap

    def content(self) -> QSize:
        return QSize(self._width, self._bottom)

    def rect(self, row: int) -> QRect:
        return QRect(*self._tiles[4 * row : 4 * row + 4]) if 0 <= 4 * row < len(self._tiles) else QRect()

    def _line_of(self, row: int) -> int:
        return bisect.bisect_right(self._line_firsts, row) - 1

    def _line_rows(self, line: int) -> range:
        end = self._line_firsts[line + 1] if line + 1 < len(self._line_firsts) else len(self._tiles) // 4
        return range(self._line_firsts[line], end)

    def rows_in(self, area: QRect) -> Iterable[int]:
        if not self._tiles or area.isEmpty():
            return []
        line = max(0, bisect.bisect_right(self._line_tops, area.top()) - 1)
        rows: list[int] = []
        while line < len(self._line_tops) and self._line_tops[line] <= area.bottom():
            rows.extend(row for row in self._line_rows(line) if self._touches(row, area))
            line += 1
        return rows

    def _touches(self, row: int, area: QRect) -> bool:
        left, top, width, height = self._tiles[4 * row : 4 * row + 4]
        return left <= area.right() and left + width > area.left() and top + height > area.top()

    def neighbour(self, row: int, rows_down: int) -> int:
        if not 0 <= 4 * row < len(self._tiles):
            return row
        line = min(max(self._line_of(row) + rows_down, 0), len(self._line_firsts) - 1)
        if line == self._line_of(row):
            return row
        x = self.rect(row).center().x()
        return min(self._line_rows(line), key=lambda candidate: abs(self.rect(candidate).center().x() - x))

    def headers_in(self, area: QRect) -> list[Header]:
        """Headers that show in an area."""
        first = bisect.bisect_left(self._header_tops, area.top() - self.header_height)
        last = bisect.bisect_right(self._header_tops, area.bottom())
        return self.headers[first:last]

    def header_at(self, y: int) -> tuple[Header, int | None] | None:
        """The header whose section is at this height, and where the next one begins."""
        position = bisect.bisect_right(self._header_tops, y) - 1
        if position < 0:
            return None
        following = self._header_tops[position + 1] if position + 1 < len(self._header_tops) else None
        return self.headers[position], following
