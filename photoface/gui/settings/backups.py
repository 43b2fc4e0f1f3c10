"""Backs up the catalog (daily, or to a chosen file), and warns of a damaged or lost catalog file.

It also asks which backup to restore; the window then closes the catalog and puts the backup in its place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from photoface.errors import CatalogDamaged, CatalogGone
from photoface.gui.client import Client
from photoface.gui.kit.file_dialog import FileDialog
from photoface.gui.kit.parts import label
from photoface.gui.kit.sheet import Sheet, confirm

CARE_MS = 3_600_000
"""How often the backup of the day is thought of: a window may stay open for days."""


class CatalogBackups(QObject):
    """Backs up, asks which backup to restore, and shows what is wrong with the catalog's file, each thing once.

    Signals:
        restore_asked: the user wants a backup in the catalog's place; its `Path`. It takes closing the catalog.
    """

    restore_asked = Signal(object)

    def __init__(self, client: Client, window: QWidget) -> None:
        super().__init__(window)
        self._client = client
        self._messages = client.messages
        self._window = window
        self.sheet: Sheet | None = None
        self._told: set[type[Exception]] = set()
        self._care = QTimer(self, interval=CARE_MS)
        self._care.timeout.connect(lambda: self.look_after(thorough=False))
        client.messages.catalog_trouble.connect(self._tell_trouble)

    def start(self) -> None:
        """Check the catalog in the background, and make the daily backup."""
        self._care.start()
        self.look_after(thorough=True)

    def look_after(self, *, thorough: bool) -> None:
        self._client.tasks.read_slow(
            self, lambda: self._client.library.backups.daily_check(thorough=thorough), lambda _: None
        )

    def back_up(self) -> None:
        """Ask where to, and copy the catalog there."""
        dialog = FileDialog(self._window, self.tr("Back up the catalog"), Path.home())
        dialog.setAcceptMode(FileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(FileDialog.FileMode.AnyFile)
        # A file that is there is never written over, so it need not be asked.
        dialog.setOption(FileDialog.Option.DontConfirmOverwrite)
        dialog.selectFile(f"PhotoFace {dt.date.today():%Y-%m-%d}.backup")
        dialog.fileSelected.connect(lambda path: self.save_copy(Path(path)))
        dialog.open()

    def save_copy(self, file: Path) -> None:
        """Copy the open catalog to a file, and say so."""
        self._client.tasks.write(
            self,
            lambda: self._client.library.backups.make(file),
            lambda made: self._messages.note(self.tr("Everything is backed up in {}.").format(made.name)),
        )

    def restore(self) -> None:
        """Ask for a backup, and whether it shall take the catalog's place."""
        # The window's start does without the catalog's modules.
        from photoface.catalog.backups import folder_of

        folder = folder_of(self._client.library.catalog_path)
        dialog = FileDialog(self._window, self.tr("Choose a backup"), folder if folder.is_dir() else Path.home())
        dialog.setFileMode(FileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Backups (*.backup)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(lambda path: self.ask_restore(Path(path)))
        dialog.open()

    def ask_restore(self, backup: Path) -> None:
        """Say what restoring means, and restore after a yes."""
        made = dt.datetime.fromtimestamp(backup.stat().st_mtime)
        self._show(
            confirm(
                self._window,
                self.tr("Go back to the backup of {:%Y-%m-%d %H:%M}?").format(made),
                self.tr(
                    "Names and answers are then as they were at that time. What there is now becomes a backup itself, "
                    "so you can go back to it in the same way. The window closes for a moment."
                ),
                self.tr("Restore"),
                lambda: self.restore_asked.emit(backup),
            )
        )

    def _tell_trouble(self, error: CatalogGone | CatalogDamaged) -> None:
        if self.sheet is not None:
            return
        if type(error) in self._told:
            # It goes on; who chose "Not now" is not stopped again in all that he does.
            self._messages.tell_problem(error.sentence, error.remedy)
            return
        self._told.add(type(error))
        if isinstance(error, CatalogGone):
            self._show(self._ask(error, self.tr("The catalog is gone"), self.tr("Save a copy …"), self.back_up))
        elif error.backup is not None:
            backup = error.backup
            act, then = self.tr("Restore the backup …"), lambda: self.ask_restore(backup)
            self._show(self._ask(error, self.tr("The catalog is damaged"), act, then))
        else:
            self._show(self._ask(error, self.tr("The catalog is damaged"), self.tr("Close"), lambda: None))

    def _ask(self, error: CatalogGone | CatalogDamaged, title: str, act: str, then: Callable[[], None]) -> Sheet:
        sheet = Sheet(title, self._window)
        # Without the words for the terminal: here is a button.
        for words in (error.sentence, error.remedy if not isinstance(error, CatalogDamaged) else ""):
            line = label(words, "muted", sheet, wrap=True)
            line.setFixedWidth(400)
            sheet.body.addWidget(line)
        sheet.add_buttons(act, sheet.tr("Not now"))
        sheet.accepted.connect(then)
        sheet.open()
        return sheet

    def _show(self, sheet: Sheet) -> None:
        self.sheet = sheet
        sheet.finished.connect(lambda _: self._forget(sheet))

    def _forget(self, sheet: Sheet) -> None:
        # Its answer may have opened the next one by now.
        if self.sheet is sheet:
            self.sheet = None
