"""Computes how large a photo is shown and which part of it, when it is zoomed or panned; no widget."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from photoface.geometry import Point

LARGEST_FIT = 2.0
"""Screen pixels for a pixel of a photo that is shown as large as it fits: larger ones only show their blocks."""

LARGEST = 8.0
"""Screen pixels for a pixel of the photo at most: a single grain can be seen."""

STEP = 1.25
"""What a notch of the wheel or a key multiplies by: three of them double the size."""

SAME = 0.01
"""Scales that differ by a smaller share count as equal."""


@dataclass(frozen=True, slots=True)
class Zoom:
    """The magnification and the centre of what is shown of a photo.

    Attributes:
        scale: pixels of the widget for a pixel of the photo; None for as large as it fits.
        centre: the place of the photo in the middle of the widget, in fractions; counts where it is larger than that.
    """

    scale: float | None = None
    centre: Point = (0.5, 0.5)


FIT = Zoom()


@dataclass(frozen=True, slots=True)
class Frame:
    """A photo on a widget.

    Attributes:
        photo: its pixels, width and height.
        width, height: of the widget.
        ratio: screen pixels for a pixel of the widget.
        margin: pixels of the widget that stay free around a photo that is shown as large as it fits.
        is_size_known: whether `photo` is the real size. A thumbnail that stands for it may be shown larger.
    """

    photo: tuple[int, int]
    width: float
    height: float
    ratio: float
    margin: float
    is_size_known: bool = True

    @property
    def fit(self) -> float:
        """The scale at which the photo is shown as large as it fits."""
        across = max(self.width - 2 * self.margin, 1.0) / self.photo[0]
        down = max(self.height - 2 * self.margin, 1.0) / self.photo[1]
        scale = min(across, down)
        return min(scale, LARGEST_FIT / self.ratio) if self.is_size_known else scale

    @property
    def actual(self) -> float:
        """The scale at which a pixel of the photo is one of the screen."""
        return 1.0 / self.ratio

    def scale(self, zoom: Zoom) -> float:
        """The scale of a zoom, with "as large as it fits" as a number."""
        return self.fit if zoom.scale is None else zoom.scale

    def rect(self, zoom: Zoom) -> QRectF:
        """Where the photo stands; in the middle along a side that is smaller than the widget's."""
        scale = self.scale(zoom)
        width, height = self.photo[0] * scale, self.photo[1] * scale
        left = _placed(self.width, width, zoom.centre[0])
        return QRectF(left, _placed(self.height, height, zoom.centre[1]), width, height)

    def zoomed(self, zoom: Zoom, scale: float, point: QPointF) -> Zoom:
        """At another scale, within limits; what is at a point of the widget stays there, as far as that can be."""
        fit = self.fit
        scale = min(max(scale, min(fit, self.actual)), max(LARGEST / self.ratio, fit))
        if abs(scale - fit) < SAME * fit:
            return FIT
        before = self.rect(zoom)
        x = (point.x() - before.left()) / before.width()
        y = (point.y() - before.top()) / before.height()
        left, top = point.x() - x * self.photo[0] * scale, point.y() - y * self.photo[1] * scale
        return self._at(scale, left, top)

    def panned(self, zoom: Zoom, across: float, down: float) -> Zoom:
        """Moved by so many pixels of the widget, as far as there is something to see."""
        if zoom.scale is None:
            return zoom
        rect = self.rect(zoom)
        return self._at(zoom.scale, rect.left() + across, rect.top() + down)

    def _at(self, scale: float, left: float, top: float) -> Zoom:
        width, height = self.photo[0] * scale, self.photo[1] * scale
        # From where it really stands then, so that a pan beyond the edge need not be taken back first.
        rect = self.rect(Zoom(scale, ((self.width / 2 - left) / width, (self.height / 2 - top) / height)))
        return Zoom(scale, ((self.width / 2 - rect.left()) / width, (self.height / 2 - rect.top()) / height))


def _placed(room: float, side: float, centre: float) -> float:
    """Where a side begins whose centre is wanted in the middle of the room; a longer one leaves no gap."""
    if side <= room:
        return (room - side) / 2
    return min(max(room / 2 - centre * side, room - side), 0.0)
