"""Suggests wider searches where one finds nothing: leaves out one condition at a time and counts the photos found."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.search.compile import statement
from photoface.catalog.search.explain import explanation
from photoface.catalog.search.grammar import parse
from photoface.catalog.search.resolve import look_up
from photoface.catalog.search.tree import And
from photoface.catalog.search.writing import to_words
from photoface.catalog.summaries.searches import WiderSearch

MOST_PARTS = 8
"""Of a longer search no part is the one at fault."""


def wider(session: Session, words: str) -> list[WiderSearch]:
    """The search without one of its conditions, for each without which something is found; most photos first.

    Raises:
        SearchError: it is not of the language.
    """
    node = parse(words)
    if not isinstance(node, And) or len(node.parts) > MOST_PARTS:
        return []
    found = []
    for left_out in node.parts:
        parts = tuple(part for part in node.parts if part is not left_out)
        rest = parts[0] if len(parts) == 1 else And(parts)
        meaning = look_up(session, rest)
        if meaning.unknown():
            continue
        count = session.execute(sa.select(sa.func.count()).select_from(statement(rest, meaning).subquery()))
        photos = count.scalar_one()
        if photos:
            found.append(WiderSearch(to_words(rest), explanation(left_out, look_up(session, left_out)), photos))
    return sorted(found, key=lambda one: -one.photos)
