"""Reads and writes the searches that the user saved under a name."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.ledger import Journal
from photoface.catalog.summaries.searches import SavedSearchSummary
from photoface.catalog.tables.collections import SavedSearch
from photoface.errors import UserFacingError
from photoface.text_folding import spelled


def everything(session: Session) -> list[SavedSearchSummary]:
    """All saved searches by name."""
    query = sa.select(SavedSearch.id, SavedSearch.name, SavedSearch.words).order_by(SavedSearch.name_key)
    return [SavedSearchSummary(*row) for row in session.execute(query)]


def get(session: Session, search_id: int) -> SavedSearchSummary:
    """One saved search.

    Raises:
        UserFacingError: it is gone.
    """
    found = next((search for search in everything(session) if search.id == search_id), None)
    if found is None:
        raise UserFacingError("This search is not kept any more.", "Undo may bring it back.")
    return found


def is_kept(session: Session, words: str) -> bool:
    """Whether a search is saved in exactly these words."""
    if not words.isprintable():
        # A path may hold bytes that are no letters; such words cannot be kept.
        return False
    query = sa.select(SavedSearch.id).where(SavedSearch.words == " ".join(words.split())).limit(1)
    return session.execute(query).first() is not None


def called(session: Session, name: str) -> SavedSearchSummary | None:
    """The saved search of that name, whatever the case."""
    key = spelled(name)
    return next((search for search in everything(session) if spelled(search.name) == key), None)


def save(journal: Journal, name: str, words: str) -> None:
    """Save a search under a name, replacing the one that has this name."""
    present = called(journal.session, name)
    if present is None:
        journal.insert(SavedSearch, _values(name, words))
    else:
        edit(journal, present.id, name, words)


def edit(journal: Journal, search_id: int, name: str, words: str) -> None:
    """Change the name and the words of a saved search."""
    journal.update(SavedSearch, [search_id], _values(name, words))


def _values(name: str, words: str) -> dict[str, str]:
    return {"name": name, "name_key": spelled(name), "words": words}


def reword(journal: Journal, search_id: int, words: str) -> None:
    """Change the words of a saved search."""
    journal.update(SavedSearch, [search_id], {"words": words})


def delete(journal: Journal, search_id: int) -> None:
    """Delete a saved search."""
    journal.delete(SavedSearch, [search_id])
