"""The link on the Review page that takes the last answer or skip back, and says which."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from photoface.gui.page_action import key_words
from photoface.gui.review.answered import Step

FRAME = 16
"""What the stylesheet puts around the words of a link, left and right together, and a pixel to spare."""


class StepBack(QPushButton):
    """Says what it would take back, with dots where that is long; hidden where there is nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self.setProperty("kind", "link")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.hide()

    def offer(self, step: Step | None) -> None:
        """Offer to take this back; None offers nothing."""
        self.setVisible(step is not None)
        if step is None:
            return
        self._words, key = self.tr("Back to the skipped question"), ""
        if step.decision_id is not None:
            self._words = self.tr("Undo “{}”").format(step.summary)
            key = f"{self._words} ({key_words(QKeySequence('Ctrl+Z'))})"
        self.setAccessibleName(self._words)
        self.setToolTip(key)
        self._fit()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._words) + FRAME, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(48, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - FRAME + 2
        words = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        if words != self.text():
            self.setText(words)
