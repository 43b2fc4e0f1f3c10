"""The unnamed groups."""

from __future__ import annotations

from photoface.catalog import groups
from photoface.catalog.database import Database
from photoface.catalog.summaries import GroupSummary


class Groups:
    """Reads groups; the commands of `photoface.library.commands` change them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, limit: int | None = None, offset: int = 0) -> list[GroupSummary]:
        """Unnamed groups, largest first."""
        return self._database.query(groups.summaries, limit, offset)

    def face_ids(self, group_id: int) -> list[int]:
        """A group's faces, best first."""
        return self._database.query(groups.face_ids, group_id)
