"""`Backups`, the library's manager that makes daily and other backups, lists them, and checks the catalog."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from photoface.catalog import backups
from photoface.catalog.backups import Backup
from photoface.library.manager import Manager

QUICKLY_CHECKED_BYTES = 16_000_000
"""A catalog up to this size is looked through in a quarter of a second; a larger one once a day, unless asked."""


class Backups(Manager):
    """Makes and lists backups, and checks the catalog."""

    def make(self, file: Path | None = None) -> Path:
        """Copy the whole catalog, as it is now, to a file; also where it was deleted or moved while it is open.

        Args:
            file: a file that is not there yet; None for a dated one in the folder of backups.

        Returns:
            The file.

        Raises:
            CatalogDamaged: the catalog is.
            UserFacingError: there is such a file, or the disk is full or cannot be written.
        """
        if file is None:
            return self._database.back_up(backups.BY_HAND)
        target = file.expanduser().absolute()
        self._database.save_copy(target)
        return target

    def all(self) -> list[Backup]:
        """The backups of this catalog, newest first."""
        return backups.backups_of(self._database.path)

    def daily_check(self, *, thorough: bool = False) -> Path | None:
        """Keep the backup of the day, if anything changed since the last one, and see whether the catalog is whole.

        Args:
            thorough: look through a large catalog, too, that was looked through today.

        Returns:
            The backup, None where none was due.

        Raises:
            CatalogDamaged: it is damaged; the remedy names the newest good backup.
            UserFacingError: a backup was due and cannot be made.
        """
        path = self._database.path
        if self._database.is_shared:
            # Its server's administrator does both.
            return None
        if self._database.read_only:
            self._database.check()
            return None
        made = None
        if backups.is_due(path, self._database.query(self._database.commit_number), dt.date.today()):
            self._database.check_values()
            # The backup itself is looked through for damage of the file.
            made = self._database.back_up(backups.DAILY)
        elif thorough or path.stat().st_size <= QUICKLY_CHECKED_BYTES or not backups.checked_on(path, dt.date.today()):
            self._database.check()
            if thorough:
                self._database.check_values()
        else:
            return None
        backups.note_checked(path)
        return made
