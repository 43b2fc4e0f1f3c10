"""Computes the proposal to group all unnamed faces again: compares a new grouping with the present groups.

Groups that the user made are not taken apart. The user applies the proposal in whole or in part, or rejects it.
"""

from __future__ import annotations

from collections import defaultdict

from photoface.catalog import placing, regroup_mark
from photoface.catalog.database import Database
from photoface.catalog.face_table import FaceTable
from photoface.clustering.inverted_file import RunSearches
from photoface.jobs import JobControl, Progress
from photoface.library.regroup_proposal import Pile, RegroupChange, RegroupProposal
from photoface.recognition.group_jobs import by_target, read_input
from photoface.recognition.grouping import Regrouping, compute, reused_group_ids
from photoface.recognition.recognition import Recognition


def propose_regroup(
    database: Database, recognition: Recognition, control: JobControl, run_searches: RunSearches | None = None
) -> RegroupProposal:
    """What would change if all groups but those that the user made were dissolved and grouped again.

    Nothing is written but the mark that the groups were looked at; what is proposed must be applied by a command.

    Args:
        run_searches: has other processes look for faces that are alike; None for this one.

    Raises:
        JobCancelled: by the control.
    """
    control.report(Progress("Comparing unnamed faces"))
    with database.read() as session:
        given = read_input(recognition, session)
        dissolve = placing.groups_not_kept(session)
    control.checkpoint()
    wanted = compute(given, dissolve=dissolve, run_searches=run_searches)
    control.checkpoint()
    proposal = propose(given.rows.faces, wanted)
    with database.write() as session:
        regroup_mark.set_mark(session, given.model)
    return proposal


def propose(faces: FaceTable, wanted: Regrouping) -> RegroupProposal:
    """The difference between the groups there are and those that are wanted, in changes independent of each other.

    Groups, old and new, that share a face are one change: applying half of it would tear a new group apart.

    Args:
        faces: the faces as they lie now.
        wanted: a grouping of them; its groups that go on under an old id are told by `reused_group_ids`.
    """
    group_of = dict(zip(faces.ids.tolist(), faces.groups.tolist(), strict=True))
    members: dict[int, list[int]] = defaultdict(list)
    for face_id, group_id in group_of.items():
        if group_id:
            members[group_id].append(face_id)
    piles = _wanted_piles(faces, wanted, members)
    whole = _Union()
    for number, pile in enumerate(piles):
        if pile.group_id:
            whole.join(("new", number), ("old", pile.group_id))
        for face_id in pile.face_ids:
            if group_of[face_id] and pile.person_id is None:
                whole.join(("new", number), ("old", group_of[face_id]))
    pieces: dict[_Node, _Piece] = defaultdict(_Piece)
    for number, pile in enumerate(piles):
        if pile.person_id is None:
            pieces[whole.find(("new", number))].after.append(pile)
        else:
            # A person gains from many groups; each gain belongs to the group that it comes from.
            for root, ids in _by_origin(pile.face_ids, group_of, whole, number).items():
                pieces[root].after.append(Pile(tuple(ids), person_id=pile.person_id))
    for face_id in wanted.loose:
        if group_of[face_id]:
            pieces[whole.find(("old", group_of[face_id]))].lost.append(face_id)
    touched_groups = {group_of[face_id] for face_id in _touched(wanted)} | set(wanted.to_group.values())
    for group_id in touched_groups - {0}:
        pieces[whole.find(("old", group_id))].before.append(Pile(tuple(members[group_id]), group_id))
    changes = [change for piece in pieces.values() if (change := piece.change(group_of)).moving]
    changes.sort(key=lambda change: (-len(change.moving), min(change.face_ids)))
    confirmed = frozenset(faces.ids[faces.confirmed].tolist())
    confirmed_touched = sum(len(change.moving & confirmed) for change in changes)
    return RegroupProposal(tuple(changes), len(_touched(wanted)), confirmed_touched)


_Node = tuple[str, int]


class _Union:
    """Which groups hang together (union-find with path halving; Tarjan and van Leeuwen 1984)."""

    def __init__(self) -> None:
        self._parent: dict[_Node, _Node] = {}

    def find(self, node: _Node) -> _Node:
        parent = self._parent
        while (above := parent.get(node, node)) != node:
            parent[node] = node = parent.get(above, above)
        return node

    def join(self, one: _Node, other: _Node) -> None:
        self._parent[self.find(one)] = self.find(other)


class _Piece:
    """A change while it is put together."""

    def __init__(self) -> None:
        self.before: list[Pile] = []
        self.after: list[Pile] = []
        self.lost: list[int] = []

    def change(self, group_of: dict[int, int]) -> RegroupChange:
        gained = tuple(sorted(face_id for pile in self.after for face_id in pile.face_ids if not group_of[face_id]))
        return RegroupChange(_largest_first(self.before), _largest_first(self.after), gained, tuple(sorted(self.lost)))


def _largest_first(piles: list[Pile]) -> tuple[Pile, ...]:
    return tuple(sorted(piles, key=lambda pile: (-len(pile.face_ids), pile.face_ids)))


def _touched(wanted: Regrouping) -> list[int]:
    """All faces that the grouping placed."""
    in_new = [face_id for ids in wanted.new_groups for face_id in ids]
    return [*wanted.to_person, *wanted.to_group, *in_new, *wanted.loose]


def _wanted_piles(faces: FaceTable, wanted: Regrouping, members: dict[int, list[int]]) -> list[Pile]:
    """Where faces shall lie; groups that stay and gain faces with all that they have."""
    piles = [
        Pile(ids, group_id) for ids, group_id in zip(wanted.new_groups, reused_group_ids(faces, wanted), strict=True)
    ]
    for target, ids in by_target(wanted.to_group).items():
        piles.append(Pile((*members[target], *ids), target))
    for person_id, ids in by_target(wanted.to_person).items():
        piles.append(Pile(tuple(ids), person_id=person_id))
    return piles


def _by_origin(
    face_ids: tuple[int, ...], group_of: dict[int, int], whole: _Union, number: int
) -> dict[_Node, list[int]]:
    """A person's new faces by the piece that they come from; those that were alone are a piece of their own."""
    by_origin: dict[_Node, list[int]] = defaultdict(list)
    for face_id in face_ids:
        group_id = group_of[face_id]
        by_origin[whole.find(("old", group_id)) if group_id else ("new", number)].append(face_id)
    return by_origin
