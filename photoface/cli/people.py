"""`photoface people`, `person` and `faces`."""

from __future__ import annotations

import enum
from typing import Annotated

import typer

from photoface.cli.context import (
    CatalogOption,
    JsonOption,
    face_paths,
    face_values,
    opened,
    person_called,
    person_values,
    print_faces,
    state_of,
)
from photoface.cli.words import counted, day

FACES_SHOWN = 100
"""Faces that one screen can bear."""


class Order(enum.StrEnum):
    """Orders of people."""

    FACES = "faces"
    NAME = "name"
    RECENT = "recent"


class Show(enum.StrEnum):
    """Which faces to list."""

    ALL = "all"
    LOOSE = "loose"
    IGNORED = "ignored"
    NOT_A_FACE = "not-a-face"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (people, person, faces):
        app.command()(command)


def people(
    context: typer.Context,
    sort: Annotated[Order, typer.Option(help="Most faces first, by name, or the latest photo first.")] = Order.FACES,
    as_json: JsonOption = False,
    catalog: CatalogOption = None,
) -> None:
    """Everybody you named."""
    output = state_of(context, catalog).output
    with opened(context, catalog) as library:
        everybody = library.people(sort.value)
        groups = library.overview().groups
    if as_json:
        output.json([person_values(one) for one in everybody])
        return
    if everybody:
        output.table(
            ("Name", "Faces", "Confirmed", "Photos", "First", "Last"),
            [
                (one.name, one.faces, one.confirmed, one.photos, day(one.first_taken), day(one.last_taken))
                for one in everybody
            ],
        )
    else:
        output.note("Nobody has a name yet.")
    if groups:
        output.note(f"{counted(groups, 'group')} without a name: `photoface groups`.")


def person(
    context: typer.Context,
    name: Annotated[list[str], typer.Argument(metavar="NAME", help="The name, or enough letters of it.")],
    as_json: JsonOption = False,
    catalog: CatalogOption = None,
) -> None:
    """One person with all faces, by date."""
    output = state_of(context, catalog).output
    with opened(context, catalog) as library:
        found = person_called(library, " ".join(name))
        ids = library.person_face_ids(found.id)
        if as_json:
            faces = library.faces(ids)
            paths = face_paths(library, faces)
            values = person_values(found)
            # The counts become the things counted.
            values["face_list"] = [face_values(face, paths[face.photo_id]) for face in faces]
            output.json(values)
            return
        when = f", {day(found.first_taken)} to {day(found.last_taken)}" if found.first_taken else ""
        output.line(f"{found.name}: {counted(found.faces, 'face')} in {counted(found.photos, 'photo')}{when}")
        print_faces(context, library, ids, as_json=False)


def faces(
    context: typer.Context,
    show: Annotated[
        Show, typer.Option(help="All, those without name and group, the ignored ones, or what is not a face.")
    ] = Show.ALL,
    limit: Annotated[int | None, typer.Option(min=1, help=f"How many at most; {FACES_SHOWN} unless in JSON.")] = None,
    as_json: JsonOption = False,
    catalog: CatalogOption = None,
) -> None:
    """Faces with their numbers and files, newest first."""
    status = {Show.IGNORED: "ignored", Show.NOT_A_FACE: "not_a_face"}.get(show, "active")
    with opened(context, catalog) as library:
        ids = library.face_ids(status, loose_only=show is Show.LOOSE)
        shown = ids[: limit if limit is not None or as_json else FACES_SHOWN]
        print_faces(context, library, shown, as_json=as_json)
        if len(ids) > len(shown) and not as_json:
            state_of(context).output.note(f"{len(ids) - len(shown):,} more; `--limit {len(ids)}` shows all.")
