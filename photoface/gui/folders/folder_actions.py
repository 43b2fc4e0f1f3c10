"""The actions on library folders: add (also by a drop), relocate, remove, scan, and try unreadable files again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from photoface.gui.kit import text
from photoface.gui.kit.file_dialog import FileDialog
from photoface.gui.kit.sheet import confirm

if TYPE_CHECKING:
    from photoface.catalog.summaries.library import FolderSummary
    from photoface.gui.client import Client
    from photoface.gui.jobs.job_messages import JobMessages
    from photoface.library.relocation import Relocation
    from photoface.scan.folder_to_scan import FolderToScan


class FolderActions(QObject):
    """Asks the user, changes the library's folders, and starts the scan that follows.

    Signals:
        added: a folder is in the library, and its scan begins.
    """

    added = Signal()

    def __init__(self, client: Client, news: JobMessages, window: QWidget) -> None:
        super().__init__(window)
        self._client = client
        self._news = news
        self._window = window

    def choose(self) -> None:
        """Ask for a folder of photos."""
        dialog = FileDialog.for_folder(self._window, self.tr("Choose a folder of photos"))
        dialog.fileSelected.connect(lambda path: self.add(Path(path)))
        dialog.open()

    def add(self, path: Path) -> None:
        """Add a folder and scan it at once."""

        def added(folder: FolderSummary) -> None:
            if folder.photos:
                known = self.tr("{name} is in the library already, with {files}.")
                self._client.messages.note(
                    known.format(name=text.path_name(folder.path), files=text.files(folder.photos))
                )
            self.added.emit()
            self.scan()

        self._client.add_folder(path, added)

    def choose_new_place(self, folder: FolderSummary) -> None:
        """Ask where a folder lies now that was moved or renamed."""
        name = text.path_name(folder.path)
        dialog = FileDialog.for_folder(self._window, self.tr("Choose where {} lies now").format(name))
        dialog.fileSelected.connect(lambda path: self.relocate(folder, Path(path)))
        dialog.open()

    def relocate(self, folder: FolderSummary, path: Path) -> None:
        """Note a folder's new place, if it holds the same photos, and look for them there."""

        def relocated(found: Relocation) -> None:
            self._client.messages.note(
                self.tr("{name} is found again: {found} of {all} photos looked for are there.").format(
                    name=text.path_name(found.after),
                    found=text.number(found.found),
                    all=text.number(found.looked_at),
                )
            )
            self.scan()

        self._client.relocate_folder(folder.id, path, relocated)

    def ask_remove(self, folder: FolderSummary) -> None:
        """Say what removing a folder means, and remove it after a yes."""
        confirm(
            self._window,
            self.tr("Remove {} from PhotoFace?").format(text.path_name(folder.path)),
            self.tr(
                "{files} will not be shown any more. They stay where they are, and the names and answers "
                "come back when you add the folder again."
            ).format(files=text.files(folder.photos)),
            self.tr("Remove"),
            lambda: self._client.remove_folder(folder.id),
        )

    def scan(self, *, quiet: bool = False, only: FolderToScan | None = None) -> None:
        """Look for new photos in all folders, or in one; a quiet scan says nothing at its end."""
        self._news.scan(quiet=quiet, only=only)

    def retry_failed(self) -> None:
        """Read the unreadable files once more."""

        def asked(count: int) -> None:
            if count:
                self.scan()
            else:
                self._client.messages.note(self.tr("There are no unreadable files."))

        self._client.retry_failed(asked)
