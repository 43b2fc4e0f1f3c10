"""Reads and writes the stacks of photos that are shown, and what the user decided about stacks.

What the machine found (`catalog.photo_signatures`) and what the user decided are kept apart. `stack_member`, the stacks
that are shown, is made of both by `library.stack_settling` after each change of either.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.ledger import Journal
from photoface.catalog.sql_helpers import among
from photoface.catalog.summaries.photos import StackedPhoto
from photoface.catalog.tables.photos import Photo
from photoface.catalog.tables.stacks import StackMember, StackPair, StackTop
from photoface.catalog.visible import photo_shown

Pair = tuple[int, int]

_COLUMNS = (StackMember.photo_id, StackMember.stack, StackMember.position, StackMember.kind, StackMember.like_id)


def stacked(session: Session, photo_ids: Iterable[int] | None = None) -> list[StackedPhoto]:
    """The photos in stacks that are shown, each stack from its top downwards; all, or the stacks of these photos.

    Photos whose files are gone stand at the end of their stack. A stack of which one photo is left is none.
    """
    query = sa.select(*_COLUMNS).join(Photo, Photo.id == StackMember.photo_id).where(photo_shown())
    if photo_ids is not None:
        theirs = sa.select(StackMember.stack).where(among(StackMember.photo_id, sorted(set(photo_ids))))
        query = query.where(StackMember.stack.in_(theirs))
    rows = session.execute(query.order_by(StackMember.stack, Photo.missing, StackMember.position)).all()
    by_stack: dict[int, list[StackedPhoto]] = {}
    for photo_id, stack, _, kind, like_id in rows:
        inside = by_stack.setdefault(stack, [])
        inside.append(StackedPhoto(photo_id, stack, len(inside), kind, like_id))
    return [photo for inside in by_stack.values() if len(inside) > 1 for photo in inside]


def members(session: Session, stack: int) -> list[int]:
    """All photos of a stack from the top downwards, with those that are not shown."""
    query = sa.select(StackMember.photo_id).where(StackMember.stack == stack).order_by(StackMember.position)
    return list(session.execute(query).scalars())


def stacks_of(session: Session, photo_ids: Iterable[int]) -> dict[int, int]:
    """The number of the stack of those of these photos that are in one, by photo."""
    query = sa.select(StackMember.photo_id, StackMember.stack)
    wanted = among(StackMember.photo_id, sorted(set(photo_ids)))
    return {photo_id: stack for photo_id, stack in session.execute(query.where(wanted))}  # noqa: C416


@dataclass(frozen=True, slots=True)
class Words:
    """What the user decided about stacks.

    Attributes:
        together, apart: pairs of photos, the newest first.
        tops: photos that were put on top, the newest first.
    """

    together: list[Pair]
    apart: list[Pair]
    tops: list[int]


def words(session: Session) -> Words:
    """What the user said of stacks."""
    pairs = sa.select(StackPair.photo_id, StackPair.other_photo_id, StackPair.together).order_by(StackPair.id.desc())
    together: list[Pair] = []
    apart: list[Pair] = []
    for first, second, is_together in session.execute(pairs):
        (together if is_together else apart).append((first, second))
    tops = session.execute(sa.select(StackTop.photo_id).order_by(StackTop.id.desc())).scalars()
    return Words(together, apart, list(tops))


def pixels(session: Session, photo_ids: Iterable[int]) -> dict[int, int]:
    """How many pixels photos have."""
    query = sa.select(Photo.id, Photo.width * Photo.height).where(among(Photo.id, sorted(set(photo_ids))))
    return {photo_id: size for photo_id, size in session.execute(query)}  # noqa: C416


def settled(session: Session) -> dict[int, StackedPhoto]:
    """`stack_member` as it is, by photo."""
    return {row[0]: StackedPhoto(*row) for row in session.execute(sa.select(*_COLUMNS))}


def settle(session: Session, rows: dict[int, StackedPhoto]) -> list[int]:
    """Make `stack_member` hold these rows; returns the photos for which it changed."""
    now = settled(session)
    changed = sorted(photo_id for photo_id in now.keys() | rows.keys() if now.get(photo_id) != rows.get(photo_id))
    session.execute(sa.delete(StackMember).where(among(StackMember.photo_id, changed)))
    new = [rows[photo_id] for photo_id in changed if photo_id in rows]
    if new:
        values = [{name: getattr(row, name) for name in StackedPhoto.__slots__} for row in new]
        session.execute(sa.insert(StackMember), values)
    return changed


def say(journal: Journal, pairs: Collection[Pair], *, together: bool) -> None:
    """Note the user's word on pairs of photos, in the place of an earlier one."""
    wanted = {(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}
    photos = {photo_id for pair in wanted for photo_id in pair}
    columns = (StackPair.id, StackPair.photo_id, StackPair.other_photo_id, StackPair.together)
    query = sa.select(*columns).where(among(StackPair.photo_id, sorted(photos)))
    known = {
        (first, second): (row_id, is_together)
        for row_id, first, second, is_together in journal.session.execute(query)
        if (first, second) in wanted
    }
    journal.delete(StackPair, [row_id for row_id, is_together in known.values() if is_together != together])
    new = sorted(pair for pair in wanted if pair not in known or known[pair][1] != together)
    journal.insert_many(StackPair, [{"photo_id": a, "other_photo_id": b, "together": together} for a, b in new])


def put_on_top(journal: Journal, photo_id: int, inside: Sequence[int]) -> None:
    """Put a photo on top of the stack of these photos."""
    rows = sa.select(StackTop.id).where(among(StackTop.photo_id, sorted({photo_id, *inside})))
    journal.delete(StackTop, journal.session.execute(rows).scalars())
    journal.insert(StackTop, {"photo_id": photo_id})
