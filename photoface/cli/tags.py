"""`photoface tag`, `untag`, `tags`, `rate`, `turn` and `mark`: tag, rate and turn photos, and say who is in them.

`photoface tags` lists, renames, merges and deletes tags.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from photoface.cli.context import AnotherOption, JsonOption, asking, current, decide, opened, person_called
from photoface.cli.search import find
from photoface.errors import UserFacingError
from photoface.formatting import attributes, listed, some

if TYPE_CHECKING:
    from photoface.catalog.summaries.collections import TagNode, TagSummary
    from photoface.library.library import Library

FILES_NAMED = 3
"""Files that an error names; more are counted."""

FileArguments = Annotated[
    list[Path] | None, typer.Argument(metavar="FILE", help="Photos of the library.", show_default=False)
]
SearchOption = Annotated[
    str | None, typer.Option("--search", metavar="WORDS", help="The photos that this search finds, instead of files.")
]
PathArgument = Annotated[str, typer.Argument(metavar="TAG", help="Such as Beach, or Travel/Italy.")]


def tag(path: PathArgument, files: FileArguments = None, search: SearchOption = None) -> None:
    """Tag photos: `photoface tag Travel/Italy IMG_1.jpg`, or `photoface tag Beach --search "Anna year:2019"`."""
    from photoface.library.commands.collections import TagPhotos

    decide(lambda library: TagPhotos(chosen_photos(library, files or (), search), path))


def untag(path: PathArgument, files: FileArguments = None, search: SearchOption = None) -> None:
    """Take a tag from photos."""
    from photoface.library.commands.collections import UntagPhotos

    def command(library: Library) -> UntagPhotos:
        found = tag_called(library, path)
        return UntagPhotos(chosen_photos(library, files or (), search), found.id)

    decide(command)


def rate(
    stars: Annotated[int, typer.Argument(metavar="STARS", min=0, max=5, help="1 to 5, or 0 for none.")],
    files: FileArguments = None,
    search: SearchOption = None,
) -> None:
    """Give photos stars: `photoface rate 5 IMG_1.jpg`."""
    from photoface.library.commands.photos import RatePhotos

    decide(lambda library: RatePhotos(chosen_photos(library, files or (), search), stars or None))


class Direction(enum.StrEnum):
    """Which way a photo is turned."""

    RIGHT = "right"
    LEFT = "left"
    AROUND = "around"


_DEGREES = {Direction.RIGHT: 90, Direction.AROUND: 180, Direction.LEFT: 270}


def turn(
    direction: Annotated[Direction, typer.Argument(help="right, left or around.")],
    files: FileArguments = None,
    search: SearchOption = None,
) -> None:
    """Show photos turned; files follow where you write into them: `photoface turn right IMG_1.jpg`."""
    from photoface.library.commands.photos import TurnPhotos

    decide(lambda library: TurnPhotos(chosen_photos(library, files or (), search), _DEGREES[direction]))


def mark(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A person, who is made if nobody has the name.")],
    files: FileArguments = None,
    search: SearchOption = None,
    off: Annotated[
        bool, typer.Option("--off", help="They are not in these photos, but where a face is theirs.")
    ] = False,
    another: AnotherOption = False,
) -> None:
    """Somebody is in photos without a visible face: a search for the name finds these photos too."""
    from photoface.library.commands.command import Command
    from photoface.library.commands.photos import MarkInPhotos, UnmarkInPhotos

    def command(library: Library) -> Command:
        photos = chosen_photos(library, files or (), search)
        return UnmarkInPhotos(photos, person_called(library, name).id) if off else MarkInPhotos(photos, name, another)

    with asking("The number instead of the name says who is meant; --another makes another person."):
        decide(command)


def tags(context: typer.Context, as_json: JsonOption = False) -> None:
    """The tags that there are, with how many photos have each."""
    if context.invoked_subcommand is not None:
        return
    with opened() as library:
        tree = library.tags.tree()
    current().output.listing(
        [_values(node) for node in tree],
        ("Tag", "Photos", "With those below"),
        [("  " * depth + node.name, node.photos, node.photos_below) for depth, node in _rows(tree)],
        "There are no tags yet. `photoface tag TAG FILE` makes one.",
        as_json=as_json,
    )


def rename(
    old: PathArgument, new: Annotated[str, typer.Argument(metavar="NEW_TAG", help="Its whole new path.")]
) -> None:
    """Give a tag another name or another place: `photoface tags rename Italy Travel/Italy`."""
    from photoface.library.commands.collections import RenameTag

    decide(lambda library: RenameTag(tag_called(library, old).id, new))


def merge(
    tag: PathArgument, into: Annotated[str, typer.Argument(metavar="INTO", help="The tag that its photos get.")]
) -> None:
    """Merge a tag, with those below it, into another one: `photoface tags merge Seaside Sea`."""
    from photoface.library.commands.collections import MergeTags

    decide(lambda library: MergeTags(tag_called(library, tag).id, tag_called(library, into).id))


def delete(path: PathArgument) -> None:
    """Delete a tag and those below it. The photos stay; `photoface undo` brings it back."""
    from photoface.library.commands.collections import DeleteTag

    decide(lambda library: DeleteTag(tag_called(library, path).id))


def chosen_photos(library: Library, files: Sequence[Path], words: str | None) -> tuple[int, ...]:
    """The photos in these files, or those that a search finds.

    Raises:
        typer.BadParameter: neither or both are given.
        UserFacingError: a file is not in the library, or the search finds nothing.
    """
    if bool(files) == (words is not None):
        raise typer.BadParameter("Give files, or --search WORDS.")
    if words is not None:
        # A change applies to exact matches only, not to tags of nearly the same meaning.
        _, result = find(library, [words], widen=False)
        if not result.photo_ids:
            raise UserFacingError(f"There is no such photo: {result.explanation}.")
        return result.photo_ids
    found = library.photos.ids_at(files)
    strange = [str(file) for file in files if file not in found]
    if strange:
        raise UserFacingError(
            f"{some(strange, FILES_NAMED)} {'is' if len(strange) == 1 else 'are'} not in the library.",
            "Scan the folder first, or check the name.",
        )
    return tuple(dict.fromkeys(found[file] for file in files))


def tag_called(library: Library, words: str) -> TagSummary:
    """The one tag that these words mean.

    Raises:
        UserFacingError: there is none, or there are several; the sentence lists them.
    """
    from photoface.text_folding import spelled_path

    found = library.tags.called(words)
    whole = [one for one in found if spelled_path(one.path) == spelled_path(words)]
    found = whole or found
    if not found:
        raise UserFacingError(f"There is no tag {words}.", "`photoface tags` lists those there are.")
    if len(found) > 1:
        raise UserFacingError(f"{words} could be {listed([one.path for one in found], 'or')}.", "Write the whole path.")
    return found[0]


def _values(node: TagNode) -> dict[str, Any]:
    return {
        **attributes(node, "id", "path", "photos", "photos_below"),
        "tags": [_values(child) for child in node.children],
    }


def _rows(nodes: Sequence[TagNode], depth: int = 0) -> Iterator[tuple[int, TagNode]]:
    for node in nodes:
        yield depth, node
        yield from _rows(node.children, depth + 1)
