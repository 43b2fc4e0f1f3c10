"""Two-line rows for files that could not be read."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from photoface.catalog.summaries import FailedFile
from photoface.gui.kit import painting, text
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.paged_model import SUMMARY
from photoface.gui.kit.theme import BODY, RADIUS, SECONDARY, Theme

_Index = QModelIndex | QPersistentModelIndex
_STATE = QStyle.StateFlag


class FailedDelegate(QStyledItemDelegate):
    """The sentence that says why a file could not be read, and below it smaller where it lies."""

    def __init__(self, theme: Theme, icons: Icons, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icons = icons

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(300, self._theme.size(56))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        theme = self._theme
        file: FailedFile | None = index.data(SUMMARY)
        if file is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = rect.adjusted(16, 1, -16, -1)
        if state & _STATE.State_Selected:
            painter.fillPath(painting.rounded(card, RADIUS), theme.colour("selected"))
        elif state & _STATE.State_MouseOver:
            painter.fillPath(painting.rounded(card, RADIUS), theme.colour("panel"))
        ratio = painting.device_pixels(painter, 100) / 100
        pixmap = self._icons.pixmap("file-alert-outline", 20, ratio)
        painter.drawPixmap(card.left() + 12, card.center().y() - 10, pixmap)
        line, small = theme.size(20), theme.size(16)
        top = card.center().y() - (line + small) // 2
        words = QRect(card.left() + 44, top, card.width() - 56, line)
        painting.paint_text(
            painter,
            words,
            file.sentence,
            theme.font(BODY),
            theme.colour("text"),
            Qt.AlignmentFlag.AlignLeft,
        )
        painting.paint_text(
            painter,
            QRect(words.left(), words.bottom() + 1, words.width(), small),
            text.path(file.path.parent),
            theme.font(SECONDARY),
            theme.colour("muted"),
            Qt.AlignmentFlag.AlignLeft,
        )
        if state & _STATE.State_HasFocus:
            painting.paint_focus(painter, card, theme)
        painter.restore()
