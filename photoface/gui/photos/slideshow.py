"""The slideshow: shows photos one after another on the whole screen, in their order or shuffled, at a chosen pace."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEasingCurve, QRectF, QSize, Qt, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from photoface.gui.context import Context
from photoface.gui.kit import painting, text
from photoface.gui.kit.boxes import Space, in_row
from photoface.gui.kit.parts import button_on_black
from photoface.gui.kit.photo_loader import PhotoLoader
from photoface.gui.kit.theme import MOTION_MS

INTERVALS = (2, 3, 5, 8, 12, 20)
"""Seconds that a photo may stay."""
USUAL_INTERVAL = 2
HIDE_AFTER_MS = 2500
"""How long pointer and buttons stay after the pointer moved last."""


class Slideshow(QWidget):
    """Covers the screen until it is closed.

    Space pauses, arrows go on and back, plus and minus change the pace, and S the order.

    Signals:
        closed: it is over.
        moved: another photo shows; its id.
    """

    closed = Signal()
    moved = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Slideshow"))
        self.setAccessibleName(self.tr("Slideshow"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._context = context
        self._loader = PhotoLoader(context.client, self)
        self._ids: tuple[int, ...] = ()
        self._row = -1
        self._now, self._before = QPixmap(), QPixmap()
        self._words = ""
        self._in_order: tuple[int, ...] = ()
        self.is_shuffled = False
        self._interval = USUAL_INTERVAL
        self.paused = False
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(lambda: self.step(1))
        self._fading = QVariantAnimation(self, startValue=0.0, endValue=1.0)
        self._fading.setDuration(MOTION_MS * 2 if context.images.moves else 0)
        self._fading.setEasingCurve(QEasingCurve.Type.InOutSine)
        self._fading.valueChanged.connect(lambda _: self.update())
        self._build_bar()
        self._hiding = QTimer(self, interval=HIDE_AFTER_MS, singleShot=True)
        self._hiding.timeout.connect(self._hide_bar)

    def _build_bar(self) -> None:
        self.bar = QWidget(self)
        self.bar.setObjectName("slideshowBar")
        self.bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.bar.setStyleSheet("QWidget#slideshowBar { background: rgba(20, 20, 22, 0.82); border-radius: 10px; }")
        self.back = self._button("chevron-left", self.tr("Back (Left)"), lambda: self.step(-1))
        self.pause = self._button("pause", self.tr("Pause (Space)"), self.toggle)
        self.forth = self._button("chevron-right", self.tr("On (Right)"), lambda: self.step(1))
        self.shorter = self._button("minus", self.tr("Faster (-)"), lambda: self.change_pace(-1))
        self.pace = QLabel(self.bar)
        self.pace.setStyleSheet("color: #FFFFFF;")
        self.pace.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.longer = self._button("plus", self.tr("Slower (+)"), lambda: self.change_pace(1))
        self.leave = self._button("close", self.tr("End the slideshow (Esc)"), self.close)
        self.shuffle = self._button("shuffle-variant", "", self.toggle_order)
        way, pace = (self.back, self.pause, self.forth), (self.shorter, self.pace, self.longer)
        in_row(
            *way,
            Space(12),
            *pace,
            Space(12),
            self.shuffle,
            Space(12),
            self.leave,
            margins=(8, 6, 8, 6),
            spacing=4,
            on=self.bar,
        )
        self._show_pace()
        self._show_order()

    def _button(self, icon: str, words: str, clicked: Callable[[], object]) -> QToolButton:
        made = button_on_black(self._context.icons, icon, words, self.bar, clicked=clicked)
        # The keys are the slideshow's own; the buttons are for the pointer.
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return made

    # what shows

    @property
    def photo_id(self) -> int | None:
        """The photo that shows."""
        return self._ids[self._row] if 0 <= self._row < len(self._ids) else None

    @property
    def seconds(self) -> int:
        """How long a photo stays."""
        return INTERVALS[self._interval]

    def start(self, photo_ids: Sequence[int], first: int) -> None:
        """Cover the screen and begin with one of these photos."""
        self._ids = self._in_order = tuple(photo_ids)
        self._row = self._ids.index(first) - 1 if first in self._ids else -1
        self.showFullScreen()
        self.activateWindow()
        self.setFocus()
        self._hiding.start()
        self.step(1)

    def step(self, steps: int) -> None:
        """On or back; after the last photo comes the first one."""
        if not self._ids:
            return
        self._next.stop()
        self._row = (self._row + steps) % len(self._ids)
        photo_id = self._ids[self._row]
        self._loader.load(photo_id, self._long_side(), lambda image: self._take(photo_id, image))
        self.moved.emit(photo_id)

    def toggle(self) -> None:
        """Pause, or go on."""
        self.paused = not self.paused
        words = self.tr("Go on (Space)") if self.paused else self.tr("Pause (Space)")
        self.pause.setIcon(self._context.icons.on_black("play" if self.paused else "pause"))
        self.pause.setToolTip(words)
        self.pause.setAccessibleName(words)
        if self.paused:
            self._next.stop()
        else:
            self._next.start(self.seconds * 1000)
        self._show_bar()

    def toggle_order(self) -> None:
        """By chance, each photo once in a round, or in their order; the one that shows stays."""
        self.is_shuffled = not self.is_shuffled
        shown, ids = self.photo_id, list(self._in_order)
        if self.is_shuffled:
            random.shuffle(ids)
        self._ids = tuple(ids)
        if shown is not None:
            self._row = self._ids.index(shown)
        self._show_order()
        self._show_bar()

    def _show_order(self) -> None:
        words = self.tr("In their order (S)") if self.is_shuffled else self.tr("In an order by chance (S)")
        self.shuffle.setIcon(self._context.icons.on_black("sort" if self.is_shuffled else "shuffle-variant"))
        self.shuffle.setToolTip(words)
        self.shuffle.setAccessibleName(words)

    def change_pace(self, steps: int) -> None:
        """Let photos stay longer, or less long."""
        self._interval = min(max(self._interval + steps, 0), len(INTERVALS) - 1)
        self._show_pace()
        if self._next.isActive():
            self._next.start(self.seconds * 1000)
        self._show_bar()

    def _show_pace(self) -> None:
        self.pace.setText(self.tr("{} s").format(text.number(self.seconds)))
        self.pace.setFixedWidth(self._context.theme.size(40))
        self.pace.setToolTip(self.tr("How long a photo stays"))

    def _long_side(self) -> int:
        size = self.screen().size()
        return max(64, round(max(size.width(), size.height()) * self.devicePixelRatioF()))

    def _take(self, photo_id: int, image: QImage | None) -> None:
        if photo_id != self.photo_id:
            return
        self._before = self._now
        self._now = QPixmap() if image is None else QPixmap.fromImage(image)
        self._words = self._loader.problem(photo_id) if image is None else ""
        if self._fading.duration() and not self._before.isNull():
            self._fading.stop()
            self._fading.start()
        self.update()
        if not self.paused:
            self._next.start(self.seconds * 1000)
        count = len(self._ids)
        ahead = [self._ids[(self._row + steps) % count] for steps in (1, 2)]
        self._loader.read_ahead([one for one in ahead if one != photo_id])

    # QWidget

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#000000"))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        fading = self._fading.state() == QVariantAnimation.State.Running
        progress = float(self._fading.currentValue()) if fading else 1.0
        if progress < 1:
            painter.setOpacity(1 - progress)
            self._paint(painter, self._before)
        painter.setOpacity(progress)
        self._paint(painter, self._now)
        painter.setOpacity(1)
        if self._words:
            painting.paint_text(painter, self.rect(), self._words, self._context.theme.font(), QColor("#D0D3DA"))
        painter.end()

    def _paint(self, painter: QPainter, pixmap: QPixmap) -> None:
        if pixmap.isNull():
            return
        size = QSize(pixmap.size()).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        painter.drawPixmap(QRectF(left, top, size.width(), size.height()), pixmap, QRectF(pixmap.rect()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.bar.adjustSize()
        self.bar.move((self.width() - self.bar.width()) // 2, self.height() - self.bar.height() - 32)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._show_bar()

    def _show_bar(self) -> None:
        self.bar.show()
        self.unsetCursor()
        self._hiding.start()

    def _hide_bar(self) -> None:
        if self.bar.underMouse():
            self._hiding.start()
            return
        self.bar.hide()
        self.setCursor(Qt.CursorShape.BlankCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_F5, Qt.Key.Key_F11, Qt.Key.Key_Q):
            self.close()
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_P):
            self.toggle()
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_PageDown):
            self.step(1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_PageUp):
            self.step(-1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.change_pace(1)
        elif key == Qt.Key.Key_Minus:
            self.change_pace(-1)
        elif key == Qt.Key.Key_S:
            self.toggle_order()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._next.stop()
        self._hiding.stop()
        self._fading.stop()
        self._loader.drop()
        super().closeEvent(event)
        self.closed.emit()
