"""The dialog that asks from which program (digiKam, Picasa ...) names are taken over, and where its data is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QWidget

from photoface.gui.client import LatestRead
from photoface.gui.context import Context
from photoface.gui.kit.boxes import Placed, in_column, in_row
from photoface.gui.kit.choices import RadioButton
from photoface.gui.kit.file_dialog import FileDialog
from photoface.gui.kit.parts import button, label
from photoface.gui.kit.server_addresses import last_address, note_address
from photoface.gui.kit.sheet import Sheet
from photoface.library.other_programs import SERVERS, usual_places
from photoface.worker.messages import ProposeImportJob

PROGRAMS = {
    "apple-photos": "Apple Photos",
    "digikam": "digiKam",
    "takeout": "Google Takeout",
    "immich": "Immich",
    "librephotos": "LibrePhotos",
    "lightroom": "Lightroom Classic",
    "nextcloud-recognize": "Nextcloud Recognize",
    "photoprism": "PhotoPrism",
    "picasa": "Picasa",
}
"""The programs by what `read_catalog` calls them, with the names that users know."""

IN_FOLDERS = ("apple-photos", "picasa", "takeout")
"""Programs that keep their catalog in a folder; the others have a file."""


class ImportSheet(Sheet):
    """Offers the usual place of the program that is chosen, or its server; another one can be typed or picked.

    Args:
        preferences: remember the addresses of servers, and no keys.

    Signals:
        chosen: a `ProposeImportJob`.
    """

    chosen = Signal(object)

    def __init__(self, context: Context, preferences: QSettings, parent: QWidget) -> None:
        super().__init__("", parent)
        self._preferences = preferences
        self.set_title(self.tr("Import from another program"))
        self._places = LatestRead(context.client, self)
        self._typed = False
        self._found: list[Path] | None = None
        self.programs = QButtonGroup(self)
        columns = (in_column(spacing=4), in_column(spacing=4))
        half = (len(PROGRAMS) + 1) // 2
        self._keys = tuple(PROGRAMS)
        for number, words in enumerate(PROGRAMS.values()):
            choice = RadioButton(words, context.theme, self)
            self.programs.addButton(choice, number)
            columns[number // half].addWidget(choice)
        for column in columns:
            column.addStretch(1)
        self.where = QLineEdit(self)
        self.where.setAccessibleName(self.tr("Where it keeps its names"))
        self.where.textEdited.connect(self._note_typed)
        self.where.textChanged.connect(lambda _: self._show_state())
        self.choose = button(self.tr("Choose …"), "plain", self, clicked=self._choose)
        self.hint = self.sentence()
        self.key = QLineEdit(self)
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.key.setAccessibleName(self.tr("Key of the server"))
        self.key.setPlaceholderText(self.tr("Key, as its settings make one"))
        self.key.textChanged.connect(lambda _: self._show_state())
        self.fill(
            self.sentence(
                self.tr("Its names are only read, and nothing changes here before you saw what would be taken over.")
            ),
            in_row(Placed(columns[0], 1), Placed(columns[1], 1), spacing=12),
            label(self.tr("Where it keeps them"), "heading", self),
            in_row(Placed(self.where, 1), self.choose, spacing=8),
            self.key,
            self.hint,
        )
        self.add_buttons(self.tr("Look what is there"), self.tr("Cancel"))
        self.accepted.connect(self._emit_choice)
        self.setMinimumWidth(context.theme.size(520))
        self.programs.idToggled.connect(self._offer_place)
        first = self.programs.buttons()[0]
        first.setChecked(True)
        first.setFocus()

    @property
    def program(self) -> str:
        """The program that is chosen, as `read_catalog` calls it."""
        return self._keys[self.programs.checkedId()]

    def job(self) -> ProposeImportJob:
        """Reads what was chosen."""
        where = self.where.text().strip()
        return ProposeImportJob(self.program, where, self.key.text().strip() if self._is_server() else None)

    def _emit_choice(self) -> None:
        if self._is_server():
            note_address(self._preferences, self.program, self.where.text())
        self.chosen.emit(self.job())

    def _is_server(self) -> bool:
        return self.program in SERVERS and "://" in self.where.text()

    def _note_typed(self) -> None:
        self._typed = True

    def _offer_place(self, _number: int, on: bool) -> None:
        """Look on the disk where the program that was chosen keeps its catalog, unless the user said so."""
        if not on:
            return
        program = self.program
        if not self._typed:
            self.where.clear()
            self._found = None
            self._places.start(lambda _: usual_places(program), self._take_places)
        self._show_state()

    def _take_places(self, found: list[Path]) -> None:
        self._found = found
        offered = str(found[0]) if found else last_address(self._preferences, self.program)
        if offered and not self._typed:
            self.where.setText(offered)
        self._show_state()

    def _show_state(self) -> None:
        name = PROGRAMS[self.program]
        where = self.where.text().strip()
        found = self._found or []
        if where and found and where == str(found[0]):
            words = self.tr("This is where {} usually keeps them.").format(name)
            if len(found) > 1:
                words = self.tr("There are {count} of {program}; this is the first one.").format(
                    count=len(found), program=name
                )
        elif self._is_server():
            words = self.tr("PhotoFace asks this server, and no other one.")
        elif where:
            words = ""
        elif self.program in SERVERS:
            words = self.tr("Choose a backup of its database, or type the address of your server.")
        elif self._found is None:
            words = self.tr("Looking in the usual places.")
        else:
            words = self.tr("Nothing was found in the usual places. Choose where it is.")
        self.hint.setText(words)
        self.key.setVisible(self._is_server())
        self.grow()
        self.act.setEnabled(bool(where) and (not self._is_server() or bool(self.key.text().strip())))

    def _choose(self) -> None:
        title = self.tr("Choose what {} keeps").format(PROGRAMS[self.program])
        if self.program in IN_FOLDERS:
            dialog = FileDialog.for_folder(self, title)
        else:
            dialog = FileDialog(self, title)
            dialog.setFileMode(FileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._take_choice)
        dialog.open()

    def _take_choice(self, path: str) -> None:
        self._typed = True
        self.where.setText(path)
        # Enter goes on from here.
        self.where.setFocus()
