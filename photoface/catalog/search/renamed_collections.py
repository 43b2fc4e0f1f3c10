"""Rewrites saved searches when a tag, album or circle is renamed, moved or merged, so that they mean the same."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from photoface.catalog import albums, circles, saved_searches, tags
from photoface.catalog.ledger import Journal
from photoface.catalog.search import tree
from photoface.catalog.search.renaming import rewritten

Collected = tree.Tagged | tree.InAlbum | tree.OfCircle


@dataclass(frozen=True, slots=True)
class _Names:
    """Tags and albums by their paths and circles by their names, each with its id."""

    tags: list[tuple[str, int]]
    albums: list[tuple[str, int]]
    circles: list[tuple[str, int]]

    @classmethod
    def read(cls, session: Session) -> _Names:
        paths = albums.paths(albums.everything(session))
        return cls(
            [(tag.path, tag.id) for tag in tags.everything(session)],
            [(path, album_id) for album_id, path in paths.items()],
            [(circle.name, circle.id) for circle in circles.everything(session)],
        )

    def _kind(self, leaf: Collected) -> list[tuple[str, int]]:
        if isinstance(leaf, tree.Tagged):
            return self.tags
        return self.albums if isinstance(leaf, tree.InAlbum) else self.circles

    def meant(self, leaf: Collected) -> list[int]:
        """Which ones a condition means."""
        whole = isinstance(leaf, tree.Tagged) and leaf.reach is tree.Reach.EXACT
        return tags.ending_in(self._kind(leaf), leaf.words, whole=whole)

    def name(self, leaf: Collected, wanted: int) -> str | None:
        """What one of the kind is called."""
        return next((name for name, one in self._kind(leaf) if one == wanted), None)


@contextlib.contextmanager
def saved_searches_follow(journal: Journal) -> Iterator[dict[int, int]]:
    """A context in which tags, albums or circles are renamed or moved: saved searches are rewritten at its end.

    It gives a dictionary, into which the caller puts the id of each merged tag with the id of the tag that it became.
    """
    kept = saved_searches.everything(journal.session)
    before = _Names.read(journal.session) if kept else None
    merged: dict[int, int] = {}
    yield merged
    if before is None:
        return
    now = _Names.read(journal.session)
    for search in kept:
        words = _reworded(search.words, before, now, merged)
        if words != search.words:
            saved_searches.reword(journal, search.id, words)


def _reworded(words: str, before: _Names, now: _Names, merged: Mapping[int, int]) -> str:
    def followed(leaf: Collected) -> tree.Leaf:
        became = merged if isinstance(leaf, tree.Tagged) else {}
        meant = before.meant(leaf)
        wanted = list(dict.fromkeys(became.get(one, one) for one in meant))
        if len(meant) != 1 or now.meant(leaf) == wanted:
            return leaf
        name = now.name(leaf, wanted[0])
        other = leaf if name is None else replace(leaf, words=name)
        return other if now.meant(other) == wanted else leaf

    return rewritten(words, lambda node: _with(node, followed))


def _with(node: tree.Node, followed: Callable[[Collected], tree.Leaf]) -> tree.Node:
    match node:
        case tree.And(parts):
            return tree.And(tuple(_with(part, followed) for part in parts))
        case tree.Or(parts):
            return tree.Or(tuple(_with(part, followed) for part in parts))
        case tree.Not(part):
            return tree.Not(_with(part, followed))
        case tree.Tagged() | tree.InAlbum() | tree.OfCircle():
            return followed(node)
        case _:
            return node
