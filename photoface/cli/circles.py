"""`photoface circles`: lists, makes, renames and deletes circles such as family, adds and removes people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from photoface.cli.context import JsonOption, current, decide, opened, person_called
from photoface.errors import UserFacingError

if TYPE_CHECKING:
    from photoface.catalog.summaries.people import CircleSummary
    from photoface.library.library import Library

CircleArgument = Annotated[str, typer.Argument(metavar="CIRCLE", help="Such as Family.")]
NameArguments = Annotated[list[str], typer.Argument(metavar="NAME", help="People, or enough letters of their names.")]


def circles(context: typer.Context, as_json: JsonOption = False) -> None:
    """The circles that there are, with the people in each."""
    if context.invoked_subcommand is not None:
        return
    with opened() as library:
        names = {person.id: person.name for person in library.people.all()}
        found = library.people.circles()
    inside = {circle.id: [names[person_id] for person_id in circle.person_ids] for circle in found}
    current().output.listing(
        [
            {
                "id": circle.id,
                "name": circle.name,
                "people": [{"id": person_id, "name": names[person_id]} for person_id in circle.person_ids],
            }
            for circle in found
        ],
        ("Circle", "People"),
        [(circle.name, ", ".join(inside[circle.id])) for circle in found],
        "There are no circles yet. `photoface circles add Family NAME` makes one.",
        as_json=as_json,
    )


def add(circle: CircleArgument, names: NameArguments) -> None:
    """Put people into a circle, which is made where there is none: `photoface circles add Family Anna Ben`."""
    from photoface.library.commands.people import PutInCircle

    decide(lambda library: PutInCircle(_people(library, names), circle))


def remove(circle: CircleArgument, names: NameArguments) -> None:
    """Take people out of a circle."""
    from photoface.library.commands.people import TakeOutOfCircle

    decide(lambda library: TakeOutOfCircle(_circle_called(library, circle).id, _people(library, names)))


def rename(circle: CircleArgument, name: Annotated[str, typer.Argument(metavar="NEW_NAME")]) -> None:
    """Give a circle another name."""
    from photoface.library.commands.people import RenameCircle

    decide(lambda library: RenameCircle(_circle_called(library, circle).id, name))


def delete(circle: CircleArgument) -> None:
    """Delete a circle. The people in it stay; `photoface undo` brings it back."""
    from photoface.library.commands.people import DeleteCircle

    decide(lambda library: DeleteCircle(_circle_called(library, circle).id))


def _people(library: Library, names: list[str]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(person_called(library, name).id for name in names))


def _circle_called(library: Library, words: str) -> CircleSummary:
    from photoface.text_folding import spelled

    found = next((one for one in library.people.circles() if spelled(one.name) == spelled(words)), None)
    if found is None:
        raise UserFacingError(f"There is no circle {words}.", "`photoface circles` lists those there are.")
    return found
