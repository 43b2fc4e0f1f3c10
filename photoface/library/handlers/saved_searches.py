"""Handles commands that save a search under a name, and change or delete a saved one."""

from __future__ import annotations

from photoface.catalog import saved_searches
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.ledger import Journal
from photoface.catalog.search.grammar import parse
from photoface.errors import UserFacingError
from photoface.library.commands.collections import DeleteSavedSearch, EditSavedSearch, SaveSearch
from photoface.library.handlers.typed_names import LONGEST_NAME
from photoface.text_folding import cleaned, shows_something


def save_search(journal: Journal, command: SaveSearch) -> Facts:
    """A search that cannot be read is refused with what is wrong with it."""
    name, words = _checked(command.name, command.words)
    saved_searches.save(journal, name, words)
    return facts("search_saved", search=name)


def edit_saved_search(journal: Journal, command: EditSavedSearch) -> Facts:
    """A name alone may be changed even where the words cannot be read any more."""
    before = saved_searches.get(journal.session, command.search_id)
    same_words = command.words == before.words
    name, words = (_checked_name(command.name), before.words) if same_words else _checked(command.name, command.words)
    other = saved_searches.called(journal.session, name)
    if other is not None and other.id != before.id:
        raise UserFacingError(f"There is a saved search {other.name} already.", "Choose another name.")
    saved_searches.edit(journal, before.id, name, words)
    if name != before.name:
        return facts("search_renamed", before=before.name, search=name)
    return facts("search_changed", search=name)


def delete_saved_search(journal: Journal, command: DeleteSavedSearch) -> Facts:
    name = saved_searches.get(journal.session, command.search_id).name
    saved_searches.delete(journal, command.search_id)
    return facts("search_deleted", search=name)


def _checked_name(name: str) -> str:
    clean = cleaned(name)
    if not shows_something(clean):
        raise UserFacingError("A saved search needs a name.")
    if len(clean) > LONGEST_NAME:
        raise UserFacingError(f"A name can have {LONGEST_NAME} letters at most.")
    return clean


def _checked(name: str, words: str) -> tuple[str, str]:
    clean = _checked_name(name)
    if parse(words) is None:
        raise UserFacingError("There is no search to save.", "Type what to look for first.")
    return clean, " ".join(words.split())
