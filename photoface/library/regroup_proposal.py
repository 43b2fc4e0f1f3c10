"""The records of a regrouping proposal: which faces would move to which group or person, in independent changes.

They are plain values, so the worker can send them to the window. Grouping again only proposes: each change can be
applied without the others. None moves a face that has a name, or takes a face out of a group that the user made; such
a group may only gain faces.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from photoface.formatting import counted


class ChangeKind(enum.StrEnum):
    """What a change comes to, as the user sees it."""

    JOIN = "join"
    """Several groups become one."""
    SPLIT = "split"
    """One group becomes several."""
    MIX = "mix"
    """Several groups exchange faces."""
    GATHER = "gather"
    """Faces that were alone become a group."""
    GROW = "grow"
    """A group gains faces that were alone."""
    SHRINK = "shrink"
    """A group loses faces, or ends."""
    NAME = "name"
    """Faces go to a named person."""


@dataclass(frozen=True, slots=True)
class Pile:
    """Faces that lie together: in a group, under a person, or, with neither, in a group that is yet to be made."""

    face_ids: tuple[int, ...]
    group_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class RegroupChange:
    """Some groups as they are, and as they would be.

    Attributes:
        before: existing groups with all of their faces.
        after: where these faces, and those of `gained`, would lie; of a group that only grows, all its faces.
        gained: faces that are in no group now.
        lost: faces that would be in no group any more.
    """

    before: tuple[Pile, ...]
    after: tuple[Pile, ...]
    gained: tuple[int, ...] = ()
    lost: tuple[int, ...] = ()

    @property
    def kind(self) -> ChangeKind:
        groups = [pile for pile in self.after if pile.person_id is None]
        if len(groups) < len(self.after) and len(groups) <= len(self.before) <= 1:
            return ChangeKind.NAME
        if not self.before:
            return ChangeKind.GATHER
        if len(self.before) > 1:
            return ChangeKind.JOIN if len(groups) == 1 else ChangeKind.MIX
        if len(groups) > 1:
            return ChangeKind.SPLIT
        return ChangeKind.GROW if groups and self.gained and not self.lost else ChangeKind.SHRINK

    @property
    def face_ids(self) -> frozenset[int]:
        """All faces that it speaks of."""
        return frozenset((*self.gained, *(face_id for pile in self.before for face_id in pile.face_ids)))

    @property
    def moving(self) -> frozenset[int]:
        """The faces that would lie elsewhere than now."""
        stays: dict[int, frozenset[int]] = {
            pile.group_id: frozenset(pile.face_ids) for pile in self.before if pile.group_id is not None
        }
        kept = frozenset(
            face_id
            for pile in self.after
            if pile.group_id in stays
            for face_id in stays[pile.group_id].intersection(pile.face_ids)
        )
        return self.face_ids - kept


@dataclass(frozen=True, slots=True)
class RegroupProposal:
    """All changes that a fresh grouping would make, the largest first.

    Attributes:
        faces: unnamed faces that were looked at.
        confirmed_touched: confirmed faces among those that would move. It is 0: nothing confirmed is ever open.
    """

    changes: tuple[RegroupChange, ...]
    faces: int
    confirmed_touched: int

    @property
    def moving(self) -> int:
        """Faces that would move."""
        return sum(len(change.moving) for change in self.changes)

    def count(self, kind: ChangeKind) -> int:
        """How many groups are concerned by changes of a kind."""
        return sum(max(1, len(change.before)) for change in self.changes if change.kind is kind)

    def sentence(self) -> str:
        """`12 faces would move, 3 groups would join, 2 groups would split, 0 confirmed faces would be touched`."""
        parts = [counted(self.moving, "face would move", "faces would move")]
        parts += [
            counted(count, f"group would {word}", f"groups would {word}")
            for kind, word in (
                (ChangeKind.JOIN, "join"),
                (ChangeKind.SPLIT, "split"),
                (ChangeKind.MIX, "exchange faces"),
            )
            if (count := self.count(kind))
        ]
        parts.append(
            counted(self.confirmed_touched, "confirmed face would be touched", "confirmed faces would be touched")
        )
        return ", ".join(parts)
