"""The tags of photos."""

from __future__ import annotations

from collections.abc import Sequence

from photoface.catalog import tags
from photoface.catalog.database import Database
from photoface.catalog.summaries import TagCount, TagNode, TagSummary


class Tags:
    """Reads tags; the commands of `photoface.library.commands` change them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def tree(self) -> tuple[TagNode, ...]:
        """All tags as a tree, with how many photos have each."""
        return self._database.query(tags.tree)

    def called(self, words: str) -> list[TagSummary]:
        """Tags that these words mean: the end of a path, or else the beginning of a tag's name."""
        return tags.called(self._database.query(tags.everything), words)

    def complete(self, prefix: str, limit: int = 8) -> list[TagSummary]:
        """Tags to offer while somebody types: those whose path, or a name in it, begins so; by path."""
        return tags.beginning_with(self._database.query(tags.everything), prefix)[:limit]

    def on_photos(self, photo_ids: Sequence[int]) -> list[TagCount]:
        """The tags that any of these photos has, by path, each with how many of them have it."""
        return self._database.query(tags.on_photos, photo_ids)
