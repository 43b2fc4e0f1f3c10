"""The row of cards above the Photos page with the photos of this day in earlier years; a click leads to that day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from photoface.catalog.on_this_day import EarlierYear
from photoface.gui.context import Context, Pane, Place
from photoface.gui.kit import painting, text
from photoface.gui.kit.boxes import Space, Stretch, in_column, in_row
from photoface.gui.kit.card_delegate import brush_on
from photoface.gui.kit.parts import label
from photoface.gui.kit.picture import PictureKey
from photoface.gui.kit.theme import RADIUS, SECONDARY

CARD_WIDTH, CARD_HEIGHT = 132, 88
MOST_YEARS = 12
"""More do not fit beside each other; the latest are shown."""


class YearCard(QAbstractButton):
    """The best photo of a day, with how long ago that was."""

    def __init__(self, context: Context, year: EarlierYear, ago: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._year, self._ago = context, year, ago
        photos = context.client.photos_in_words(year.photo_ids)
        self.setAccessibleName(
            self.tr("{ago}: {photos} of {day}").format(ago=ago, photos=photos, day=text.day(year.day))
        )
        self.setToolTip(text.tooltip(f"{text.day(year.day)}, {photos}"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(self.sizeHint())
        context.images.pictures_arrived.connect(self._take_arrived)
        context.theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(CARD_WIDTH, CARD_HEIGHT + 4 + self._context.theme.size(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        with brush_on(self, self._context) as brush:
            card = QRect(0, 0, self.width(), CARD_HEIGHT)
            picture = brush.images.photo(self._year.photo_ids[0], brush.pixels(CARD_HEIGHT))
            brush.fill(painting.rounded(card, RADIUS), "tile")
            if picture is not None and not picture.pixmap.isNull():
                size = picture.pixmap.size().scaled(card.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
                whole = QRect(QPoint(0, 0), size)
                whole.moveCenter(card.center())
                brush.painter.save()
                brush.painter.setClipPath(painting.rounded(card, RADIUS))
                brush.painter.drawPixmap(whole, picture.pixmap)
                brush.painter.restore()
            words = QRect(0, CARD_HEIGHT + 4, self.width(), self.height() - CARD_HEIGHT - 4)
            brush.text(words, self._ago, SECONDARY, "text" if self.underMouse() else "muted")
            if self.underMouse():
                brush.frame(card, 1, RADIUS, "muted", 2)
            if self.hasFocus():
                brush.focus(card, RADIUS)

    def _take_arrived(self, came: frozenset[Hashable]) -> None:
        own = ("photo", self._year.photo_ids[0])
        if any(isinstance(key, PictureKey) and (key.kind, key.id) == own for key in came):
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            event.accept()
            return
        super().keyPressEvent(event)


class OnThisDay(Pane):
    """The cards; hidden where nothing was photographed on this day, or where the setting is off."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.cards: list[YearCard] = []
        self._years: Sequence[EarlierYear] = ()
        self._row = in_row(Stretch(), spacing=8)
        heading = label(self.tr("On this day"), "heading", self)
        in_column(heading, Space(4), self._row, margins=(24, 12, 24, 8), on=self)
        self.hide()

    def show_years(self, years: Sequence[EarlierYear], today: dt.date) -> None:
        """Show these years."""
        if list(years) == list(self._years):
            return
        self._years = years
        for card in self.cards:
            self._row.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = []
        for year in years[:MOST_YEARS]:
            count = today.year - year.day.year
            ago = text.counted(count, self.tr("{} year ago"), self.tr("{} years ago"))
            card = YearCard(self.context, year, ago, self)
            day = year.day.isoformat()
            card.clicked.connect(lambda _=False, day=day: self.place_asked.emit(Place("search", words=f"date:{day}")))
            self._row.insertWidget(self._row.count() - 1, card)
            self.cards.append(card)
        self.setVisible(bool(years))
