"""`photoface stacks`: lists stacks, copies and second files, stacks and unstacks photos, deletes copies and files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from photoface.cli.context import JsonOption, current, decide, opened
from photoface.cli.tags import FileArguments, SearchOption, chosen_photos
from photoface.formatting import counted

if TYPE_CHECKING:
    from photoface.library.library import Library

CopiesOption = Annotated[
    bool,
    typer.Option(
        "--copies",
        help="Only copies of a better photo, as the page Duplicates lists them: the best one first.",
        show_default=False,
    ),
]


def stacks(context: typer.Context, copies: CopiesOption = False, as_json: JsonOption = False) -> None:
    """Photos that are shown as one: copies, bursts, raw files with their JPEGs. The one on top comes first."""
    if context.invoked_subcommand is not None:
        return
    output = current().output
    with opened() as library:
        found = _copies(library) if copies else _stacks(library)
        files = dict(library.photos.files([photo_id for stack in found for photo_id, _ in stack]))
    paths = {photo_id: str(next(iter(paths), "")) for photo_id, paths in files.items()}
    if as_json:
        output.json(
            [
                [{"photo": photo_id, "file": paths.get(photo_id, ""), "kind": kind} for photo_id, kind in stack]
                for stack in found
            ]
        )
        return
    rows = [
        (str(number), kind or "", paths.get(photo_id, ""))
        for number, stack in enumerate(found, start=1)
        for photo_id, kind in stack
    ]
    output.table(("Stack", "Kind", "File"), rows)
    output.note(counted(len(found), "set of copies", "sets of copies") if copies else counted(len(found), "stack"))


def _stacks(library: Library) -> list[list[tuple[int, str | None]]]:
    found: dict[int, list[tuple[int, str | None]]] = {}
    for photo in library.stacks.photos():
        found.setdefault(photo.stack, []).append((photo.photo_id, photo.kind))
    return list(found.values())


def _copies(library: Library) -> list[list[tuple[int, str | None]]]:
    kinds = {photo.photo_id: photo.kind for photo in library.stacks.photos()}
    return [
        [(one.best, "best"), *((photo_id, kinds.get(photo_id)) for photo_id in (*one.kept, *one.copies))]
        for one in library.stacks.duplicates()
    ]


def add(files: FileArguments = None, search: SearchOption = None) -> None:
    """Put photos into one stack; they stay together."""
    from photoface.library.commands.photos import StackPhotos

    decide(lambda library: StackPhotos(chosen_photos(library, files or (), search)))


def apart(files: FileArguments = None, search: SearchOption = None) -> None:
    """Take the stacks of these photos apart, for ever."""
    from photoface.library.commands.photos import UnstackPhotos

    decide(lambda library: UnstackPhotos(chosen_photos(library, files or (), search)))


def remove(files: FileArguments = None, search: SearchOption = None) -> None:
    """Take photos out of their stacks, for ever; the others stay together."""
    from photoface.library.commands.photos import TakeOutOfStack

    decide(lambda library: TakeOutOfStack(chosen_photos(library, files or (), search)))


def top(files: FileArguments = None, search: SearchOption = None) -> None:
    """Show this photo on top of its stack."""
    from photoface.library.commands.photos import PutOnTop

    def command(library: Library) -> PutOnTop:
        chosen = chosen_photos(library, files or (), search)
        if len(chosen) != 1:
            raise typer.BadParameter("Give one photo.")
        return PutOnTop(chosen[0])

    decide(command)


def delete_copies() -> None:
    """Put all copies into Recently deleted, except those of which you said something; `photoface undo` undoes it."""
    from photoface.errors import UserFacingError
    from photoface.library.commands.photos import DeletePhotos

    def command(library: Library) -> DeletePhotos:
        copies = tuple(photo_id for one in library.stacks.duplicates() for photo_id in one.copies)
        if not copies:
            raise UserFacingError("There are no copies.")
        return DeletePhotos(copies)

    decide(command)


def files(as_json: JsonOption = False) -> None:
    """Photos that lie in more than one file, and which of these files wait for the trash."""
    output = current().output
    with opened() as library:
        found = library.trash.several_files()
    if as_json:
        output.json(
            [
                [{"photo": one.photo_id, "file": str(file.path), "days_left": file.days_left} for file in one.files]
                for one in found
            ]
        )
        return
    rows = [
        (str(number), "" if file.days_left is None else f"goes in {counted(file.days_left, 'day')}", str(file.path))
        for number, one in enumerate(found, start=1)
        for file in one.files
    ]
    output.table(("Photo", "State", "File"), rows)
    output.note(counted(len(found), "photo in several files", "photos in several files"))


def delete_files(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files, each of a photo with another one.")],
    restore: Annotated[bool, typer.Option("--restore", help="Let them stay after all.", show_default=False)] = False,
) -> None:
    """Put single files of photos into Recently deleted; the photos stay, each with another file."""
    from photoface.errors import UserFacingError
    from photoface.library.commands.photos import DeleteFiles, RestoreFiles

    def command(library: Library) -> DeleteFiles | RestoreFiles:
        known = {file.path: file.id for one in library.trash.several_files() for file in one.files}
        paths = [path.expanduser().parent.resolve() / path.name for path in files]
        unknown = [path for path in paths if path not in known]
        if unknown:
            raise UserFacingError(
                f"{unknown[0]} is not one of several files of a photo.", "See `photoface stacks files`."
            )
        chosen = tuple(known[path] for path in paths)
        return RestoreFiles(chosen) if restore else DeleteFiles(chosen)

    decide(command)
