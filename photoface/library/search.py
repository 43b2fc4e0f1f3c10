"""Searching photos by words (`photoface.catalog.search` has the language), and the searches that the user keeps."""

from __future__ import annotations

from photoface.catalog import saved_searches, search, settings_store
from photoface.catalog.database import Database
from photoface.catalog.search import completion, relax
from photoface.catalog.search.synonyms import Thesaurus
from photoface.catalog.summaries import Completion, SavedSearchSummary, SearchResult, WiderSearch


class Search:
    """Finds photos."""

    def __init__(self, database: Database, thesaurus: Thesaurus | None) -> None:
        self._database = database
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
        with self._database.read() as session:
            widen = widen and settings_store.load(session).similar_tags == "yes"
            return search.photos_with(session, words, self._thesaurus, widen=widen)

    def wider(self, words: str) -> list[WiderSearch]:
        """What a search that found nothing finds without one of its conditions; most photos first.

        Raises:
            SearchError: the words cannot be read.
        """
        return self._database.query(relax.wider, words)

    def complete(self, text: str, cursor: int, limit: int = 8) -> list[Completion]:
        """What could stand in a search where the cursor is: names, tags, keys and their values."""
        return self._database.query(completion.completions, text, cursor, limit)

    def saved(self) -> list[SavedSearchSummary]:
        """The searches that the user keeps, by name."""
        return self._database.query(saved_searches.everything)
