"""The dialog that saves a page about a person, to print or to give away, as PDF or HTML."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from photoface.catalog.summaries.people import PersonSummary
from photoface.errors import JobCancelled
from photoface.gui.context import Context
from photoface.gui.kit.boxes import Stretch, holding, in_row
from photoface.gui.kit.choices import DropDown
from photoface.gui.kit.file_dialog import FileDialog
from photoface.gui.kit.file_manager import show_in_file_manager
from photoface.gui.kit.parts import label
from photoface.gui.kit.sheet import Sheet
from photoface.gui.kit.tasks import report
from photoface.jobs import JobControl
from photoface.library.exports.person_page import USUAL_PHOTOS
from photoface.library.library import Library

NUMBERS = (12, USUAL_PHOTOS, 48, 96)
PDF, HTML = "pdf", "html"


class PersonPageSheet(Sheet):
    """Asks how many photos, of which kind, and where to."""

    def __init__(self, context: Context, person: PersonSummary, parent: QWidget) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("A page of {}").format(person.name))
        self._context, self._person = context, person
        self._control = JobControl()
        words = self.sentence(
            self.tr("Cover, dates, relations, and photos by year with their captions. Hidden photos are left out.")
        )
        words.setFixedWidth(context.theme.size(400))
        self.number = DropDown(self.tr("Photos at most"), context.theme, self)
        for number in NUMBERS:
            self.number.addItem(str(number), number)
        self.number.setCurrentIndex(NUMBERS.index(USUAL_PHOTOS))
        self.kind = DropDown(self.tr("Kind of file"), context.theme, self)
        self.kind.addItem(self.tr("PDF, to print"), PDF)
        self.kind.addItem(self.tr("HTML, to look at in a browser"), HTML)
        row = in_row(label(self.tr("Photos at most"), "body", self), self.number, self.kind, Stretch(), spacing=12)
        self.fill(words, holding(row, self))
        self.add_buttons(self.tr("Save …"), self.tr("Cancel"))

    def accept(self) -> None:
        """Ask where to."""
        kind = self.kind.currentData()
        dialog = FileDialog(self, self.tr("Save the page"))
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(kind)
        dialog.setNameFilters([f"*.{kind}"])
        dialog.selectFile(f"{_file_name(self._person.name)}.{kind}")
        dialog.fileSelected.connect(lambda path: self.save(Path(path)))
        dialog.open()

    def save(self, file: Path) -> None:
        """Make the page and write it; the dialog asked before an older file is replaced."""
        person_id, number, kind = self._person.id, self.number.currentData(), self.kind.currentData()
        library, control = self._context.client.library, self._control
        self.act.setEnabled(False)
        self.act.setText(self.tr("Making the page …"))

        def make() -> None:
            _write(library, person_id, file, number, kind, control)

        def done(_: None) -> None:
            self._context.client.messages.note(self.tr("The page is in {}.").format(file.name))
            show_in_file_manager(file)
            super(PersonPageSheet, self).accept()

        def failed(error: Exception) -> None:
            self.act.setEnabled(True)
            self.act.setText(self.tr("Save …"))
            if not isinstance(error, JobCancelled):
                report(self._context.client.messages, error)

        self._context.client.tasks.run_long(self, make, done, failed, control.cancel)

    def reject(self) -> None:
        self._control.cancel()
        super().reject()


def _write(library: Library, person_id: int, file: Path, number: int, kind: str, control: JobControl) -> None:
    if kind == HTML:
        library.exports.person_page_file(person_id, file, number, control, overwrite=True)
        return
    from photoface.gui.person.pdf_page import write_pdf

    library.exports.refuse_own(file)
    write_pdf(library.exports.person_page(person_id, number, control), file)


def _file_name(name: str) -> str:
    """A person's name as the name of a file, on any system."""
    kept = "".join(letter if letter.isalnum() or letter in " -_'" else "_" for letter in name).strip()
    return kept[:80] or "Person"
