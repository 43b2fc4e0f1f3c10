"""Says which rows a committed change touched, so that windows and recognition read only those again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changed:
    """Which rows a committed change touched, by id. Windows refresh those and nothing else.

    `everything` is set where so much changed (a regroup, a removed folder) that a fresh look is cheaper.
    """

    faces: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()
    photos: frozenset[int] = frozenset()
    everything: bool = False
    tags: frozenset[int] = frozenset()
    searches: frozenset[int] = frozenset()
    boxes: frozenset[int] = frozenset()
    """Faces that were added, deleted or have another box: their crops are made again, and some must be embedded."""
    turned: frozenset[int] = frozenset()
    """Photos that the user turned: their pictures, and those of their faces, are shown another way round."""
    albums: frozenset[int] = frozenset()
    circles: frozenset[int] = frozenset()
    stacks: bool = False
    """Which photos are in one stack, or which of them is on top."""

    def __or__(self, other: Changed) -> Changed:
        return Changed(*(getattr(self, name) | getattr(other, name) for name in Changed.__slots__))
