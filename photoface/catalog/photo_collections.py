"""Reads the collections that the sidebar lists below its pages: favourites, albums, saved searches, tags and folders.

It also counts the photos of the last import, and lists the photos in a folder and the favourites.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import albums, folders, photo_imports, saved_searches, tags
from photoface.catalog.path_text import from_stored
from photoface.catalog.photo_order import newest_first
from photoface.catalog.sql_dialects import contains
from photoface.catalog.sql_helpers import count
from photoface.catalog.summaries.library import FolderSummary
from photoface.catalog.summaries.photo_collections import FavouritePerson, FolderNode, PhotoCollections
from photoface.catalog.tables.files import PhotoFile
from photoface.catalog.tables.people import Person
from photoface.catalog.tables.photos import Photo
from photoface.catalog.visible import photo_shown


def photo_collections(session: Session) -> PhotoCollections:
    """Read all collections in one transaction."""
    return PhotoCollections(
        favourites=count(session, Photo, Photo.favourite.is_(True), photo_shown()),
        last_import=len(photo_imports.last_ids(session)),
        albums=tuple(albums.everything(session)),
        searches=tuple(saved_searches.everything(session)),
        tags=tags.tree(session),
        folders=_folder_trees(session),
        people=favourite_people(session),
    )


def favourite_people(session: Session) -> tuple[FavouritePerson, ...]:
    """People whom the user made favourites and did not hide, by name."""
    query = sa.select(Person.id, Person.name).where(Person.favourite.is_(True), Person.hidden.is_not(True))
    return tuple(FavouritePerson(*row) for row in session.execute(query.order_by(Person.name_key, Person.id)))


def _folder_trees(session: Session) -> tuple[FolderNode, ...]:
    # The path without what follows its last slash, as in `search.resolve`.
    path = sa.func.rtrim(PhotoFile.relative_path, sa.func.replace(PhotoFile.relative_path, "/", ""))
    # Few photos are not shown: a list of them costs less than a look at every photo.
    left_out = sa.select(Photo.id).where(Photo.forgotten.is_(True))
    left_out_too = sa.select(Photo.id).where(Photo.hidden.is_(True))
    present = (
        PhotoFile.present.is_(True),
        PhotoFile.photo_id.is_not(None),
        PhotoFile.photo_id.not_in(left_out),
        PhotoFile.photo_id.not_in(left_out_too),
    )
    query = sa.select(PhotoFile.folder_id, path, sa.func.count()).where(*present).group_by(PhotoFile.folder_id, path)
    again = _files_of_the_same_photo(session, present)
    counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    children: dict[tuple[int, str], set[str]] = defaultdict(set)
    for folder_id, inside, files in session.execute(query):
        prefixes = _prefixes(inside)
        for prefix, inner in itertools.zip_longest(prefixes, prefixes[1:]):
            counts[folder_id][prefix] += files
            if inner is not None:
                children[folder_id, prefix].add(inner)
    for (folder_id, _), folders_of_files in again.items():
        # A photo that lies in a folder twice is one photo of it.
        for prefix, files in Counter(itertools.chain.from_iterable(map(_prefixes, folders_of_files))).items():
            counts[folder_id][prefix] -= files - 1

    def node(folder: FolderSummary, prefix: str) -> FolderNode:
        inner = sorted(children[folder.id, prefix], key=str.casefold)
        name = from_stored(prefix.rstrip("/").rpartition("/")[2]) if prefix else folder.path.name or str(folder.path)
        below = tuple(node(folder, child) for child in inner)
        return FolderNode(folder, prefix, name, counts[folder.id][prefix], below)

    return tuple(node(folder, "") for folder in folders.summaries(session))


def _prefixes(inside: str) -> list[str]:
    """How the paths in a folder, and in those around it, begin: the outermost first, which is empty."""
    parts = [part for part in inside.split("/") if part]
    return ["".join(f"{part}/" for part in parts[:depth]) for depth in range(len(parts) + 1)]


def _files_of_the_same_photo(
    session: Session, present: tuple[sa.ColumnElement[bool], ...]
) -> dict[tuple[int, int | None], list[str]]:
    """Of each photo that lies in a library folder more than once: by that and its id, the folders of its files."""
    several = (
        sa.select(PhotoFile.photo_id)
        .where(*present)
        .group_by(PhotoFile.folder_id, PhotoFile.photo_id)
        .having(sa.func.count() > 1)
    )
    stored = sa.type_coerce(PhotoFile.relative_path, sa.String())
    query = sa.select(PhotoFile.folder_id, PhotoFile.photo_id, stored).where(*present, PhotoFile.photo_id.in_(several))
    found: dict[tuple[int, int | None], list[str]] = defaultdict(list)
    for folder_id, photo_id, path in session.execute(query):
        found[folder_id, photo_id].append(path.rpartition("/")[0])
    return found


def photos_in_folder(session: Session, folder_id: int, prefix: str, *, below: bool = True) -> list[int]:
    """Photos with a file in a folder, newest first; with those in the folders below it, or without.

    Args:
        prefix: how the paths in it begin, as `FolderNode` has it.
    """
    stored = sa.type_coerce(PhotoFile.relative_path, sa.String())
    files = sa.select(PhotoFile.photo_id).where(PhotoFile.folder_id == folder_id, PhotoFile.present.is_(True))
    if prefix:
        # All paths below "Italy/" sort before "Italy0".
        files = files.where(stored >= prefix, stored < f"{prefix[:-1]}0")
    if not below:
        files = files.where(~contains(sa.func.substr(stored, len(prefix) + 1), "/"))
    query = sa.select(Photo.id).where(photo_shown(), Photo.id.in_(files))
    return newest_first(session, query)


def favourites(session: Session) -> list[int]:
    """The photos that the user marked as favourites, newest first."""
    query = sa.select(Photo.id).where(Photo.favourite.is_(True), photo_shown())
    return newest_first(session, query)
