"""The dialog that asks with which other program photos are opened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from photoface.gui.context import Context
from photoface.gui.kit import text
from photoface.gui.kit.file_dialog import FileDialog
from photoface.gui.kit.other_programs import (
    OtherProgram,
    chosen_program,
    open_as_usual,
    open_with,
    programs_for,
    system_dialog,
)
from photoface.gui.kit.sheet import Sheet


class OpenWithSheet(Sheet):
    """Lists the program that the system has for photos, then the others. What they save, the next scan finds.

    Args:
        files: one of each photo.
    """

    def __init__(self, context: Context, files: Sequence[Path], parent: QWidget) -> None:
        super().__init__("", parent)
        self._context, self._files = context, tuple(files)
        self.set_title(
            self.tr("Open {} with").format(text.path_name(files[0]))
            if len(files) == 1
            else self.tr("Open {} with").format(text.photo_files(files))
        )
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Programs"))
        self.list.setMinimumSize(context.theme.size(360), context.theme.size(200))
        self._add(self.tr("The usual program"), None)
        about = self.sentence(self.tr("The program gets the original file. PhotoFace notices what is changed in it."))
        about.setFixedWidth(context.theme.size(360))
        self.fill(self.list, about)
        self.add_buttons(self.tr("Open"), self.tr("Cancel"))
        self.list.itemActivated.connect(lambda _: self.accept())
        self.list.setCurrentRow(0)
        self.list.setFocus()
        self.accepted.connect(self._open)
        context.client.read(self, lambda _: programs_for(self._files), self._take)

    def _add(self, words: str, program: object) -> None:
        item = QListWidgetItem(words, self.list)
        item.setData(Qt.ItemDataRole.UserRole, program)

    def _take(self, programs: list[OtherProgram]) -> None:
        for program in programs:
            self._add(program.name, program)
        self._add(self.tr("Another program …"), _ANOTHER)

    def _open(self) -> None:
        # The list always has its first line.
        chosen = self.list.currentItem().data(Qt.ItemDataRole.UserRole)
        if chosen is None:
            self._tell(open_as_usual(self._files))
        elif chosen == _ANOTHER:
            self._choose()
        else:
            self._tell(open_with(chosen, self._files))

    def _choose(self) -> None:
        asked = system_dialog()
        if asked is not None:
            self._tell(open_with(asked, self._files))
            return
        over = self.parentWidget()
        assert over is not None
        context, files = self._context, self._files
        dialog = FileDialog(over, self.tr("Choose a program"), Path("/"))
        dialog.setFileMode(FileDialog.FileMode.ExistingFile)
        # This sheet is closed by then.
        dialog.fileSelected.connect(lambda path: _tell(context, open_with(chosen_program(Path(path)), files)))
        dialog.open()

    def _tell(self, is_open: bool) -> None:
        _tell(self._context, is_open)


_ANOTHER = "another"


def _tell(context: Context, is_open: bool) -> None:
    if not is_open:
        context.client.messages.tell_problem(
            QCoreApplication.translate("OpenWithSheet", "The program could not be started."),
            QCoreApplication.translate("OpenWithSheet", "Choose another one, or open the photo from the file manager."),
        )
