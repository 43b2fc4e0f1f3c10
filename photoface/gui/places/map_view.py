"""Shows photos on a geographic map without network, and reports which cluster or position the user clicks.

It paints outlines of countries, clusters of photos with a thumbnail and a count, and a pin at a chosen position.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLocale, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from photoface.gui.kit import text
from photoface.gui.kit.painting import paint_focus, paint_pill, paint_tile
from photoface.gui.kit.picture import PictureKey
from photoface.gui.kit.theme import SECONDARY
from photoface.gui.kit.widget_context import WidgetContext
from photoface.gui.places.map_backdrop import MapBackdrop
from photoface.library.places import PhotoPosition
from photoface.places.map_labels import EQUATOR_KM, scale_length
from photoface.places.point_clusters import Clusters, PointClusters
from photoface.places.projection import in_degrees, on_map

WORLD_PIXELS = 256
"""How wide the whole world is at zoom 0."""

MOST_ZOOM = 15.0
"""A pixel is 5 m there: positions by hand are no finer."""

WHEEL_ZOOM = 1 / 240
"""Zoom levels per eighth of a degree: two notches double the scale."""

COVER = 44
"""Pixels of a cluster's cover."""

COVER_RADIUS = 6

LEAST_PART = 0.002
"""Of the map's width that is shown of a single place: 80 km on the equator."""

SCALE = 110
"""Pixels of the scale's bar at most."""

PAN_PART = 0.2
"""Of the widget, moved by an arrow key."""


class MapView(QWidget):
    """A map that is moved by dragging and arrow keys, and zoomed at the pointer.

    Signals:
        cluster_opened: the ids of a cluster's photos, newest first.
        clicked_at: degrees north and east of a click beside all clusters.
    """

    cluster_opened = Signal(object)
    clicked_at = Signal(float, float)

    def __init__(self, context: WidgetContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._ids: NDArray[np.int64] = np.zeros(0, np.int64)
        self._clusters: PointClusters | None = None
        self._shown: list[tuple[QRect, int]] = []
        self._zoom, self._centre = 1.0, QPointF(0.5, 0.4)
        self._fits = True
        self._content = QRectF(0.05, 0.15, 0.9, 0.6)
        self._pressed: QPoint | None = None
        self._dragged = False
        self._pin: QPointF | None = None
        self._current: int | None = None
        self._backdrop = MapBackdrop(context.theme)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(240, 200)
        self.setAccessibleName(self.tr("Map of places"))
        self.setAccessibleDescription(
            self.tr("Arrows move the map, plus and minus zoom, Space goes through the places, Enter opens one.")
        )
        context.images.arrived.connect(self.update)
        context.theme.changed.connect(self.update)

    # what it shows

    def show_positions(self, positions: Sequence[PhotoPosition]) -> None:
        """Show these photos, the newest first."""
        self._ids = np.array([one.photo_id for one in positions], np.int64)
        points = on_map([one.latitude for one in positions], [one.longitude for one in positions])
        self._clusters = PointClusters(points) if len(points) else None
        self._current = None
        if len(points):
            (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
            wide, high = max(right - left, LEAST_PART), max(bottom - top, LEAST_PART)
            self._content = QRectF((left + right - wide) / 2, (top + bottom - high) / 2, wide, high)
        if self._fits:
            self.fit()
        self.update()

    def show_pin(self, latitude: float, longitude: float, *, look: bool = True) -> None:
        """Mark a position; `look` moves the map there."""
        x, y = on_map([latitude], [longitude])[0].tolist()
        self._pin = QPointF(x, y)
        if look:
            self._centre, self._fits = QPointF(x, y), False
            self._zoom = max(self._zoom, 8.0)
        self.update()

    def clusters_shown(self) -> list[tuple[QRect, int]]:
        """Where clusters were painted last, and how many photos each has; the largest first."""
        clusters = self._now()
        return [] if clusters is None else [(tile, int(clusters.counts[cluster])) for tile, cluster in self._shown]

    def names_shown(self) -> list[tuple[str, QRectF]]:
        """The names of countries and towns that were painted last, and where."""
        return self._backdrop.names_shown(self._centre)

    def fit(self) -> None:
        """Show all that there is."""
        width, height = max(self.width() - 2 * COVER, 50), max(self.height() - 2 * COVER, 50)
        scale = min(width / self._content.width(), height / self._content.height())
        self._zoom = min(max(math.log2(scale / WORLD_PIXELS), self._least_zoom()), MOST_ZOOM)
        self._centre = self._content.center()
        self._fits = True
        self.update()

    def zoom_by(self, steps: float, about: QPointF | None = None) -> None:
        """Zoom by powers of two; what lies under `about` stays there."""
        about = about or QPointF(self.width() / 2, self.height() / 2)
        under = self._on_map(about)
        self._zoom = min(max(self._zoom + steps, self._least_zoom()), MOST_ZOOM)
        self._fits = False
        self._centre += under - self._on_map(about)
        self._keep_in_sight()
        self.update()

    def _least_zoom(self) -> float:
        """The whole world fits across."""
        return max(math.log2(max(self.width(), 64) / WORLD_PIXELS) - 0.3, 0.0)

    def _keep_in_sight(self) -> None:
        self._centre = QPointF(min(max(self._centre.x(), 0.0), 1.0), min(max(self._centre.y(), 0.0), 1.0))

    @property
    def _scale(self) -> float:
        return float(WORLD_PIXELS * 2**self._zoom)

    def _on_map(self, at: QPointF) -> QPointF:
        middle = QPointF(self.width() / 2, self.height() / 2)
        return self._centre + (at - middle) / self._scale

    def _on_screen(self, x: float, y: float) -> QPointF:
        middle = QPointF(self.width() / 2, self.height() / 2)
        return middle + (QPointF(x, y) - self._centre) * self._scale

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._context.theme
        clusters = self._now()
        if clusters is not None:
            self._backdrop.set_tiles(clusters.centres, COVER)
        self._backdrop.paint(painter, self.size(), self.devicePixelRatioF(), self._centre, self._scale)
        self._paint_scale(painter)
        self._paint_clusters(painter)
        if self._pin is not None:
            at = self._on_screen(self._pin.x(), self._pin.y())
            painter.setPen(QPen(theme.colour("window"), 2))
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(at, 8, 8)
        if self.hasFocus() and self._current is None:
            paint_focus(painter, self.rect().adjusted(2, 2, -2, -2), theme)

    def _paint_scale(self, painter: QPainter) -> None:
        """A bar of a round length, in the units of the user's country."""
        theme = self._context.theme
        (latitude,), _ = in_degrees(np.array([[self._centre.x(), self._centre.y()]]))
        kilometres = EQUATOR_KM * math.cos(math.radians(float(latitude))) / self._scale
        miles = QLocale().measurementSystem() is not QLocale.MeasurementSystem.MetricSystem
        length, pixels = scale_length(kilometres, SCALE, miles=miles)
        if length >= 1 or miles:
            words = f"{length:,g} {self.tr('mi') if miles else self.tr('km')}"
        else:
            words = f"{length * 1000:g} {self.tr('m')}"
        left, bottom = 14.0, self.height() - 14.0
        # Names below it would run into it.
        behind = theme.colour("panel")
        behind.setAlpha(210)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(behind)
        painter.drawRoundedRect(QRectF(left - 6, bottom - 22, pixels + 12, 28), 4, 4)
        painter.setPen(QPen(theme.colour("muted"), 1.5))
        painter.drawPolyline([QPointF(left + x, bottom - y) for x, y in ((0, 5), (0, 0), (pixels, 0), (pixels, 5))])
        painter.setFont(theme.font(SECONDARY))
        painter.drawText(QPointF(left + 6, bottom - 5), words)

    def _paint_clusters(self, painter: QPainter) -> None:
        self._shown = []
        clusters = self._now()
        if clusters is None:
            return
        theme, images = self._context.theme, self._context.images
        margin = COVER / self._scale
        left, right = self._on_map(QPointF(0, 0)), self._on_map(QPointF(self.width(), self.height()))
        seen = clusters.within(left.x() - margin, left.y() - margin, right.x() + margin, right.y() + margin)
        ratio = self.devicePixelRatioF()
        side = round(COVER * ratio)
        # The largest are painted last, over the others.
        for cluster in seen[::-1].tolist():
            x, y = clusters.centres[cluster].tolist()
            at = self._on_screen(x, y)
            tile = QRect(round(at.x()) - COVER // 2, round(at.y()) - COVER // 2, COVER, COVER)
            frame = QPainterPath()
            frame.addRoundedRect(QRectF(tile).adjusted(-2, -2, 2, 2), 8, 8)
            painter.fillPath(frame, theme.colour("window"))
            photo = int(self._ids[clusters.firsts[cluster]])
            picture = images.tile(PictureKey("photo", photo, side, side, round(COVER_RADIUS * ratio)))
            paint_tile(painter, tile, COVER_RADIUS, picture, theme, "line")
            count = int(clusters.counts[cluster])
            if count > 1:
                font = theme.font(SECONDARY, bold=True)
                colours = (theme.colour(name) for name in ("on_accent", "accent", "window"))
                paint_pill(painter, tile.right() + 8, tile.top() + 2, text.number(count), font, *colours)
            if self.hasFocus() and cluster == self._current:
                paint_focus(painter, tile.adjusted(-3, -3, 3, 3), theme)
            self._shown.insert(0, (tile, cluster))

    def _now(self) -> Clusters | None:
        return None if self._clusters is None else self._clusters.at(self._zoom)

    # hands

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._current = None
        self.zoom_by(event.angleDelta().y() * WHEEL_ZOOM, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position().toPoint(), False
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._pressed is None:
            over = self._cluster_at(at) is not None
            self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
            return
        moved = at - self._pressed
        if self._dragged or moved.manhattanLength() >= QApplication.startDragDistance():
            self._dragged, self._pressed = True, at
            self._move(QPointF(moved))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        self._pressed = None
        if self._dragged:
            return
        at = event.position()
        cluster = self._cluster_at(at.toPoint())
        if cluster is not None:
            self._open(cluster)
            return
        on_map_at = self._on_map(at)
        (north,), (east,) = in_degrees(np.array([[on_map_at.x(), on_map_at.y()]]))
        self.clicked_at.emit(float(north), float((east + 180) % 360 - 180))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._cluster_at(event.position().toPoint()) is None:
            self.zoom_by(1, event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step_x, step_y = self.width() * PAN_PART, self.height() * PAN_PART
        moves = {
            Qt.Key.Key_Left: QPointF(step_x, 0),
            Qt.Key.Key_Right: QPointF(-step_x, 0),
            Qt.Key.Key_Up: QPointF(0, step_y),
            Qt.Key.Key_Down: QPointF(0, -step_y),
        }
        key = Qt.Key(event.key())
        if key in moves:
            self._move(moves[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(1)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(-1)
        elif key in (Qt.Key.Key_0, Qt.Key.Key_Home):
            self.fit()
        elif key == Qt.Key.Key_Space and self._shown:
            order = [cluster for _, cluster in self._shown]
            place = order.index(self._current) + 1 if self._current in order else 0
            self._current = order[place % len(order)]
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current is not None:
            self._open(self._current)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def resizeEvent(self, event: object) -> None:
        if self._fits:
            self.fit()

    def _move(self, by: QPointF) -> None:
        self._centre -= by / self._scale
        self._fits = False
        self._keep_in_sight()
        self.update()

    def _cluster_at(self, at: QPoint) -> int | None:
        return next((cluster for tile, cluster in self._shown if tile.contains(at)), None)

    def _open(self, cluster: int) -> None:
        clusters = self._now()
        assert clusters is not None
        self._current = cluster
        self.update()
        self.cluster_opened.emit(tuple(self._ids[clusters.members(cluster)].tolist()))
