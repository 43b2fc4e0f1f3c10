"""A step of the history: what was done, when, the faces it was about, and the way to it."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from photoface.gui.history.model import HistoryLine, Standing
from photoface.gui.kit import painting, text
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.images import Images
from photoface.gui.kit.paged_model import SUMMARY
from photoface.gui.kit.theme import BODY, RADIUS, SECONDARY, Theme

CROP = 40
GAP = 4
MOST_CROPS = 6
ROOM_FOR_A_CROP = 150
"""Pixels of a row for each crop, so that the sentence has the greater part."""

DIMMED = 0.45

_Index = QModelIndex | QPersistentModelIndex
_STATE = QStyle.StateFlag

_ICONS = (
    ("Name", "account-edit-outline"),
    ("Confirm", "check"),
    ("Reject", "close"),
    ("Merge", "call-merge"),
    ("Unmerge", "call-split"),
    ("Split", "call-split"),
    ("Ignore", "eye-off-outline"),
    ("MarkNotAFace", "cancel"),
    ("Hide", "eye-off-outline"),
    ("Show", "eye-outline"),
    ("Restore", "restore"),
    ("Delete", "delete-outline"),
    ("Remove", "account-minus-outline"),
    ("Rename", "form-textbox"),
    ("Tag", "tag-outline"),
    ("Untag", "tag-off-outline"),
    ("Rate", "star-outline"),
    ("SetFavourite", "heart-outline"),
    ("SaveSearch", "magnify"),
    ("ApplyRegroup", "account-group-outline"),
    ("Regroup", "account-group-outline"),
    ("ForgetMissing", "image-off-outline"),
    ("KeepGroupsApart", "not-equal-variant"),
    ("Draw", "square-edit-outline"),
    ("ChooseCover", "account-box-outline"),
)
"""How the kinds of decisions begin, with their icons; any other one is an account."""


class HistoryDelegate(QStyledItemDelegate):
    """Paints a step; under the pointer, or where the keyboard is, the link that leads to it.

    Signals:
        way_asked: the link of a row was clicked; its index.
    """

    way_asked = Signal(QModelIndex)

    def __init__(self, images: Images, theme: Theme, icons: Icons, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images = images
        self._theme = theme
        self._icons = icons

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(300, max(CROP + 20, self._theme.size(60)))

    def way_words(self, line: HistoryLine) -> str:
        """What the link says; empty where no way leads to the line."""
        if line.standing is Standing.UNDONE:
            return self.tr("Redo to here")
        if line.standing is Standing.BEFORE:
            return self.tr("Go back to here")
        return ""

    def link_rect(self, rect: QRect, line: HistoryLine) -> QRect:
        """Where the link of a row is; empty where there is none."""
        words = self.way_words(line)
        if not words:
            return QRect()
        width = QFontMetrics(self._theme.font(BODY, bold=True)).horizontalAdvance(words) + 16
        right = rect.right() - 28 - self._crops(rect, line) * (CROP + GAP) - 8
        height = self._theme.size(28)
        return QRect(right - width, rect.center().y() - height // 2 + 1, width, height)

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            line: HistoryLine = index.data(SUMMARY)
            if self.link_rect(option.rect, line).contains(event.position().toPoint()):
                self.way_asked.emit(model.index(index.row(), 0))
                return True
        return super().editorEvent(event, model, option, index)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line: HistoryLine | None = index.data(SUMMARY)
        if line is None:
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        theme = self._theme
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        card = rect.adjusted(16, 1, -16, -1)
        active = bool(state & (_STATE.State_MouseOver | _STATE.State_Selected))
        if state & _STATE.State_Selected:
            painter.fillPath(painting.rounded(card, RADIUS), theme.colour("selected"))
        elif active:
            painter.fillPath(painting.rounded(card, RADIUS), theme.colour("panel"))
        dimmed = line.standing in (Standing.UNDONE, Standing.GONE)
        ratio = painting.device_pixels(painter, 100) / 100
        pixmap = self._icons.pixmap(_icon(line), 20, ratio, "muted" if dimmed else "text")
        painter.drawPixmap(card.left() + 12, card.center().y() - 10, pixmap)
        link = self.link_rect(rect, line) if active else QRect()
        right = link.left() if not link.isEmpty() else rect.right() - 28 - self._crops(rect, line) * (CROP + GAP) - 8
        self._paint_words(painter, card, right, index.data(), line, dimmed=dimmed)
        if not link.isEmpty():
            bold = theme.font(BODY, bold=True)
            painting.paint_text(painter, link, self.way_words(line), bold, theme.colour("accent"))
        if dimmed:
            painter.setOpacity(DIMMED)
        self._paint_crops(painter, rect, line)
        painter.setOpacity(1)
        if state & _STATE.State_HasFocus:
            painting.paint_focus(painter, card, theme)
        painter.restore()

    def _paint_words(
        self, painter: QPainter, card: QRect, right: int, sentence: str, line: HistoryLine, *, dimmed: bool
    ) -> None:
        theme = self._theme
        high, small = theme.size(20), theme.size(16)
        left = card.left() + 44
        words = QRect(left, card.center().y() - (high + small) // 2, max(0, right - left - 8), high)
        colour = theme.colour("muted" if dimmed else "text")
        align = Qt.AlignmentFlag.AlignLeft
        painting.paint_text(painter, words, sentence, theme.font(BODY), colour, align)
        below = QRect(left, words.bottom() + 1, words.width(), small)
        painting.paint_text(painter, below, self._second(line), theme.font(SECONDARY), theme.colour("muted"), align)

    def _second(self, line: HistoryLine) -> str:
        if line.decision is None:
            return self.tr("Before the first step")
        parts = [text.date_and_time(line.decision.made_at)]
        count = text.number(line.decision.faces)
        if line.decision.faces > len(line.decision.face_ids) and count not in line.decision.summary:
            parts.append(text.faces(line.decision.faces))
        if line.standing is Standing.HERE:
            parts.append(self.tr("this is where you are"))
        elif line.standing is Standing.UNDONE:
            parts.append(self.tr("undone"))
        elif line.standing is Standing.GONE:
            parts.append(self.tr("undone, then you went another way"))
        return " · ".join(parts)

    @staticmethod
    def _crops(rect: QRect, line: HistoryLine) -> int:
        """How many crops a row has and has room for, beside its words."""
        room = min(MOST_CROPS, rect.width() // ROOM_FOR_A_CROP)
        return 0 if line.decision is None else min(room, len(line.decision.face_ids))

    def _paint_crops(self, painter: QPainter, rect: QRect, line: HistoryLine) -> None:
        count = self._crops(rect, line)
        faces = () if line.decision is None else line.decision.face_ids[:count]
        left = rect.right() - 28 - count * (CROP + GAP) + GAP
        top = rect.center().y() - CROP // 2 + 1
        for place, face_id in enumerate(faces):
            shape = painting.rounded(QRect(left + place * (CROP + GAP), top, CROP, CROP), RADIUS / 2)
            picture = self._images.face(face_id, painting.device_pixels(painter, CROP))
            painting.paint_picture(painter, shape, picture, self._theme.colour("tile"))


def _icon(line: HistoryLine) -> str:
    if line.decision is None:
        return "flag-outline"
    kind = line.decision.kind
    return next((icon for start, icon in _ICONS if kind.startswith(start)), "account-outline")
