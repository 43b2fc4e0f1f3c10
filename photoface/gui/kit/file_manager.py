"""Shows a file in the system's file manager, selected where the system can do that, and makes the address of a file."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices


def show_in_file_manager(path: Path) -> None:
    """Open the folder of a file, with the file selected where the system can do that; a folder is opened itself."""
    if path.is_dir():
        QDesktopServices.openUrl(file_address(path))
    elif sys.platform == "darwin":
        QProcess.startDetached("open", ["-R", str(path)])
    elif sys.platform == "win32":
        QProcess.startDetached("explorer", ["/select,", str(path)])
    else:
        QDesktopServices.openUrl(file_address(path.parent))


def file_address(path: Path) -> QUrl:
    """The address of a file. `QUrl.fromLocalFile` takes text, and a name that is not UTF-8 is none."""
    return QUrl.fromEncoded(path.absolute().as_uri().encode())
