"""The lines of one section of the sidebar: of a long section only those near what can be seen exist as widgets.

Making a widget for each of thousands of folders would stop the window for seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from photoface.gui.sidebar.line import SidebarButton
from photoface.gui.sidebar.rows import Entry, SidebarRow

ALWAYS_MADE = 24
"""A section of no more lines has all of them, wherever the sidebar is scrolled to."""

BEYOND = 12
"""Lines above and below what can be seen: the arrow keys and Tab find the next one there."""

GAP = 1
"""Pixels between two lines."""


class SectionLines(QWidget):
    """Shows entries as lines in a scroll area, and moves the widgets to where it is scrolled.

    Args:
        make: makes an empty line as a child of this widget.
        describe: how an entry looks.

    Signals:
        lines_changed: other widgets are there now, or in another order.
    """

    lines_changed = Signal()

    def __init__(
        self,
        area: QScrollArea,
        make: Callable[[QWidget], SidebarButton],
        describe: Callable[[Entry], SidebarRow],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._area, self._make, self._describe = area, make, describe
        self._entries: Sequence[Entry] = ()
        self._positions: list[int] = []
        self._lines: dict[object, SidebarButton] = {}
        self._spare: list[SidebarButton] = []
        self.hide()

    def lines(self) -> Iterator[SidebarButton]:
        """The lines that exist, from top to bottom."""
        return iter(self._lines.values())

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """List these; what was listed before keeps its widget, and the keyboard if it has it."""
        self._entries = entries
        self.setVisible(bool(entries))
        if not entries:
            self._make_lines([])
            return
        self.setFixedHeight(len(entries) * self._pitch() - GAP)
        self._make_lines(self._wanted())

    def fill(self) -> None:
        """Make the lines that can be seen now; called when the area was scrolled or laid out."""
        if len(self._entries) > ALWAYS_MADE:
            wanted = self._wanted()
            if wanted != self._positions:
                self._make_lines(wanted)

    def _pitch(self) -> int:
        """Pixels from one line to the next."""
        if not self._spare and not self._lines:
            self._spare.append(self._make(self))
        line = self._spare[0] if self._spare else next(self.lines())
        return line.sizeHint().height() + GAP

    def _wanted(self) -> list[int]:
        count = len(self._entries)
        if count <= ALWAYS_MADE:
            return list(range(count))
        pitch, viewport = self._pitch(), self._area.viewport()
        top = self.mapTo(viewport, QPoint(0, 0)).y()
        wanted = set(range(max(0, -top // pitch - BEYOND), min(count, (viewport.height() - top) // pitch + BEYOND)))
        # A line that has the keyboard stays, with its neighbours, however far it is scrolled away.
        held = next((key for key, line in self._lines.items() if line.is_in_hand()), None)
        if held is not None:
            place = next((at for at, entry in enumerate(self._entries) if entry.key == held), None)
            wanted |= set() if place is None else set(range(max(0, place - 1), min(count, place + 2)))
        return sorted(wanted)

    def _make_lines(self, positions: list[int]) -> None:
        """Have a line at each of these positions: the one that is there, else one that is not needed any more."""
        self._positions = positions
        wanted = {self._entries[position].key: position for position in positions}
        self._spare += [line for key, line in self._lines.items() if key not in wanted]
        pitch, before, self._lines = self._pitch() if positions else 0, self._lines, {}
        for key, position in wanted.items():
            line = before.get(key)
            if line is None:
                line = self._spare.pop() if self._spare else self._make(self)
            line.show_row(self._describe(self._entries[position]))
            line.setGeometry(0, position * pitch, self.width(), pitch - GAP)
            line.show()
            self._lines[key] = line
        for line in self._spare:
            line.hide()
        self.lines_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for line in self.lines():
            line.resize(self.width(), line.height())
