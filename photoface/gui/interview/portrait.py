"""The widget that shows one face as large as it fits, cut from its photo, or the whole photo with the face framed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from photoface.geometry import Box
from photoface.gui.context import Context
from photoface.gui.kit import painting
from photoface.gui.kit.card_delegate import brush_on
from photoface.gui.kit.theme import RADIUS

AROUND = 0.45
"""Of a face's size, what shows on each side of it: hair, ears and collar help to know somebody."""


class Portrait(QWidget):
    """Paints the picture that it was given."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._image = QImage()
        self._box = Box(0, 0, 1, 1)
        self.whole = False
        self.setMinimumSize(QSize(240, 240))
        context.theme.changed.connect(self.update)

    def show_face(self, image: QImage, box: Box) -> None:
        """Show a face of a photo; a null image while it is on its way, or where it cannot be read."""
        self._image, self._box = image, box
        self.update()

    def show_whole(self, whole: bool) -> None:
        """The whole photo, or the face alone."""
        self.whole = whole
        self.update()

    def _face(self) -> QRectF:
        width, height = self._image.width(), self._image.height()
        box = self._box
        return QRectF(box.left * width, box.top * height, box.width * width, box.height * height)

    def paintEvent(self, event: QPaintEvent) -> None:
        with brush_on(self, self._context) as brush:
            area = self.rect()
            if self._image.isNull():
                brush.fill(painting.rounded(area, RADIUS), "tile")
                return
            face, picture = self._face(), QRectF(self._image.rect())
            shown = picture
            if not self.whole:
                around = AROUND * max(face.width(), face.height())
                side = max(face.width(), face.height()) + 2 * around
                shown = QRectF(0, 0, side, side)
                shown.moveCenter(face.center())
                shown = shown.intersected(picture)
            size = shown.size().scaled(area.size().toSizeF(), Qt.AspectRatioMode.KeepAspectRatio)
            target = QRectF(0, 0, size.width(), size.height())
            target.moveCenter(QRectF(area).center())
            brush.painter.save()
            brush.painter.setClipPath(painting.rounded(target, RADIUS))
            brush.painter.drawImage(target, self._image, shown)
            brush.painter.restore()
            if self.whole:
                factor = target.width() / shown.width()
                frame = QRectF(
                    target.left() + face.left() * factor,
                    target.top() + face.top() * factor,
                    face.width() * factor,
                    face.height() * factor,
                )
                brush.painter.setPen(QPen(brush.colour("accent"), 3))
                brush.painter.drawRoundedRect(frame, RADIUS, RADIUS)
