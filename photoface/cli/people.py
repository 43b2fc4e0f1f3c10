"""`photoface people`, `person` and `faces`: list people, a person's details and faces, or all faces.

`photoface person-page` writes a page of a person to print.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from photoface.cli.arguments import LARGEST_NUMBER
from photoface.cli.context import (
    JsonOption,
    current,
    face_paths,
    face_values,
    opened,
    person_called,
    person_values,
    print_faces,
)
from photoface.formatting import counted, day, listed

if TYPE_CHECKING:
    from photoface.library.library import Library

COMPANIONS_SHOWN = 5

FACES_SHOWN = 100
"""Faces listed by default."""


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


def person_page(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name, or enough letters of it.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Such as Anna.html.")],
    photos: Annotated[
        int, typer.Option("--photos", min=1, max=500, help="So many at most, spread over the years.")
    ] = 24,
    force: Annotated[bool, typer.Option("--force", help="Write over an older page.")] = False,
) -> None:
    """Write a page of somebody to print: dates, relations, and photos by year, as one HTML file."""
    from photoface.cli.jobs import run_job

    output = current().output
    with opened() as library:
        person = person_called(library, name)
        count = run_job(
            output,
            lambda control: library.exports.person_page_file(person.id, file, photos, control, overwrite=force),
        )
    output.line(f"A page of {person.name} with {counted(count, 'photo')} is in {file}.")


def people(
    sort: Annotated[Order, typer.Option(help="Most faces first, by name, or the latest photo first.")] = Order.FACES,
    hidden: Annotated[bool, typer.Option("--hidden", help="Also those you hid.", show_default=False)] = False,
    as_json: JsonOption = False,
) -> None:
    """Everybody you named."""
    output = current().output
    with opened() as library:
        everybody = [one for one in library.people.all(sort.value) if hidden or as_json or not one.hidden]
        groups = library.overview().groups
    rows = []
    for one in everybody:
        when = (day(one.first_taken), day(one.last_taken))
        rows.append((f"#{one.id}", one.name, one.faces, one.confirmed, one.photos, *when))
    columns = ("Number", "Name", "Faces", "Confirmed", "Photos", "First", "Last")
    values = [person_values(one) for one in everybody]
    output.listing(values, columns, rows, "Nobody has a name yet.", as_json=as_json)
    if groups and not as_json:
        output.note(f"{counted(groups, 'group')} without a name: `photoface groups`.")


def person(
    name: Annotated[list[str], typer.Argument(metavar="NAME", help="The name, or enough letters of it.")],
    as_json: JsonOption = False,
) -> None:
    """One person with all faces, by date."""
    output = current().output
    with opened() as library:
        found = person_called(library, " ".join(name))
        ids = library.people.face_ids(found.id)
        if as_json:
            faces = library.faces.summaries(ids)
            paths = face_paths(library, faces)
            details = library.people.details(found.id)
            values = person_values(found)
            values["aliases"] = [alias.name for alias in details.aliases]
            values["notes"] = details.notes
            values["first_age"], values["last_age"] = details.first_age, details.last_age
            values["appears_with"] = [
                {"id": other.person.id, "name": other.person.name, "photos": other.photos}
                for other in library.people.companions(found.id)
            ]
            # The lists replace the counts of the same name.
            values["face_list"] = [face_values(face, paths[face.photo_id]) for face in faces]
            output.json(values)
            return
        when = f", {day(found.first_taken)} to {day(found.last_taken)}" if found.first_taken else ""
        output.line(f"{found.name}: {counted(found.faces, 'face')} in {counted(found.photos, 'photo')}{when}")
        for text in _said(library, found.id):
            output.line(text)
        print_faces(library, ids, as_json=False)


def _said(library: Library, person_id: int) -> Iterator[str]:
    """The facts about a person besides the name, one line for each kind."""
    details = library.people.details(person_id)
    person = details.person
    if details.aliases:
        yield f"Also called {listed([alias.name for alias in details.aliases])}"
    dates = [f"{word} {day}" for word, day in (("born", person.born), ("died", person.died)) if day is not None]
    if dates:
        ages = sorted({age for age in (details.first_age, details.last_age) if age is not None})
        years = f"; {' to '.join(str(age) for age in ages)} years old here" if ages else ""
        yield f"{', '.join(dates).capitalize()}{years}"
    if person.favourite or person.hidden:
        yield listed([word for word, said in (("Favourite", person.favourite), ("hidden", person.hidden)) if said])
    companions = library.people.companions(person_id)
    if companions:
        shown = [f"{one.person.name} ({one.photos:,})" for one in companions[:COMPANIONS_SHOWN]]
        yield f"In photos with {listed(shown)}"
    if details.notes:
        yield details.notes


def faces(
    show: Annotated[
        Show, typer.Option(help="All, those without name and group, the ignored ones, or what is not a face.")
    ] = Show.ALL,
    limit: Annotated[
        int | None, typer.Option(min=1, max=LARGEST_NUMBER, help=f"How many at most; {FACES_SHOWN} unless in JSON.")
    ] = None,
    like: Annotated[
        int | None,
        typer.Option(min=1, max=LARGEST_NUMBER, metavar="FACE", help="Those that are most like this one, by number."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Faces with their numbers and files, newest first."""
    status = {Show.IGNORED: "ignored", Show.NOT_A_FACE: "not_a_face"}.get(show, "active")
    with opened() as library:
        if like is not None:
            print_faces(library, [one for one, _ in library.faces.alike(like, limit or FACES_SHOWN)], as_json=as_json)
            return
        ids = library.faces.ids(status, loose_only=show is Show.LOOSE)
        shown = ids[: limit if limit is not None or as_json else FACES_SHOWN]
        print_faces(library, shown, as_json=as_json)
        if len(ids) > len(shown) and not as_json:
            current().output.note(f"{len(ids) - len(shown):,} more; `--limit {len(ids)}` shows all.")
