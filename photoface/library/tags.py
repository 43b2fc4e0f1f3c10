"""`Tags`, the library's manager that reads tags, finds them by name and completes them."""

from __future__ import annotations

from photoface.catalog import tags
from photoface.catalog.summaries.collections import TagSummary
from photoface.library.manager import Manager, reads


class Tags(Manager):
    """Reads tags; the commands of `photoface.library.commands` change them."""

    tree = reads(tags.tree)

    def called(self, words: str) -> list[TagSummary]:
        """Tags that these words mean: the end of a path, or else the beginning of a tag's name."""
        return tags.called(self._database.query(tags.everything), words)

    def complete(self, prefix: str, limit: int = 8) -> list[TagSummary]:
        """Tags to offer while somebody types: those whose path, or a name in it, begins so; by path."""
        return tags.beginning_with(self._database.query(tags.everything), prefix)[:limit]

    on_photos = reads(tags.on_photos)
