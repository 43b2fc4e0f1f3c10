"""Handles commands that make, rename, move or delete albums, add, remove or order their photos, or set a cover."""

from __future__ import annotations

from collections.abc import Sequence

from photoface.catalog import albums, photos
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.ledger import Journal
from photoface.catalog.search.renamed_collections import saved_searches_follow
from photoface.errors import UserFacingError
from photoface.library.commands.collections import (
    AddToAlbum,
    ChooseAlbumCover,
    DeleteAlbum,
    MakeAlbum,
    MoveAlbum,
    RemoveFromAlbum,
    RenameAlbum,
    ReorderAlbum,
)
from photoface.library.handlers.typed_names import LONGEST_NAME
from photoface.text_folding import SEPARATOR, cleaned, shows_something

DEEPEST = 20
"""Albums inside each other."""


def _clean_name(journal: Journal, name: str, parent_id: int | None, but: int | None = None) -> str:
    """A name as it is kept.

    Raises:
        UserFacingError: it is empty, endless or has a slash, or another album in the same place has it.
    """
    clean = cleaned(name)
    if not shows_something(clean):
        raise UserFacingError("An album needs a name.")
    if len(clean) > LONGEST_NAME:
        raise UserFacingError(f"A name can have {LONGEST_NAME} letters at most.")
    if SEPARATOR in clean:
        raise UserFacingError("The name of an album cannot have a slash.", "Put one album into another instead.")
    if albums.is_taken(journal.session, clean, parent_id, but):
        raise UserFacingError(f"There is an album {clean} here already.", "Choose another name.")
    return clean


def _present(journal: Journal, photo_ids: Sequence[int]) -> list[int]:
    """Those of these photos that are in the catalog, in the order given: so they stand in the album."""
    here = set(photos.present(journal.session, photo_ids))
    return [photo_id for photo_id in photo_ids if photo_id in here]


def make_album(journal: Journal, command: MakeAlbum) -> Facts:
    if command.parent_id is not None:
        _refuse_deep(journal, command.parent_id, 1)
    name = _clean_name(journal, command.name, command.parent_id)
    album_id = albums.make(journal, name, command.parent_id)
    if not command.photo_ids:
        return facts("album_made", album=name)
    count = albums.add(journal, album_id, _present(journal, command.photo_ids))
    return facts("album_made_of_photos", album=name, photos=count)


def rename_album(journal: Journal, command: RenameAlbum) -> Facts:
    album = albums.get(journal.session, command.album_id)
    name = _clean_name(journal, command.name, album.parent_id, album.id)
    with saved_searches_follow(journal):
        albums.change(journal, album.id, name=name)
    return facts("album_renamed", before=album.name, album=name)


def move_album(journal: Journal, command: MoveAlbum) -> Facts:
    album = albums.get(journal.session, command.album_id)
    inside = albums.below(albums.everything(journal.session), [album.id])
    if command.parent_id in inside:
        raise UserFacingError(f"The album {album.name} cannot be put inside itself.")
    if command.parent_id is not None:
        _refuse_deep(journal, command.parent_id, _height(journal, album.id))
    _clean_name(journal, album.name, command.parent_id, album.id)
    before = None
    if command.before_id is not None:
        before = albums.get(journal.session, command.before_id)
        if before.parent_id != command.parent_id or before.id == album.id:
            raise UserFacingError("These albums do not stand beside each other any more.")
    with saved_searches_follow(journal):
        if album.parent_id != command.parent_id:
            albums.change(journal, album.id, parent_id=command.parent_id, position=None)
    if before is not None or command.at_end:
        albums.put_before(journal, album.id, command.before_id)
    if before is not None:
        return facts("album_put_before", album=album.name, other=before.name)
    if album.parent_id == command.parent_id and command.at_end:
        return facts("album_put_last", album=album.name)
    if command.parent_id is None:
        return facts("album_moved_to_the_top", album=album.name)
    return facts("album_moved", album=album.name, parent=albums.get(journal.session, command.parent_id).name)


def _refuse_deep(journal: Journal, parent_id: int, height: int) -> None:
    """Refuse to put albums of this height into another one where that makes too many inside each other."""
    albums.get(journal.session, parent_id)
    depth = albums.paths(albums.everything(journal.session))[parent_id].count(SEPARATOR) + 1
    if depth + height > DEEPEST:
        raise UserFacingError(f"Albums can stand in each other {DEEPEST} deep at most.")


def _height(journal: Journal, album_id: int) -> int:
    """How many albums stand in each other from this one on."""
    everything = albums.everything(journal.session)
    paths = albums.paths(everything)
    deepest = max(paths[one].count(SEPARATOR) for one in albums.below(everything, [album_id]))
    return deepest - paths[album_id].count(SEPARATOR) + 1


def delete_album(journal: Journal, command: DeleteAlbum) -> Facts:
    album = albums.get(journal.session, command.album_id)
    doomed = albums.below(albums.everything(journal.session), [album.id])
    count = albums.remove(journal, doomed)
    albums.delete(journal, doomed)
    template = "albums_deleted" if len(doomed) > 1 else "album_deleted"
    return facts(template, album=album.name, below=len(doomed) - 1, photos=count)


def add_to_album(journal: Journal, command: AddToAlbum) -> Facts:
    album = albums.get(journal.session, command.album_id)
    count = albums.add(journal, album.id, _present(journal, command.photo_ids))
    if not count:
        raise UserFacingError(f"All of these photos are in the album {album.name} already.")
    return facts("put_in_album", photos=count, album=album.name)


def remove_from_album(journal: Journal, command: RemoveFromAlbum) -> Facts:
    album = albums.get(journal.session, command.album_id)
    count = albums.remove(journal, [album.id], command.photo_ids)
    if not count:
        raise UserFacingError(f"None of these photos is in the album {album.name}.")
    return facts("taken_from_album", photos=count, album=album.name)


def reorder_album(journal: Journal, command: ReorderAlbum) -> Facts:
    album = albums.get(journal.session, command.album_id)
    count = albums.reorder(journal, album.id, command.photo_ids, command.before_id)
    if not count:
        raise UserFacingError("These photos stand there already.")
    return facts("album_reordered", photos=count, album=album.name)


def choose_album_cover(journal: Journal, command: ChooseAlbumCover) -> Facts:
    album = albums.get(journal.session, command.album_id)
    if command.photo_id is not None and command.photo_id not in albums.photo_ids(journal.session, album.id):
        raise UserFacingError(f"This photo is not in the album {album.name}.", "Put it there first.")
    albums.change(journal, album.id, cover_photo_id=command.photo_id)
    return facts("album_cover_dropped" if command.photo_id is None else "album_cover_chosen", album=album.name)
