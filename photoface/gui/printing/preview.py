"""The widget that previews printed pages, one at a time; arrow keys and the wheel turn to another page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.photos import PhotoSummary
from photoface.gui.context import Context
from photoface.gui.kit import painting
from photoface.gui.printing.page_layout import PageChoices
from photoface.gui.printing.page_painting import paint_photo

MARGIN = 16


class PagePreview(QWidget):
    """Shows one page; arrows and the wheel turn over.

    Signals:
        turned_over: another page shows; its number, from 0.
    """

    turned_over = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._photos: Sequence[PhotoSummary] = ()
        self._captions: Sequence[str] = ()
        self._choices = PageChoices()
        self._paper, self._printable = QSizeF(210, 297), QRectF(5, 5, 200, 287)
        self._is_grey = False
        self.page = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(context.theme.size(320), context.theme.size(400))
        context.images.arrived.connect(self.update)

    @property
    def pages(self) -> int:
        return max(1, self._choices.pages(len(self._photos)))

    def show_photos(self, photos: Sequence[PhotoSummary], captions: Sequence[str]) -> None:
        """What is printed, and the line below each."""
        self._photos, self._captions = photos, captions
        self.turn_to(self.page)

    def show_choices(self, choices: PageChoices, paper: QSizeF, printable: QRectF, *, is_grey: bool = False) -> None:
        """How it is printed, on what paper, and the part of it that the margins leave, in any one unit."""
        self._choices, self._paper, self._printable, self._is_grey = choices, paper, printable, is_grey
        self.turn_to(self.page)

    def turn_to(self, page: int) -> None:
        """Show another page."""
        self.page = min(max(page, 0), self.pages - 1)
        self.setAccessibleName(self.tr("Page {page} of {pages}").format(page=self.page + 1, pages=self.pages))
        self.turned_over.emit(self.page)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageUp: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_PageDown: 1,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.turn_to(self.page + step)

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y()
        if steps:
            self.turn_to(self.page + (-1 if steps > 0 else 1))
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._context.theme
        painter.fillPath(painting.rounded(self.rect(), 8), theme.colour("tile"))
        room = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        sheet = self._paper.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        paper = QRectF(0, 0, sheet.width(), sheet.height())
        paper.moveCenter(room.center())
        painter.fillRect(paper, QColor("#FFFFFF"))
        scale = paper.width() / self._paper.width()
        printable = QRectF(
            paper.left() + self._printable.left() * scale,
            paper.top() + self._printable.top() * scale,
            self._printable.width() * scale,
            self._printable.height() * scale,
        )
        first = self.page * self._choices.per_page
        for number, photo in enumerate(self._photos[first : first + self._choices.per_page]):
            picture = self._context.images.photo(photo.id)
            if picture is None or picture.pixmap.isNull():
                continue
            caption = self._captions[first + number] if first + number < len(self._captions) else ""
            size = QSizeF(photo.width, photo.height)
            shown: QPixmap | QImage = picture.pixmap
            if self._is_grey:
                shown = picture.pixmap.toImage().convertToFormat(QImage.Format.Format_Grayscale8)
            paint_photo(painter, printable, number, shown, self._choices, caption, size)
        if self.hasFocus():
            painting.paint_focus(painter, self.rect(), theme)
        painter.end()
