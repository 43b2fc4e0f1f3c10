"""Rewrites a saved search so that its names still mean the same people: after a renaming, or inside a longer search."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from photoface.catalog.people import Names, called
from photoface.catalog.search.errors import SearchError
from photoface.catalog.search.grammar import parse
from photoface.catalog.search.tree import Aged, And, Named, Node, Not, Only, Or
from photoface.catalog.search.writing import to_words


def reworded(words: str, before: Sequence[Names], now: Sequence[Names], person_id: int) -> str:
    """A search in which every word that meant this person alone does so still; as it is where nothing has to change.

    Args:
        before, now: everybody's names before and after the person was renamed.
    """

    def name(one: str) -> str:
        if _ids(before, one) != [person_id] or _ids(now, one) == [person_id]:
            return one
        new = next(person.name for person in now if person.id == person_id)
        # Others may have the new name too, or it may look like a number.
        return new if _ids(now, new) == [person_id] else f"#{person_id}"

    return rewritten(words, lambda node: _with_names(node, name))


def rewritten(words: str, change: Callable[[Node], Node]) -> str:
    """A kept search with its tree changed; as it is where nothing changes or the words cannot be read any more."""
    try:
        node = parse(words)
    except SearchError:
        return words
    if node is None:
        return words
    changed = change(node)
    return words if changed == node else to_words(changed)


def as_kept(words: str) -> str:
    """A kept search in words that mean the same within a longer one: its bare names are people.

    Raises:
        SearchError: it is not of the language.
    """
    node = parse(words)
    return words if node is None else to_words(_with_people(node))


def _with_people(node: Node) -> Node:
    match node:
        case And(parts):
            return And(tuple(map(_with_people, parts)))
        case Or(parts):
            return Or(tuple(map(_with_people, parts)))
        case Not(part):
            return Not(_with_people(part))
        case Named(words):
            return Named(words, prefixed=True)
        case _:
            return node


def _ids(everybody: Sequence[Names], words: str) -> list[int]:
    return [person.id for person in called(everybody, words)]


def _with_names(node: Node, name: Callable[[str], str]) -> Node:
    match node:
        case And(parts):
            return And(tuple(_with_names(part, name) for part in parts))
        case Or(parts):
            return Or(tuple(_with_names(part, name) for part in parts))
        case Not(part):
            return Not(_with_names(part, name))
        case Named(words, prefixed):
            return Named(name(words), prefixed)
        case Only(names):
            return Only(tuple(name(words) for words in names))
        case Aged(words, years):
            return Aged(name(words), years)
        case _:
            return node
