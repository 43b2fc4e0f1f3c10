"""Executes a search: from its text to the photos that match."""

from __future__ import annotations

from sqlalchemy.orm import Session

from photoface.catalog.search.compile import statement
from photoface.catalog.search.explain import explanation, widening_note
from photoface.catalog.search.grammar import parse
from photoface.catalog.search.resolve import look_up
from photoface.catalog.search.synonyms import Thesaurus
from photoface.catalog.summaries import SearchResult


def photos_with(
    session: Session, words: str, thesaurus: Thesaurus | None = None, *, widen: bool = True
) -> SearchResult:
    """Photos that match, newest first, without forgotten ones. No words find nothing.

    A name means the people of exactly this name, otherwise all with a name that begins with it. Unknown words are
    reported and nothing is found: ignoring them would show photos that were not asked for.

    If no tag has the given name, tags of nearly the same meaning are used, and the result says so. If some have it, the
    result only names the similar ones.

    Args:
        thesaurus: finds similar tags; None for none.
        widen: whether it is used where the search does not ask for it, as `tag:~seaside` does.

    Raises:
        SearchError: it cannot be parsed.
        UserFacingError: it asks for the age of somebody whose birth is not known.
    """
    node = parse(words)
    if node is None:
        return SearchResult((), "Type the name of a person.")
    meaning = look_up(session, node, thesaurus, widen=widen)
    unknown = meaning.unknown()
    if unknown:
        return SearchResult((), meaning.unknown_sentence(), unknown)
    found = session.execute(statement(node, meaning)).scalars().all()
    similar = tuple(meaning.similar.values())
    return SearchResult(tuple(found), explanation(node, meaning), (), similar, widening_note(similar))
