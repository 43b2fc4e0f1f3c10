"""Handles the command that applies a proposed regrouping, as far as it fits later decisions of the user."""

from __future__ import annotations

from photoface.catalog import assignments, open_faces
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.ledger import Journal
from photoface.catalog.open_faces import OpenFaces
from photoface.errors import UserFacingError
from photoface.library.commands.groups import ApplyRegroup
from photoface.library.regroup_proposal import Pile, RegroupChange


def apply_regroup(journal: Journal, command: ApplyRegroup) -> Facts:
    """Apply the changes that fit, each whole or not at all.

    Raises:
        UserFacingError: none of them fits any more.
    """
    faces = {face_id for change in command.changes for face_id in change.face_ids}
    piles = [pile for change in command.changes for pile in change.before]
    now = open_faces.read(journal.session, faces, {pile.group_id for pile in piles if pile.group_id is not None})
    fitting = [change for change in command.changes if _fits(now, change)]
    if not fitting:
        raise UserFacingError(
            "The groups are not as they were when this was proposed.", "Look for a better grouping once more."
        )
    moved = sum(_apply(journal, change, now) for change in fitting)
    left = len(command.changes) - len(fitting)
    return facts("regrouped_in_part" if left else "regrouped", faces=moved, left=left)


def _fits(now: OpenFaces, change: RegroupChange) -> bool:
    """Whether the groups of a change are as they were, and nothing forbids what it would make of them."""
    return (
        # What could not be compared, as a face of a forgotten photo, was not spoken of, and stays where it is.
        all(now.comparable[pile.group_id or 0] == set(pile.face_ids) for pile in change.before)
        and all(now.group_of.get(face_id, 0) is None for face_id in change.gained)
        and all(_is_allowed(now, pile) for pile in change.after)
    )


def _is_allowed(now: OpenFaces, pile: Pile) -> bool:
    comes = set(pile.face_ids)
    silent = now.members[pile.group_id] - now.comparable[pile.group_id] if pile.group_id else set()
    together = comes | silent
    if any(not now.apart[face_id].isdisjoint(together) for face_id in together & now.apart.keys()):
        return False
    if pile.person_id is None:
        return True
    refused = any((face_id, pile.person_id) in now.refused for face_id in comes)
    return pile.person_id in now.people and not refused


def _apply(journal: Journal, change: RegroupChange, now: OpenFaces) -> int:
    """Write one change; returns how many faces moved."""
    moved = 0
    for pile in change.after:
        if pile.person_id is not None:
            assignments.place(journal, pile.face_ids, person_id=pile.person_id)
            moved += len(pile.face_ids)
            continue
        group_id = pile.group_id
        if group_id is None:
            group_id = assignments.new_group(journal, kept=False)
        moving = [face_id for face_id in pile.face_ids if now.group_of[face_id] != group_id]
        assignments.place(journal, moving, group_id=group_id)
        moved += len(moving)
    assignments.place(journal, change.lost)
    # A group that a stopped scan left unsettled is the user's wish now, and the next scan must not remake it.
    assignments.settle_groups(journal, [pile.group_id for pile in change.after if pile.group_id is not None])
    assignments.delete_empty_groups(journal, [pile.group_id for pile in change.before])
    return moved + len(change.lost)
