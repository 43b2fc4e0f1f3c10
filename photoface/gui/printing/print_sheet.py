"""The dialog that prints photos: how many to a page, paper, captions, printer or PDF, beside a preview of the pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, QStandardPaths, Qt
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtWidgets import QProgressBar, QSpinBox, QWidget

from photoface.catalog.summaries.photos import PhotoDetail, PhotoSummary
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Placed, Space, Stretch, in_column, in_row
from photoface.gui.kit.choices import CheckBox, DropDown
from photoface.gui.kit.file_dialog import FileDialog
from photoface.gui.kit.parts import icon_button, indent_number, label
from photoface.gui.kit.sheet import Sheet
from photoface.gui.printing.page_layout import PER_PAGE, PageChoices
from photoface.gui.printing.preview import PagePreview
from photoface.gui.printing.print_run import PrintOrder, PrintRun, printer_names
from photoface.library.library import Library

PAPERS = (
    QPageSize.PageSizeId.A4,
    QPageSize.PageSizeId.Letter,
    QPageSize.PageSizeId.A3,
    QPageSize.PageSizeId.A5,
    QPageSize.PageSizeId.A6,
)

PHOTO_PAPERS = ((102, 152, "10 × 15 cm"), (127, 178, "13 × 18 cm"))
"""Millimetres of papers for photos: 4 by 6 and 5 by 7 inches."""

MARGIN_MM = 8.0
"""What nearly every printer can leave, and what frames a photo well."""

MOST_COPIES = 99


class PrintSheet(Sheet):
    """Asks how, and prints."""

    def __init__(self, context: Context, photo_ids: tuple[int, ...], parent: QWidget) -> None:
        super().__init__("", parent)
        self._context, self._photo_ids = context, photo_ids
        self._details: Sequence[PhotoDetail] = ()
        self._run: PrintRun | None = None
        self.set_title(self.tr("Print {}").format(context.client.photos_in_words(photo_ids)))
        self.preview = PagePreview(context, self)
        self.preview.turned_over.connect(self._show_page)
        self.previous = icon_button(context.icons, "chevron-left", self.tr("Page before"), self)
        self.following = icon_button(context.icons, "chevron-right", self.tr("Next page"), self)
        self.previous.clicked.connect(lambda: self.preview.turn_to(self.preview.page - 1))
        self.following.clicked.connect(lambda: self.preview.turn_to(self.preview.page + 1))
        self.page_words = label("", "muted", self)
        self.page_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._build_choices()
        turning = in_row(Stretch(), self.previous, self.page_words, self.following, Stretch(), spacing=8)
        left = in_column(Placed(self.preview, 1), turning, spacing=8)
        self.fill(Placed(in_row(Placed(left, 1), self._column(), spacing=24), 1))
        self.bar = QProgressBar(self, textVisible=False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.bar.setRange(0, len(photo_ids))
        self.bar.hide()
        self.state = self.sentence()
        self.state.hide()
        self.fill(self.bar, self.state)
        self.add_buttons(self.tr("Print"), self.tr("Cancel"))
        self.act.clicked.disconnect()
        self.act.clicked.connect(self._print)
        self._show_choices()
        self._show_printer()
        self.per_page.setFocus()

        def read(library: Library) -> tuple[list[PhotoSummary], list[PhotoDetail]]:
            return library.photos.summaries(photo_ids), [library.photos.detail(one) for one in photo_ids]

        context.client.read(self, read, self._take)

    def _build_choices(self) -> None:
        theme = self._context.theme
        self.printer = self._list(self.tr("Printer"))
        for name in printer_names():
            self.printer.addItem(name, name)
        self.printer.addItem(self.tr("A PDF file"), None)
        self.per_page = self._list(self.tr("Photos on a page"))
        for count in PER_PAGE:
            words = text.number(count) if count < 9 else self.tr("{}, a contact sheet").format(text.number(count))
            self.per_page.addItem(words, count)
        self.paper = self._list(self.tr("Paper"))
        usual = QPageLayout().pageSize().id()
        self._papers = [QPageSize(paper) for paper in PAPERS]
        for width, height, name in PHOTO_PAPERS:
            self._papers.append(QPageSize(QSizeF(width, height), QPageSize.Unit.Millimeter, name))
        self.paper.addItems([paper.name() for paper in self._papers])
        is_metric = text.locale().measurementSystem() is text.locale().MeasurementSystem.MetricSystem
        fallback = QPageSize.PageSizeId.A4 if is_metric else QPageSize.PageSizeId.Letter
        self.paper.setCurrentIndex(PAPERS.index(usual if usual in PAPERS else fallback))
        self.caption = self._list(self.tr("Below each photo"))
        self.caption.addItem(self.tr("Nothing"), "")
        self.caption.addItem(self.tr("Its title or caption"), "caption")
        self.caption.addItem(self.tr("Its date"), "date")
        self.caption.addItem(self.tr("The name of its file"), "file")
        self.landscape = CheckBox(self.tr("Paper lies on its side"), theme, self)
        self.fills = CheckBox(self.tr("Fill the place, cut off the rest"), theme, self)
        self.grey = CheckBox(self.tr("Black and white"), theme, self)
        self.copies = QSpinBox(self)
        indent_number(self.copies)
        self.copies.setRange(1, MOST_COPIES)
        self.copies.setAccessibleName(self.tr("Copies"))
        for field in (self.per_page, self.paper, self.caption):
            field.currentIndexChanged.connect(self._show_choices)
        for tick in (self.landscape, self.fills, self.grey):
            tick.toggled.connect(self._show_choices)
        self.printer.currentIndexChanged.connect(self._show_printer)

    def _list(self, words: str) -> DropDown:
        made = DropDown(words, self._context.theme, self)
        made.setMinimumWidth(self._context.theme.size(220))
        return made

    def _column(self) -> QWidget:
        inside = QWidget(self)
        self.copies_words = label(self.tr("Copies"), "muted", inside)
        parts: list[QWidget | Space] = []
        for field in (self.printer, self.per_page, self.paper, self.caption):
            parts += [label(field.accessibleName(), "muted", inside), field, Space(4)]
        parts += [self.landscape, self.fills, self.grey, Space(4), self.copies_words, self.copies]
        in_column(*parts, Stretch(), spacing=4, on=inside)
        inside.setFixedWidth(self._context.theme.size(240))
        return inside

    # what is chosen

    @property
    def choices(self) -> PageChoices:
        return PageChoices(self.per_page.currentData(), self.fills.isChecked(), bool(self.caption.currentData()))

    @property
    def layout_of_page(self) -> QPageLayout:
        """Paper, its margins, and which way it lies."""
        lies = QPageLayout.Orientation.Landscape if self.landscape.isChecked() else QPageLayout.Orientation.Portrait
        margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
        return QPageLayout(self._papers[self.paper.currentIndex()], lies, margins, QPageLayout.Unit.Millimeter)

    @property
    def captions(self) -> tuple[str, ...]:
        """The line below each photo."""
        wanted = self.caption.currentData()
        words: dict[str, Callable[[PhotoDetail], str]] = {
            "caption": lambda photo: " ".join((photo.title or photo.caption or "").split()),
            "date": lambda photo: text.known_date(photo.taken_at, photo.date_precision),
            "file": lambda photo: text.path_name(photo.file_paths[0]) if photo.file_paths else "",
        }
        return tuple(map(words[wanted], self._details)) if wanted else ()

    def order(self, file: Path | None = None) -> PrintOrder:
        """What is to be printed."""
        ids = tuple(detail.id for detail in self._details)
        layout, printer = self.layout_of_page, self.printer.currentData()
        copies = 1 if printer is None else self.copies.value()
        return PrintOrder(ids, self.captions, self.choices, layout, printer, file, copies, self.grey.isChecked())

    def _take(self, found: tuple[list[PhotoSummary], list[PhotoDetail]]) -> None:
        by_id = {summary.id: summary for summary in found[0]}
        self._details = [detail for detail in found[1] if detail.id in by_id]
        self._summaries = [by_id[detail.id] for detail in self._details]
        self._show_choices()

    def _show_choices(self) -> None:
        layout = self.layout_of_page
        full = layout.fullRect(QPageLayout.Unit.Millimeter)
        printable = QRectF(layout.paintRect(QPageLayout.Unit.Millimeter))
        if self._details:
            self.preview.show_photos(self._summaries, self.captions)
        self.preview.show_choices(self.choices, QSizeF(full.size()), printable, is_grey=self.grey.isChecked())

    def _show_page(self, page: int) -> None:
        self.page_words.setText(self.preview.accessibleName())
        self.previous.setEnabled(page > 0)
        self.following.setEnabled(page < self.preview.pages - 1)

    def _show_printer(self) -> None:
        is_pdf = self.printer.currentData() is None
        self.act.setText(self.tr("Save as PDF …") if is_pdf else self.tr("Print"))
        for part in (self.copies, self.copies_words):
            part.setVisible(not is_pdf)

    # printing

    def _print(self) -> None:
        if self.printer.currentData() is not None:
            self.print_now(self.order())
            return
        home = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.HomeLocation)
        dialog = FileDialog(self, self.tr("Save the pages as PDF"), Path(home))
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(self.tr("Photos.pdf"))
        dialog.fileSelected.connect(lambda path: self.print_now(self.order(Path(path))))
        dialog.open()

    def print_now(self, order: PrintOrder) -> None:
        """Print; the sheet closes when all is printed."""
        self.act.setEnabled(False)
        self.bar.setValue(0)
        self.bar.show()
        self.state.hide()
        self._run = PrintRun(self._context.client, order, self)
        self._run.progressed.connect(self.bar.setValue)
        self._run.finished.connect(self._end)
        self._run.failed.connect(self._fail)
        self._run.start()

    def _end(self, lost: int) -> None:
        count = len(self._details) - lost
        self._context.client.messages.note(
            text.counted(count, self.tr("1 photo printed."), self.tr("{} photos printed."))
        )
        if lost:
            self._context.client.messages.tell_problem(
                text.counted(lost, self.tr("1 photo could not be read."), self.tr("{} photos could not be read.")),
                self.tr("Its place is empty. Connect its disk, and print it again."),
            )
        self.accept()

    def _fail(self, sentence: str, remedy: str) -> None:
        self.bar.hide()
        self.state.setText(f"{sentence} {remedy}")
        self.state.show()
        self.act.setEnabled(True)

    def reject(self) -> None:
        """Cancel also stops what is being printed."""
        if self._run is not None:
            self._run.stop()
        super().reject()
