"""The user's decisions about unnamed groups: name, confirm, reject, split, merge, keep apart, regroup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from photoface.library.commands.command import Command

if TYPE_CHECKING:
    from photoface.library.regroup_proposal import RegroupChange


class NameGroup(Command):
    """Name a group: all its faces become the person of that name, who is created if there is none.

    Attributes:
        without: faces of the group that are somebody else: a no to each.
        another, pack_id: as in `NameFaces`.
    """

    group_id: int
    name: str
    without: tuple[int, ...] = ()
    another: bool = False
    pack_id: int | None = None


class ConfirmGroup(Command):
    """Confirm a group as a person. `without` are faces of the group that are rejected."""

    group_id: int
    person_id: int
    without: tuple[int, ...] = ()


class ConfirmGroups(Command):
    """Confirm several groups as one person."""

    group_ids: tuple[int, ...]
    person_id: int


class RejectGroup(Command):
    """Reject all faces of a group for a person, for ever."""

    group_id: int
    person_id: int


class KeepGroupsApart(Command):
    """Keep two groups apart: they are not one person, for ever."""

    group_id: int
    other_id: int


class SplitGroup(Command):
    """Move faces out of a group into a new group of their own.

    Where a name is given, these faces (`name`) or the others (`rest_name`) are the person of that name at once, or
    `another` of that name. With one name for both, `another` makes two people of that name.
    """

    group_id: int
    face_ids: tuple[int, ...]
    name: str | None = None
    rest_name: str | None = None
    another: bool = False
    rest_another: bool = False


class MergeGroups(Command):
    """Merge groups into one unnamed group."""

    group_id: int
    other_ids: tuple[int, ...]


class ApplyRegroup(Command):
    """Apply a proposed regrouping. Changes that contradict later decisions of the user are left out."""

    changes: tuple[RegroupChange, ...]
