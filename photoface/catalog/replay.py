"""Sets rows to their image before or after a decision: the SQL of undo and redo.

Between a decision and its undo or redo a grouping may have deleted groups. Faces that a decision names stay
(`catalog.decided_faces`), but scans by older programs deleted some. A row that is gone, or that refers to one that is
gone, is skipped: it must not stop all later steps.
"""

from __future__ import annotations

import base64
import itertools
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.row_images import JOURNALED, Values, from_json
from photoface.catalog.sql_helpers import among
from photoface.catalog.tables.base import Base
from photoface.catalog.tables.faces import Embedding, Face, Group
from photoface.catalog.tables.people import Person
from photoface.catalog.tables.photos import Photo

Step = tuple[str, int, Values | None, Values | None]
"""Table, row id, and the row's image now and then; None where the row is not there."""

Row = tuple[str, int]
"""Table and row id."""

FACES = Face.__tablename__


def replay(session: Session, steps: Sequence[Step]) -> frozenset[Row]:
    """Bring rows from one image to another. A run of rows of one table with equal columns goes as one statement.

    Returns:
        Rows that the steps need and that are gone, for which nothing was done. Groups do not count: they come and go.
    """
    gone: set[Row] = set()
    for (table_name, is_there, columns), run in itertools.groupby(steps, _kind):
        if table_name == Embedding.__tablename__:
            for _, face_id, _, then in run:
                _replay_embeddings(session, face_id, then)
        elif columns is None:
            _delete(session, JOURNALED[table_name], [row_id for _, row_id, _, _ in run])
        else:
            images = [(id_, from_json(JOURNALED[table_name], image)) for _, id_, _, image in run if image is not None]
            write = _update if is_there else _insert
            gone |= write(session, Base.metadata.tables[table_name], images)
    return frozenset(gone)


def _kind(step: Step) -> tuple[str, bool, frozenset[str] | None]:
    """The table, whether the row is there, and the columns that are set; None where the row goes."""
    table_name, _, now, then = step
    return table_name, now is not None, None if then is None else frozenset(then)


def _insert(session: Session, table: sa.Table, images: Sequence[tuple[int, Values]]) -> set[Row]:
    rows = [image for _, image in images]
    _without_lost_groups(session, rows)
    gone: set[Row] = set()
    for column in table.columns:
        for key in column.foreign_keys:
            other = key.column.table
            wanted = {row[column.name] for row in rows if row.get(column.name) is not None}
            # A tag may refer to another one of the same run.
            made = {row["id"] for row in rows} if other is table else set()
            missing = wanted - _present(session, other, wanted) - made
            gone |= {(other.name, id_) for id_ in missing}
            rows = [row for row in rows if row.get(column.name) not in missing]
    if rows:
        session.connection().execute(sa.insert(table), rows)
    return gone


def _update(session: Session, table: sa.Table, images: Sequence[tuple[int, Values]]) -> set[Row]:
    wanted = {id_ for id_, _ in images}
    present = _present(session, table, wanted)
    rows = [{**image, "row_id": id_} for id_, image in images if id_ in present]
    _without_lost_groups(session, rows)
    if table.name == Photo.__tablename__:
        _without_returned_photos(session, rows)
    if rows:
        names = [name for name in rows[0] if name != "row_id"]
        by_id = sa.update(table).where(table.c.id == sa.bindparam("row_id"))
        session.connection().execute(by_id.values({name: sa.bindparam(name) for name in names}), rows)
    return set() if table.name == Group.__tablename__ else {(table.name, id_) for id_ in wanted - present}


def _delete(session: Session, model: type[Base], row_ids: Sequence[int]) -> None:
    """Delete rows of a table; what the machine hung on them since is loose again."""
    faces, rows = Base.metadata.tables[Face.__tablename__], Base.metadata.tables[model.__tablename__]
    connection = session.connection()
    if model is Person:
        theirs = sa.and_(among(faces.c.person_id, row_ids), faces.c.confirmed.is_(False))
        connection.execute(sa.update(faces).where(theirs).values(person_id=None))
    elif model is Group:
        connection.execute(sa.update(faces).where(among(faces.c.group_id, row_ids)).values(group_id=None))
    connection.execute(sa.delete(rows).where(among(rows.c.id, row_ids)))


def _replay_embeddings(session: Session, face_id: int, then: Values | None) -> None:
    """Give a face the embeddings that it had, instead of what was made of another box; None leaves it without."""
    session.execute(sa.delete(Embedding).where(Embedding.face_id == face_id))
    if then and _present(session, Base.metadata.tables[Face.__tablename__], {face_id}):
        vectors = [{"model": model, "face_id": face_id, "vector": base64.b64decode(one)} for model, one in then.items()]
        session.execute(sa.insert(Embedding), vectors)


def _present(session: Session, table: sa.FromClause, ids: set[int]) -> set[int]:
    if not ids:
        return set()
    return set(session.execute(sa.select(table.c.id).where(among(table.c.id, sorted(ids)))).scalars())


def _without_lost_groups(session: Session, rows: list[Values]) -> None:
    """Groups come and go: a face whose group the machine dissolved since becomes loose, and is grouped again later."""
    wanted = {values["group_id"] for values in rows if values.get("group_id") is not None}
    lost = wanted - _present(session, Base.metadata.tables[Group.__tablename__], wanted)
    for values in rows:
        if values.get("group_id") in lost:
            values["group_id"] = None


def _without_returned_photos(session: Session, rows: list[Values]) -> None:
    """Only missing or deleted photos can be forgotten: another one would never be seen any more."""
    forgotten = [values["row_id"] for values in rows if values.get("forgotten") and not values.get("deleted_at")]
    if not forgotten:
        return
    here = sa.select(Photo.id).where(among(Photo.id, forgotten), Photo.missing.is_(False))
    returned = set(session.execute(here).scalars())
    for values in rows:
        if values["row_id"] in returned:
            values["forgotten"] = False
