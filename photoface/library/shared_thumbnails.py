"""Thumbnails and face crops of a shared library: kept on this computer, and in the catalog for all others.

A picture comes from this computer's own store, or else from the catalog, or else it is made of the photo and put into
both. What another computer replaced or removed is forgotten here before anything is given.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from photoface.imaging.thumbnail_store import ThumbnailStore
from photoface.regular_files import read_regular
from photoface.writable import replacing

if TYPE_CHECKING:
    from photoface.catalog.database import Database
    from photoface.catalog.postgres.database_thumbnails import DatabaseThumbnails

NUMBER_SUFFIX = "-number"
"""What is appended to the store's name for the file with the number of the last change that was followed."""


def thumbnails_of(database: Database, path: Path) -> ThumbnailStore:
    """The store of a catalog's pictures.

    Args:
        path: its file on this computer.
    """
    of_all = database.database_thumbnails()
    return ThumbnailStore(path) if of_all is None else SharedThumbnails(path, of_all, database.data_version)


class SharedThumbnails(ThumbnailStore):
    """JPEGs by face id and by photo id: this computer's own store as a cache of what the database has for all.

    Args:
        database: where they are for all computers.
        version: moves when another computer commits.
    """

    def __init__(self, path: Path, database: DatabaseThumbnails, version: Callable[[], int]) -> None:
        super().__init__(path)
        self._database = database
        self._version = version
        self._number_file = path.with_name(path.name + NUMBER_SUFFIX)
        self._following = threading.Lock()
        self._followed: int | None = None
        self._number = 0
        with contextlib.suppress(OSError, ValueError):
            self._number = int(read_regular(self._number_file)[:40])
        self._replaced: set[tuple[str, int]] = set()

    def put_faces(self, jpegs: Mapping[int, bytes]) -> None:
        self._database.store("face", jpegs)
        super().put_faces(jpegs)

    def put_photos(self, jpegs: Mapping[int, bytes]) -> None:
        self._database.store("photo", jpegs)
        super().put_photos(jpegs)

    def faces(self, face_ids: Iterable[int]) -> dict[int, bytes]:
        self._drop_outdated()
        wanted = list(face_ids)
        found = super().faces(wanted)
        return found | self._fetched("face", [one for one in wanted if one not in found], super().put_faces)

    def photo(self, photo_id: int) -> bytes | None:
        self._drop_outdated()
        return super().photo(photo_id) or self._fetched("photo", [photo_id], super().put_photos).get(photo_id)

    def remove_faces(self, face_ids: Iterable[int]) -> None:
        gone = list(face_ids)
        self._database.remove("face", gone)
        super().remove_faces(gone)

    def remove_photos(self, photo_ids: Iterable[int]) -> None:
        gone = list(photo_ids)
        self._database.remove("photo", gone)
        super().remove_photos(gone)

    def take_replaced(self) -> tuple[frozenset[int], frozenset[int]]:
        """The faces and the photos whose pictures others replaced or removed since the last call."""
        self._drop_outdated()
        with self._following:
            replaced, self._replaced = self._replaced, set()
        faces, photos = ({one for kind, one in replaced if kind == wanted} for wanted in ("face", "photo"))
        return frozenset(faces), frozenset(photos)

    def _fetched(self, kind: str, ids: list[int], put: Callable[[Mapping[int, bytes]], None]) -> dict[int, bytes]:
        found = self._database.fetch(kind, ids) if ids else {}
        if found:
            put(found)
        return found

    def _drop_outdated(self) -> None:
        """Drop from this computer's store what others replaced or removed, if there were commits since then."""
        version = self._version()
        with self._following:
            if version == self._followed:
                return
            number, changed = self._database.changed_since(self._number)
            self._followed = version
            if not changed:
                return
            super().remove_faces([one for kind, one in changed if kind == "face"])
            super().remove_photos([one for kind, one in changed if kind == "photo"])
            self._replaced.update(changed)
            self._number = number
            with contextlib.suppress(OSError), replacing(self._number_file) as file:
                file.write(str(number).encode())
