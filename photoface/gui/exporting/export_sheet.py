"""The dialog that starts an export: which photos, as which kind of file or to which server, and where to.

For a people pack it leads to the dialog that makes one, which asks for people instead of photos.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QWidget

from photoface.gui.context import Context, Page
from photoface.gui.exporting.photo_choice import OfferedPhotos, PhotoChoice, photos_of
from photoface.gui.kit.boxes import Placed, Stretch, holding, in_column, in_row
from photoface.gui.kit.choices import CheckBox, DropDown, RadioButton
from photoface.gui.kit.file_dialog import FileDialog
from photoface.gui.kit.parts import label
from photoface.gui.kit.server_addresses import last_address, note_address
from photoface.gui.kit.sheet import Sheet, confirm
from photoface.library.exports.data_files import DataFormat
from photoface.worker.messages import ExportDataJob, ExportImmichJob, ExportPagesJob, WriteNamesJob

WIDTH = 520
"""Pixels of the sheet at the usual text size."""


IMMICH = "immich"
"""The program of the server, as the import calls it too: both offer the address that was asked last."""


class Target(enum.Enum):
    """The kinds of export that the dialog offers."""

    PAGES = "pages"
    DIGIKAM = "digikam"
    IMMICH = IMMICH
    JSON = "json"
    CSV = "csv"
    PEOPLE_PACK = "people_pack"


def ask_export(
    context: Context, preferences: QSettings, page: Page, in_viewer: int | None, window: QWidget
) -> ExportSheet:
    """Show the sheet, with the photos of a page first: those selected on it, and all that it shows.

    Args:
        preferences: as for `ExportSheet`.
        in_viewer: the photo that lies over the page, if one does.
    """
    if in_viewer is not None:
        offered = [OfferedPhotos(QCoreApplication.translate("ExportSheet", "This photo"), (in_viewer,))]
    else:
        offered = photos_of(
            page,
            selected_words=QCoreApplication.translate("ExportSheet", "Selected photos"),
            shown_words=QCoreApplication.translate("ExportSheet", "Photos of this page"),
        )
    sheet = ExportSheet(context, preferences, offered, window)
    sheet.open()
    return sheet


class ExportSheet(Sheet):
    """Asks, and gives the job to the worker; the bar of jobs shows how far it is.

    Args:
        preferences: remember the address of the Immich server, and not its key.
        offered: photos that the user may mean, besides all of them, albums and searches.
    """

    def __init__(
        self, context: Context, preferences: QSettings, offered: Sequence[OfferedPhotos], parent: QWidget
    ) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Export"))
        self._context = context
        self._preferences = preferences
        self._window = parent
        self.photos = PhotoChoice(context, offered, self)
        self.photos.changed.connect(self._show_state)
        self.targets: dict[Target, RadioButton] = {}
        group = QButtonGroup(self)
        columns = (in_column(spacing=4), in_column(spacing=4))
        for number, (target, words) in enumerate(self._targets().items()):
            choice = self.targets[target] = RadioButton(words, context.theme, self)
            group.addButton(choice)
            columns[number % 2].addWidget(choice)
        self.explained = self.sentence()
        self._pages = self._pages_options()
        self._server = self._server_options()
        self.fill(
            label(self.tr("Which photos"), "heading", self),
            self.photos,
            label(self.tr("What for"), "heading", self),
            in_row(Placed(columns[0], 1), Placed(columns[1], 1), spacing=12),
            self.explained,
            self._pages,
            self._server,
            Stretch(),
        )
        self.add_buttons(self.tr("Choose where …"), self.tr("Cancel"))
        group.buttonToggled.connect(lambda *_: self._show_state())
        self.setMinimumWidth(context.theme.size(WIDTH))
        self.targets[Target.PAGES].setChecked(True)
        self.targets[Target.PAGES].setFocus()

    def _targets(self) -> dict[Target, str]:
        return {
            Target.PAGES: self.tr("Web pages to look at"),
            Target.DIGIKAM: self.tr("digiKam"),
            Target.IMMICH: self.tr("Immich"),
            Target.JSON: self.tr("Data for programs (JSON)"),
            Target.CSV: self.tr("Table (CSV)"),
            Target.PEOPLE_PACK: self.tr("People for another PhotoFace"),
        }

    def _pages_options(self) -> QWidget:
        self.size_of_pictures = DropDown(self.tr("Pictures"), self._context.theme, self)
        self.size_of_pictures.addItems([self.tr("Large pictures"), self.tr("Small pictures")])
        self.with_names = CheckBox(self.tr("With names, tags and captions"), self._context.theme, self)
        self.with_places = CheckBox(self.tr("With places"), self._context.theme, self)
        for box in (self.with_names, self.with_places):
            box.setChecked(True)
        sized = in_row(self.size_of_pictures, Stretch())
        return holding(in_column(sized, self.with_names, self.with_places, spacing=8), self)

    def _server_options(self) -> QWidget:
        self.address = QLineEdit(self)
        self.address.setAccessibleName(self.tr("Address of the server"))
        self.address.setPlaceholderText(self.tr("Address of your server, such as https://photos.example.org"))
        self.key = QLineEdit(self)
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.key.setAccessibleName(self.tr("Key of the server"))
        self.key.setPlaceholderText(self.tr("Key, as the account settings of Immich make one"))
        self.address.setText(last_address(self._preferences, IMMICH))
        for field in (self.address, self.key):
            field.textChanged.connect(lambda _: self._show_state())
        return holding(in_column(self.address, self.key, spacing=8), self)

    @property
    def target(self) -> Target:
        """What is chosen."""
        return next(target for target, choice in self.targets.items() if choice.isChecked())

    def _show_state(self) -> None:
        target = self.target
        self.explained.setText(
            {
                Target.PAGES: self.tr(
                    "A folder of pages for any browser: your people, the years, and each photo. It holds copies of "
                    "the pictures, without their place and camera."
                ),
                Target.DIGIKAM: self.tr(
                    "Small .xmp files beside your photos. In digiKam, let it read sidecars (Settings, Metadata, "
                    "Sidecars), and then choose Item, Reread Metadata From File."
                ),
                Target.IMMICH: self.tr(
                    "A server that has these photos already gets the names that you confirmed, birthdays and the "
                    "boxes of faces, and no picture. You see what would be sent before it is."
                ),
                Target.JSON: self.tr("One file with photos, faces, people, tags and albums, for other programs."),
                Target.CSV: self.tr("One file with a line for each face, for a spreadsheet."),
                Target.PEOPLE_PACK: self.tr(
                    "Names, birthdays and how faces look, in a file with a passphrase: somebody else's PhotoFace then "
                    "suggests your people. It holds no photo."
                ),
            }[target]
        )
        pack = target is Target.PEOPLE_PACK
        self.photos.setEnabled(not pack)
        self._pages.setVisible(target is Target.PAGES)
        self._server.setVisible(target is Target.IMMICH)
        self.act.setText(
            {
                Target.DIGIKAM: self.tr("Write sidecars"),
                Target.IMMICH: self.tr("Look what would be sent"),
                Target.PEOPLE_PACK: self.tr("Choose people …"),
            }.get(target, self.tr("Choose where …"))
        )
        typed = bool(self.address.text().strip() and self.key.text().strip())
        self.act.setEnabled(pack or (self.photos.is_ready and (target is not Target.IMMICH or typed)))
        self.grow()

    # where to

    def accept(self) -> None:
        """Ask for what is missing still; the sheet closes once the job is given."""
        target = self.target
        if target is Target.PEOPLE_PACK:
            from photoface.gui.people.pack_sheets import SharePackSheet

            SharePackSheet(self._context, (), self._window).open()
            super().accept()
        elif target is Target.DIGIKAM:
            self._context.jobs.write_names(WriteNamesJob(self.photos.photo_ids))
            super().accept()
        elif target is Target.IMMICH:
            address, key = self.address.text().strip(), self.key.text().strip()
            note_address(self._preferences, IMMICH, address)
            self._context.jobs.export(ExportImmichJob(address, key, self.photos.photo_ids))
            super().accept()
        elif target is Target.PAGES:
            dialog = FileDialog.for_folder(self, self.tr("Choose an empty folder for the pages"))
            dialog.setLabelText(FileDialog.DialogLabel.Accept, self.tr("Export here"))
            dialog.fileSelected.connect(lambda path: self.write_pages(Path(path)))
            dialog.open()
        else:
            data_format = DataFormat(target.value)
            dialog = FileDialog(self, self.tr("Save the export"))
            dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix(data_format.value)
            dialog.selectFile(f"PhotoFace.{data_format.value}")
            dialog.fileSelected.connect(lambda path: self.write_data(Path(path), data_format))
            dialog.open()

    def write_data(self, file: Path, data_format: DataFormat) -> None:
        """Have the file written; the dialog has asked about one of that name."""
        self._context.jobs.export(ExportDataJob(file, data_format, self.photos.photo_ids))
        super().accept()

    def write_pages(self, folder: Path) -> None:
        """Have the pages written, after a question where older ones are in the folder."""
        job = ExportPagesJob(
            folder,
            self.size_of_pictures.currentIndex() == 0,
            self.with_names.isChecked(),
            self.with_places.isChecked(),
            self.photos.photo_ids,
        )
        self._context.client.read(
            self, lambda library: library.exports.holds_older_pages(folder), lambda older: self._ask_pages(job, older)
        )

    def _ask_pages(self, job: ExportPagesJob, older: bool) -> None:
        if older:
            confirm(
                self,
                self.tr("Replace the older pages?"),
                self.tr("{} holds pages that PhotoFace made before. Other files in it stay.").format(job.folder),
                self.tr("Replace"),
                lambda: self._give(job),
            )
        else:
            self._give(job)

    def _give(self, job: ExportPagesJob) -> None:
        self._context.jobs.export(job)
        super().accept()
