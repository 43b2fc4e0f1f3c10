"""Results of reads about tags and albums."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TagSummary:
    """A tag by its path (`Travel/Italy`)."""

    id: int
    path: str


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag, and how many of some photos have it."""

    tag: TagSummary
    photos: int


@dataclass(frozen=True, slots=True)
class TagNode:
    """A tag in the tree.

    Attributes:
        name: the last part of the path.
        photos: photos that have just this tag.
        photos_below: photos that have it or one below it.
        children: by name.
    """

    id: int
    name: str
    path: str
    photos: int
    photos_below: int
    children: tuple[TagNode, ...] = ()


@dataclass(frozen=True, slots=True)
class AlbumSummary:
    """An album.

    Attributes:
        parent_id: the album that it stands in, None for one at the top.
        photos: photos in it that are shown, without those of albums in it.
        cover_photo_id: the one that was chosen, else the first; None for an album without photos.
    """

    id: int
    name: str
    parent_id: int | None
    photos: int
    cover_photo_id: int | None
