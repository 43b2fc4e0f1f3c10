"""Builders of catalogs by the words that `photoface import` takes for their programs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from foreign_catalogs import apple_photos, digikam, immich, lightroom, photoprism, picasa, servers, takeout
from foreign_catalogs.made_library import MadeLibrary

TAKEOUT_FOLDER = Path("Takeout", "Google Fotos")
"""Where the photos lie in an export: Takeout writes its files beside them."""


def _picasa(folder: Path, library: MadeLibrary, photos: Path) -> Path:
    picasa.write(photos, library)
    return photos


def _takeout(folder: Path, library: MadeLibrary, photos: Path) -> Path:
    return takeout.write(photos.parents[1], library, with_photos=False)


BUILDERS: dict[str, Callable[[Path, MadeLibrary, Path], Path]] = {
    "apple-photos": lambda folder, library, photos: apple_photos.write(folder, library, 11),
    "digikam": lambda folder, library, photos: digikam.write(folder, library, str(photos)),
    "immich": lambda folder, library, photos: immich.write(folder / "dump.sql", library, 2026),
    "librephotos": lambda folder, library, photos: servers.write_librephotos(folder / "db.sqlite3", library),
    "lightroom": lambda folder, library, photos: lightroom.write(folder / "a.lrcat", library, f"{photos}/"),
    "nextcloud-recognize": lambda folder, library, photos: servers.write_recognize(folder / "owncloud.db", library),
    "photoprism": lambda folder, library, photos: photoprism.write(folder / "index.db", library),
    "picasa": _picasa,
    "takeout": _takeout,
}
"""Each takes a folder to write into, the library, and the folder of its photos, which ends with `TAKEOUT_FOLDER`.

Each gives the path to import from.
"""
