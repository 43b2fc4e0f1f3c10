"""Finds mounted camera cards and cameras, by the folder DCIM that each of them has."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStorageInfo

from photoface.library.import_folders import CAMERA_FOLDERS


@dataclass(frozen=True, slots=True)
class Card:
    """A mounted card.

    Attributes:
        folder: where it is mounted.
        name: what it is called; of a card without a name its folder's.
        size: its bytes.
    """

    folder: Path
    name: str
    size: int


def mounted_cards() -> list[Card]:
    """The cards that are there now, by name. A disk that cannot be asked is none."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        folder = Path(volume.rootPath())
        if volume.isValid() and volume.isReady() and not volume.isRoot() and (folder / CAMERA_FOLDERS[0]).is_dir():
            found.append(Card(folder, volume.name() or folder.name or str(folder), volume.bytesTotal()))
    return sorted(found, key=lambda card: (card.name.casefold(), str(card.folder)))
