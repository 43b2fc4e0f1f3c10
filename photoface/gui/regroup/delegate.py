"""Paints a change that a new grouping proposes: a check box, a sentence, and the faces before and after.

A click on the check box, or Space, ticks it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QEvent, QRect, QSize, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QStyleOptionViewItem

from photoface.gui.kit import painting, text
from photoface.gui.kit.card_delegate import Brush, Index, RowDelegate
from photoface.gui.kit.theme import BODY, RADIUS, SECONDARY
from photoface.gui.regroup.model import RegroupModel
from photoface.library.regroup_proposal import Pile, RegroupChange

CROP = 48
GAP = 2
"""Between crops of one pile."""
APART = 16
"""Between piles."""
ARROW = 48
MOST_PILES = 4
MOST_CROPS = 5
TICK = 18


@dataclass(frozen=True, slots=True)
class _Shown:
    """A pile as it is painted: its faces and the words below."""

    face_ids: tuple[int, ...]
    words: str


class RegroupDelegate(RowDelegate):
    """Paints a change; a click on its tick, or Space, ticks it."""

    selected_ground = ""

    def size(self) -> QSize:
        theme = self._theme
        return QSize(480, 12 + theme.size(20) + 8 + CROP + 4 + theme.size(16) + 12)

    def paint_card(self, brush: Brush, card: QRect, index: Index, summary: RegroupChange) -> None:
        ticked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        self._paint_tick(brush, self.tick_rect(card.marginsAdded(self.margins)), ticked=ticked)
        line = QRect(card.left() + 44, card.top() + 12, card.width() - 60, brush.theme.size(20))
        brush.text(line, index.data(), BODY, "text" if ticked else "muted", bold=True)
        brush.painter.setOpacity(1.0 if ticked else 0.5)
        self._paint_piles(brush, line, summary, index)

    def tick_rect(self, rect: QRect) -> QRect:
        """Where the tick of a row is: beside the middle of its words."""
        return QRect(rect.left() + 28, rect.top() + 13 + (self._theme.size(20) - TICK) // 2, TICK, TICK)

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        # Qt's own looks for a tick where its own painter would have put it.
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            hit = self.tick_rect(option.rect).adjusted(-12, -12, 12, 12).contains(event.position().toPoint())
            return hit and self._toggle(model, index)
        if event.type() == QEvent.Type.MouseButtonDblClick:
            return False
        return super().editorEvent(event, model, option, index)

    @staticmethod
    def _toggle(model: QAbstractItemModel, index: Index) -> bool:
        ticked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        state = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
        return model.setData(index, state, Qt.ItemDataRole.CheckStateRole)

    @staticmethod
    def _paint_tick(brush: Brush, rect: QRect, *, ticked: bool) -> None:
        if ticked:
            brush.fill(painting.rounded(rect, 4), "accent")
            brush.icon(rect.left(), rect.top(), "check", TICK, "on_accent")
        else:
            brush.frame(rect, 1, 4, "muted", 1.5)

    def _paint_piles(self, brush: Brush, line: QRect, change: RegroupChange, index: Index) -> None:
        before, after = self._shown(change, index)
        top = line.bottom() + 9
        crops = self._crops_each(before + after, line.width() - ARROW)
        left = self._paint_side(brush, line.left(), top, before, crops)
        brush.icon_around(left - APART + ARROW // 2, top + CROP // 2, "arrow-right", 20)
        self._paint_side(brush, left - APART + ARROW, top, after, crops)

    def _crops_each(self, piles: list[_Shown], room: int) -> int:
        """How many crops of each pile fit."""
        for crops in range(MOST_CROPS, 1, -1):
            widths = [min(crops, len(pile.face_ids)) * (CROP + GAP) + APART for pile in piles]
            if sum(widths) <= room:
                return crops
        return 1

    @staticmethod
    def _paint_side(brush: Brush, left: int, top: int, piles: list[_Shown], crops: int) -> int:
        for pile in piles:
            shown = pile.face_ids[:crops]
            for place, face_id in enumerate(shown):
                brush.face(QRect(left + place * (CROP + GAP), top, CROP, CROP), face_id, RADIUS / 2)
            width = max(len(shown), 1) * (CROP + GAP) - GAP
            words = QRect(left, top + CROP + 4, width + APART - 4, brush.theme.size(16))
            brush.text(words, pile.words, SECONDARY, "muted")
            left += width + APART
        return left

    def _shown(self, change: RegroupChange, index: Index) -> tuple[list[_Shown], list[_Shown]]:
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
    """A group's faces, taken in turn from each group that they would go to, so that the first few show all parts."""
    inside = set(pile.face_ids)
    parts = [[face_id for face_id in after.face_ids if face_id in inside] for after in change.after]
    in_turn = [face_id for some in itertools.zip_longest(*parts) for face_id in some if face_id is not None]
    return (*in_turn, *(face_id for face_id in change.lost if face_id in inside))
