"""Paints the map of faces, layer by layer: dots, face crops where there is room, names, the selection, the lasso."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

from photoface.gui.face_map.camera import Camera
from photoface.gui.face_map.dots import DotCanvas, hue_of, person_colours
from photoface.gui.kit import painting
from photoface.gui.kit.images import Images
from photoface.gui.kit.theme import SECONDARY, Theme
from photoface.library.face_map import FaceMap

CROPS_FROM_ZOOM: Final = 3.0
"""From here on there are crops among the dots."""

CROPS_FOR_FACES: Final = 60
"""So few faces show as crops at any zoom."""

SMALLEST_CROP, LARGEST_CROP = 40, 96
ROOM: Final = 1.35
"""Of a crop's side: the cells that hold one crop each."""

DOT, SMALL_DOT = 3.5, 2.2
MANY_DOTS: Final = 20_000
"""From here on dots are small while the whole map shows."""

RING: Final = 2.5
"""How much wider the selection is than a dot."""

ABOVE: Final = 16.0
"""Pixels from a person's upper faces to the middle of the name."""

MOST_NAMES: Final = 40
FACES_FOR_NAME: Final = 3
"""Fewer faces of a person in sight are not named: the name would be larger than they are."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A face that shows as a crop: its row in the map, and where."""

    row: int
    rect: QRectF


class MapLayers:
    """Paints a map as a camera sees it.

    Args:
        theme: its colours and type.
        images: its crops.
    """

    def __init__(self, theme: Theme, images: Images) -> None:
        self._theme = theme
        self._images = images
        self.map: FaceMap | None = None
        self.selected = np.zeros(0, np.bool_)
        self.crops: list[Crop] = []
        """As painted last, for pointing at them."""
        self.dots_painted = 0
        """How many dots the last painted picture has."""
        self._colours = np.zeros((0, 3), np.uint8)
        self._people = np.zeros(0, np.int64)
        self._number = np.zeros(0, np.int64)
        self._picture: tuple[object, QImage] | None = None

    def show(self, face_map: FaceMap | None) -> None:
        """Show another map, or the same with other names."""
        self.map = face_map
        if face_map is not None:
            self._people, self._number = np.unique(face_map.persons, return_inverse=True)
        self.recolour()

    def recolour(self) -> None:
        """Take the colours of the theme, which changed."""
        self._picture = None
        if self.map is not None:
            self._colours = person_colours(self.map.persons, self.map.groups, dark=self._theme.dark)

    def select(self, selected: NDArray[np.bool_]) -> None:
        """Ring these faces: (n,) bool."""
        self.selected = selected
        self._picture = None

    def paint(self, painter: QPainter, camera: Camera, current: int | None) -> None:
        """The map; `current` is the row that the keyboard is at."""
        assert self.map is not None
        seen = camera.seen(self.map.places)
        window = camera.window.adjusted(-LARGEST_CROP, -LARGEST_CROP, LARGEST_CROP, LARGEST_CROP)
        shown = np.flatnonzero(
            (seen[:, 0] > window.left())
            & (seen[:, 0] < window.right())
            & (seen[:, 1] > window.top())
            & (seen[:, 1] < window.bottom())
        )
        painter.drawImage(QPointF(0, 0), self._dots(painter, camera, seen, shown))
        self._paint_crops(painter, camera, seen, shown)
        if current is not None:
            self._paint_current(painter, seen[current], current)
        self._paint_names(painter, camera, seen, shown)

    def paint_lasso(self, painter: QPainter, path: QPolygonF) -> None:
        """What is being drawn around faces."""
        accent = self._theme.colour("accent")
        inside = QColor(accent)
        inside.setAlpha(36)
        painter.setBrush(inside)
        painter.setPen(QPen(accent, 1.5))
        painter.drawPolygon(path)

    def dot_radius(self, camera: Camera) -> float:
        """In pixels of the widget."""
        many = self.map is not None and len(self.map.face_ids) > MANY_DOTS
        return SMALL_DOT if many and camera.zoom < 2 else DOT

    def _dots(self, painter: QPainter, camera: Camera, seen: NDArray[np.float32], shown: NDArray[np.int64]) -> QImage:
        """The picture of all dots; painted again only if something about it changed."""
        device = painter.device()
        ratio = device.devicePixelRatioF()
        key = (*camera.key(), ratio)
        if self._picture is not None and self._picture[0] == key:
            return self._picture[1]
        window = camera.window
        canvas = DotCanvas(round(window.width() * ratio), round(window.height() * ratio), self._theme.colour("window"))
        radius = self.dot_radius(camera) * ratio
        points, chosen = seen[shown] * ratio, self.selected[shown]
        # Those without a name first: they must not hide who has one.
        order = np.argsort(self._number[shown] > 0, kind="stable")
        self.dots_painted = canvas.stamp(points[order], self._colours[shown][order], radius)
        if chosen.any():
            accent = self._theme.colour("accent")
            ring = np.array([accent.red(), accent.green(), accent.blue()], np.uint8)
            canvas.stamp(points[chosen], ring, radius + RING * ratio)
            canvas.stamp(points[chosen], self._colours[shown][chosen], radius)
        image = canvas.image(ratio)
        self._picture = (key, image)
        return image

    def _paint_crops(
        self, painter: QPainter, camera: Camera, seen: NDArray[np.float32], shown: NDArray[np.int64]
    ) -> None:
        self.crops = []
        assert self.map is not None
        if camera.zoom < CROPS_FROM_ZOOM and len(self.map.face_ids) > CROPS_FOR_FACES:
            return
        side = self._theme.size(round(self._crop_side(camera.zoom)))
        for row, centre in zip(*_one_for_each_cell(camera, seen, shown, side * ROOM), strict=True):
            rect = QRectF(centre[0] - side / 2, centre[1] - side / 2, side, side)
            if not rect.intersects(camera.window):
                continue
            self.crops.append(Crop(int(row), rect))
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        for crop in self.crops:
            picture = self._images.face(int(self.map.face_ids[crop.row]), painting.device_pixels(painter, side))
            shape = painting.rounded(crop.rect, side / 8)
            painting.paint_picture(painter, shape, picture, self._theme.colour("tile"))
            if self.selected[crop.row]:
                painting.paint_ring(painter, shape, self._theme.colour("window"), 6)
                painting.paint_ring(painter, shape, self._theme.colour("accent"), 3)
            else:
                painting.paint_ring(painter, shape, QColor(*self._colours[crop.row].tolist()), 2)

    @staticmethod
    def _crop_side(zoom: float) -> float:
        grown = SMALLEST_CROP + 14 * float(np.log2(max(zoom / CROPS_FROM_ZOOM, 1.0)))
        return min(grown, LARGEST_CROP)

    def _paint_current(self, painter: QPainter, at: NDArray[np.float32], row: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = next((crop.rect for crop in self.crops if crop.row == row), None)
        if rect is None:
            rect = QRectF(float(at[0]) - 8, float(at[1]) - 8, 16, 16)
        shape = painting.rounded(rect.adjusted(-4, -4, 4, 4), 8)
        painting.paint_ring(painter, shape, self._theme.colour("text"), 2)

    def _paint_names(
        self, painter: QPainter, camera: Camera, seen: NDArray[np.float32], shown: NDArray[np.int64]
    ) -> None:
        """The names of people above their faces that show, most faces first, none over another."""
        assert self.map is not None
        numbers = self._number[shown]
        counts = np.bincount(numbers, minlength=len(self._people))
        counts[self._people == 0] = 0
        font = self._theme.font(SECONDARY, bold=True)
        metrics = QFontMetricsF(font)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        background = self._theme.colour("window")
        background.setAlpha(225)
        overhang = self.crops[0].rect.height() / 2 if self.crops else 0.0
        taken: list[QRectF] = []
        for number in np.argsort(-counts, kind="stable")[:MOST_NAMES].tolist():
            if counts[number] < FACES_FOR_NAME:
                break
            own = seen[shown[numbers == number]]
            # The median, and all but the uppermost twentieth; NumPy's own quantiles take most of a frame.
            middle, top = (float(np.sort(own[:, axis])[len(own) // part]) for axis, part in ((0, 2), (1, 20)))
            person = int(self._people[number])
            words = metrics.elidedText(self.map.names.get(person, ""), Qt.TextElideMode.ElideRight, 160)
            rect = QRectF(0, 0, metrics.horizontalAdvance(words) + 24, metrics.height() + 4)
            # Above the faces, or, where these reach beyond the window, at its upper edge.
            rect.moveCenter(QPointF(middle, max(top - ABOVE - overhang, rect.height() / 2 + 4)))
            if not words or not camera.window.contains(rect) or any(rect.intersects(other) for other in taken):
                continue
            taken.append(rect)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(background)
            painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
            painter.setBrush(QBrush(QColor(*hue_of(person, dark=self._theme.dark))))
            painter.drawEllipse(QPointF(rect.left() + 9, rect.center().y()), 4, 4)
            painter.setPen(self._theme.colour("text"))
            painter.drawText(rect.adjusted(17, 0, -7, 0), int(Qt.AlignmentFlag.AlignVCenter), words)


def _one_for_each_cell(
    camera: Camera, seen: NDArray[np.float32], shown: NDArray[np.int64], cell: float
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Of the faces in each cell of a grid the one nearest to its middle, moved so that crops do not overlap.

    The grid lies on the map and not on the widget: moving the map changes no choice.

    Returns:
        Rows, and where the crops' middles lie, (k, 2).
    """
    origin = np.array([camera.origin.x(), camera.origin.y()])
    on_map = (seen[shown] - origin) / cell
    cells = np.floor(on_map)
    from_middle = on_map - cells - 0.5
    order = np.lexsort(((from_middle**2).sum(axis=1), cells[:, 1], cells[:, 0]))
    _, first = np.unique(cells[order], axis=0, return_index=True)
    chosen = order[first]
    play = (1 - 1 / ROOM) / 2
    middles = (cells[chosen] + 0.5 + np.clip(from_middle[chosen], -play, play)) * cell + origin
    return shown[chosen], middles
