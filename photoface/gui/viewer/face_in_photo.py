"""A widget that shows a photo's thumbnail with one of its faces outlined, so that the user sees the surroundings."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from photoface.geometry import Box
from photoface.gui.context import Context
from photoface.gui.kit import painting
from photoface.gui.kit.card_delegate import Brush, brush_on
from photoface.gui.kit.fitting_layout import HEADROOM
from photoface.gui.kit.picture import Picture
from photoface.gui.kit.theme import RADIUS

SMALLEST, LARGEST = QSize(120, 96), QSize(400, 320)


class FaceInPhoto(QWidget):
    """Shows a photo's thumbnail; a click asks for the photo itself.

    Signals:
        clicked: the photo was clicked.
    """

    clicked = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._photo_id: int | None = None
        self._box: Box | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(SMALLEST)
        self.setMaximumWidth(LARGEST.width())
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(self.tr("Show the photo (Space)"))
        self.setAccessibleName(self.tr("The photo with this face"))
        context.images.arrived.connect(self.update)
        context.theme.changed.connect(self.update)

    def show_face(self, photo_id: int | None, box: Box | None) -> None:
        """Show this photo with the face in this box; without a box the photo alone, and nothing for None."""
        self._photo_id, self._box = photo_id, box
        self.update()

    def sizeHint(self) -> QSize:
        return SMALLEST

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def _top(self, height: float) -> float:
        """Beside the crop, which stands near the words above both."""
        return min((self.height() - height) / 2, HEADROOM)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._photo_id is None:
            return
        with brush_on(self, self._context) as brush:
            picture = brush.images.photo(self._photo_id)
            if picture is not None and not picture.pixmap.isNull():
                self._paint(brush, picture)
                return
            tile = QRectF(0, 0, self.width(), min(self.height(), self.width() * 3 / 4))
            tile.moveTop(self._top(tile.height()))
            brush.fill(painting.rounded(tile, RADIUS), "tile")

    def _paint(self, brush: Brush, picture: Picture) -> None:
        size = picture.pixmap.size().scaled(self.size().boundedTo(LARGEST), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(0, 0, size.width(), size.height())
        place.moveCenter(QRectF(self.rect()).center())
        place.moveTop(self._top(place.height()))
        painting.paint_picture(brush.painter, painting.rounded(place, RADIUS), picture, brush.colour("tile"))
        if self._box is not None:
            frame = painting.box_within(place, self._box.clamped())
            # Two rings, one light and one in the accent: one of them stands out on any photo.
            for token, width in (("window", 4), ("accent", 2)):
                brush.ring(painting.rounded(frame.adjusted(-2, -2, 2, 2), 5), token, width)
        if self.underMouse():
            brush.ring(painting.rounded(place.adjusted(1, 1, -1, -1), RADIUS), "muted", 2)
