"""`photoface albums`: lists, makes, renames, moves and deletes albums; lists, adds and removes their photos."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from photoface.cli.context import JsonOption, current, decide, opened
from photoface.cli.tags import FileArguments, SearchOption, chosen_photos
from photoface.errors import UserFacingError
from photoface.formatting import attributes, listed

if TYPE_CHECKING:
    from photoface.catalog.summaries.collections import AlbumSummary
    from photoface.library.library import Library

AlbumArgument = Annotated[str, typer.Argument(metavar="ALBUM", help="Its name, or its path, as Travel/Rome.")]
TOP = "/"


def albums(context: typer.Context, as_json: JsonOption = False) -> None:
    """The albums that there are, with how many photos each has."""
    if context.invoked_subcommand is not None:
        return
    with opened() as library:
        found = library.albums.all()
    paths, by_id = _paths(found), {album.id: album for album in found}
    ordered = [by_id[album_id] for album_id in _in_order(found)]
    current().output.listing(
        [{"path": paths[album.id], **attributes(album, "id", "photos")} for album in ordered],
        ("Album", "Photos"),
        [(paths[album.id], album.photos) for album in ordered],
        "There are no albums yet. `photoface albums add ALBUM FILE` makes one.",
        as_json=as_json,
    )


def show(album: AlbumArgument, as_json: JsonOption = False) -> None:
    """The files of an album's photos, in its order."""
    with opened() as library:
        photos = library.photos.files(library.albums.photo_ids(album_called(library, album).id))
    print_files(photos, "This album is empty.", as_json=as_json)


def add(album: AlbumArgument, files: FileArguments = None, search: SearchOption = None) -> None:
    """Put photos into an album, which is made where there is none: `photoface albums add Rome IMG_1.jpg`."""
    from photoface.library.commands.collections import AddToAlbum, MakeAlbum
    from photoface.library.commands.command import Command

    def command(library: Library) -> Command:
        photos = chosen_photos(library, files or (), search)
        if _matching(library, album):
            return AddToAlbum(album_called(library, album).id, photos)
        above, _, name = album.rpartition("/")
        return MakeAlbum(name, album_called(library, above).id if above else None, photos)

    decide(command)


def remove(album: AlbumArgument, files: FileArguments = None, search: SearchOption = None) -> None:
    """Take photos out of an album. They stay in the library."""
    from photoface.library.commands.collections import RemoveFromAlbum

    decide(
        lambda library: RemoveFromAlbum(album_called(library, album).id, chosen_photos(library, files or (), search))
    )


def rename(album: AlbumArgument, name: Annotated[str, typer.Argument(metavar="NEW_NAME")]) -> None:
    """Give an album another name."""
    from photoface.library.commands.collections import RenameAlbum

    decide(lambda library: RenameAlbum(album_called(library, album).id, name))


def move(
    album: AlbumArgument,
    into: Annotated[
        str | None,
        typer.Argument(
            metavar="INTO", help=f"The album it is to stand in; {TOP} for none. It stays without.", show_default=False
        ),
    ] = None,
    before: Annotated[
        str | None,
        typer.Option(metavar="ALBUM", help="Put it before this album, where that stands.", show_default=False),
    ] = None,
    last: Annotated[bool, typer.Option("--last", help="Put it after the others there.")] = False,
) -> None:
    """Put an album, with all in it, into another one, or to another place among the albums beside it."""
    from photoface.library.commands.collections import MoveAlbum

    if (before is not None) == (into is not None or last):
        raise UserFacingError(
            "Say one place for the album.", "It is an album or / for none, --before ALBUM, or --last, also with INTO."
        )

    def command(library: Library) -> MoveAlbum:
        moved = album_called(library, album)
        if before is not None:
            following = album_called(library, before)
            return MoveAlbum(moved.id, following.parent_id, following.id)
        if into is None:
            return MoveAlbum(moved.id, moved.parent_id, at_end=True)
        return MoveAlbum(moved.id, None if into == TOP else album_called(library, into).id, at_end=last)

    decide(command)


def delete(album: AlbumArgument) -> None:
    """Delete an album and those in it. The photos stay; `photoface undo` brings it back."""
    from photoface.library.commands.collections import DeleteAlbum

    decide(lambda library: DeleteAlbum(album_called(library, album).id))


def album_called(library: Library, words: str) -> AlbumSummary:
    """The one album that these words mean.

    Raises:
        UserFacingError: there is none, or there are several; the sentence lists them.
    """
    found = _matching(library, words)
    if not found:
        raise UserFacingError(f"There is no album {words}.", "`photoface albums` lists those there are.")
    if len(found) > 1:
        paths = _paths(library.albums.all())
        names = [paths[one.id] for one in found]
        raise UserFacingError(f"{words} could be {listed(names, 'or')}.", "Write the whole path.")
    return found[0]


def _matching(library: Library, words: str) -> Sequence[AlbumSummary]:
    from photoface.text_folding import spelled_path

    paths = _paths(library.albums.all())
    found = library.albums.called(words)
    whole = [one for one in found if spelled_path(paths[one.id]) == spelled_path(words)]
    return whole or found


def _in_order(found: Sequence[AlbumSummary]) -> Sequence[int]:
    """Albums in the order that they were given, each followed by those in it."""
    inside: dict[int | None, list[int]] = {}
    for album in found:
        inside.setdefault(album.parent_id, []).append(album.id)

    def below(parent_id: int | None) -> list[int]:
        return [each for album_id in inside.get(parent_id, ()) for each in (album_id, *below(album_id))]

    return below(None)


def _paths(found: Sequence[AlbumSummary]) -> dict[int, str]:
    from photoface.catalog import albums

    return albums.paths(found)


def print_files(photos: Sequence[tuple[int, Sequence[Path]]], if_none: str, *, as_json: bool) -> None:
    """One file of each photo, a line each; as JSON all files with the photo's number."""
    output = current().output
    if as_json:
        output.json([{"id": photo_id, "files": [str(path) for path in paths]} for photo_id, paths in photos])
        return
    for _, paths in photos:
        for path in paths[:1]:
            output.line(str(path))
    if not photos:
        output.note(if_none)
