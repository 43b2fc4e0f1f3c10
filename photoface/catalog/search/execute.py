"""Finding photos by the words of the search language."""

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

    A name stands for who is called just so, else for everybody of whom a name begins so. Words that mean nobody and
    nothing are reported, and then nothing is found: leaving them out would show photos that nobody asked for.

    Where no tag is called so, those that mean nearly the same are taken, and the result says so. Where some are, the
    result only names the others: who types `beach` and has such a tag means that.

    Args:
        thesaurus: knows what means nearly the same; None for nothing.
        widen: whether it is asked where the search does not say so, as `tag:~seaside` does.

    Raises:
        SearchError: it is not of the language.
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
