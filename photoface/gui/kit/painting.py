"""Painting functions that cards and widgets share: pictures, discs, badges, stars, check marks and the focus ring."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPixmapCache,
    QTransform,
)

from photoface.geometry import Box
from photoface.gui.kit.picture import EDGE, Picture
from photoface.gui.kit.theme import RADIUS, Look, Theme

MOST_PILLS = 1000
"""Badges whose sizes are kept."""

MOST_DISCS = 50
"""Discs that are kept beside Qt's cache, which is asked by long words: a tile of a group has three."""

_discs: dict[tuple[int, int, int, float], QPixmap] = {}

_pill_sizes: dict[str, tuple[int, int]] = {}


def device_pixels(painter: QPainter, length: int) -> int:
    """How many pixels of the screen a length takes."""
    device = painter.device()
    return round(length * (device.devicePixelRatio() if device is not None else 1.0))


def _texture(pixmap: QPixmap, target: QRectF) -> QBrush:
    """A brush that shows the pixmap filling the target, cropped in the middle."""
    scale = max(target.width() / pixmap.width(), target.height() / pixmap.height())
    left = target.center().x() - pixmap.width() * scale / 2
    top = target.center().y() - pixmap.height() * scale / 2
    brush = QBrush(pixmap)
    brush.setTransform(QTransform(scale, 0, 0, scale, left, top))
    return brush


def paint_picture(painter: QPainter, shape: QPainterPath, picture: Picture | None, tile: QColor) -> None:
    """A picture in any shape, over the neutral tile while it is on its way or fading in."""
    painter.setPen(Qt.PenStyle.NoPen)
    if picture is None or picture.pixmap.isNull() or picture.opacity < 1:
        painter.fillPath(shape, tile)
    if picture is not None and not picture.pixmap.isNull():
        opacity = painter.opacity()
        painter.setOpacity(opacity * picture.opacity)
        painter.fillPath(shape, _texture(picture.pixmap, shape.boundingRect()))
        # A hairline keeps white portraits from melting into a white page.
        paint_ring(painter, shape, EDGE, 1)
        painter.setOpacity(opacity)


def paint_tile(
    painter: QPainter, rect: QRect, radius: float, picture: Picture | None, look: Look, ground: str = "tile"
) -> None:
    """A picture that is cut to its tile already (`Images.tile`), over the neutral tile while it is on its way.

    What stands in for it is cut here.

    Args:
        ground: the colour of the neutral tile.
    """
    if picture is not None and picture.is_cut and picture.opacity == 1 and not picture.pixmap.isNull():
        painter.drawPixmap(rect, picture.pixmap)
        return
    colour = look.colour(ground)
    is_here = picture is not None and not picture.pixmap.isNull()
    if picture is not None and is_here and not picture.is_cut:
        paint_picture(painter, rounded(rect, radius), picture, colour)
        return
    inside = QRect(QPoint(0, 0), rect.size())
    key = f"tile/{colour.rgba()}/{radius}"
    paint_stamped(painter, key, rect, lambda to: to.fillPath(rounded(inside, radius), colour))
    if picture is not None and is_here:
        opacity = painter.opacity()
        painter.setOpacity(opacity * picture.opacity)
        painter.drawPixmap(rect, picture.pixmap)
        painter.setOpacity(opacity)


def paint_disc(painter: QPainter, rect: QRect, picture: Picture | None, tile: QColor) -> None:
    """A picture that is a disc already (`Images.cover`), over the neutral tile while it is on its way or fading in."""
    if picture is None or picture.pixmap.isNull() or picture.opacity < 1:
        fill_circle(painter, rect, tile)
    if picture is not None and not picture.pixmap.isNull():
        opacity = painter.opacity()
        painter.setOpacity(opacity * picture.opacity)
        painter.drawPixmap(rect, picture.pixmap)
        painter.setOpacity(opacity)


def paint_stamped(painter: QPainter, key: str, rect: QRect, paint: Callable[[QPainter], None]) -> None:
    """Paint what many tiles have alike: once, to be kept, and from then on as a picture.

    Args:
        key: everything that it depends on, but for its size and the screen's.
        rect: where it goes.
        paint: paints it, with its top left corner at 0, 0.
    """
    made = _stamp(painter, key, rect.size(), paint)
    if made is not None:
        painter.drawPixmap(rect.topLeft(), made)
        return
    painter.translate(rect.topLeft())
    paint(painter)
    painter.translate(-rect.topLeft())


def _stamp(painter: QPainter, key: str, size: QSize, paint: Callable[[QPainter], None]) -> QPixmap | None:
    """The picture, or None where a pixel of the layout is a fraction of the screen's: there it would have to be painted
    between them.
    """
    device = painter.device()
    ratio = device.devicePixelRatio() if device is not None else 1.0
    if ratio != int(ratio):
        return None
    name = f"{key}/{size.width()}x{size.height()}@{ratio}"
    made = QPixmap()
    if QPixmapCache.find(name, made):
        return made
    made = QPixmap(size * int(ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    inner = QPainter(made)
    inner.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    paint(inner)
    inner.end()
    QPixmapCache.insert(name, made)
    return made


def fill_circle(painter: QPainter, rect: QRect, colour: QColor) -> None:
    """A plain disc: of a size and a colour that many tiles have."""
    device = painter.device()
    key = (rect.width(), rect.height(), colour.rgba(), device.devicePixelRatio() if device is not None else 1.0)
    disc = _discs.get(key)
    if disc is None:
        inside = QRect(QPoint(0, 0), rect.size())
        made = _stamp(painter, f"disc/{key[2]}", rect.size(), lambda to: to.fillPath(circle(inside), colour))
        if made is None:
            painter.fillPath(circle(rect), colour)
            return
        if len(_discs) >= MOST_DISCS:
            _discs.clear()
        disc = _discs[key] = made
    painter.drawPixmap(rect.topLeft(), disc)


def circle(rect: QRect | QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(rect))
    return path


def rounded(rect: QRect | QRectF, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(rect), radius, radius)
    return path


def box_within(place: QRectF, box: Box) -> QRectF:
    """A box in fractions of a photo, where the photo is painted at `place`."""
    left, top = place.left() + box.left * place.width(), place.top() + box.top * place.height()
    return QRectF(left, top, box.width * place.width(), box.height * place.height())


def star(rect: QRectF) -> QPainterPath:
    """A five-pointed star that fills a rectangle."""
    outer, inner = rect.width() / 2, rect.width() / 2 * 0.42
    path = QPainterPath()
    for point in range(10):
        radius = outer if point % 2 == 0 else inner
        angle = math.radians(36 * point - 90)
        place = QPointF(rect.center().x() + radius * math.cos(angle), rect.center().y() + radius * math.sin(angle))
        if point:
            path.lineTo(place)
        else:
            path.moveTo(place)
    path.closeSubpath()
    return path


def paint_stars(painter: QPainter, rect: QRectF, stars: int, colour: QColor) -> None:
    """Paint filled stars from the left, each as wide as the rectangle is high."""
    side = rect.height()
    for number in range(stars):
        place = QRectF(rect.left() + number * side, rect.top(), side, side)
        painter.fillPath(star(place.adjusted(0.5, 0.5, -0.5, -0.5)), colour)


def paint_ring(painter: QPainter, shape: QPainterPath, colour: QColor, width: float) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, width))
    painter.drawPath(shape)
    painter.setPen(Qt.PenStyle.NoPen)


def paint_text(
    painter: QPainter,
    rect: QRect,
    words: str,
    font: QFont,
    colour: QColor,
    alignment: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignHCenter,
    dots: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> None:
    """One line, with dots where it is too long."""
    painter.setFont(font)
    painter.setPen(colour)
    shown = QFontMetrics(font).elidedText(words, dots, rect.width())
    painter.drawText(rect, int(alignment | Qt.AlignmentFlag.AlignVCenter), shown)
    painter.setPen(Qt.PenStyle.NoPen)


def paint_pill(
    painter: QPainter,
    right: int,
    centre: int,
    words: str,
    font: QFont,
    text: QColor,
    fill: QColor,
    ring: QColor,
    *,
    key: str = "",
) -> None:
    """A small badge, ending at `right`; the ring sets it off from the picture below it.

    Args:
        key: another one for every font and colours, where the caller has that at hand.
    """
    key = f"pill/{words}/{key or f'{font.key()}/{text.rgba()}/{fill.rgba()}/{ring.rgba()}'}"
    width, height = _pill_size(key, words, font)
    size = QSize(width + 4, height + 4)

    def paint(to: QPainter) -> None:
        rect = QRect(2, 2, width, height)
        to.fillPath(rounded(rect.adjusted(-2, -2, 2, 2), height / 2 + 2), ring)
        to.fillPath(rounded(rect, height / 2), fill)
        to.setFont(font)
        to.setPen(text)
        to.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), words)
        to.setPen(Qt.PenStyle.NoPen)

    corner = QPoint(right - width - 2, centre - height // 2 - 2)
    paint_stamped(painter, key, QRect(corner, size), paint)


def _pill_size(key: str, words: str, font: QFont) -> tuple[int, int]:
    """Width and height of a pill, without its ring; the key says all about it."""
    size = _pill_sizes.pop(key, None)
    if size is None:
        metrics = QFontMetrics(font)
        height = metrics.height() + 4
        size = max(height, metrics.horizontalAdvance(words) + 12), height
        while len(_pill_sizes) >= MOST_PILLS:
            del _pill_sizes[next(iter(_pill_sizes))]
    _pill_sizes[key] = size
    return size


def paint_check(painter: QPainter, centre: QPointF, theme: Theme) -> None:
    """The mark of a selected picture: a tick on the accent, so that not colour alone says it."""
    radius = 10.0
    disc = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
    painter.fillPath(circle(disc.adjusted(-2, -2, 2, 2)), theme.colour("window"))
    painter.fillPath(circle(disc), theme.colour("accent"))
    tick = QPainterPath(QPointF(centre.x() - 4.5, centre.y() + 0.2))
    tick.lineTo(centre.x() - 1.2, centre.y() + 3.6)
    tick.lineTo(centre.x() + 4.8, centre.y() - 3.4)
    pen = QPen(theme.colour("on_accent"), 2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawPath(tick)
    painter.setPen(Qt.PenStyle.NoPen)


def paint_focus(painter: QPainter, rect: QRect, theme: Look, radius: float = RADIUS) -> None:
    """Paint the ring that marks the keyboard focus."""
    paint_ring(painter, rounded(QRectF(rect).adjusted(1, 1, -1, -1), radius), theme.colour("accent"), 2)
