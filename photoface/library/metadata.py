"""What photo files and other programs' catalogs say of people and photos, and taking it over."""

from __future__ import annotations

from pathlib import Path

from photoface.catalog import file_metadata
from photoface.catalog.database import Database
from photoface.catalog.file_metadata import MetadataCounts


class Metadata:
    """Reads what scans found in files; the command `TakeOver` makes decisions of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def counts(self) -> MetadataCounts:
        """How many photos carry names, tags and the like, and how many of these were not taken over yet."""
        return self._database.query(file_metadata.counts)

    def failures(self) -> list[tuple[Path, str]]:
        """Files whose metadata could not be read, in whole or in part, each with the sentences that say why."""
        return self._database.query(file_metadata.failures)
