"""Commands that change what is known of people: `describe`, `alias`, `favourite`, `hide`, `delete`, `erase`, `cover`.

`photoface forget`, which takes missing photos out of all lists, is here as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from photoface.cli.arguments import LARGEST_NUMBER
from photoface.cli.context import AnotherOption, asking, carry_out, current, decide, opened, person_called
from photoface.errors import UserFacingError

if TYPE_CHECKING:
    from photoface.library.library import Library

NameArguments = Annotated[list[str], typer.Argument(metavar="NAME", help="Names, or enough letters of them.")]
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The name, or enough letters of it.")]
NO_DATE = "none"


def describe(
    name: NameArgument,
    born: Annotated[
        str | None, typer.Option(metavar="DATE", help=f"Such as 1988-02-29; {NO_DATE} takes it away.")
    ] = None,
    died: Annotated[str | None, typer.Option(metavar="DATE", help="Likewise.")] = None,
    notes: Annotated[str | None, typer.Option(metavar="TEXT", help="Replaces the notes.")] = None,
) -> None:
    """Say when somebody was born or died, or write notes. What is not given stays as it is."""
    from photoface.library.commands.people import DescribePerson

    if born is None and died is None and notes is None:
        raise typer.BadParameter("Give --born, --died or --notes.")

    def command(library: Library) -> DescribePerson:
        before = library.people.details(person_called(library, name).id)
        return DescribePerson(
            before.person.id,
            before.person.born if born is None else _date(born),
            before.person.died if died is None else _date(died),
            before.notes if notes is None else notes,
        )

    decide(command)


def alias(
    name: NameArgument,
    words: Annotated[list[str], typer.Argument(metavar="OTHER_NAME")],
    remove: Annotated[bool, typer.Option("--remove", help="Take this other name away.", show_default=False)] = False,
    another: AnotherOption = False,
) -> None:
    """Another name under which somebody is found: `photoface alias "Anna Berg" Mum`."""
    from photoface.library.commands.people import AddAlias, RemoveAlias
    from photoface.text_folding import spelled

    wanted = " ".join(" ".join(words).split())

    def command(library: Library) -> AddAlias | RemoveAlias:
        person = person_called(library, name)
        if not remove:
            return AddAlias(person.id, wanted, another)
        for one in library.people.details(person.id).aliases:
            if spelled(one.name) == spelled(wanted):
                return RemoveAlias(one.id)
        raise UserFacingError(
            f"{person.name} has no other name {wanted}.", f'`photoface person "{person.name}"` shows them.'
        )

    with asking("`photoface merge` makes them one person; --another says that these are two."):
        decide(command)


def favourite(
    names: NameArguments, off: Annotated[bool, typer.Option("--off", help="Not any more.", show_default=False)] = False
) -> None:
    """Make favourites of people: `photoface favourite Anna Ben`."""
    from photoface.library.commands.people import SetFavourites

    decide(lambda library: SetFavourites(_people_called(library, names), not off))


def hide(
    names: NameArguments,
    off: Annotated[bool, typer.Option("--off", help="Show them again.", show_default=False)] = False,
) -> None:
    """Leave people out of `photoface people` and of the window's people. The faces stay named."""
    from photoface.library.commands.people import HidePeople, ShowPeople

    decide(lambda library: (ShowPeople if off else HidePeople)(_people_called(library, names)))


def delete(name: NameArgument) -> None:
    """Take a name away: the faces become unnamed. `photoface undo` brings the person back."""
    from photoface.library.commands.people import DeletePerson

    decide(lambda library: DeletePerson(person_called(library, name).id))


def erase(
    name: NameArgument,
    sentence: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What the command tells you to write, without this option.")
    ] = None,
    delete_backups: Annotated[
        bool, typer.Option("--delete-backups", help="Delete all backups of before, and make a new one first.")
    ] = False,
) -> None:
    """Erase somebody for good: name, faces and every mention. This cannot be undone."""
    output = current().output
    with opened() as library:
        plan = library.erasing.plan(person_called(library, name).id)
        if sentence is not None:
            library.erasing.erase(plan.erasure.person_ids[0], sentence, with_backups=delete_backups)
            output.line("Somebody was erased.")
            return
        output.line(plan.explanation())
        if plan.backups:
            output.line("Backups that were made before still hold this person; --delete-backups deletes them:")
        for backup in plan.backups:
            output.line(f"  {backup.path}")
        output.note(f"To do it: photoface erase '#{plan.erasure.person_ids[0]}' --sentence '{plan.sentence}'")


def cover(
    name: NameArgument,
    face: Annotated[int, typer.Argument(metavar="FACE", max=LARGEST_NUMBER, help="The number of one of the faces.")],
) -> None:
    """Choose the face that stands for somebody."""
    from photoface.library.commands.people import ChooseCover

    decide(lambda library: ChooseCover(person_called(library, name).id, face))


def forget() -> None:
    """Do not show missing photos any more, until their files come back. `photoface search is:missing` lists them."""
    from photoface.library.commands.photos import ForgetMissingPhotos

    output = current().output
    with opened() as library:
        missing = library.photos.missing_ids()
        if not missing:
            output.note("No photo is missing.")
            return
        carry_out(library, ForgetMissingPhotos(tuple(missing)))


def _people_called(library: Library, names: Sequence[str]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(person_called(library, name).id for name in names))


def _date(text: str) -> dt.date | None:
    if text.casefold() == NO_DATE:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date; write it as 1988-02-29.") from None
