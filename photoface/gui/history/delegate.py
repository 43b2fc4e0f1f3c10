"""Paints a row of the History page: what was decided and when, its faces, and a link that undoes or redoes to it.

It tells the page when the link is clicked.
"""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QRect, QSize, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent
from PySide6.QtWidgets import QStyleOptionViewItem

from photoface.gui.history.model import HistoryLine, Standing
from photoface.gui.kit import text
from photoface.gui.kit.card_delegate import CENTRE, Brush, Index, RowDelegate
from photoface.gui.kit.list_model import SUMMARY
from photoface.gui.kit.theme import BODY, RADIUS, SECONDARY

CROP = 40
GAP = 4
MOST_CROPS = 6
ROOM_FOR_A_CROP = 150
"""Pixels of a row for each crop, so that the sentence has the greater part."""

DIMMED = 0.45

_SUBJECTS = (
    ("Album", "image-album"),
    ("Circle", "account-group-outline"),
    ("Stack", "layers-outline"),
    ("PutOnTop", "layers-outline"),
    ("Tag", "tag-outline"),
    ("Search", "magnify"),
    ("Dates", "calendar-edit"),
    ("Places", "map-marker-outline"),
    ("TurnPhotos", "rotate-right"),
    ("DescribePhotos", "text-box-outline"),
    ("FavouritePhotos", "heart-outline"),
    ("RestorePhotos", "delete-restore"),
)
"""Parts of kinds of decisions, with the icon of what they are about; they come before what is done with it."""

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
    ("DeletePhotos", "trash-can-outline"),
    ("Delete", "delete-outline"),
    ("Remove", "account-minus-outline"),
    ("Rename", "form-textbox"),
    ("Untag", "tag-off-outline"),
    ("Rate", "star-outline"),
    ("SetFavourite", "star-outline"),
    ("ApplyRegroup", "account-group-outline"),
    ("Regroup", "account-group-outline"),
    ("ForgetMissing", "image-off-outline"),
    ("KeepGroupsApart", "not-equal-variant"),
    ("Draw", "square-edit-outline"),
    ("ChooseCover", "account-box-outline"),
)
"""How the kinds of decisions begin, with their icons; any other one is an account."""


class HistoryDelegate(RowDelegate):
    """Paints a step; under the pointer, or where the keyboard is, the link that leads to it.

    Signals:
        way_asked: the link of a row was clicked; its index.
    """

    way_asked = Signal(QModelIndex)

    def size(self) -> QSize:
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

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            line: HistoryLine = index.data(SUMMARY)
            if self.link_rect(option.rect, line).contains(event.position().toPoint()):
                self.way_asked.emit(model.index(index.row(), 0))
                return True
        return super().editorEvent(event, model, option, index)

    def paint_card(self, brush: Brush, card: QRect, index: Index, summary: HistoryLine) -> None:
        rect = card.marginsAdded(self.margins)
        dimmed = summary.standing in (Standing.UNDONE, Standing.GONE)
        brush.icon_around(card.left() + 22, card.center().y(), _icon(summary), 20, "muted" if dimmed else "text")
        link = self.link_rect(rect, summary) if brush.hovered or brush.selected else QRect()
        crops_left = rect.right() - 28 - self._crops(rect, summary) * (CROP + GAP)
        right = crops_left - 8 if link.isEmpty() else link.left()
        high, small = brush.theme.size(20), brush.theme.size(16)
        left = card.left() + 44
        words = QRect(left, card.center().y() - (high + small) // 2, max(0, right - left - 8), high)
        brush.text(words, index.data(), BODY, "muted" if dimmed else "text")
        brush.text(QRect(left, words.bottom() + 1, words.width(), small), self._second(summary), SECONDARY, "muted")
        if not link.isEmpty():
            brush.text(link, self.way_words(summary), BODY, "accent", bold=True, align=CENTRE)
        brush.painter.setOpacity(DIMMED if dimmed else 1.0)
        top = rect.center().y() - CROP // 2 + 1
        faces = () if summary.decision is None else summary.decision.face_ids[: self._crops(rect, summary)]
        for place, face_id in enumerate(faces):
            brush.face(QRect(crops_left + GAP + place * (CROP + GAP), top, CROP, CROP), face_id, RADIUS / 2)

    def _second(self, line: HistoryLine) -> str:
        if line.decision is None:
            return self.tr("Before the first step")
        parts = [text.date_and_time(line.decision.made_at)]
        if line.decision.author is not None:
            parts.insert(0, line.decision.author)
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


def _icon(line: HistoryLine) -> str:
    if line.decision is None:
        return "flag-outline"
    kind = line.decision.kind
    subject = next((icon for part, icon in _SUBJECTS if part in kind), None)
    return subject or next((icon for start, icon in _ICONS if kind.startswith(start)), "account-outline")
