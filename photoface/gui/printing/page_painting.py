"""Paints a photo and its caption at its place on a printed page, for the preview and for the printer."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPixmap

from photoface.gui.printing.page_layout import PageChoices, Placed, placed

INK = QColor("#1B1D22")


def paint_photo(
    painter: QPainter,
    page: QRectF,
    number: int,
    picture: QImage | QPixmap,
    choices: PageChoices,
    caption: str,
    size: QSizeF | None = None,
) -> None:
    """Paint a photo on a page.

    Args:
        picture: of any size.
        size: the photo's own, where the picture only stands for it.
    """
    place = placed(page, number, size or QSizeF(picture.size()), choices)
    painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
    painter.save()
    target, part = place.target, place.part
    if place.is_turned:
        painter.translate(target.topRight())
        painter.rotate(90)
        target = QRectF(QPointF(0, 0), target.size().transposed())
        # What is above and below on the paper is at the sides of the photo.
        part = QRectF(part.top(), 1 - part.right(), part.height(), part.width())
    source = QRectF(
        part.left() * picture.width(),
        part.top() * picture.height(),
        part.width() * picture.width(),
        part.height() * picture.height(),
    )
    if isinstance(picture, QImage):
        painter.drawImage(target, picture, source)
    else:
        painter.drawPixmap(target, picture, source)
    painter.restore()
    if caption and choices.captioned:
        _paint_caption(painter, place, caption)


def _paint_caption(painter: QPainter, place: Placed, words: str) -> None:
    font = QFont(painter.font())
    font.setPixelSize(max(1, round(0.72 * place.caption.height())))
    painter.setFont(font)
    painter.setPen(INK)
    fitting = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, int(place.caption.width()))
    painter.drawText(place.caption, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop), fitting)
