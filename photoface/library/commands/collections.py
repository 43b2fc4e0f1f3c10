"""The user's decisions about tags, albums and saved searches."""

from __future__ import annotations

from photoface.library.commands.command import Command


class TagPhotos(Command):
    """Put the tag of that path (`Travel/Italy`) on photos; it is made if there is none."""

    photo_ids: tuple[int, ...]
    path: str


class UntagPhotos(Command):
    """Take a tag off photos. Tags below it stay on them."""

    photo_ids: tuple[int, ...]
    tag_id: int


class RenameTag(Command):
    """Give a tag another path, with all tags below it: another name, another place in the tree, or both."""

    tag_id: int
    path: str


class MergeTags(Command):
    """Merge a tag into another one: its photos get that one, and tags below it go below that one.

    Saved searches for the tag look for the other one then.
    """

    tag_id: int
    into_id: int


class DeleteTag(Command):
    """Delete a tag and all tags below it, and take them off all photos."""

    tag_id: int


class SaveSearch(Command):
    """Save a search under a name. A search with this name is replaced."""

    name: str
    words: str


class EditSavedSearch(Command):
    """Change the name and the words of a saved search. Another search with this name is refused."""

    search_id: int
    name: str
    words: str


class DeleteSavedSearch(Command):
    """Delete a saved search."""

    search_id: int


class MakeAlbum(Command):
    """Make an album, perhaps in another one and with photos in it."""

    name: str
    parent_id: int | None = None
    photo_ids: tuple[int, ...] = ()


class RenameAlbum(Command):
    """Rename an album."""

    album_id: int
    name: str


class MoveAlbum(Command):
    """Move an album, with all in it, into another one, or to the top where `parent_id` is None.

    Attributes:
        before_id: the album there before which it is to stand. Without one it stands by its name.
        at_end: it is to stand after all others there.
    """

    album_id: int
    parent_id: int | None
    before_id: int | None = None
    at_end: bool = False


class DeleteAlbum(Command):
    """Delete an album and all albums in it. Their photos stay."""

    album_id: int


class AddToAlbum(Command):
    """Add photos to the end of an album."""

    album_id: int
    photo_ids: tuple[int, ...]


class RemoveFromAlbum(Command):
    """Remove photos from an album."""

    album_id: int
    photo_ids: tuple[int, ...]


class ReorderAlbum(Command):
    """Move photos of an album before another one of its photos, or to its end where that is None."""

    album_id: int
    photo_ids: tuple[int, ...]
    before_id: int | None = None


class ChooseAlbumCover(Command):
    """Choose the photo that stands for an album; None takes the first one."""

    album_id: int
    photo_id: int | None
