"""The dialog of libraries: opens another one (from before, from a file, on a server, or new), or moves the current one.

The dialog only asks; the window does it.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from photoface.assembly import server_catalog
from photoface.catalog.server_note import SUFFIX as NOTE_SUFFIX
from photoface.catalog.server_note import place_in_words
from photoface.errors import UserFacingError, displayed
from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.boxes import Stretch, in_row
from photoface.gui.kit.file_dialog import FileDialog
from photoface.gui.kit.parts import button, label
from photoface.gui.kit.recent_libraries import recent_libraries
from photoface.gui.kit.sheet import Sheet, ask_words, confirm
from photoface.gui.kit.tasks import report

WIDTH = 520

MOST_ROWS = 6
"""Libraries that show without scrolling."""

SUFFIX = "photoface"

ADDRESS = "postgresql"
"""How the address of a library on a server begins."""


class LibrariesSheet(Sheet):
    """Each library has photos, people and a history of its own.

    Signals:
        open_asked: open another library in this window; its catalog's `Path`, which is made where there is none.
        move_asked: move this one; the folder's `Path`.
    """

    open_asked = Signal(object)
    move_asked = Signal(object)

    def __init__(self, context: Context, preferences: QSettings, parent: QWidget) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Libraries"))
        self._context = context
        self._catalog = catalog = context.client.library.catalog_path
        self.setFixedWidth(context.theme.size(WIDTH))
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Libraries that were opened before"))
        self.list.setSpacing(2)
        for path in recent_libraries(preferences):
            if path != catalog and path.is_file():
                item = QListWidgetItem(displayed(place_in_words(path)), self.list)
                item.setData(Qt.ItemDataRole.UserRole, path)
        self.list.itemActivated.connect(lambda _: self.act.click())
        self.list.currentItemChanged.connect(lambda *_: self.act.setEnabled(self.list.currentItem() is not None))
        there = self.list.count() > 0
        self.nothing = self.sentence(self.tr("No other library was opened so far."))
        self.nothing.setVisible(not there)
        self.list.setVisible(there)
        rows = min(self.list.count(), MOST_ROWS)
        self.list.setFixedHeight(rows * (self.list.sizeHintForRow(0) + 2 * self.list.spacing()) + 2)
        self.other = button(self.tr("Open a file …"), "plain", self, clicked=self._choose)
        self.on_server = button(self.tr("On a server …"), "plain", self, clicked=self._ask_address)
        self.new = button(self.tr("New library …"), "plain", self, clicked=self._ask_new)
        self.move_this = button(self.tr("Move this library …"), "plain", self, clicked=self._ask_place)
        # Its server's administrator moves one that is there.
        self.move_this.setVisible(not context.client.library.is_shared)
        self.fill(
            self.sentence(
                self.tr("Each library has photos, people and a history of its own. This one is {}.").format(
                    displayed(place_in_words(catalog))
                )
            ),
            in_row(self.move_this, Stretch()),
            label(self.tr("Others"), "heading", self),
            self.nothing,
            self.list,
            in_row(self.other, self.on_server, self.new, Stretch(), spacing=8),
        )
        self.add_buttons(self.tr("Open"), self.tr("Cancel"))
        self.act.setEnabled(False)
        self.accepted.connect(self._open_chosen)
        if there:
            self.list.setCurrentRow(0)
            self.list.setFocus()
        else:
            self.other.setFocus()
        self.fit_height()

    def _open_chosen(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.open_asked.emit(item.data(Qt.ItemDataRole.UserRole))

    def _take(self, path: str) -> None:
        self.reject()
        if Path(path) != self._catalog:
            self.open_asked.emit(Path(path))

    def _choose(self) -> None:
        dialog = FileDialog(self, self.tr("Open a library"), self._catalog.parent)
        dialog.setFileMode(FileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Libraries of PhotoFace (*.{} *{})").format(SUFFIX, NOTE_SUFFIX))
        dialog.fileSelected.connect(self._take)
        dialog.open()

    def _ask_address(self) -> None:
        window = self.parentWidget()
        assert window is not None
        self.reject()
        ask_words(
            window,
            self.tr("Where is the library? postgresql://USER@SERVER/DATABASE"),
            f"{ADDRESS}://",
            self.tr("Open"),
            self._open_on_server,
        )

    def _open_on_server(self, address: str) -> None:
        try:
            catalog = server_catalog(address)
        except UserFacingError as error:
            report(self._context.client.messages, error)
            return
        if catalog != self._catalog:
            self.open_asked.emit(catalog)

    def _ask_new(self) -> None:
        dialog = FileDialog(self, self.tr("New library"), Path.home())
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(FileDialog.FileMode.AnyFile)
        # One that is there is opened, never replaced.
        dialog.setOption(FileDialog.Option.DontConfirmOverwrite)
        dialog.setDefaultSuffix(SUFFIX)
        dialog.selectFile(f"{self.tr('Photos')}.{SUFFIX}")
        dialog.fileSelected.connect(self._take)
        dialog.open()

    def _ask_place(self) -> None:
        dialog = FileDialog.for_folder(self, self.tr("Where shall the library lie?"))
        dialog.fileSelected.connect(lambda path: self._ask_move(Path(path)))
        dialog.open()

    def _ask_move(self, folder: Path) -> None:
        window = self.parentWidget()
        assert window is not None
        self.reject()
        confirm(
            window,
            self.tr("Move the library to {}?").format(text.path(folder)),
            self.tr(
                "PhotoFace closes it, copies and checks it with its backups, and opens it there. Only then is the old "
                "one deleted. Your photos stay where they are."
            ),
            self.tr("Move"),
            lambda: self.move_asked.emit(folder),
        )
