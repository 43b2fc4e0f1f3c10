"""`photoface people-pack`: makes and opens files with people of one library, which suggest names in another library.

It also lists opened packs and what they suggest, refuses a suggestion, and forgets a pack.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from photoface.cli.arguments import LARGEST_NUMBER, ArgumentError
from photoface.cli.context import JsonOption, current, decide, known_faces, opened, person_called
from photoface.cli.decisions import FaceOption
from photoface.errors import UserFacingError
from photoface.formatting import attributes, counted, day, listed, some

PASSPHRASE = "PHOTOFACE_PASSPHRASE"  # noqa: S105 - the variable's name

NAMES_SHOWN = 20
FACES_SHOWN = 5

PackFile = Annotated[Path, typer.Argument(metavar="FILE")]


def list_packs(context: typer.Context, as_json: JsonOption = False) -> None:
    """The people packs that you opened."""
    if context.invoked_subcommand is not None:
        return
    with opened() as library:
        packs = library.people_packs.all()
    current().output.listing(
        [
            {**attributes(pack, "id", "title", "model"), "opened_at": pack.opened_at, "people": list(pack.names)}
            for pack in packs
        ],
        ("Number", "File", "Opened", "People"),
        [(f"#{pack.id}", pack.title, day(pack.opened_at), some(pack.names, NAMES_SHOWN)) for pack in packs],
        "No people pack was opened.",
        as_json=as_json,
    )


def make(
    file: PackFile,
    person: Annotated[
        list[str] | None,
        typer.Option("--person", metavar="NAME", help="Who goes in. May be given several times.", show_default=False),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a pack that is there.")] = False,
) -> None:
    """Write people into one file for another library: names, birthdays and how their faces look.

    It is encrypted with a passphrase, which is asked for or taken from the variable PHOTOFACE_PASSPHRASE.
    """
    from photoface.library.people_packs import what_it_holds

    if not person:
        raise ArgumentError("Say who goes in: --person Anna --person Ben.")
    output = current().output
    with opened() as library:
        chosen = [person_called(library, name) for name in person]
        output.note(what_it_holds([one.name for one in chosen]))
        names = library.people_packs.make(
            file.expanduser(), [one.id for one in chosen], _passphrase(confirm=True), overwrite=force
        )
    output.line(f"{listed(names)} written to {file}.")
    output.note("Tell the passphrase by another way than you send the file.")


def open_pack(
    file: PackFile,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say who is in it.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Open a people pack: its people become suggestions, and nobody is named without your yes."""
    output = current().output
    with opened() as library:
        pack = library.people_packs.read(file, _passphrase(confirm=False))
        number = None if dry_run else library.people_packs.open(pack, file.name)
        found = 0 if dry_run else len(library.people_packs.proposals())
    if as_json:
        people = [
            {"name": one.name, "born": one.born, "died": one.died, "faces": len(one.vectors)} for one in pack.people
        ]
        values = {"pack": number, "model": pack.model, "made_on": pack.made_on, "people": people}
        output.json({**values, "suggestions": found})
        return
    output.table(
        ("Name", "Born", "Faces"),
        [(one.name, "" if one.born is None else one.born.isoformat(), len(one.vectors)) for one in pack.people],
    )
    if not dry_run:
        output.line(f"Opened as pack #{number}: {counted(found, 'suggestion')}.")
        output.note("`photoface people-pack suggestions` lists them. Nobody was named.")


def suggestions(as_json: JsonOption = False) -> None:
    """Whom the opened packs propose for groups and faces without a name, most certain first."""
    output = current().output
    with opened() as library:
        found = library.people_packs.proposals()
    output.listing(
        [
            {
                **attributes(one, "name", "born", "score"),
                "group": one.group_id,
                "faces": list(one.face_ids),
                "pack": one.pack_id,
            }
            for one in found
        ],
        ("Name", "Sure", "Group", "Faces"),
        [
            (
                one.name,
                f"{one.score:.0%}",
                "" if one.group_id is None else str(one.group_id),
                some([str(face) for face in one.face_ids], FACES_SHOWN),
            )
            for one in found
        ],
        "No pack proposes anybody.",
        as_json=as_json,
    )
    if found and not as_json:
        output.note(
            "Yes: `photoface name GROUP NAME`, or --face. No: `photoface people-pack refuse NAME --group GROUP`."
        )


def refuse(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name that a pack proposes.")],
    group: Annotated[int | None, typer.Option("--group", help="A group that is not this person.")] = None,
    face: FaceOption = None,
) -> None:
    """No: a group, or faces, are not the person whom a pack proposes. It is never proposed again."""
    from photoface.library.commands.faces import RejectName

    if (group is None) == (not face):
        raise ArgumentError("Give a group or faces: --group 3, or --face 12,13.")
    decide(
        lambda library: RejectName(
            tuple(library.groups.face_ids(group)) if group is not None else known_faces(library, face or ()), name
        )
    )


def forget(
    number: Annotated[
        int,
        typer.Argument(metavar="PACK", max=LARGEST_NUMBER, help="Its number: `photoface people-pack` lists them."),
    ],
) -> None:
    """Delete all that a pack brought. Faces that you named stay named."""
    with opened() as library:
        title = library.people_packs.forget(number)
    current().output.line(f"Forgot all of {title}.")


def _passphrase(*, confirm: bool) -> str:
    given = os.environ.get(PASSPHRASE)
    if given:
        return given
    if not sys.stdin.isatty():
        raise UserFacingError(
            "A people pack needs a passphrase.", f"Run the command in a terminal, or set the variable {PASSPHRASE}."
        )
    return str(typer.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm, err=True))
