"""A suggested face or group, with its two answers on the tile under the pointer or the keyboard."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from photoface.catalog.summaries import FaceSummary
from photoface.gui.kit import painting, text
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.images import Images
from photoface.gui.kit.paged_model import ID, SUMMARY
from photoface.gui.kit.theme import SECONDARY, Theme
from photoface.gui.person.suggestion_model import FACE
from photoface.recognition.suggestions import Suggestion

CROP_SIDE = 96
CROP_RADIUS = 6
ANSWER = 30
"""Diameter of an answer's button."""
CAPTION_GAP = 8
"""Pixels between the words below two crops."""

_Index = QModelIndex | QPersistentModelIndex
_STATE = QStyle.StateFlag


class SuggestionDelegate(QStyledItemDelegate):
    """A crop, below it when it was taken and how old the person was then; a count on a group."""

    def __init__(self, images: Images, theme: Theme, icons: Icons, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images = images
        self._theme = theme
        self._icons = icons
        self.born: dt.date | None = None
        self._longest: int | None = None

    @staticmethod
    def tile(theme: Theme) -> QSize:
        """The size of a tile at the user's text size."""
        return QSize(CROP_SIDE, CROP_SIDE + 4 + theme.size(16))

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return self.tile(self._theme)

    @staticmethod
    def answers(tile: QRect) -> tuple[QRect, QRect]:
        """Where the buttons of a tile are: no, yes."""
        top = tile.top() + CROP_SIDE - ANSWER - 6
        return (
            QRect(tile.left() + 8, top, ANSWER, ANSWER),
            QRect(tile.left() + CROP_SIDE - ANSWER - 8, top, ANSWER, ANSWER),
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        suggestion: Suggestion | None = index.data(SUMMARY)
        if suggestion is None:
            return
        tile: QRect = option.rect
        state: QStyle.StateFlag = option.state
        theme = self._theme
        crop = QRect(tile.left(), tile.top(), CROP_SIDE, CROP_SIDE)
        if suggestion.group_id is not None:
            self._paint_stack(painter, crop)
        picture = self._images.face(index.data(ID), painting.device_pixels(painter, CROP_SIDE))
        painting.paint_picture(painter, painting.rounded(crop, CROP_RADIUS), picture, theme.colour("tile"))
        if len(suggestion.face_ids) > 1:
            painting.paint_pill(
                painter,
                crop.right() - 4,
                crop.top() + 14,
                text.number(len(suggestion.face_ids)),
                theme.font(SECONDARY, bold=True),
                theme.colour("on_accent"),
                theme.colour("accent"),
                theme.colour("window"),
            )
        selected = bool(state & _STATE.State_Selected)
        if selected:
            ring = painting.rounded(QRectF(crop).adjusted(1.5, 1.5, -1.5, -1.5), CROP_RADIUS)
            painting.paint_ring(painter, ring, theme.colour("accent"), 3)
        if selected or state & _STATE.State_MouseOver:
            no, yes = self.answers(tile)
            self._paint_answer(painter, no, "close", "no")
            self._paint_answer(painter, yes, "check", "yes")
        if state & _STATE.State_HasFocus:
            painting.paint_focus(painter, crop.adjusted(-3, -3, 3, 3), theme, CROP_RADIUS + 3)
        below = QRect(tile.left() - 3, crop.bottom() + 4, CROP_SIDE + 6, theme.size(16))
        words = self._when(index.data(FACE), below.width())
        painting.paint_text(painter, below, words, theme.font(SECONDARY), theme.colour("muted"))

    def _when(self, face: FaceSummary | None, room: int) -> str:
        if face is None:
            return ""
        return text.age_or_month(self.born, face.taken_at, is_sure=face.dated_by_exif, short=self._short(room))

    def _short(self, room: int) -> bool:
        """Whether months are shortened: all of them, where the longest one does not fit."""
        if self._longest is None:
            metrics = QFontMetrics(self._theme.font(SECONDARY))
            months = (text.month(dt.datetime(2000, month, 1)) for month in range(1, 13))
            self._longest = max(map(metrics.horizontalAdvance, months))
        return self._longest > room - CAPTION_GAP

    def _paint_stack(self, painter: QPainter, crop: QRect) -> None:
        for shift, token in ((-4, "line"), (-2, "muted")):
            edge = QRectF(crop).adjusted(-shift, shift, shift, shift)
            painter.fillPath(painting.rounded(edge, CROP_RADIUS), self._theme.colour(token))

    def _paint_answer(self, painter: QPainter, rect: QRect, icon: str, token: str) -> None:
        painter.fillPath(painting.circle(rect), self._theme.colour("window"))
        painting.paint_ring(painter, painting.circle(rect), self._theme.colour(token), 1.5)
        device = painter.device()
        pixmap = self._icons.pixmap(icon, 20, device.devicePixelRatio() if device else 1.0, token)
        painter.drawPixmap(rect.center().x() - 9, rect.center().y() - 9, pixmap)
