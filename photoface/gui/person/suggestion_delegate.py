"""Paints a suggested face or group as a tile: crop, date or age, and a yes and a no button.

The buttons show on the tile under the pointer and on selected ones.
"""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QFontMetrics

from photoface.catalog.summaries.faces import FaceSummary
from photoface.gui.kit import painting, text
from photoface.gui.kit.card_delegate import CENTRE, Brush, CardDelegate, Index
from photoface.gui.kit.theme import SECONDARY, Theme
from photoface.gui.person.suggestion_model import FACE
from photoface.recognition.suggestions import Suggestion

CROP_SIDE = 96
CROP_RADIUS = 6
ANSWER = 30
"""Diameter of an answer's button."""
CAPTION_GAP = 8
"""Pixels between the words below two crops."""


class SuggestionDelegate(CardDelegate):
    """A crop, below it when it was taken and how old the person was then; a count on a group."""

    shows_focus = False

    born: dt.date | None = None
    """When the person was born for whom these are suggested."""
    _longest: int | None = None

    @staticmethod
    def tile(theme: Theme) -> QSize:
        """The size of a tile at the user's text size."""
        return QSize(CROP_SIDE, CROP_SIDE + 4 + theme.size(16))

    def size(self) -> QSize:
        return self.tile(self._theme)

    @staticmethod
    def answers(tile: QRect) -> tuple[QRect, QRect]:
        """Where the buttons of a tile are: no, yes."""
        top = tile.top() + CROP_SIDE - ANSWER - 6
        return (
            QRect(tile.left() + 8, top, ANSWER, ANSWER),
            QRect(tile.left() + CROP_SIDE - ANSWER - 8, top, ANSWER, ANSWER),
        )

    def paint_card(self, brush: Brush, card: QRect, index: Index, summary: Suggestion) -> None:
        crop = QRect(card.left(), card.top(), CROP_SIDE, CROP_SIDE)
        if summary.group_id is not None:
            for shift, token in ((-4, "line"), (-2, "muted")):
                brush.fill(painting.rounded(QRectF(crop).adjusted(-shift, shift, shift, shift), CROP_RADIUS), token)
        brush.face(crop, summary.face_ids[0], CROP_RADIUS)
        if len(summary.face_ids) > 1:
            count = text.number(len(summary.face_ids))
            brush.pill(crop.right() - 4, crop.top() + 14, count, "on_accent", "accent")
        if brush.selected:
            brush.frame(crop, 1.5, CROP_RADIUS, "accent", 3)
        if brush.selected or brush.hovered:
            no, yes = self.answers(card)
            self._paint_answer(brush, no, "close", "no")
            self._paint_answer(brush, yes, "check", "yes")
        if brush.focused:
            brush.focus(crop.adjusted(-3, -3, 3, 3), CROP_RADIUS + 3)
        below = QRect(card.left() - 3, crop.bottom() + 4, CROP_SIDE + 6, brush.theme.size(16))
        brush.text(below, self._when(index.data(FACE), below.width()), SECONDARY, "muted", align=CENTRE)

    def _when(self, face: FaceSummary | None, room: int) -> str:
        if face is None:
            return ""
        if face.undated:
            return text.known_date(face.taken_at, face.date_precision)
        return text.age_or_month(self.born, face.taken_at, is_sure=face.dated_by_exif, short=self._short(room))

    def _short(self, room: int) -> bool:
        """Whether months are shortened: all of them, where the longest one does not fit."""
        if self._longest is None:
            metrics = QFontMetrics(self._theme.font(SECONDARY))
            months = (text.month(dt.datetime(2000, month, 1)) for month in range(1, 13))
            self._longest = max(map(metrics.horizontalAdvance, months))
        return self._longest > room - CAPTION_GAP

    @staticmethod
    def _paint_answer(brush: Brush, rect: QRect, icon: str, token: str) -> None:
        brush.fill(painting.circle(rect), "window")
        brush.ring(painting.circle(rect), token, 1.5)
        brush.icon(rect.center().x() - 9, rect.center().y() - 9, icon, 20, token)
