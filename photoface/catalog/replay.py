"""Bringing rows from one image that the ledger keeps of them to another: what undo and redo do to the catalog."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.row_images import JOURNALED, Values, from_json
from photoface.catalog.rows import among
from photoface.catalog.tables import Base, Embedding, Face, Group, Person


def replay(session: Session, steps: Sequence[tuple[str, int, Values | None, Values | None]]) -> None:
    """Bring rows from one image to another. A run of updates to one table with equal columns goes as one statement."""
    position = 0
    while position < len(steps):
        table_name, row_id, now, then = steps[position]
        if table_name == Embedding.__tablename__:
            _replay_embeddings(session, row_id, then)
            position += 1
            continue
        model = JOURNALED[table_name]
        if now is None and then is not None:
            made = from_json(model, then)
            _without_lost_groups(session, [made])
            session.execute(sa.insert(model).values(made))
            position += 1
        elif then is None:
            _release(session, model, row_id)
            session.execute(sa.delete(model).where(model.id == row_id))  # type: ignore[attr-defined]
            position += 1
        else:
            run = []
            while position < len(steps):
                other_table, other_id, other_now, other_then = steps[position]
                if (
                    other_table != table_name
                    or other_now is None
                    or other_then is None
                    or other_then.keys() != then.keys()
                ):
                    break
                run.append({"row_id": other_id, **from_json(model, other_then)})
                position += 1
            _without_lost_groups(session, run)
            table = Base.metadata.tables[table_name]
            by_id = sa.update(table).where(table.c.id == sa.bindparam("row_id"))
            session.connection().execute(by_id.values({name: sa.bindparam(name) for name in then}), run)


def _replay_embeddings(session: Session, face_id: int, then: Values | None) -> None:
    """Give a face the embeddings that it had, instead of what was made of another box; None leaves it without."""
    session.execute(sa.delete(Embedding).where(Embedding.face_id == face_id))
    for model, vector in (then or {}).items():
        session.execute(sa.insert(Embedding).values(model=model, face_id=face_id, vector=base64.b64decode(vector)))


def _release(session: Session, model: type[Base], row_id: int) -> None:
    """Let go of a row that is about to go: what the machine hung on it since is loose again."""
    if model is Person:
        session.execute(
            sa.update(Face).where(Face.person_id == row_id, Face.confirmed.is_(False)).values(person_id=None)
        )
    elif model is Group:
        session.execute(sa.update(Face).where(Face.group_id == row_id).values(group_id=None))


def _without_lost_groups(session: Session, run: list[Values]) -> None:
    """Groups come and go: a face whose group the machine dissolved since becomes loose, and is grouped anew later."""
    wanted = sorted({values["group_id"] for values in run if values.get("group_id") is not None})
    present = set(session.execute(sa.select(Group.id).where(among(Group.id, wanted))).scalars())
    for values in run:
        if values.get("group_id") is not None and values["group_id"] not in present:
            values["group_id"] = None
