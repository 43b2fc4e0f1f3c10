"""Handles commands that save a search under a name, or delete a saved one."""

from __future__ import annotations

from photoface.catalog import saved_searches
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.ledger import Journal
from photoface.catalog.search.grammar import parse
from photoface.errors import UserFacingError
from photoface.library.commands import DeleteSavedSearch, SaveSearch
from photoface.library.handlers.typed_names import LONGEST_NAME
from photoface.text_folding import cleaned, shows_something


def save_search(journal: Journal, command: SaveSearch) -> Facts:
    """A search that cannot be read is refused with what is wrong with it."""
    name = cleaned(command.name)
    if not shows_something(name):
        raise UserFacingError("A saved search needs a name.")
    if len(name) > LONGEST_NAME:
        raise UserFacingError(f"A name can have {LONGEST_NAME} letters at most.")
    if parse(command.words) is None:
        raise UserFacingError("There is no search to save.", "Type what to look for first.")
    saved_searches.save(journal, name, " ".join(command.words.split()))
    return facts("search_saved", search=name)


def delete_saved_search(journal: Journal, command: DeleteSavedSearch) -> Facts:
    name = saved_searches.get(journal.session, command.search_id).name
    saved_searches.delete(journal, command.search_id)
    return facts("search_deleted", search=name)
