"""`Trash`, the library's manager that lists the photos in Recently deleted, and how many days each has left.

It also says whether the trash has to be emptied: the days of a photo are over, or a job was killed. And it lists photos
with more than one file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection

from photoface.catalog import deleted_photos, second_files
from photoface.catalog.database import Database
from photoface.catalog.deleted_photos import DeletedPhoto
from photoface.catalog.second_files import SeveralFiles
from photoface.library.manager import Manager, reads


class Trash(Manager):
    """Reads Recently deleted. `Jobs.empty_trash` moves files out of it to the trash of the system."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        super().__init__(database)
        self._now = now

    ids = reads(deleted_photos.ids)
    how_many = reads(deleted_photos.how_many)

    def photos(self, photo_ids: Collection[int] | None = None) -> list[DeletedPhoto]:
        """Deleted photos with their files and the days left; all, or those of these, newest first."""
        return self._database.query(deleted_photos.photos, self._now(), photo_ids)

    def several_files(self) -> list[SeveralFiles]:
        """Photos with more than one file, newest first, and what of them waits in Recently deleted."""
        return self._database.query(second_files.photos, self._now())

    def is_due(self) -> bool:
        """Whether the days of a photo are over, or a job that moved files was killed."""
        with self._database.read() as session:
            now = self._now()
            return bool(
                deleted_photos.expired_ids(session, now)
                or deleted_photos.interrupted(session)
                or second_files.due(session, now)
            )
