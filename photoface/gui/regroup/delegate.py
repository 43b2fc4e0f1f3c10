"""A change that a fresh grouping proposes: a tick, what it is in words, and the faces before and after."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from photoface.gui.kit import painting, text
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.images import Images
from photoface.gui.kit.paged_model import SUMMARY
from photoface.gui.kit.theme import BODY, RADIUS, SECONDARY, Theme
from photoface.gui.regroup.model import RegroupModel
from photoface.library.proposals import Pile, RegroupChange

CROP = 48
GAP = 2
"""Between crops of one pile."""
APART = 16
"""Between piles."""
ARROW = 48
MOST_PILES = 4
MOST_CROPS = 5
TICK = 18

_Index = QModelIndex | QPersistentModelIndex
_STATE = QStyle.StateFlag


@dataclass(frozen=True, slots=True)
class _Shown:
    """A pile as it is painted: its faces and the words below."""

    face_ids: tuple[int, ...]
    words: str


class RegroupDelegate(QStyledItemDelegate):
    """Paints a change; a click on its tick, or Space, ticks it."""

    def __init__(self, images: Images, theme: Theme, icons: Icons, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images = images
        self._theme = theme
        self._icons = icons

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        theme = self._theme
        return QSize(480, 12 + theme.size(20) + 8 + CROP + 4 + theme.size(16) + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        change: RegroupChange | None = index.data(SUMMARY)
        if change is None:
            return
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        theme = self._theme
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        card = rect.adjusted(16, 1, -16, -1)
        if state & _STATE.State_MouseOver:
            painter.fillPath(painting.rounded(card, RADIUS), theme.colour("panel"))
        ticked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        self._paint_tick(painter, self.tick_rect(rect), ticked=ticked)
        line = QRect(card.left() + 44, card.top() + 12, card.width() - 60, theme.size(20))
        painting.paint_text(
            painter,
            line,
            index.data(),
            theme.font(BODY, bold=True),
            theme.colour("text" if ticked else "muted"),
            Qt.AlignmentFlag.AlignLeft,
        )
        if not ticked:
            painter.setOpacity(0.5)
        self._paint_piles(painter, line, change, index)
        painter.setOpacity(1)
        if state & _STATE.State_HasFocus:
            painting.paint_focus(painter, card, theme)
        painter.restore()

    def tick_rect(self, rect: QRect) -> QRect:
        """Where the tick of a row is: beside the middle of its words."""
        return QRect(rect.left() + 28, rect.top() + 13 + (self._theme.size(20) - TICK) // 2, TICK, TICK)

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        # Qt's own looks for a tick where its own painter would have put it.
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            hit = self.tick_rect(option.rect).adjusted(-12, -12, 12, 12).contains(event.position().toPoint())
            return hit and self._toggle(model, index)
        if event.type() == QEvent.Type.MouseButtonDblClick:
            return False
        return super().editorEvent(event, model, option, index)

    @staticmethod
    def _toggle(model: QAbstractItemModel, index: _Index) -> bool:
        ticked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        state = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
        return model.setData(index, state, Qt.ItemDataRole.CheckStateRole)

    def _paint_tick(self, painter: QPainter, rect: QRect, *, ticked: bool) -> None:
        theme = self._theme
        shape = painting.rounded(rect, 4)
        if ticked:
            painter.fillPath(shape, theme.colour("accent"))
            ratio = painting.device_pixels(painter, 100) / 100
            painter.drawPixmap(rect.topLeft(), self._icons.pixmap("check", TICK, ratio, "on_accent"))
        else:
            painting.paint_ring(painter, painting.rounded(rect.adjusted(1, 1, -1, -1), 4), theme.colour("muted"), 1.5)

    def _paint_piles(self, painter: QPainter, line: QRect, change: RegroupChange, index: _Index) -> None:
        before, after = self._shown(change, index)
        top = line.bottom() + 9
        room = line.width() - ARROW
        shares = self._crops_each(before + after, room)
        left = self._paint_side(painter, line.left(), top, before, shares)
        pixmap = self._icons.pixmap("arrow-right", 20, painting.device_pixels(painter, 100) / 100)
        painter.drawPixmap(left - APART + (ARROW - 20) // 2, top + (CROP - 20) // 2, pixmap)
        self._paint_side(painter, left - APART + ARROW, top, after, shares)

    def _crops_each(self, piles: list[_Shown], room: int) -> int:
        """How many crops of each pile fit."""
        for crops in range(MOST_CROPS, 1, -1):
            widths = [min(crops, len(pile.face_ids)) * (CROP + GAP) + APART for pile in piles]
            if sum(widths) <= room:
                return crops
        return 1

    def _paint_side(self, painter: QPainter, left: int, top: int, piles: list[_Shown], crops: int) -> int:
        theme = self._theme
        for pile in piles:
            shown = pile.face_ids[:crops]
            for place, face_id in enumerate(shown):
                rect = QRect(left + place * (CROP + GAP), top, CROP, CROP)
                picture = self._images.face(face_id, painting.device_pixels(painter, CROP))
                painting.paint_picture(painter, painting.rounded(rect, RADIUS / 2), picture, theme.colour("tile"))
            width = max(len(shown), 1) * (CROP + GAP) - GAP
            words = QRect(left, top + CROP + 4, width + APART - 4, theme.size(16))
            painting.paint_text(
                painter, words, pile.words, theme.font(SECONDARY), theme.colour("muted"), Qt.AlignmentFlag.AlignLeft
            )
            left += width + APART
        return left

    def _shown(self, change: RegroupChange, index: _Index) -> tuple[list[_Shown], list[_Shown]]:
        """Both sides; what moves first in each pile, and piles beyond a few as one."""
        model = index.model()
        assert isinstance(model, RegroupModel)
        moving = change.moving
        before = [_Shown(_mixed(pile, change), text.number(len(pile.face_ids))) for pile in change.before]
        after = []
        for pile in change.after:
            faces = tuple(sorted(pile.face_ids, key=lambda face_id: face_id not in moving))
            count = text.number(len(faces))
            name = "" if pile.person_id is None else model.name(pile.person_id)
            after.append(_Shown(faces, f"{name} {count}" if name else count))
        if change.gained:
            before.append(_Shown(change.gained, self.tr("{} alone").format(text.number(len(change.gained)))))
        if change.lost:
            after.append(_Shown(change.lost, self.tr("{} alone").format(text.number(len(change.lost)))))
        return self._few(before), self._few(after)

    def _few(self, piles: list[_Shown]) -> list[_Shown]:
        if len(piles) <= MOST_PILES:
            return piles
        rest = piles[MOST_PILES - 1 :]
        faces = tuple(face_id for pile in rest for face_id in pile.face_ids[:1])
        return [*piles[: MOST_PILES - 1], _Shown(faces, self.tr("{} more").format(text.number(len(rest))))]


def _mixed(pile: Pile, change: RegroupChange) -> tuple[int, ...]:
    """A pile's faces in turn from each place where they would lie, so that a few of them show what it holds."""
    inside = set(pile.face_ids)
    parts = [[face_id for face_id in after.face_ids if face_id in inside] for after in change.after]
    in_turn = [face_id for some in itertools.zip_longest(*parts) for face_id in some if face_id is not None]
    return (*in_turn, *(face_id for face_id in change.lost if face_id in inside))
