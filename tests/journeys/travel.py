"""How a journey begins: the real program on a copy of an album."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from real_window import RealWindow
from small_album import Catalog

Travel = Callable[..., tuple[RealWindow, Catalog, Path]]
"""Starts the program; gives its window, its catalog and the folder of its pictures."""


def copy_album(album: Path, to: Path) -> None:
    """Copy a scanned album with its catalog, as if it had been scanned there."""
    shutil.copytree(album / "Pictures", to / "Pictures")
    for file in album.glob("mine.photoface*"):
        shutil.copy(file, to)
    connection = sqlite3.connect(to / "mine.photoface")
    connection.execute("UPDATE library_folder SET path = ?", (os.path.realpath(to / "Pictures"),))
    connection.commit()
    connection.close()
