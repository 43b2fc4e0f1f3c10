"""Paints a page about a person as PDF: a head with cover and dates, then photos by year in two columns."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPageLayout, QPageSize, QPainter, QPainterPath, QPdfWriter

from photoface.library.exports.person_page import PagePhoto, PersonPage

INK, MUTED = QColor("#1B1D22"), QColor("#5B616E")
DOTS = 300
"""An inch."""
MARGIN, GAP, COVER, LINE, TALLEST = 16.0, 6.0, 32.0, 5.5, 88.0
"""Millimetres: around the page, between photos, the cover's side, a line of words, and the tallest photo."""

NAME_POINTS, YEAR_POINTS, WORDS_POINTS = 22, 14, 9


def pdf_of(page: PersonPage) -> bytes:
    """The page as a PDF file of A4 sheets."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DOTS)
    writer.setTitle(page.name)
    writer.setCreator("PhotoFace")
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN),
            QPageLayout.Unit.Millimeter,
        )
    )
    painter = QPainter(writer)
    try:
        _Sheets(writer, painter).paint(page)
    finally:
        painter.end()
    buffer.close()
    return bytes(content.data())


def write_pdf(page: PersonPage, file: Path) -> None:
    """Write the PDF into a file, whole or not at all."""
    from photoface.library.exports.targets import written

    with written(file, overwrite=True) as stream:
        stream.write(pdf_of(page))


class _Sheets:
    """Paints from top to bottom, and goes on on a new sheet where there is no more room."""

    def __init__(self, writer: QPdfWriter, painter: QPainter) -> None:
        self._writer, self._painter = writer, painter
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self._width, self._height = float(writer.width()), float(writer.height())
        self._y = 0.0

    def paint(self, page: PersonPage) -> None:
        self._head(page)
        for heading, photos in groupby(page.photos, key=lambda photo: photo.heading):
            some = list(photos)
            rows = [some[start : start + 2] for start in range(0, len(some), 2)]
            for number, row in enumerate(rows):
                self._row(row, heading if number == 0 else "")

    def _dots(self, millimetres: float) -> float:
        return millimetres * DOTS / 25.4

    def _words(self, area: QRectF, words: str, points: int, ink: QColor = INK, *, bold: bool = False) -> None:
        font = QFont(self._painter.font())
        font.setPointSize(points)
        font.setBold(bold)
        self._painter.setFont(font)
        self._painter.setPen(ink)
        metrics = self._painter.fontMetrics()
        shown = metrics.elidedText(" ".join(words.split()), Qt.TextElideMode.ElideRight, int(area.width()))
        self._painter.drawText(area, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)

    def _head(self, page: PersonPage) -> None:
        side, left = self._dots(COVER), 0.0
        cover = QImage.fromData(page.cover) if page.cover is not None else QImage()
        if not cover.isNull():
            circle = QPainterPath()
            circle.addEllipse(QRectF(0, 0, side, side))
            self._painter.save()
            self._painter.setClipPath(circle)
            self._painter.drawImage(QRectF(0, 0, side, side), cover)
            self._painter.restore()
            left = side + self._dots(GAP)
        line = self._dots(LINE)
        self._words(QRectF(left, 0, self._width - left, 2 * line), page.name, NAME_POINTS, bold=True)
        y = 2 * line
        for fact in page.facts:
            self._words(QRectF(left, y, self._width - left, line), fact, WORDS_POINTS + 1, MUTED)
            y += line
        self._y = max(side, y) + self._dots(GAP)

    def _row(self, photos: list[PagePhoto], heading: str) -> None:
        gap, line = self._dots(GAP), self._dots(LINE)
        column = (self._width - gap) / 2
        images = [QImage.fromData(photo.jpeg) if photo.jpeg is not None else QImage() for photo in photos]
        sizes = [
            QSizeF(0, 0)
            if image.isNull()
            else QSizeF(image.size()).scaled(column, self._dots(TALLEST), Qt.AspectRatioMode.KeepAspectRatio)
            for image in images
        ]
        tallest = max(size.height() for size in sizes)
        above = 2 * line if heading else 0.0
        needed = above + tallest + 2 * line
        if self._y + needed > self._height:
            self._writer.newPage()
            self._y = 0.0
        if heading:
            self._words(QRectF(0, self._y, self._width, 1.6 * line), heading, YEAR_POINTS, bold=True)
        top = self._y + above
        for place, (photo, image, size) in enumerate(zip(photos, images, sizes, strict=True)):
            left = place * (column + gap)
            if not image.isNull():
                self._painter.drawImage(QRectF(left, top, size.width(), size.height()), image)
            self._words(QRectF(left, top + tallest, column, line), photo.when, WORDS_POINTS, MUTED)
            self._words(QRectF(left, top + tallest + line, column, line), photo.caption, WORDS_POINTS)
        self._y = top + tallest + 2 * line + gap / 2
