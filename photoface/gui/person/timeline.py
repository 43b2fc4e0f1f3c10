"""The timeline tab of a person's page: a row of faces for each year, with the person's age and the number of photos."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.people import TimelineYear
from photoface.gui.context import Context, Pane
from photoface.gui.faces.model import FacesModel
from photoface.gui.kit import text
from photoface.gui.kit.boxes import in_stack
from photoface.gui.kit.card_delegate import Brush
from photoface.gui.kit.parts import EmptyState
from photoface.gui.kit.theme import SECONDARY, TITLE
from photoface.gui.kit.tile_view import TileView
from photoface.gui.kit.tiles import FACE_SIDE, FaceDelegate

GAP = 4
MARGIN = 24
BETWEEN_YEARS = 20


class YearsLayout:
    """One line of tiles for each year, to the right of a column for its label."""

    def __init__(self, label_width: int) -> None:
        self.label_width = label_width
        self._firsts: list[int] = []
        self._counts: list[int] = []

    def per_line(self, width: int) -> int:
        """How many tiles fit beside the label."""
        return max(1, (width - 2 * MARGIN - self.label_width + GAP) // (FACE_SIDE + GAP))

    def set_counts(self, counts: Sequence[int]) -> None:
        """How many tiles each year has."""
        self._counts = list(counts)
        self._firsts = [sum(self._counts[:year]) for year in range(len(self._counts))]

    def year_of(self, row: int) -> int:
        """The year (its position) that a tile belongs to."""
        return bisect.bisect_right(self._firsts, row) - 1

    def label_rect(self, year: int) -> QRect:
        """Where a year's label stands."""
        return QRect(MARGIN, self._top(year), self.label_width - 16, FACE_SIDE)

    def _top(self, year: int) -> int:
        return MARGIN + year * (FACE_SIDE + BETWEEN_YEARS)

    # TileLayout

    def arrange(self, count: int, viewport: QSize) -> None:
        """Nothing to do: the tiles were cut to the width when they were chosen."""

    def content(self) -> QSize:
        return QSize(0, 2 * MARGIN + len(self._counts) * (FACE_SIDE + BETWEEN_YEARS) - BETWEEN_YEARS)

    def rect(self, row: int) -> QRect:
        if not 0 <= row < sum(self._counts):
            return QRect()
        year = self.year_of(row)
        left = MARGIN + self.label_width + (row - self._firsts[year]) * (FACE_SIDE + GAP)
        return QRect(left, self._top(year), FACE_SIDE, FACE_SIDE)

    def rows_in(self, area: QRect) -> Iterable[int]:
        step = FACE_SIDE + BETWEEN_YEARS
        first = max(0, (area.top() - MARGIN) // step)
        last = min(len(self._counts) - 1, (area.bottom() - MARGIN) // step)
        rows = [row for year in range(first, last + 1) for row in self._rows(year)]
        return [row for row in rows if self.rect(row).intersects(area)]

    def neighbour(self, row: int, rows_down: int) -> int:
        year = self.year_of(row)
        target = min(max(year + rows_down, 0), len(self._counts) - 1)
        rows = self._rows(target)
        return rows[min(row - self._firsts[year], len(rows) - 1)]

    def _rows(self, year: int) -> range:
        return range(self._firsts[year], self._firsts[year] + self._counts[year])


class TimelineView(TileView):
    """The years.

    Signals:
        year_asked: a click on a year's label; its position.
    """

    year_asked = Signal(int)
    resized = Signal()

    def __init__(self, model: FacesModel, context: Context, parent: QWidget | None = None) -> None:
        self.years_layout = YearsLayout(context.theme.size(132))
        super().__init__(self.years_layout, parent)
        self.years: Sequence[TimelineYear] = ()
        self._context = context
        self.set_up(model, FaceDelegate(context), self.tr("Timeline"))

    def paint_over(self, painter: QPainter, area: QRect) -> None:
        brush = Brush(painter, self._context)
        for position, year in enumerate(self.years):
            rect = self._label_rect(position)
            if not rect.intersects(area):
                continue
            small = ([] if year.age is None else [text.age(year.age)]) + [
                self._context.client.photos_in_words(year.photo_ids)
            ]
            height, below = brush.theme.size(26), brush.theme.size(18)
            top = rect.top() + (rect.height() - height - below * len(small)) // 2
            brush.text(
                QRect(rect.left(), top, rect.width(), height),
                self.tr("No date") if year.year is None else str(year.year),
                TITLE,
                bold=True,
            )
            for line, words in enumerate(small):
                room = QRect(rect.left(), top + height + line * below, rect.width(), below)
                brush.text(room, words, SECONDARY, "muted")

    def year_at(self, y: int, x: int) -> int | None:
        """The year whose label is at this point of the viewport."""
        positions = range(len(self.years))
        return next((position for position in positions if self._label_rect(position).contains(x, y)), None)

    def _label_rect(self, position: int) -> QRect:
        return self.years_layout.label_rect(position).translated(0, -self.verticalOffset())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        year = self.year_at(point.y(), point.x())
        if event.button() == Qt.MouseButton.LeftButton and year is not None:
            self.year_asked.emit(year)
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        point = event.position().toPoint()
        on_label = self.year_at(point.y(), point.x()) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if on_label else Qt.CursorShape.ArrowCursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class TimelinePane(Pane):
    """The timeline as a tab.

    Signals:
        year_asked: show all photos of a year; the year.
    """

    year_asked = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._years: Sequence[TimelineYear] = ()
        self.model = FacesModel(context.client, self)
        self.view = TimelineView(self.model, context, self)
        self.view.opened.connect(self._open)
        self.view.previewed.connect(self._open)
        self.view.year_asked.connect(self._ask)
        self.view.resized.connect(self._choose)
        self.view.watch(context)
        self.empty = EmptyState(context, "timeline-outline", self)
        self.empty.say(
            self.tr("No years yet"), self.tr("Once faces have this name, the years stand here with a few of each.")
        )
        self._stack = in_stack(self.view, self.empty, on=self)

    def show_years(self, years: Sequence[TimelineYear]) -> None:
        """Show these years, the latest first, and the photos without a date last."""
        dated, undated = ([year for year in years if (year.year is None) is apart] for apart in (False, True))
        self._years = self.view.years = (*reversed(dated), *undated)
        self._stack.setCurrentWidget(self.view if years else self.empty)
        self._choose()

    def _choose(self) -> None:
        """As many faces of each year as fit in a line, spread over the year."""
        most = self.view.years_layout.per_line(self.view.viewport().width())
        chosen = [_spread(year.face_ids, most) for year in self._years]
        self.view.years_layout.set_counts([len(ids) for ids in chosen])
        self.model.set_ids([face_id for ids in chosen for face_id in ids])
        self.view.arrange_soon()

    def _ask(self, position: int) -> None:
        year = self._years[position]
        if year.year is not None:
            self.year_asked.emit(year.year)
        else:
            self.photos_asked.emit(year.photo_ids, year.photo_ids[0])

    def _open(self, index: QModelIndex) -> None:
        face = self.model.summary(index.row())
        if face is not None:
            year = self._years[self.view.years_layout.year_of(index.row())]
            self.ask_for_face(year.photo_ids, face)


def _spread(ids: Sequence[int], most: int) -> Sequence[int]:
    """So many of these, evenly from the first to the last."""
    if len(ids) <= most:
        return ids
    if most == 1:
        return [ids[len(ids) // 2]]
    return [ids[position * (len(ids) - 1) // (most - 1)] for position in range(most)]
