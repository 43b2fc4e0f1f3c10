"""Combines the stacks that the machine found and the user's decisions, which come first, into the stacks shown."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from photoface.catalog import photo_signatures, stacks
from photoface.catalog.summaries.photos import StackedPhoto
from photoface.stacks.unions import GuardedUnions

if TYPE_CHECKING:
    from photoface.catalog.database import Session

LAST = 1 << 30
"""The place of a photo that the machine has in no stack."""


def settle_stacks(session: Session) -> list[int]:
    """Bring the stacks that are shown up to date, in the caller's transaction; returns the photos that changed."""
    found, words = photo_signatures.found(session), stacks.words(session)
    by_id = {member.photo_id: member for member in found}
    photos = sorted(by_id.keys() | {photo_id for pair in words.together for photo_id in pair})
    index_of = {photo_id: index for index, photo_id in enumerate(photos)}
    apart = [(index_of[a], index_of[b]) for a, b in words.apart if a in index_of and b in index_of]
    unions = GuardedUnions(len(photos), apart)
    for first, second in words.together:
        unions.join(index_of[first], index_of[second])
    by_stack: dict[int, list[int]] = defaultdict(list)
    for member in found:
        index = index_of[member.photo_id]
        above = by_stack[member.stack]
        # Where the user took it away from the best photo, it may still belong to the next one.
        any(unions.join(other, index) for other in above)
        above.append(index)
    groups = [[photos[index] for index in group] for group in unions.groups() if len(group) > 1]
    sizes = stacks.pixels(session, (photo_id for group in groups for photo_id in group))
    newest_top = {photo_id: place for place, photo_id in enumerate(words.tops)}

    def order(photo_id: int) -> tuple[int, int, int]:
        place = by_id[photo_id].position if photo_id in by_id else LAST
        return place, -sizes[photo_id], photo_id

    rows: dict[int, StackedPhoto] = {}
    for group in groups:
        chosen = min((one for one in group if one in newest_top), key=newest_top.__getitem__, default=None)
        ordered = sorted(group, key=lambda photo_id: (photo_id != chosen, *order(photo_id)))
        number, inside = min(group), set(group)
        for position, photo_id in enumerate(ordered):
            known = by_id.get(photo_id)
            is_like_one_inside = known is not None and known.like_id in inside
            kind, like = (known.kind, known.like_id) if known is not None and is_like_one_inside else (None, None)
            rows[photo_id] = StackedPhoto(photo_id, number, position, kind, like)
    return stacks.settle(session, rows)
