"""What was not taken over, since the user had said otherwise: kept until the user decides."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.folding import spelled
from photoface.catalog.ledger import Journal
from photoface.catalog.photos import files_of
from photoface.catalog.sql_helpers import among
from photoface.catalog.states import ConflictKind
from photoface.catalog.tables import Face, Person, TakeoverConflict


@dataclass(frozen=True, slots=True)
class ConflictSummary:
    """A conflict as it is shown.

    Attributes:
        theirs, mine: the name or the value in the source, and what the catalog has.
        path: of a file of the photo; None where it is about a person.
    """

    id: int
    kind: ConflictKind
    photo_id: int | None
    face_id: int | None
    theirs: str
    mine: str
    source: str
    path: Path | None


def add(journal: Journal, source: str, found: Iterable[tuple[ConflictKind, int | None, int | None, str, str]]) -> int:
    """Keep conflicts (kind, photo, face, theirs, mine), each once; returns how many are new."""
    columns = (TakeoverConflict.kind, TakeoverConflict.photo_id, TakeoverConflict.face_id, TakeoverConflict.theirs)
    there = {tuple(row) for row in journal.session.connection().execute(sa.select(*columns))}
    new = [
        {
            "kind": kind.value,
            "photo_id": photo_id,
            "face_id": face_id,
            "theirs": theirs,
            "mine": mine,
            "source": source,
        }
        for kind, photo_id, face_id, theirs, mine in dict.fromkeys(found)
        if (kind.value, photo_id, face_id, theirs) not in there
    ]
    journal.insert_many(TakeoverConflict, new)
    return len(new)


def summaries(session: Session) -> list[ConflictSummary]:
    """The conflicts that hold: without those about a face that has the source's name by now."""
    columns = (
        TakeoverConflict.id,
        TakeoverConflict.kind,
        TakeoverConflict.photo_id,
        TakeoverConflict.face_id,
        TakeoverConflict.theirs,
        TakeoverConflict.mine,
        TakeoverConflict.source,
    )
    query = (
        sa.select(*columns, Person.name)
        .outerjoin(Face, sa.and_(Face.id == TakeoverConflict.face_id, Face.confirmed.is_(True)))
        .outerjoin(Person, Person.id == Face.person_id)
        .order_by(TakeoverConflict.photo_id, TakeoverConflict.id)
    )
    rows = [row for row in session.execute(query) if row.name is None or spelled(row.name) != spelled(row.theirs)]
    paths = dict(files_of(session, list(dict.fromkeys(row.photo_id for row in rows if row.photo_id is not None))))
    return [
        ConflictSummary(
            row.id,
            ConflictKind(row.kind),
            row.photo_id,
            row.face_id,
            row.theirs,
            row.mine,
            row.source,
            next(iter(paths.get(row.photo_id or 0, ())), None),
        )
        for row in rows
    ]


def settle(journal: Journal, conflict_ids: Collection[int]) -> int:
    """The user decided about these conflicts; returns how many there were."""
    query = sa.select(TakeoverConflict.id).where(among(TakeoverConflict.id, sorted(conflict_ids)))
    there = list(journal.session.execute(query).scalars())
    journal.delete(TakeoverConflict, there)
    return len(there)
