"""Paints the background and focus of a card in a list or grid, and gives item delegates a `Brush` for the rest.

`CardDelegate` is the base of all item delegates but `choices.CheckedRows`; `RowDelegate` and `OfferDelegate` are its
subclasses for rows of a list. The brush has the painter, the theme's colours and fonts, icons and pictures; `brush_on`
gives one to a widget that paints itself.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QMargins, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QStaticText
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from photoface.gui.kit import painting
from photoface.gui.kit.list_model import SUMMARY, data_at
from photoface.gui.kit.list_model import Index as Index
from photoface.gui.kit.theme import BODY, RADIUS, SECONDARY
from photoface.gui.kit.widget_context import WidgetContext

LEFT = Qt.AlignmentFlag.AlignLeft
CENTRE = Qt.AlignmentFlag.AlignHCenter
RIGHT = Qt.AlignmentFlag.AlignRight

_STATE = QStyle.StateFlag

MOST_LINES = 2000
"""Lines of text that are kept laid out: several screens of tiles."""

_lines: dict[tuple[str, int, str], tuple[QStaticText, float, float]] = {}


class Brush:
    """Paints one card: a painter, with the colours, fonts, icons and pictures that the card is painted from.

    Attributes:
        hovered, selected, focused: what holds of the card.
        ratio: pixels of the screen in one of the layout.
    """

    def __init__(
        self, painter: QPainter, context: WidgetContext, state: QStyle.StateFlag = QStyle.StateFlag.State_None
    ) -> None:
        self.painter = painter
        self.theme, self.images, self._icons = context.theme, context.images, context.icons
        self.hovered = bool(state & _STATE.State_MouseOver)
        self.selected = bool(state & _STATE.State_Selected)
        self.focused = bool(state & _STATE.State_HasFocus)
        device = painter.device()
        self.ratio = device.devicePixelRatio() if device is not None else 1.0
        self._colours: dict[str, QColor] = {}

    def colour(self, token: str, opacity: float = 1.0) -> QColor:
        """A colour of the theme by its name; not to be changed."""
        if opacity < 1:
            colour = self.theme.colour(token)
            colour.setAlphaF(opacity)
            return colour
        known = self._colours.get(token)
        if known is None:
            known = self._colours[token] = self.theme.colour(token)
        return known

    def pixels(self, length: int) -> int:
        """How many pixels of the screen a length takes."""
        return round(length * self.ratio)

    def text(
        self,
        rect: QRect,
        words: str,
        size: int = BODY,
        token: str = "text",  # noqa: S107
        *,
        bold: bool = False,
        align: Qt.AlignmentFlag = LEFT,
    ) -> None:
        """One line, with dots where it is too long."""
        if not words:
            return
        font = self.theme.font(size, bold=bold)
        line, width, height = _line(words, rect.width(), font, f"{self.theme.key}/{size}/{bold}")
        left = rect.left() + (rect.width() - width if align == RIGHT else (rect.width() - width) / 2)
        self.painter.setFont(font)
        self.painter.setPen(self.colour(token))
        at = QPointF(rect.left() if align == LEFT else left, rect.top() + (rect.height() - height) / 2)
        self.painter.drawStaticText(at, line)
        self.painter.setPen(Qt.PenStyle.NoPen)

    def fill(self, shape: QPainterPath, token: str, opacity: float = 1.0) -> None:
        """A plain shape."""
        self.painter.fillPath(shape, self.colour(token, opacity))

    def ring(self, shape: QPainterPath, token: str, width: float) -> None:
        """The outline of a shape."""
        painting.paint_ring(self.painter, shape, self.colour(token), width)

    def frame(self, rect: QRect, inset: float, radius: float, token: str, width: float) -> None:
        """A rounded outline, so many pixels inside a rectangle."""
        self.ring(painting.rounded(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius), token, width)

    def icon(self, left: int, top: int, name: str, size: int, token: str = "muted") -> None:  # noqa: S107
        """An icon by its name, with its top left corner there."""
        self.painter.drawPixmap(left, top, self._icons.pixmap(name, size, self.ratio, token))

    def icon_around(self, x: int, y: int, name: str, size: int, token: str = "muted") -> None:  # noqa: S107
        """An icon with its middle there, of so many pixels at the usual text size."""
        side = self.theme.size(size)
        self.icon(x - side // 2, y - side // 2, name, side, token)

    def pill(self, right: int, centre: int, words: str, token: str, fill: str, ring: QColor | None = None) -> None:
        """A small badge that ends at `right`; the ring, the window's colour, sets it off from what it lies on."""
        theme, ground = self.theme, self.colour("window") if ring is None else ring
        font, colours = theme.font(SECONDARY, bold=True), (self.colour(token), self.colour(fill), ground)
        key = f"{theme.key}/{token}/{fill}/{ground.rgba()}"
        painting.paint_pill(self.painter, right, centre, words, font, *colours, key=key)

    def face(self, rect: QRect, face_id: int, radius: float) -> None:
        """A face's crop in a rounded square."""
        picture = self.images.face(face_id, self.pixels(rect.width()))
        painting.paint_picture(self.painter, painting.rounded(rect, radius), picture, self.colour("tile"))

    def cover(self, rect: QRect, face_id: int | None) -> None:
        """A face's crop as a disc, or a plain disc where there is no face to show."""
        picture = None if face_id is None else self.images.cover(face_id, self.pixels(rect.width()))
        if picture is not None and picture.opacity == 1 and not picture.pixmap.isNull():
            self.painter.drawPixmap(rect, picture.pixmap)
        else:
            painting.paint_disc(self.painter, rect, picture, self.colour("tile"))

    def focus(self, rect: QRect, radius: float = RADIUS) -> None:
        """Where the keyboard is."""
        painting.paint_focus(self.painter, rect, self.theme, radius)


def _line(words: str, room: int, font: QFont, font_key: str) -> tuple[QStaticText, float, float]:
    """A line of text, laid out once, with its width and height; `font_key` is another one for every font."""
    key = (words, room, font_key)
    made = _lines.pop(key, None)
    if made is None:
        metrics = QFontMetrics(font)
        line = QStaticText(metrics.elidedText(words, Qt.TextElideMode.ElideRight, room))
        line.setTextFormat(Qt.TextFormat.PlainText)
        line.prepare(font=font)
        made = line, line.size().width(), line.size().height()
        while len(_lines) >= MOST_LINES:
            del _lines[next(iter(_lines))]
    # The latest at the end: what was painted longest ago is dropped first.
    _lines[key] = made
    return made


@contextlib.contextmanager
def brush_on(widget: QWidget, context: WidgetContext) -> Iterator[Brush]:
    """The brush that paints a widget, within its `paintEvent`."""
    painter = QPainter(widget)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    yield Brush(painter, context)
    painter.end()


class CardDelegate(QStyledItemDelegate):
    """Paints one row or tile of a `ListModel`. Subclasses say its size and paint what is on it.

    Attributes:
        margins: around the card, within its row.
        radius: of its corners.
        hover_ground, selected_ground: the colours of its ground; empty for none.
        shows_focus: the ring of the keyboard goes around the card; else the subclass paints it where it belongs.
        waits: nothing is painted until the summary is here.
    """

    margins = QMargins()
    radius: float = RADIUS
    hover_ground = ""
    selected_ground = ""
    shows_focus = True
    waits = True

    def __init__(self, context: WidgetContext) -> None:
        super().__init__()
        self._context = context
        self._theme, self.images = context.theme, context.images
        self.has_margins = not self.margins.isNull()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.paint_tile(Brush(painter, self._context, option.state), option.rect, index)

    def brush(self, painter: QPainter) -> Brush:
        """A brush that paints many tiles one after the other."""
        return Brush(painter, self._context)

    def paint_tile(self, brush: Brush, rect: QRect, index: Index) -> None:
        """Paint a row in a rectangle, with a brush that knows what holds of it."""
        summary = data_at(index, SUMMARY)
        if summary is None and self.waits:
            return
        card = rect.marginsRemoved(self.margins) if self.has_margins else rect
        ground = (brush.selected and self.selected_ground) or (brush.hovered and self.hover_ground)
        if ground:
            brush.fill(painting.rounded(card, self.radius), ground)
        self.paint_card(brush, card, index, summary)
        if brush.focused and self.shows_focus:
            brush.painter.setOpacity(1)
            brush.focus(card, self.radius)

    def paint_card(self, brush: Brush, card: QRect, index: Index, summary: Any) -> None:
        """For subclasses: paint what is on the card."""
        raise NotImplementedError

    def size(self) -> QSize:
        """For subclasses: how large a card is."""
        raise NotImplementedError

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self.size()


class ListedDelegate(CardDelegate):
    """A card in one of Qt's own list views, which set no hints and expect the painter unchanged."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        super().paint(painter, option, index)
        painter.restore()


class RowDelegate(ListedDelegate):
    """A row across the whole width of a list, with rounded ground."""

    margins = QMargins(16, 1, 16, 1)
    hover_ground = "panel"
    selected_ground = "selected"


class OfferDelegate(ListedDelegate):
    """A line of the list that drops from a field."""

    radius = 6
    hover_ground = selected_ground = "selected"
    shows_focus = False
