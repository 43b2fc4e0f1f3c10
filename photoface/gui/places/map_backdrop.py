"""Paints the background of the geographic map: countries with their names, and the largest towns.

While the map is dragged, it is painted into a picture larger than the widget, so that dragging copies pixels; painting
the outlines again for each frame would take longer than a frame of the photo grid.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from photoface.gui.kit.theme import SECONDARY, Theme
from photoface.places.map_labels import MapLabel, country_labels, town_labels
from photoface.places.map_outlines import MapOutlines, level_for, map_outlines
from photoface.places.projection import in_degrees, on_map

MARGIN = 0.4
"""Of the widget's size, on each side: so far the map is dragged until it is painted again."""

MOST_TOWNS = 60
TOWNS_FROM = 2_500
"""Pixels of the whole world from which on towns are named; with less there is room for countries alone."""


@dataclass(frozen=True, slots=True)
class _Look:
    """All that the picture depends on but where it is."""

    scale: float
    size: QSize
    ratio: float
    colours: tuple[str, ...]
    font: str


class MapBackdrop:
    """Paints a part of the map, again only where what was painted before does not show it."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._paths: dict[tuple[int, int], QPainterPath] = {}
        self._picture = QPixmap()
        self._tiles: NDArray[np.float64] = np.empty((0, 2))
        self._tile_side = 0
        self._names: list[tuple[str, QRectF]] = []
        self._look: _Look | None = None
        self._middle = QPointF()

    def set_tiles(self, middles: NDArray[np.float64], side: int) -> None:
        """What will be painted over the ground: names of towns stand beside it.

        Args:
            middles: (n, 2), of the tiles, on the map.
            side: of each tile, in pixels of the widget.
        """
        if middles is not self._tiles or side != self._tile_side:
            self._tiles, self._tile_side, self._look = middles, side, None

    def names_shown(self, centre: QPointF) -> list[tuple[str, QRectF]]:
        """The names that were painted, and where in the widget."""
        corner = self._corner(centre)
        return [(name, box.translated(corner)) for name, box in self._names]

    def paint(self, painter: QPainter, size: QSize, ratio: float, centre: QPointF, scale: float) -> None:
        """Paint a widget's whole ground.

        Args:
            ratio: pixels of the screen to one of the widget.
            centre: of the widget, on the map, which is 1 wide.
            scale: pixels of the widget to the whole map.
        """
        theme = self._theme
        colours = tuple(theme.colour(name).name() for name in ("panel", "window", "line", "muted"))
        look = _Look(scale, size, ratio, colours, theme.font(SECONDARY).toString())
        if look != self._look:
            # While somebody zooms each frame is another picture, so a margin would be painted in vain.
            self._make(look, centre, 0.0)
        elif not self._covers(centre):
            self._make(look, centre, MARGIN)
        painter.drawPixmap(self._corner(centre), self._picture)

    def _corner(self, centre: QPointF) -> QPointF:
        """Where the picture's corner lies in the widget."""
        assert self._look is not None
        whole, size = self._picture.deviceIndependentSize(), self._look.size
        moved = (centre - self._middle) * self._look.scale
        return QPointF((size.width() - whole.width()) / 2, (size.height() - whole.height()) / 2) - moved

    def _covers(self, centre: QPointF) -> bool:
        """Whether the picture reaches over the whole widget; a fraction of a pixel does not show."""
        assert self._look is not None
        whole, corner, size = self._picture.deviceIndependentSize(), self._corner(centre), self._look.size
        right, bottom = corner.x() + whole.width(), corner.y() + whole.height()
        return max(corner.x(), corner.y(), size.width() - right, size.height() - bottom) < 1

    def _make(self, look: _Look, centre: QPointF, margin: float) -> None:
        width, height = (round(side * (1 + 2 * margin)) for side in (look.size.width(), look.size.height()))
        self._picture = QPixmap(round(width * look.ratio), round(height * look.ratio))
        self._picture.setDevicePixelRatio(look.ratio)
        self._picture.fill(self._theme.colour("panel"))
        painter = QPainter(self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = QPointF(width / 2, height / 2) / look.scale
        low, high = centre - half, centre + half
        (north, south), (west, east) = in_degrees(np.array([[low.x(), low.y()], [high.x(), high.y()]]))
        part = (float(west), float(south), float(east), float(north))
        painter.save()
        painter.translate(width / 2, height / 2)
        painter.scale(look.scale, look.scale)
        painter.translate(-centre)
        self._paint_countries(painter, 360 / look.scale, part)
        painter.restore()
        self._paint_names(painter, look.scale, low, part, QRectF(0, 0, width, height))
        painter.end()
        self._look, self._middle = look, QPointF(centre)

    def _paint_countries(self, painter: QPainter, degrees: float, part: tuple[float, float, float, float]) -> None:
        level = level_for(degrees)
        outlines = map_outlines(level)
        rings = outlines.within(*part)
        border = QPen(self._theme.colour("line"), 1)
        border.setCosmetic(True)
        painter.setPen(border)
        painter.setBrush(self._theme.colour("window"))
        for country in np.unique(outlines.countries[rings]).tolist():
            painter.drawPath(self._path(outlines, level, country))

    def _path(self, outlines: MapOutlines, level: int, country: int) -> QPainterPath:
        """A country's outline on the map, made once."""
        path = self._paths.get((level, country))
        if path is None:
            path = QPainterPath()
            for ring in np.flatnonzero(outlines.countries == country).tolist():
                degrees = outlines.ring(ring)
                points = on_map(degrees[:, 1], degrees[:, 0])
                path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points.tolist()]))
            self._paths[level, country] = path
        return path

    def _paint_names(
        self,
        painter: QPainter,
        scale: float,
        corner: QPointF,
        part: tuple[float, float, float, float],
        picture: QRectF,
    ) -> None:
        """Names that have room, countries first; none over another, and a country's only where it is wide enough."""
        taken: list[QRectF] = []
        fonts = [self._theme.font(SECONDARY, bold=is_bold) for is_bold in (True, False)]
        all_metrics = [QFontMetrics(font) for font in fonts]
        painter.setPen(self._theme.colour("muted"))
        self._names = []
        tiles, side = (self._tiles - (corner.x(), corner.y())) * scale, self._tile_side

        def tiles_below(box: QRectF) -> NDArray[np.float64]:
            reach = ((box.width() + side) / 2, (box.height() + side) / 2)
            away = np.abs(tiles - (box.center().x(), box.center().y()))
            found: NDArray[np.float64] = tiles[(away < reach).all(axis=1)]
            return found

        def label(one: MapLabel, x: float, y: float, *, is_town: bool) -> None:
            font, metrics = fonts[is_town], all_metrics[is_town]
            words = one.name
            at = (QPointF(x, y) - corner) * scale
            width = metrics.horizontalAdvance(words) + 8
            if not is_town and width > one.degrees / 360 * scale:
                return
            left = at.x() + 5 if is_town else at.x() - width / 2
            box = QRectF(left, at.y() - metrics.height() / 2, width, metrics.height())
            below = tiles_below(box)
            if len(below):
                # Under the tile stands what it is a picture of.
                box.moveTop(float(below[:, 1].max()) + side / 2 + 3)
                box.moveLeft(float(below[:, 0].mean()) - width / 2)
            if not picture.contains(box) or any(box.intersects(other) for other in taken) or len(tiles_below(box)):
                return
            self._names.append((words, box))
            taken.append(box.adjusted(-8, -2, 8, 2))
            painter.setFont(font)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
            if is_town and not len(below):
                painter.setBrush(self._theme.colour("muted"))
                painter.drawEllipse(at, 2, 2)

        west, south, east, north = part
        shown = [
            country
            for country in country_labels()
            if west <= country.longitude <= east and south <= country.latitude <= north
        ]
        countries = len(shown)
        if scale >= TOWNS_FROM:
            shown += town_labels(*part, MOST_TOWNS)
        places = on_map([one.latitude for one in shown], [one.longitude for one in shown]).tolist()
        for number, (one, (x, y)) in enumerate(zip(shown, places, strict=True)):
            label(one, x, y, is_town=number >= countries)
