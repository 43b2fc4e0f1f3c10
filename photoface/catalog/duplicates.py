"""Finds photos with copies that the user may not need: the same picture in one stack, in less quality.

The search uses its conditions for photos that are copies, have one, or stand in a stack.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from photoface.catalog.photo_order import undated_last
from photoface.catalog.tables.collections import AlbumPhoto, PhotoTag
from photoface.catalog.tables.faces import Face
from photoface.catalog.tables.photos import Photo
from photoface.catalog.tables.stacks import StackMember
from photoface.catalog.visible import photo_shown

COPY_KINDS = ("same picture", "resized", "recompressed", "cropped")
"""The kinds of `stacks.records.StackKind` that a better photo makes needless. An edited photo, a raw file and another
photo of a burst are something of their own."""

_Best = aliased(Photo)


@dataclass(frozen=True, slots=True)
class DuplicateSet:
    """A photo and its copies.

    Attributes:
        best: the photo to keep.
        copies: photos of the same in no better quality, about which the user said nothing.
        kept: copies to look at before they are deleted: the user rated, described, dated, placed or tagged them, made
            them favourites, put them into an album or on top, or named somebody who is not named in the best photo.
    """

    best: int
    copies: tuple[int, ...]
    kept: tuple[int, ...]

    @property
    def photo_ids(self) -> tuple[int, ...]:
        """All of its photos, the best one first."""
        return (self.best, *self.kept, *self.copies)


def sets(session: Session) -> list[DuplicateSet]:
    """All photos with their copies, newest first. Only photos that are shown and have a file."""
    said_alone = sa.or_(
        StackMember.position == 0,
        *(getattr(Photo, name).is_not(None) for name in ("rating", "title", "caption", "own_taken_at", "own_latitude")),
        sa.func.coalesce(Photo.favourite, False),
        sa.exists().where(AlbumPhoto.photo_id == Photo.id),
        sa.exists().where(PhotoTag.photo_id == Photo.id),
        _names_somebody_else(),
    )
    query = (
        sa.select(StackMember.like_id, Photo.id, said_alone)
        .join(Photo, Photo.id == StackMember.photo_id)
        .join(_Best, _Best.id == StackMember.like_id)
        .where(_is_copy(), photo_shown(), Photo.missing.is_(False))
        .order_by(_Best.taken_at.desc(), _Best.id.desc(), StackMember.position)
    )
    found: dict[int, tuple[list[int], list[int]]] = {}
    for best, photo_id, is_kept in session.execute(query):
        assert best is not None
        copies, kept = found.setdefault(best, ([], []))
        (kept if is_kept else copies).append(photo_id)
    every = [DuplicateSet(best, tuple(copies), tuple(kept)) for best, (copies, kept) in found.items()]
    return undated_last(session, every, lambda one: one.best)


def is_duplicate() -> sa.ColumnElement[bool]:
    """Photos that are copies, and those that have one."""
    copies = sa.select(StackMember.photo_id).join(Photo, Photo.id == StackMember.photo_id)
    bests = sa.select(StackMember.like_id).join(Photo, Photo.id == StackMember.photo_id)
    is_here = (photo_shown(), Photo.missing.is_(False))
    joined = (_Best, _Best.id == StackMember.like_id)
    return sa.or_(
        Photo.id.in_(copies.join(*joined).where(_is_copy(), *is_here).correlate(None)),
        Photo.id.in_(bests.join(*joined).where(_is_copy(), *is_here).correlate(None)),
    )


def is_stacked() -> sa.ColumnElement[bool]:
    """Photos in a stack of two that are shown, or more."""
    shown = (
        sa.select(StackMember.stack)
        .join(_Best, _Best.id == StackMember.photo_id)
        .where(_Best.forgotten.is_(False), _Best.hidden.is_not(True))
        .group_by(StackMember.stack)
        .having(sa.func.count() > 1)
    )
    return Photo.id.in_(sa.select(StackMember.photo_id).where(StackMember.stack.in_(shown)))


def _is_copy() -> sa.ColumnElement[bool]:
    """A copy whose better photo is there, in the same stack."""
    return sa.and_(
        StackMember.kind.in_(COPY_KINDS),
        _Best.forgotten.is_(False),
        _Best.hidden.is_not(True),
        _Best.missing.is_(False),
        sa.func.coalesce(_Best.hidden, False).is_(False),
    )


def _names_somebody_else() -> sa.ColumnElement[bool]:
    """Whether the user named somebody in the copy who is not named in the best photo."""
    of_copy, of_best = aliased(Face), aliased(Face)
    there = sa.exists().where(of_best.photo_id == _Best.id, of_best.person_id == of_copy.person_id)
    return sa.exists().where(of_copy.photo_id == Photo.id, of_copy.confirmed, ~there)
