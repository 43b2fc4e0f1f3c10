"""Computes which tiles a grid of photos shows: a closed stack is one tile, an open one shows its photos in a row."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from photoface.catalog.summaries.photos import StackedPhoto
from photoface.gui.kit.stack_badge import StackTile


class StackedTiles:
    """The stacks of the photos of one grid.

    Args:
        photo_ids: of the grid, in its order.
        stacked: the photos in stacks; those that are not of the grid do not count.
    """

    def __init__(self, photo_ids: Sequence[int] = (), stacked: Iterable[StackedPhoto] = ()) -> None:
        self.photo_ids = list(photo_ids)
        self.places: dict[int, StackedPhoto] = {}
        self._inside: dict[int, tuple[int, ...]] = {}
        inside: dict[int, list[StackedPhoto]] = {}
        # Most libraries have few stacks; a grid of 50,000 photos is not looked through for none.
        all_stacked = list(stacked)
        here = set(self.photo_ids) if all_stacked else set()
        for photo in all_stacked:
            if photo.photo_id in here:
                inside.setdefault(photo.stack, []).append(photo)
        for stack, photos in inside.items():
            # A stack of which the grid has one photo is no stack there, but its photo can be taken out of it.
            self.places.update((photo.photo_id, photo) for photo in photos)
            if len(photos) > 1:
                self._inside[stack] = tuple(photo.photo_id for photo in sorted(photos, key=lambda one: one.position))

    def rows(self, open_stacks: Collection[int]) -> list[int]:
        """The photos that have a tile, in order; those of an open stack stand where its top stands."""
        if not self._inside:
            return self.photo_ids
        rows: list[int] = []
        for photo_id in self.photo_ids:
            inside = self.stack_of(photo_id)
            if inside is None:
                rows.append(photo_id)
            elif photo_id == inside[0]:
                rows.extend(inside if self.places[photo_id].stack in open_stacks else inside[:1])
        return rows

    def stack_of(self, photo_id: int) -> tuple[int, ...] | None:
        """All photos of the grid in the stack of this one, the top first; None where it stands alone."""
        place = self.places.get(photo_id)
        return None if place is None else self._inside.get(place.stack)

    def tile(self, photo_id: int, open_stacks: Collection[int]) -> StackTile | None:
        """What the tile of a photo says of its stack; None where it stands alone."""
        inside = self.stack_of(photo_id)
        if inside is None:
            return None
        return StackTile(len(inside), self.places[photo_id].stack in open_stacks, photo_id == inside[0])

    def all_of(self, photo_ids: Iterable[int], open_stacks: Collection[int]) -> tuple[int, ...]:
        """These photos, and all photos of the closed stacks on which they are."""
        found: list[int] = []
        for photo_id in photo_ids:
            inside = self.stack_of(photo_id)
            is_closed = inside is not None and self.places[photo_id].stack not in open_stacks
            found.extend(inside if inside is not None and is_closed else (photo_id,))
        return tuple(dict.fromkeys(found))
