"""`Albums`, the library's manager that reads albums, favourites, photos of a folder, and what the sidebar lists.

It also finds the albums that the user means by a name or a part of a path.
"""

from __future__ import annotations

from photoface.catalog import albums, photo_collections
from photoface.catalog.summaries.collections import AlbumSummary
from photoface.catalog.tags import ending_in
from photoface.library.manager import Manager, reads


class Albums(Manager):
    """Reads albums; the commands of `photoface.library.commands` change them."""

    all = reads(albums.everything)
    get = reads(albums.get)
    photo_ids = reads(albums.photo_ids)
    of_photo = reads(albums.of_photo)
    collections = reads(photo_collections.photo_collections)
    favourite_people = reads(photo_collections.favourite_people)
    favourites = reads(photo_collections.favourites)
    in_folder = reads(photo_collections.photos_in_folder)

    def called(self, words: str) -> list[AlbumSummary]:
        """Albums that these words mean: the end of a path such as `Travel/Summer`, else the beginning of a name."""
        found = self.all()
        paths = albums.paths(found)
        return ending_in(((paths[album.id], album) for album in found), words)
