"""Searches that the user keeps."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from photoface.catalog import saved_searches
from photoface.catalog.folding import cleaned, shows_something, spelled
from photoface.catalog.ledger import Journal
from photoface.catalog.search.grammar import parse
from photoface.catalog.tables import SavedSearch
from photoface.errors import UserFacingError
from photoface.library.commands import DeleteSavedSearch, SaveSearch
from photoface.library.handlers.filing import LONGEST_NAME


def save_search(journal: Journal, command: SaveSearch, _now: dt.datetime) -> str:
    """See `SaveSearch`. A search that cannot be read is refused with what is wrong with it."""
    name = cleaned(command.name)
    if not shows_something(name):
        raise UserFacingError("A saved search needs a name.")
    if len(name) > LONGEST_NAME:
        raise UserFacingError(f"A name can have {LONGEST_NAME} letters at most.")
    if parse(command.words) is None:
        raise UserFacingError("There is no search to save.", "Type what to look for first.")
    values = {"name": name, "name_key": spelled(name), "words": " ".join(command.words.split())}
    present = saved_searches.by_name(journal.session, name)
    if present is None:
        journal.insert(SavedSearch, values)
    else:
        journal.update(SavedSearch, [present.id], values)
    return f"Saved the search {name}"


def delete_saved_search(journal: Journal, command: DeleteSavedSearch, _now: dt.datetime) -> str:
    """See `DeleteSavedSearch`."""
    found = sa.select(SavedSearch.name).where(SavedSearch.id == command.search_id)
    name = journal.session.execute(found).scalar_one_or_none()
    if name is None:
        raise UserFacingError("This search is not kept any more.", "Undo may bring it back.")
    journal.delete(SavedSearch, [command.search_id])
    return f"Deleted the saved search {name}"
