"""Prints pages on a printer or into a PDF: reads one photo after the other in the background, and paints each.

It also lists the printers of this computer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QRectF, QSizeF, Signal
from PySide6.QtGui import QImage, QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from photoface.errors import UserFacingError
from photoface.gui.client import Client, LatestRead
from photoface.gui.kit.picture_decoder import image_of
from photoface.gui.printing.page_layout import PageChoices, placed
from photoface.gui.printing.page_painting import paint_photo
from photoface.library.library import Library

PRINTED_DPI = 300
"""Dots to an inch: finer than the eye tells on a photo held in the hand."""


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """What is printed, where and how.

    Attributes:
        photo_ids: in this order.
        captions: a line for each.
        layout: paper, margins and which way it lies.
        printer: the name of a printer; None for a PDF.
        file: the PDF.
        copies: of each page.
        is_grey: black and white.
    """

    photo_ids: tuple[int, ...]
    captions: tuple[str, ...]
    choices: PageChoices
    layout: QPageLayout
    printer: str | None
    file: Path | None
    copies: int = 1
    is_grey: bool = False


class PrintRun(QObject):
    """Carries out one order.

    Signals:
        progressed: so many photos are done, with those that could not be read.
        finished: all pages went out; the photos that could not be read.
        failed: a sentence and a remedy; nothing more comes.
    """

    progressed = Signal(int)
    finished = Signal(int)
    failed = Signal(str, str)

    def __init__(self, client: Client, order: PrintOrder, parent: QObject) -> None:
        super().__init__(parent)
        self._order = order
        self._read = LatestRead(client, self, slow=True)
        self._painter = QPainter()
        self._next = self._lost = 0
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if order.printer is None:
            printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            printer.setOutputFileName(str(order.file))
        else:
            printer.setPrinterName(order.printer)
        printer.setCreator("PhotoFace")
        printer.setDocName(self.tr("Photos"))
        printer.setResolution(PRINTED_DPI)
        printer.setPageLayout(order.layout)
        printer.setCopyCount(order.copies)
        grey, colour = QPrinter.ColorMode.GrayScale, QPrinter.ColorMode.Color
        printer.setColorMode(grey if order.is_grey else colour)
        self._printer = printer

    def start(self) -> None:
        """Begin; what comes of it is told by signals."""
        if not self._painter.begin(self._printer):
            where = str(self._order.file) if self._order.printer is None else self._order.printer
            remedy = self.tr("Check the folder, or that the printer is switched on and connected.")
            self.failed.emit(self.tr("{} cannot be printed to.").format(where), remedy)
            return
        self._go_on()

    def stop(self) -> None:
        """Leave out what is not printed yet."""
        self._read.drop()
        if self._painter.isActive():
            self._printer.abort()
            self._painter.end()

    @property
    def _page(self) -> QRectF:
        size = self._printer.pageLayout().paintRectPixels(self._printer.resolution()).size()
        return QRectF(0, 0, size.width(), size.height())

    def _go_on(self) -> None:
        if self._next == len(self._order.photo_ids):
            self._painter.end()
            self.finished.emit(self._lost)
            return
        photo_id, is_grey = self._order.photo_ids[self._next], self._order.is_grey
        page, choices = self._page, self._order.choices

        def read(library: Library) -> QImage | None:
            try:
                detail = library.photos.detail(photo_id)
                place = placed(page, 0, QSizeF(detail.width, detail.height), choices)
                longest = max(place.target.width() / place.part.width(), place.target.height() / place.part.height())
                image = image_of(library.pictures.photo_pixels(photo_id, round(longest)))
            except UserFacingError:
                return None
            return image.convertToFormat(QImage.Format.Format_Grayscale8) if is_grey else image

        self._read.start(read, self._take)

    def _take(self, image: QImage | None) -> None:
        number = self._next % self._order.choices.per_page
        if number == 0 and self._next:
            self._printer.newPage()
        if image is None:
            self._lost += 1
        else:
            caption = self._order.captions[self._next] if self._order.captions else ""
            paint_photo(self._painter, self._page, number, image, self._order.choices, caption)
        self._next += 1
        self.progressed.emit(self._next)
        self._go_on()


def printer_names() -> Sequence[str]:
    """The printers of this computer, the usual one first."""
    usual = QPrinterInfo.defaultPrinterName()
    return sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != usual, name))
