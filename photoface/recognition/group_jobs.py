"""Runs the grouping on a catalog: reads faces, computes outside of a transaction, writes groups and names.

It groups the new faces of a scan, or attaches some faces to the people and groups that there are. The user's decisions
need not wait. If one was made meanwhile, the result is dropped and computed again; after three attempts it is computed
inside the transaction, and decisions wait.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping

from photoface.catalog import grouped_state, machine_state, placing, regroup_mark, settings_store
from photoface.catalog.database import Database, Session
from photoface.catalog.ledger import decisions_made
from photoface.catalog.machine_state import FullGroupingSnapshot
from photoface.catalog.summaries.changed import Changed
from photoface.recognition.grouping import GroupingInput, Regrouping, compute, reused_group_ids
from photoface.recognition.recognition import Recognition

OPTIMISTIC_TRIES = 3
"""How often groups are computed outside a transaction, hoping that the user decides nothing meanwhile."""


def read_input(recognition: Recognition, session: Session) -> GroupingInput:
    """All that a grouping looks at."""
    settings = settings_store.load(session)
    rows, view = recognition.read(session)
    snapshot = machine_state.load(session, FullGroupingSnapshot)
    return GroupingInput(
        rows,
        view,
        settings.model,
        settings.grouping,  # type: ignore[arg-type]
        recognition.thresholds(settings.model),
        placing.unsettled_groups(session),
        decisions_made(session),
        grouped_state.since_grouped(session, settings),
        snapshot if snapshot is not None and snapshot.model == settings.model else None,
        recognition.earlier_state(),
    )


def group_new_faces(
    database: Database, recognition: Recognition, *, final: bool, looked_at: Collection[int] = ()
) -> Changed:
    """Give loose faces, and those in unsettled groups, to people and groups.

    Args:
        final: whether the scan is at its end, so that its groups are settled.
        looked_at: the faces that this scan embedded, new ones and others.
    """
    return _compute_and_write(
        database,
        recognition,
        lambda given: compute(given, dissolve=given.unsettled, looked_at=looked_at),
        lambda session, given, wanted: _write(session, given, wanted, settled=final),
    )


def attach_faces(database: Database, recognition: Recognition, face_ids: Collection[int]) -> Changed:
    """Give these loose faces to the people and groups there are, as a scan would; no group is made or taken apart."""
    return _compute_and_write(
        database,
        recognition,
        lambda given: compute(given, dissolve=frozenset(), only=face_ids),
        lambda session, _, wanted: _attach(session, wanted),
    )


def _compute_and_write(
    database: Database,
    recognition: Recognition,
    computed: Callable[[GroupingInput], Regrouping],
    write: Callable[[Session, GroupingInput, Regrouping], Changed],
) -> Changed:
    """Compute outside of the transaction that writes, but inside where the user goes on deciding meanwhile."""
    for _ in range(OPTIMISTIC_TRIES):
        with database.read() as session:
            given = read_input(recognition, session)
        wanted = computed(given)
        with database.write(durable=False) as session:
            if decisions_made(session) == given.decisions:
                return write(session, given, wanted)
    with database.write(durable=False) as session:
        given = read_input(recognition, session)
        return write(session, given, computed(given))


def _attach(session: Session, wanted: Regrouping) -> Changed:
    _place(session, wanted, by_target(wanted.to_group))
    return Changed(
        faces=frozenset({*wanted.to_person, *wanted.to_group}),
        people=frozenset(wanted.to_person.values()),
        groups=frozenset(wanted.to_group.values()),
    )


def _write(session: Session, given: GroupingInput, wanted: Regrouping, *, settled: bool) -> Changed:
    groups = by_target(wanted.to_group)
    for members, group_id in zip(wanted.new_groups, reused_group_ids(given.rows.faces, wanted), strict=True):
        groups[placing.new_group(session, settled=settled) if group_id is None else group_id].extend(members)
    _place(session, wanted, groups)
    placing.place(session, wanted.loose)
    if settled:
        placing.settle_groups(session)
        grouped_state.set_grouped(session, settings_store.load(session))
        if not regroup_mark.has_mark(session):
            # The first scan of a catalog groups all of its faces together.
            regroup_mark.set_mark(session, given.model)
    placing.delete_empty_groups(session)
    return Changed(everything=True)


def _place(session: Session, wanted: Regrouping, groups: Mapping[int, list[int]]) -> None:
    """Write where faces belong. Confirmed faces are out of its reach: only open ones are ever in a grouping."""
    for person_id, ids in by_target(wanted.to_person).items():
        placing.place(session, ids, person_id=person_id)
    for group_id, ids in groups.items():
        placing.place(session, ids, group_id=group_id)
    if wanted.snapshot is not None:
        machine_state.save(session, wanted.snapshot)


def by_target(placed: Mapping[int, int]) -> dict[int, list[int]]:
    """Face ids by where they are placed."""
    found: dict[int, list[int]] = defaultdict(list)
    for face_id, target in placed.items():
        found[target].append(face_id)
    return found
