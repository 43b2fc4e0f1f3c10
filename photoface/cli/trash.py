"""`photoface trash`: lists Recently deleted, puts photos in, restores them, moves their files to the system's trash.

Where the system has no trash, it deletes files for good if the user asks for that.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from photoface.cli.context import JsonOption, carry_out, current, decide, opened
from photoface.cli.jobs import kept_when_stopped, run_job
from photoface.cli.tags import FileArguments, SearchOption, chosen_photos
from photoface.errors import UserFacingError
from photoface.formatting import attributes, counted

if TYPE_CHECKING:
    from photoface.library.library import Library

AllOption = Annotated[bool, typer.Option("--all", help="All photos in Recently deleted.", show_default=False)]
ForGoodOption = Annotated[
    bool,
    typer.Option(
        "--for-good",
        help="Delete files for good where the system has no trash for them, as on most network drives.",
        show_default=False,
    ),
]


def trash(context: typer.Context, as_json: JsonOption = False) -> None:
    """The photos in Recently deleted, with the days that are left and the files that will go."""
    if context.invoked_subcommand is not None:
        return
    output = current().output
    with opened() as library:
        photos = library.trash.photos()
    if as_json:
        output.json(
            [
                {
                    **attributes(photo, "id", "deleted_at", "days_left"),
                    "files": [{"path": str(file.path), "found_since": not file.was_there} for file in photo.files],
                }
                for photo in photos
            ]
        )
        return
    rows = [
        (
            f"{photo.deleted_at:%Y-%m-%d}",
            str(photo.days_left),
            f"{file.path}{'' if file.was_there else ' (found since)'}",
        )
        for photo in photos
        for file in photo.files
    ]
    output.table(("Deleted", "Days left", "File"), rows)
    output.note(counted(len(photos), "deleted photo"))


def add(files: FileArguments = None, search: SearchOption = None) -> None:
    """Put photos into Recently deleted; their files move to the trash of the system after 30 days."""
    from photoface.library.commands.photos import DeletePhotos

    decide(lambda library: DeletePhotos(chosen_photos(library, files or (), search)))


def restore(files: FileArguments = None, all_: AllOption = False) -> None:
    """Take photos out of Recently deleted, with all that was said about them."""
    from photoface.library.commands.photos import RestorePhotos

    with opened() as library:
        carry_out(library, RestorePhotos(_deleted(library, files, all_=all_)))


def empty(files: FileArguments = None, all_: AllOption = False, for_good: ForGoodOption = False) -> None:
    """Move files to the trash of the system now: those given, all, or else those whose days are over."""
    output = current().output
    with opened() as library:
        photo_ids = _deleted(library, files, all_=all_) if files or all_ else None
        with kept_when_stopped(output, "What was moved is in the trash of the system."):
            report = run_job(
                output, lambda control: library.jobs.empty_trash(photo_ids, control, without_trash=for_good)
            )
    output.line(report.sentences())
    if report.without_trash:
        output.note("`photoface trash empty FILE --for-good` deletes such files for good.")


def _deleted(library: Library, files: list[Path] | None, *, all_: bool) -> tuple[int, ...]:
    if bool(files) == all_:
        raise typer.BadParameter("Give files, or --all.")
    if all_:
        found = tuple(library.trash.ids())
        if not found:
            raise UserFacingError("Nothing is in Recently deleted.")
        return found
    return chosen_photos(library, files or (), None)
