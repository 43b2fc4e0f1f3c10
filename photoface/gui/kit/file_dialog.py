"""The dialog for a file or folder, instead of Qt's, which opens the listed files and so drops SQLite's locks.

Qt asks for the icon and the kind of each file in the folder shown, and where the name does not tell, it opens the file
and looks into it. A process loses all of its POSIX locks on a file when anything in it closes that file
(https://www.sqlite.org/howtocorrupt.html, section 2.2). With the catalog in that folder, SQLite's locks on it were
gone, and the next process that closed the catalog deleted its log under the window: decisions were lost.

Tried with Qt 6.11: without the icon provider below all locks were gone with every file mode and option (`ShowDirsOnly`
and `DontUseCustomDirectoryIcons` included), since Qt asks for all files and hides some afterwards. With it no file is
opened. Dialogs of the Linux desktop that run in this process (GTK's) look into files too, and are not used. Those of
macOS and Windows stay: the one runs in a process of its own, and Windows ties locks to the open file.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QCoreApplication, QFileInfo, QStandardPaths
from PySide6.QtGui import QAbstractFileIconProvider, QIcon
from PySide6.QtWidgets import QFileDialog, QStyle, QWidget


class _IconsByStatus(QAbstractFileIconProvider):
    """Tells folders from files by asking the system what they are, and never opens one. Qt calls it on any thread."""

    def __init__(self, style: QStyle) -> None:
        super().__init__()
        self._folder = style.standardIcon(QStyle.StandardPixmap.SP_DirIcon)
        self._file = style.standardIcon(QStyle.StandardPixmap.SP_FileIcon)
        self._folder_word = QCoreApplication.translate("FileDialog", "Folder")

    def icon(self, what: QFileInfo | QAbstractFileIconProvider.IconType) -> QIcon:
        folder = what.isDir() if isinstance(what, QFileInfo) else what is not QAbstractFileIconProvider.IconType.File
        return self._folder if folder else self._file

    def type(self, info: QFileInfo) -> str:
        return self._folder_word if info.isDir() else info.suffix()


class FileDialog(QFileDialog):
    """Asks for a file or a folder, and opens none of those that it lists.

    Args:
        folder: what it shows first; None for the folder that was chosen last in a dialog of this title, else for the
            user's pictures. Qt's own choice is the last folder of any dialog: shared photos would land beside backups.
    """

    _chosen_last: ClassVar[dict[str, Path]] = {}

    def __init__(self, parent: QWidget, title: str, folder: Path | None = None) -> None:
        super().__init__(parent, title, str(folder or self._chosen_last.get(title) or _pictures()))
        self.fileSelected.connect(partial(self._note_chosen, title))
        if sys.platform not in ("darwin", "win32"):
            self.setOption(QFileDialog.Option.DontUseNativeDialog)
        # Qt does not keep it alive.
        self._icons = _IconsByStatus(self.style())
        self.setIconProvider(self._icons)
        self.finished.connect(self.deleteLater)

    def _note_chosen(self, title: str, path: str) -> None:
        self._chosen_last[title] = Path(path) if self.fileMode() is self.FileMode.Directory else Path(path).parent

    @classmethod
    def for_folder(cls, parent: QWidget, title: str, folder: Path | None = None) -> FileDialog:
        """Asks for a folder that is there."""
        dialog = cls(parent, title, folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        return dialog


def _pictures() -> Path:
    pictures = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation))
    return pictures if pictures.is_dir() else Path.home()
