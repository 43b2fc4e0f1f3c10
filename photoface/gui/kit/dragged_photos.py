"""The MIME data of dragged or copied photos: ids for this window, files for other programs; and reading dropped files.

Files are only ever offered to be copied. A file manager that was offered to move them would take originals away.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QMimeData, QUrl

from photoface.gui.kit.file_manager import file_address

PHOTO_IDS = "application/x-photoface-photos"
"""The format of the ids: a word for this process, then decimal numbers, with spaces between."""

FILE_ADDRESSES = "text/uri-list"

GNOME_FILES = "x-special/gnome-copied-files"
"""What GNOME's file manager pastes: the word "copy", then addresses, a line each."""

_PROCESS = secrets.token_hex(8)
"""Another PhotoFace may have another catalog, in which the same ids are other photos."""

FilesOf = Callable[[Sequence[int]], Sequence[Path]]
"""Finds a file for each of these photos that has one now."""


class DraggedPhotos(QMimeData):
    """Ids of photos, and their files, which are looked up when somebody asks for them.

    Most drags end on an album or a tag of this window, and a few thousand files are not looked up for those.
    """

    def __init__(self, photo_ids: Sequence[int], files_of: FilesOf) -> None:
        super().__init__()
        self._photo_ids = tuple(photo_ids)
        self._files_of = files_of
        self._found: list[QUrl] | None = None
        put_photos(self, photo_ids)

    def formats(self) -> list[str]:
        return [PHOTO_IDS, FILE_ADDRESSES]

    def hasFormat(self, format_: str) -> bool:
        return format_ in (PHOTO_IDS, FILE_ADDRESSES)

    def retrieveData(self, format_: str, preferred: object) -> object:
        if format_ != FILE_ADDRESSES:
            return super().retrieveData(format_, preferred)  # type: ignore[arg-type]
        if self._found is None:
            self._found = [file_address(path) for path in self._files_of(self._photo_ids)]
        return self._found


def put_photos(data: QMimeData, photo_ids: Sequence[int]) -> None:
    """Note which photos are dragged."""
    data.setData(PHOTO_IDS, " ".join((_PROCESS, *map(str, photo_ids))).encode())


def photos_in(data: QMimeData) -> tuple[int, ...]:
    """The photos of this window that are dragged; none where it is something else."""
    if not data.hasFormat(PHOTO_IDS):
        return ()
    process, *words = bytes(data.data(PHOTO_IDS).data()).decode("ascii", "ignore").split() or [""]
    return tuple(int(word) for word in words if word.isdigit()) if process == _PROCESS else ()


def paths_in(data: QMimeData) -> list[Path]:
    """The files and folders that are dragged from another program; none where photos of this window are."""
    if photos_in(data):
        return []
    return [_path_of(url) for url in data.urls() if url.isLocalFile()]


def _path_of(address: QUrl) -> Path:
    if os.name == "nt":
        return Path(address.toLocalFile())
    # Not by `toLocalFile`, which gives text: a name that is not UTF-8 is none.
    return Path(os.fsdecode(unquote_to_bytes(address.path(QUrl.ComponentFormattingOption.FullyEncoded))))


def put_files(data: QMimeData, files: Sequence[Path]) -> None:
    """Offer files to be copied."""
    data.setUrls([file_address(path) for path in files])
    lines = [b"copy", *(bytes(file_address(path).toEncoded().data()) for path in files)]
    data.setData(GNOME_FILES, b"\n".join(lines))
