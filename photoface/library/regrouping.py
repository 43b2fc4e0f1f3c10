"""Grouping all unnamed faces afresh, as one decision of the user that can be undone."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from photoface.catalog.database import Database
from photoface.catalog.ledger import Journal
from photoface.catalog.summaries import Changed
from photoface.catalog.tables import Group
from photoface.jobs import JobControl, Progress
from photoface.library.handlers.filing import counted, delete_empty_groups, place
from photoface.pipeline.grouping import FacesOfModel, Regrouping, compute, decisions_made, inherit, load_state
from photoface.settings import Settings
from photoface.vision.registry import Thresholds

TRIES = 3


def regroup(
    database: Database, settings: Settings, thresholds: Thresholds, control: JobControl, now: dt.datetime
) -> tuple[int, str, Changed]:
    """Dissolve all groups but those that the user merged, and group anew; people and ignored faces stay as they are.

    Returns:
        The decision's id, its sentence, and what changed.
    """
    for attempt in range(TRIES):
        control.report(Progress("Grouping faces"))
        with database.read() as session:
            state = load_state(session, settings.model)
            dissolve = frozenset(session.execute(sa.select(Group.id).where(Group.kept.is_(False))).scalars())
        wanted = compute(state, settings, thresholds, dissolve=dissolve)
        control.checkpoint()
        with database.write() as session:
            if decisions_made(session) != state.decisions:
                if attempt < TRIES - 1:
                    continue
                state = load_state(session, settings.model)
                wanted = compute(state, settings, thresholds, dissolve=dissolve)
            journal = Journal(session)
            moved = _carry_out(journal, state.faces, wanted)
            summary = f"Grouped the unnamed faces anew: {counted(moved, 'face')} moved"
            decision_id, changed = journal.close("Regroup", summary, now)
            return decision_id, summary, Changed(everything=True) | changed
    raise AssertionError("the last try always ends")


def _carry_out(journal: Journal, faces: FacesOfModel, wanted: Regrouping) -> int:
    """Write only what moves; returns how many faces that is."""
    group_of = dict(zip(faces.ids.tolist(), faces.groups.tolist(), strict=True))
    heirs = inherit(faces, wanted)
    moved = 0
    for person_id in sorted(set(wanted.to_person.values())):
        ids = [face_id for face_id, target in wanted.to_person.items() if target == person_id]
        place(journal, ids, person_id=person_id)
        moved += len(ids)
    placed: dict[int, list[int]] = {}
    for face_id, group_id in wanted.to_group.items():
        placed.setdefault(group_id, []).append(face_id)
    for members, heir in zip(wanted.new_groups, heirs, strict=True):
        group_id = journal.insert(Group, {"settled": True, "kept": False}) if heir is None else heir
        placed.setdefault(group_id, []).extend(members)
    for group_id, ids in placed.items():
        moving = [face_id for face_id in ids if group_of[face_id] != group_id]
        place(journal, moving, group_id=group_id)
        moved += len(moving)
    lost = [face_id for face_id in wanted.loose if group_of[face_id]]
    place(journal, lost)
    delete_empty_groups(journal, wanted.dissolved)
    journal.update(Group, _unsettled(journal), {"settled": True})
    return moved + len(lost)


def _unsettled(journal: Journal) -> list[int]:
    return list(journal.session.execute(sa.select(Group.id).where(Group.settled.is_(False))).scalars())
