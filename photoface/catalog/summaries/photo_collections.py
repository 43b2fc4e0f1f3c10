"""Results of reads about what the sidebar lists: favourite people, albums, saved searches, tags and folders."""

from __future__ import annotations

from dataclasses import dataclass

from photoface.catalog.summaries.collections import AlbumSummary, TagNode
from photoface.catalog.summaries.library import FolderSummary
from photoface.catalog.summaries.searches import SavedSearchSummary


@dataclass(frozen=True, slots=True)
class FolderNode:
    """A folder with photos in or below it.

    Attributes:
        folder: the library folder that it lies in, or is.
        prefix: how the paths in it begin, as the catalog stores them; empty for the library folder itself.
        photos: in it and below it, each once.
        children: by name.
    """

    folder: FolderSummary
    prefix: str
    name: str
    photos: int
    children: tuple[FolderNode, ...] = ()


@dataclass(frozen=True, slots=True)
class FavouritePerson:
    """Somebody whom the user made a favourite."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class PhotoCollections:
    """All collections of photos that the sidebar lists; `favourites` and `last_import` are numbers of photos."""

    favourites: int
    last_import: int
    albums: tuple[AlbumSummary, ...]
    searches: tuple[SavedSearchSummary, ...]
    tags: tuple[TagNode, ...]
    folders: tuple[FolderNode, ...]
    people: tuple[FavouritePerson, ...] = ()
