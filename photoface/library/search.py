"""`Search`, the library's manager that finds photos by words and completes words; it also has the saved searches.

Where nothing is found it suggests wider searches. `photoface.catalog.search` implements the language.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace

from photoface.catalog import position_places, saved_searches, search, settings_store
from photoface.catalog.database import Database
from photoface.catalog.search import completion, relax
from photoface.catalog.search.known_names import KnownNames
from photoface.catalog.search.renaming import as_kept
from photoface.catalog.search.synonyms import Thesaurus
from photoface.catalog.summaries.searches import Completion, SearchResult
from photoface.library.manager import Manager, reads


class Search(Manager):
    """Finds photos."""

    def __init__(self, database: Database, thesaurus: Thesaurus | None, now: Callable[[], dt.datetime]) -> None:
        super().__init__(database)
        self._now = now
        self._thesaurus = thesaurus
        self._known: tuple[int, KnownNames] | None = None
        """Names of the library at a version of the catalog: while somebody types, they are read once."""

    def find(self, words: str, *, widen: bool = True) -> SearchResult:
        """Photos that match words of the search language, newest first.

        Args:
            widen: whether a tag that is not there also stands for those that mean nearly the same, as far as the
                settings allow it. Who changes all that a search finds should say no.

        Raises:
            UserFacingError: the words cannot be read; a `SearchError` points at the place. Or they ask for the age of
                somebody whose birth is not known.
        """
        with self._names() as known:
            widen = widen and settings_store.load(known.session).similar_tags == "yes"
            return search.photos_with(known.session, words, self._thesaurus, widen=widen, known=known)

    def complete(self, text: str, cursor: int, limit: int = 8) -> list[Completion]:
        """What could stand at the cursor, the most likely first."""
        with self._names() as known:
            return completion.completions(known, text, cursor, limit)

    @contextlib.contextmanager
    def _names(self) -> Iterator[KnownNames]:
        """The names of the library, with a session: read again once anything changed."""
        today = self._now().date()
        version = self._database.data_version()
        if self._known is None or self._known[0] != version:
            self._name_positions()
            version = self._database.data_version()
        with self._database.read() as session:
            # Of before the reading began: what changes meanwhile is read by the next search.
            kept = self._known
            same = kept is not None and kept[0] == version
            # A copy: other threads may search meanwhile, each with a session of its own.
            if kept is not None and same:
                known = replace(kept[1], session=session, today=today)
            else:
                known = KnownNames(session, today, vocabulary=None if kept is None else kept[1].vocabulary)
            yield known
            self._known = version, known

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
    saved = reads(saved_searches.everything)
