"""Executes a search: from its text to the photos that match, with an explanation and what was not understood."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from photoface.catalog import saved_searches
from photoface.catalog.photo_order import newest_first
from photoface.catalog.search import tree
from photoface.catalog.search.compile import statement
from photoface.catalog.search.explain import explanation, widening_note
from photoface.catalog.search.free_words import Corrections, prefixed
from photoface.catalog.search.grammar import parse
from photoface.catalog.search.known_names import KnownNames
from photoface.catalog.search.resolve import Meaning, look_up
from photoface.catalog.search.synonyms import Thesaurus
from photoface.catalog.search.writing import quoted, to_words
from photoface.catalog.summaries.searches import SearchChip, SearchResult


def photos_with(
    session: Session,
    words: str,
    thesaurus: Thesaurus | None = None,
    *,
    widen: bool = True,
    known: KnownNames | None = None,
) -> SearchResult:
    """Photos that match, newest first, without forgotten ones. No words find nothing.

    A name means the people of exactly this name, otherwise all with a name that begins with it. Unknown words are
    reported and nothing is found: ignoring them would show photos that were not asked for.

    If no tag has the given name, tags of nearly the same meaning are used, and the result says so. If some have it, the
    result only names the similar ones.

    Args:
        thesaurus: finds similar tags; None for none.
        known: names of the library that an earlier search read. Words without a prefix mean anything of that name, but
            in a search that is kept in just these words they mean people, as when it was kept.
        widen: whether the thesaurus is used where the search does not ask for it, as `tag:~seaside` does.

    Raises:
        SearchError: it cannot be parsed.
        UserFacingError: it asks for the age of somebody whose birth is not known.
    """
    node = parse(words)
    if node is None:
        return SearchResult((), "Type the name of a person.")
    corrections: Corrections = {}
    if not saved_searches.is_kept(session, words):
        node = prefixed(known or KnownNames(session), node, corrections)
    meaning = look_up(session, node, thesaurus, widen=widen)
    understood = to_words(node)
    unknown = meaning.unknown()
    if unknown:
        return SearchResult((), meaning.unknown_sentence(), unknown, words=understood)
    found = newest_first(session, statement(node, meaning))
    similar = tuple(meaning.similar.values())
    return SearchResult(
        tuple(found),
        explanation(node, meaning),
        (),
        similar,
        widening_note(similar),
        understood,
        _chips(node, meaning),
        _respelled(words, corrections),
    )


def _respelled(words: str, corrections: Corrections) -> str:
    """A search as it was typed, but for words with typing errors."""
    for wrong, right in corrections.items():
        words = re.sub(rf"(?<!\w){re.escape(wrong)}(?!\w)", lambda _, right=right: quoted(right), words)  # type: ignore[misc]
    return words


def _chips(node: tree.Node, meaning: Meaning) -> tuple[SearchChip, ...]:
    """The conditions that all have to hold, each with the search that is left without it."""
    parts = node.parts if isinstance(node, tree.And) else (node,)
    chips = []
    for place, part in enumerate(parts):
        rest = parts[:place] + parts[place + 1 :]
        without = to_words(rest[0] if len(rest) == 1 else tree.And(rest)) if rest else ""
        chips.append(SearchChip(explanation(part, meaning), without))
    return tuple(chips)
