"""`photoface favourites`, `hidden` and `caption`: mark photos as favourites or hidden, list these, and set texts."""

from __future__ import annotations

from typing import Annotated

import typer

from photoface.cli.albums import print_files
from photoface.cli.context import JsonOption, decide, opened
from photoface.cli.tags import FileArguments, SearchOption, chosen_photos

OffOption = Annotated[bool, typer.Option("--off", help="Not any more.", show_default=False)]


def favourites(
    files: FileArguments = None, search: SearchOption = None, off: OffOption = False, as_json: JsonOption = False
) -> None:
    """Make favourites of photos; without photos, list the favourites."""
    from photoface.library.commands.photos import FavouritePhotos

    if files or search is not None:
        decide(lambda library: FavouritePhotos(chosen_photos(library, files or (), search), not off))
        return
    with opened() as library:
        photos = library.photos.files(library.albums.favourites())
    print_files(photos, "No photo is a favourite. `photoface favourites FILE` makes one.", as_json=as_json)


def hidden(
    files: FileArguments = None, search: SearchOption = None, off: OffOption = False, as_json: JsonOption = False
) -> None:
    """Hide photos from all lists, counts and searches but `is:hidden`; without photos, list the hidden ones."""
    from photoface.library.commands.photos import HidePhotos

    if files or search is not None:
        decide(lambda library: HidePhotos(chosen_photos(library, files or (), search), not off))
        return
    with opened() as library:
        photos = library.photos.files(library.photos.hidden_ids())
    print_files(photos, "No photo is hidden.", as_json=as_json)


def caption(
    files: FileArguments = None,
    search: SearchOption = None,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help='A short title; "" takes it away.')] = None,
    text: Annotated[str | None, typer.Option(metavar="TEXT", help='The caption; "" takes it away.')] = None,
) -> None:
    """Give photos a title and a caption: `photoface caption IMG_1.jpg --text "Grandmother's garden"`."""
    from photoface.library.commands.photos import DescribePhotos

    if title is None and text is None:
        raise typer.BadParameter("Give --title or --text.")
    decide(lambda library: DescribePhotos(chosen_photos(library, files or (), search), title, text))
