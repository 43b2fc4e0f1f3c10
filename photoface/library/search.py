"""Searching photos by words (`photoface.catalog.search` has the language), and the searches that the user keeps."""

from __future__ import annotations

from photoface.catalog import position_places, saved_searches, search, settings_store
from photoface.catalog.database import Database
from photoface.catalog.search import completion, relax
from photoface.catalog.search.renaming import as_kept
from photoface.catalog.search.synonyms import Thesaurus
from photoface.catalog.summaries import SearchResult
from photoface.library.manager import Manager, reads


class Search(Manager):
    """Finds photos."""

    def __init__(self, database: Database, thesaurus: Thesaurus | None) -> None:
        super().__init__(database)
        self._thesaurus = thesaurus

    def find(self, words: str, *, widen: bool = True) -> SearchResult:
        """Photos that match words of the search language, newest first.

        Args:
            widen: whether a tag that is not there also stands for those that mean nearly the same, as far as the
                settings allow it. Who changes all that a search finds should say no.

        Raises:
            UserFacingError: the words cannot be read; a `SearchError` points at the place. Or they ask for the age of
                somebody whose birth is not known.
        """
        self._name_positions()
        with self._database.read() as session:
            widen = widen and settings_store.load(session).similar_tags == "yes"
            return search.photos_with(session, words, self._thesaurus, widen=widen)

    def _name_positions(self) -> None:
        """Find the places of new positions, which scans and decisions bring."""
        if self._database.read_only:
            return
        positions = self._database.query(position_places.unnamed_positions)
        if positions:
            with self._database.write(durable=False) as session:
                position_places.name_positions(session, positions)

    def as_kept(self, words: str) -> str:
        """A kept search in words that mean the same within a longer one."""
        return as_kept(words)

    wider = reads(relax.wider)
    complete = reads(completion.completions)
    saved = reads(saved_searches.everything)
