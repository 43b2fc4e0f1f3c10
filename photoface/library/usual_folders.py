"""Finds the folders in which people usually keep their photos, to be proposed at the first start."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from photoface.imaging.formats import is_photo_name

BELOW_HOME = (
    *("Pictures", "Photos", "Images", "Bilder", "OneDrive/Pictures", "Dropbox/Camera Uploads", "Nextcloud/Photos"),
    *("Nextcloud/InstantUpload", "Google Drive/Photos", "pCloudDrive/Automatic Upload"),
)

ENTRIES_LOOKED_AT = 3000
"""Files and folders that are looked at until a folder counts as one without photos."""


@dataclass(frozen=True, slots=True)
class UsualFolder:
    """A folder that is there; `holds_photos` where some were found in or below it, looking at its beginning only."""

    path: Path
    holds_photos: bool


def usual_folders() -> list[UsualFolder]:
    """The usual folders that are there, those with photos first. One that lies in another is left out."""
    home = Path.home()
    found: list[Path] = []
    for path in (platformdirs.user_pictures_path(), *(home / name for name in BELOW_HOME)):
        real = Path(os.path.realpath(path))
        if os.path.isdir(real) and real != Path(os.path.realpath(home)):  # noqa: PTH112 - raises nothing
            found.append(real)
    outer = [real for real in dict.fromkeys(found) if not any(other in real.parents for other in found)]
    folders = [UsualFolder(real, _holds_photos(real)) for real in outer]
    return sorted(folders, key=lambda folder: not folder.holds_photos)


def _holds_photos(folder: Path) -> bool:
    return any(is_photo_name(name) for name in itertools.islice(_names(folder), ENTRIES_LOOKED_AT))


def _names(folder: Path) -> Iterator[str]:
    """The names of files below a folder; what cannot be listed has none."""
    for _, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from folders
        yield from files
