"""`photoface groups`, `group` and `regroup`."""

from __future__ import annotations

import enum
from typing import Annotated

import typer

from photoface.cli.context import CatalogOption, JsonOption, opened, print_faces, state_of
from photoface.cli.jobs import run_job
from photoface.cli.words import counted
from photoface.errors import JobCancelled, UserFacingError

GROUPS_SHOWN = 50
"""Groups that one screen can bear; the largest come first, and name most faces."""


class Method(enum.StrEnum):
    """Ways of grouping."""

    AVERAGE_LINKAGE = "average-linkage"
    HDBSCAN = "hdbscan"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (groups, group, regroup):
        app.command()(command)


def groups(
    context: typer.Context,
    limit: Annotated[int | None, typer.Option(min=1, help=f"How many at most; {GROUPS_SHOWN} unless in JSON.")] = None,
    as_json: JsonOption = False,
    catalog: CatalogOption = None,
) -> None:
    """Faces that look like one person who has no name yet, largest group first."""
    output = state_of(context, catalog).output
    with opened(context, catalog) as library:
        total = library.overview().groups
        found = library.groups(limit if limit is not None or as_json else GROUPS_SHOWN)
        if as_json:
            output.json(
                [
                    {"id": one.id, "faces": one.faces, "photos": one.photos, "cover_faces": list(one.cover_face_ids)}
                    for one in found
                ]
            )
            return
        if not found:
            output.note("No group waits for a name.")
            return
        covers = {face.id: face for face in library.faces([one.cover_face_ids[0] for one in found])}
        paths = {one.id: library.photo(covers[one.cover_face_ids[0]].photo_id).path for one in found}
    output.table(
        ("Group", "Faces", "Photos", "Best seen in"),
        [(str(one.id), one.faces, one.photos, str(paths[one.id] or "")) for one in found],
    )
    if total > len(found):
        output.note(f"{total - len(found):,} more; `--limit {total}` shows all.")
    output.note("`photoface group ID` shows its photos; `photoface name ID NAME` names it.")


def group(
    context: typer.Context,
    group_id: Annotated[int, typer.Argument(metavar="ID")],
    as_json: JsonOption = False,
    catalog: CatalogOption = None,
) -> None:
    """The faces of one group, best first."""
    with opened(context, catalog) as library:
        ids = library.group_face_ids(group_id)
        if not ids:
            raise UserFacingError(f"There is no group {group_id}.", "`photoface groups` lists those there are.")
        print_faces(context, library, ids, as_json=as_json)


def regroup(
    context: typer.Context,
    method: Annotated[
        Method | None, typer.Option(help="How to group, now and from now on.", show_default=False)
    ] = None,
    catalog: CatalogOption = None,
) -> None:
    """Group all unnamed faces anew. Names, and what you merged or ignored, stay; `photoface undo` takes it back."""
    output = state_of(context, catalog).output
    with opened(context, catalog) as library:
        if method is not None:
            library.set_setting("grouping", method.value)
        try:
            outcome = run_job(output, library.regroup)
        except JobCancelled:
            output.note("Stopped. The groups are as they were.")
            raise typer.Exit(130) from None
        output.line(f"{outcome.summary}.")
        output.note(f"There are {counted(library.overview().groups, 'unnamed group')} now.")
