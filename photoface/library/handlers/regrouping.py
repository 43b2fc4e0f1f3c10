"""Applying what a fresh grouping proposed, as far as it still fits what the user said since."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa

from photoface.catalog import settings_store
from photoface.catalog.ledger import Journal
from photoface.catalog.rows import chunks
from photoface.catalog.tables import CannotLink, Embedding, Face, FaceStatus, Group, Person, Photo, Rejection
from photoface.errors import UserFacingError
from photoface.library.commands import ApplyRegroup
from photoface.library.handlers.filing import counted, delete_empty_groups, place
from photoface.library.proposals import Pile, RegroupChange


def apply_regroup(journal: Journal, command: ApplyRegroup, _now: dt.datetime) -> str:
    """See `ApplyRegroup`.

    Raises:
        UserFacingError: none of the changes fits any more.
    """
    now = _Now(journal, command.changes)
    fitting = [change for change in command.changes if now.fits(change)]
    if not fitting:
        raise UserFacingError(
            "The groups are not as they were when this was proposed.", "Look for a better grouping once more."
        )
    moved = sum(_apply(journal, change, now) for change in fitting)
    left = len(command.changes) - len(fitting)
    summary = f"Grouped the unnamed faces anew: {counted(moved, 'face')} moved"
    return summary + (f"; {counted(left, 'change')} did not fit any more" if left else "")


class _Now:
    """How the faces of a proposal lie now, and what the user said that forbids to put them together."""

    def __init__(self, journal: Journal, changes: Sequence[RegroupChange]) -> None:
        self.group_of: dict[int, int | None] = {}
        self._members: dict[int, set[int]] = defaultdict(set)
        self._comparable: dict[int, set[int]] = defaultdict(set)
        self._apart: dict[int, set[int]] = defaultdict(set)
        self._refused: set[tuple[int, int]] = set()
        session = journal.session
        faces = sorted({face_id for change in changes for face_id in change.face_ids})
        groups = sorted({pile.group_id for change in changes for pile in change.before if pile.group_id is not None})
        link = (CannotLink.face_id, CannotLink.other_face_id)
        open_face = sa.and_(Face.status == FaceStatus.ACTIVE, Face.person_id.is_(None))
        for part in chunks(faces):
            query = sa.select(Face.id, Face.group_id).where(Face.id.in_(part), open_face)
            self.group_of.update((face_id, group_id) for face_id, group_id in session.execute(query))
            for ours, theirs in (link, link[::-1]):
                for one, other in session.execute(sa.select(ours, theirs).where(ours.in_(part))):
                    self._apart[one].add(other)
            refused = sa.select(Rejection.face_id, Rejection.person_id).where(Rejection.face_id.in_(part))
            self._refused.update((face_id, person_id) for face_id, person_id in session.execute(refused))
        model = settings_store.load(session).model
        embedded = sa.exists().where(Embedding.model == model, Embedding.face_id == Face.id)
        for part in chunks(groups):
            query_members = (
                sa.select(Face.id, Face.group_id, sa.and_(embedded, Photo.forgotten.is_(False)))
                .join(Photo, Photo.id == Face.photo_id)
                .where(Face.group_id.in_(part))
            )
            for face_id, group_id, comparable in session.execute(query_members):
                self._members[group_id or 0].add(face_id)
                if comparable:
                    self._comparable[group_id or 0].add(face_id)
        self._people = set(session.execute(sa.select(Person.id)).scalars())

    def fits(self, change: RegroupChange) -> bool:
        """Whether its groups are as they were, and nothing forbids what it would make of them."""
        return (
            all(self._is_so(pile) for pile in change.before)
            and all(self.group_of.get(face_id, 0) is None for face_id in change.gained)
            and all(self._is_allowed(pile) for pile in change.after)
        )

    def _is_so(self, pile: Pile) -> bool:
        # What could not be compared, as a face of a forgotten photo, was not spoken of, and stays where it is.
        return self._comparable[pile.group_id or 0] == set(pile.face_ids)

    def _is_allowed(self, pile: Pile) -> bool:
        comes = set(pile.face_ids)
        silent = self._members[pile.group_id] - self._comparable[pile.group_id] if pile.group_id else set()
        together = comes | silent
        if any(not self._apart[face_id].isdisjoint(together) for face_id in together & self._apart.keys()):
            return False
        if pile.person_id is None:
            return True
        refused = any((face_id, pile.person_id) in self._refused for face_id in comes)
        return pile.person_id in self._people and not refused


def _apply(journal: Journal, change: RegroupChange, now: _Now) -> int:
    """Write one change; returns how many faces moved."""
    moved = 0
    for pile in change.after:
        if pile.person_id is not None:
            place(journal, pile.face_ids, person_id=pile.person_id)
            moved += len(pile.face_ids)
            continue
        group_id = pile.group_id
        if group_id is None:
            group_id = journal.insert(Group, {"settled": True, "kept": False})
        moving = [face_id for face_id in pile.face_ids if now.group_of[face_id] != group_id]
        place(journal, moving, group_id=group_id)
        moved += len(moving)
    place(journal, change.lost)
    # A group that a stopped scan left unsettled is the user's wish now, and the next scan must not remake it.
    journal.update(Group, _unsettled(journal, change), {"settled": True})
    delete_empty_groups(journal, [pile.group_id for pile in change.before if pile.group_id is not None])
    return moved + len(change.lost)


def _unsettled(journal: Journal, change: RegroupChange) -> list[int]:
    ids = [pile.group_id for pile in change.after if pile.group_id is not None]
    query = sa.select(Group.id).where(Group.id.in_(ids), Group.settled.is_(False))
    return list(journal.session.execute(query).scalars())
