"""The strip of years at the edge of a long photo grid, to jump or drag to a year."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from photoface.gui.kit import painting
from photoface.gui.kit.theme import SECONDARY, Theme
from photoface.gui.kit.tile_layouts import Header, JustifiedLayout

WIDTH = 56
LINGER_MS = 1500
"""How long it stays after the last scrolling."""


def year_marks(headers: Sequence[Header], content: int, height: int, line: int) -> list[tuple[str, int]]:
    """Which years are written where, so that none runs into the next.

    Args:
        headers: the months, each with its year, from the top down.
        content: pixels that all photos take together.
        height: pixels that the years have.
        line: pixels that one of them takes.

    Returns:
        Years with the middle of their line, top to bottom.
    """
    marks: list[tuple[str, int]] = []
    written = ""
    for header in headers:
        year = _year(header)
        if year == written:
            continue
        written = year
        middle = round(header.top / max(content, 1) * height) + line // 2
        if middle + line // 2 <= height and (not marks or middle - marks[-1][1] >= line):
            marks.append((year, middle))
    return marks


def _year(header: Header) -> str:
    """The year in a header: "2009" of "June 2009, 7 years old"."""
    found = re.search(r"\d{4}", header.text)
    return found.group() if found is not None else ""


class YearScrubber(QWidget):
    """Lies over the right edge of a view while it scrolls or the pointer is there. Pressed and dragged, it scrolls."""

    def __init__(self, view: QAbstractScrollArea, rows: JustifiedLayout, theme: Theme) -> None:
        super().__init__(view)
        self._view = view
        self._rows = rows
        self._theme = theme
        self._dragging = False
        self._marks: tuple[tuple[int, int, int, int], list[tuple[str, int]]] | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        # The keyboard has Page Up and Page Down; this is for the pointer.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._leaving = QTimer(self, interval=LINGER_MS, singleShot=True)
        self._leaving.timeout.connect(self._leave)
        view.verticalScrollBar().valueChanged.connect(self._appear)
        view.viewport().installEventFilter(self)
        theme.changed.connect(self.update)
        self.hide()

    def marks(self) -> list[tuple[str, int]]:
        """The years that are written, and where."""
        line = QFontMetrics(self._theme.font(SECONDARY, bold=True)).height() + 6
        # They are the same for every step of scrolling.
        laid_out = (len(self._rows.headers), self._rows.content().height(), self.height(), line)
        if self._marks is None or self._marks[0] != laid_out:
            self._marks = (laid_out, year_marks(self._rows.headers, *laid_out[1:]))
        return self._marks[1]

    def scroll_to(self, y: int) -> None:
        """Bring what belongs to this height of the scrubber to the top of the view."""
        target = round(y / max(self.height(), 1) * self._rows.content().height())
        self._view.verticalScrollBar().setValue(target)

    def _appear(self) -> None:
        if not self._worth_it():
            self.hide()
            return
        area = self._view.viewport().geometry()
        width = self._theme.size(WIDTH)
        self.setGeometry(area.right() - width + 1, area.top(), width, area.height())
        self.show()
        self.raise_()
        self._leaving.start()

    def _worth_it(self) -> bool:
        headers = self._rows.headers
        # By date: where the first and the last are of one year, all are.
        several = bool(headers) and _year(headers[0]) != _year(headers[-1])
        return several and self._rows.content().height() > 2 * self._view.viewport().height()

    def _leave(self) -> None:
        if self._dragging or self.underMouse():
            self._leaving.start()
        else:
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._appear()
        elif event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent) and not event.buttons():
            edge = self._view.viewport().width() - self._theme.size(WIDTH) // 2
            if event.position().x() >= edge and not self.isVisible():
                self._appear()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragging = True
            self.scroll_to(self._snapped(event.position().toPoint().y()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self.scroll_to(event.position().toPoint().y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragging = False

    def _snapped(self, y: int) -> int:
        """A press on a year means its beginning."""
        marks = self.marks()
        half = QFontMetrics(self._theme.font(SECONDARY, bold=True)).height() // 2 + 3
        return next((middle - half for _, middle in marks if abs(middle - y) <= half), y)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # They are the same for every step of scrolling.
        painting.paint_stamped(painter, f"years/{self._theme.key}/{self.marks()}", self.rect(), self._paint_years)
        painter.end()

    def _paint_years(self, painter: QPainter) -> None:
        font = self._theme.font(SECONDARY, bold=True)
        metrics = QFontMetrics(font)
        fill = self._theme.colour("popover")
        fill.setAlphaF(0.92)
        for year, middle in self.marks():
            width, height = metrics.horizontalAdvance(year) + 14, metrics.height() + 4
            pill = QRect(self.width() - width - 6, middle - height // 2, width, height)
            painter.fillPath(painting.rounded(pill, height / 2), fill)
            painting.paint_ring(painter, painting.rounded(pill, height / 2), self._theme.colour("line"), 1)
            painting.paint_text(painter, pill, year, font, self._theme.colour("text"))
