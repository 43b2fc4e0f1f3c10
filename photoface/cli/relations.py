"""`photoface relations`: lists, adds and removes relations between people (parent, child, partner, sibling)."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Annotated

import typer

from photoface.cli.context import JsonOption, current, decide, opened, person_called
from photoface.errors import UserFacingError

if TYPE_CHECKING:
    from photoface.library.commands.command import Command
    from photoface.library.library import Library

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The name, or enough letters of it.")]
OtherArgument = Annotated[str, typer.Argument(metavar="OTHER_NAME")]


class Role(enum.StrEnum):
    """What somebody is to another one."""

    PARENT = "parent"
    CHILD = "child"
    PARTNER = "partner"
    SIBLING = "sibling"


def relations(
    context: typer.Context,
    of: Annotated[str | None, typer.Option("--of", metavar="NAME", help="Of this person alone.")] = None,
    as_json: JsonOption = False,
) -> None:
    """How people are related."""
    if context.invoked_subcommand is not None:
        return
    with opened() as library:
        people = library.people.all("name") if of is None else [person_called(library, of)]
        rows = [(person, one) for person in people for one in library.people.relations(person.id)]
    if of is None:
        # Each relation once, and of a parent and a child the parent first.
        seen: set[int] = set()
        once = []
        for person, one in rows:
            if one.id not in seen and one.role != Role.PARENT:
                seen.add(one.id)
                once.append((person, one))
        rows = once
    said = {Role.PARENT: "child of", Role.CHILD: "parent of", Role.PARTNER: "partner of", Role.SIBLING: "sibling of"}
    current().output.listing(
        [
            {
                "person": {"id": person.id, "name": person.name},
                "is": said[Role(one.role)].removesuffix(" of"),
                "of": {"id": one.person_id, "name": one.name},
            }
            for person, one in rows
        ],
        ("Name", "", "Of"),
        [(person.name, said[Role(one.role)], one.name) for person, one in rows],
        "No relations are noted. `photoface relations add NAME parent OTHER_NAME` notes one.",
        as_json=as_json,
    )


def add(
    name: NameArgument,
    role: Annotated[Role, typer.Argument(help="What the first is to the second.")],
    other: OtherArgument,
) -> None:
    """Say what somebody is to another one: `photoface relations add Anna parent Ben`."""
    from photoface.catalog.states import RelationKind
    from photoface.library.commands.people import RelatePeople

    def command(library: Library) -> Command:
        first, second = person_called(library, name).id, person_called(library, other).id
        if role is Role.CHILD:
            return RelatePeople(second, first, RelationKind.PARENT)
        return RelatePeople(first, second, RelationKind(role.value))

    decide(command)


def remove(name: NameArgument, other: OtherArgument) -> None:
    """Two people are not related."""
    from photoface.library.commands.people import UnrelatePeople

    def command(library: Library) -> Command:
        first, second = person_called(library, name), person_called(library, other)
        found = next((one for one in library.people.relations(first.id) if one.person_id == second.id), None)
        if found is None:
            raise UserFacingError(f"No relation of {first.name} and {second.name} is noted.")
        return UnrelatePeople(found.id)

    decide(command)
