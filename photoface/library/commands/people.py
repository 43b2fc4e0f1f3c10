"""The user's decisions about people: name, split, merge, delete, describe, cover, favourite, hide, circle, relate."""

from __future__ import annotations

import datetime as dt

from photoface.catalog.states import RelationKind
from photoface.library.commands.command import Command


class SplitPerson(Command):
    """Move faces of a person to the person of that name, or into an unnamed group if it is None."""

    person_id: int
    face_ids: tuple[int, ...]
    name: str | None = None
    another: bool = False


class MergePeople(Command):
    """Merge people: all their faces and rejections go to `person_id`, who keeps the name."""

    person_id: int
    other_ids: tuple[int, ...]


class UnmergePeople(Command):
    """Undo a merge, however long ago: a person who was merged into another one is separate again.

    The faces that came along then and are still there go back, with what was said about that one alone. They are called
    `name`, else as they were called. Where somebody else is called so by now, it is a `NameTaken`; `another` is the
    answer that these are two people, `#7` as the name that the faces are that person's.
    """

    person_id: int
    other_id: int
    name: str | None = None
    another: bool = False


class RenamePerson(Command):
    """Rename a person. Saved searches for the person are rewritten.

    A name that somebody else has, or one that looks the same, is a `NameTaken`; `another` is the answer that these
    are two people, a merge the other one. `keep_old_name` makes the name before an alias.
    """

    person_id: int
    name: str
    another: bool = False
    keep_old_name: bool = False


class DeletePerson(Command):
    """Delete a person: the faces become unnamed again."""

    person_id: int


class ChooseCover(Command):
    """Choose the face that stands for a person."""

    person_id: int
    face_id: int


class DescribePerson(Command):
    """Set when a person was born and died, None where it is not known, and the notes; all three are set.

    The rest is for a form that changes several things at once: second names to add and to take away, and whether the
    person is a favourite or hidden, where None leaves it as it is.
    """

    person_id: int
    born: dt.date | None
    died: dt.date | None
    notes: str
    added_names: tuple[str, ...] = ()
    removed_aliases: tuple[int, ...] = ()
    favourite: bool | None = None
    hidden: bool | None = None


class AddAlias(Command):
    """Add an alias to a person. A name that somebody else has is a `NameTaken`."""

    person_id: int
    name: str
    another: bool = False


class RemoveAlias(Command):
    """Remove an alias from a person."""

    alias_id: int


class SetFavourites(Command):
    """Make people favourites, or not any more."""

    person_ids: tuple[int, ...]
    favourite: bool


class HidePeople(Command):
    """Hide people from all lists; their faces stay named."""

    person_ids: tuple[int, ...]


class ShowPeople(Command):
    """Show hidden people again."""

    person_ids: tuple[int, ...]


class PutInCircle(Command):
    """Put people into the circle of that name, which is made if there is none."""

    person_ids: tuple[int, ...]
    name: str


class TakeOutOfCircle(Command):
    """Take people out of a circle."""

    circle_id: int
    person_ids: tuple[int, ...]


class RenameCircle(Command):
    """Rename a circle."""

    circle_id: int
    name: str


class DeleteCircle(Command):
    """Delete a circle. The people in it stay."""

    circle_id: int


class RelatePeople(Command):
    """Note that a person is a parent, partner or sibling of another one; replaces an earlier relation of the two."""

    person_id: int
    other_id: int
    kind: RelationKind


class UnrelatePeople(Command):
    """Remove the relation of two people."""

    relation_id: int
