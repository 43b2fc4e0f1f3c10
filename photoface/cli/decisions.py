"""Commands that decide about faces, groups and people (`name`, `confirm`, `merge` ...), undo, redo, history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from photoface.cli.arguments import LARGEST_NUMBER, number
from photoface.cli.context import (
    AnotherOption,
    JsonOption,
    asking,
    carry_out,
    current,
    decide,
    known_faces,
    opened,
    person_called,
)
from photoface.errors import UserFacingError
from photoface.formatting import attributes, counted, listed

if TYPE_CHECKING:
    from photoface.library.commands.command import Command
    from photoface.library.library import Library

FaceArguments = Annotated[list[str], typer.Argument(metavar="FACE", help="Numbers of faces: 12 13, 12,13, or 12-20.")]
FaceOption = Annotated[
    list[str] | None,
    typer.Option("--face", metavar="FACE", help="Faces by number: 12,13 or 12-20.", show_default=False),
]


def name(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[GROUP] NAME", help="The number of a group, and the name.")
    ] = None,
    face: FaceOption = None,
    person: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", min=1, max=LARGEST_NUMBER, help="Somebody who is there, instead of a name."),
    ] = None,
    new: Annotated[
        bool, typer.Option("--new", help="Another person, though somebody has that name already.", show_default=False)
    ] = False,
) -> None:
    """Name a group: `photoface name 3 Anna Berg`. Or single faces: `photoface name --face 12,13 Anna Berg`.

    A name that one person has already adds the faces to that person. Where several have it, or somebody's looks the
    same, they are listed: `--person 7` says which, `--new` that it is another one.
    """
    from photoface.library.commands.faces import NameFaces
    from photoface.library.commands.groups import NameGroup

    said = words or []
    group = None if face else number(said[0]) if said else None
    called = " ".join(said if face else said[1:])
    if (not face and group is None) or bool(called) == (person is not None):
        raise typer.BadParameter("Give the number of a group and a name: photoface name 3 Anna Berg")
    if person is not None:
        called = f"#{person}"

    def command(library: Library) -> Command:
        if group is not None:
            return NameGroup(group, called, another=new)
        return NameFaces(known_faces(library, face or ()), called, another=new)

    with asking("--person NUMBER says which one, --new that it is another person."):
        decide(command)


def confirm(
    faces: FaceArguments,
    person: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="Who it is; else the person it is filed under.")
    ] = None,
) -> None:
    """Yes: these faces are that person."""
    from photoface.library.commands.faces import ConfirmFaces

    def command(library: Library) -> ConfirmFaces:
        ids = known_faces(library, faces)
        if person is not None:
            return ConfirmFaces(ids, person_called(library, person).id)
        owner, *others = {one.person_id for one in library.faces.summaries(ids)}
        if others or owner is None:
            raise UserFacingError("These faces are not all filed under one person.", "Say who it is: --as NAME")
        return ConfirmFaces(ids, owner)

    decide(command)


def move(
    faces: FaceArguments, to: Annotated[str, typer.Option("--to", metavar="NAME", help="Whose faces they are.")]
) -> None:
    """These faces are somebody else's, who has a name already."""
    from photoface.library.commands.faces import MoveFaces

    decide(lambda library: MoveFaces(known_faces(library, faces), person_called(library, to).id))


def remove(faces: FaceArguments) -> None:
    """No: these faces are not the person, or do not belong to the group, that they are filed under."""
    from photoface.library.commands.faces import RemoveFaces

    decide(lambda library: RemoveFaces(known_faces(library, faces)))


def merge(
    names: Annotated[list[str], typer.Argument(metavar="NAME", help="People by name, or groups by number.")],
    into: Annotated[
        str | None, typer.Option("--into", metavar="NAME", help="Whose name stays; else the first one's.")
    ] = None,
) -> None:
    """These are one person: `photoface merge "Anna Berg" Anni`, or, for groups, `photoface merge 3 7`."""
    from photoface.library.commands.groups import MergeGroups
    from photoface.library.commands.people import MergePeople

    def command(library: Library) -> MergeGroups | MergePeople:
        numbers = [group for group in map(number, names) if group is not None]
        if into is None and len(numbers) == len(names):
            return MergeGroups(numbers[0], tuple(numbers[1:]))
        wanted = [into, *names] if into is not None else names
        people = list({one.id: one for one in (person_called(library, words) for words in wanted)}.values())
        if len(people) < 2:
            raise UserFacingError("Merging takes two different people.")
        together = library.people.photos_together([one.id for one in people])
        if together:
            current().output.warning(
                f"{listed([one.name for one in people])} stand together in {counted(together, 'photo')}, so they may "
                "be different people. `photoface undo` takes the merge back."
            )
        return MergePeople(people[0].id, tuple(one.id for one in people[1:]))

    decide(command)


def unmerge(
    person: Annotated[str, typer.Argument(metavar="NAME", help="Who the faces are filed under now.")],
    other: Annotated[str, typer.Argument(metavar="OTHER_NAME", help="Who was merged into them.")],
    called: Annotated[
        str | None, typer.Option("--as", metavar="NEW_NAME", help="What to call them now; else as they were called.")
    ] = None,
    another: AnotherOption = False,
) -> None:
    """Two people after all, however long ago they were merged: `photoface unmerge "Anna Berg" Anni`."""
    from photoface.library.commands.people import UnmergePeople
    from photoface.text_folding import spelled

    with opened() as library:
        into = person_called(library, person)
        merged = library.people.merged_into(into.id)
        found = [one for one in merged if spelled(one.name) == spelled(other)]
        if not found:
            names = f"Merged into them: {listed([one.name for one in merged])}." if merged else "Nobody was."
            raise UserFacingError(f"No {other} was merged into {into.name}.", names)
        with asking("`--as '#7'` gives the faces to the person of that number; --another says that these are two."):
            carry_out(library, UnmergePeople(into.id, found[0].person_id, called, another))


def rename(
    old: Annotated[str, typer.Argument(metavar="NAME")],
    new: Annotated[list[str], typer.Argument(metavar="NEW_NAME")],
    keep_old_name: Annotated[
        bool, typer.Option("--keep-old-name", help="Find the person under the old name too.", show_default=False)
    ] = False,
    another: AnotherOption = False,
) -> None:
    """Call a person otherwise. Saved searches that mean the person go on to do so."""
    from photoface.library.commands.people import RenamePerson

    with asking("`photoface merge` makes them one person; --another says that these are two."):
        decide(lambda library: RenamePerson(person_called(library, old).id, " ".join(new), another, keep_old_name))


def ignore(
    groups: Annotated[
        list[int] | None, typer.Argument(metavar="GROUP", max=LARGEST_NUMBER, help="Numbers of groups: 3 7.")
    ] = None,
    face: FaceOption = None,
) -> None:
    """Strangers: never ask about these groups, or about these faces, again."""
    from photoface.library.commands.strangers import IgnoreFaces, IgnoreGroups

    if bool(groups) == bool(face):
        raise typer.BadParameter("Give the numbers of groups, or faces: photoface ignore 3 7, or --face 12,13")
    decide(lambda library: IgnoreGroups(tuple(groups)) if groups else IgnoreFaces(known_faces(library, face or ())))


def not_a_face(faces: FaceArguments) -> None:
    """There is no face at all."""
    from photoface.library.commands.strangers import MarkNotAFace

    decide(lambda library: MarkNotAFace(known_faces(library, faces)))


def bring_back(faces: FaceArguments) -> None:
    """Take ignored faces, or what was marked as not a face, back. `photoface faces --show ignored` lists them."""
    from photoface.library.commands.strangers import RestoreFaces

    decide(lambda library: RestoreFaces(known_faces(library, faces)))


def undo() -> None:
    """Take the last decision back, also one made long ago or in the window."""
    with opened() as library:
        current().output.line(f"Undone: {library.undo().summary}.")


def redo() -> None:
    """Make the decision again that was undone last."""
    with opened() as library:
        current().output.line(f"Redone: {library.redo().summary}.")


def history(
    limit: Annotated[int, typer.Option(min=1, max=LARGEST_NUMBER, help="How many at most.")] = 30,
    as_json: JsonOption = False,
) -> None:
    """Your decisions, newest first."""
    with opened() as library:
        decisions = library.history.decisions(limit)
    # A dropped decision was undone for good: something else was decided after it.
    states = {"done": "", "undone": "undone", "dropped": "undone"}
    current().output.listing(
        [attributes(one, "id", "kind", "summary", "made_at", "state", "faces") for one in decisions],
        ("When", "What", ""),
        [(f"{one.made_at:%Y-%m-%d %H:%M}", one.summary, states.get(one.state, one.state)) for one in decisions],
        "You have decided nothing yet.",
        as_json=as_json,
    )
