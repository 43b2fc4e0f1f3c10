"""The ledger: every decision of the user with the rows it changed, and undo and redo built on those rows.

A change keeps the columns that a decision set, as they were before and after (row images, not inverse commands), so
one mechanism undoes every command, at any depth and after a restart. Undo writes only those columns back: what the
machine did since to other columns stays. Erasing a person is noted here too, without rows, and cannot be undone.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from photoface.catalog import writing_queue
from photoface.catalog.authors import REFERENCES, author_of, decision_in_the_way, may_be_undone
from photoface.catalog.database import note_change
from photoface.catalog.decision_sentences import Facts, sentence
from photoface.catalog.replay import Row, Step, replay
from photoface.catalog.row_images import Values, checked, from_json, to_json
from photoface.catalog.sql_dialects import is_postgresql, json_list
from photoface.catalog.sql_helpers import among, how_many
from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries.changed import Changed
from photoface.catalog.summaries.decisions import DecisionSummary
from photoface.catalog.tables.base import Base
from photoface.catalog.tables.collections import Album, AlbumPhoto, PhotoTag, Tag
from photoface.catalog.tables.decisions import Change, Decision, DecisionFace
from photoface.catalog.tables.faces import Embedding, Face, Group
from photoface.catalog.tables.file_metadata import FileMetadata, TakeoverConflict
from photoface.catalog.tables.files import DeletedFile
from photoface.catalog.tables.people import Circle, CircleMember, Person, PersonAlias, PhotoPerson, Relation
from photoface.catalog.tables.photos import Photo
from photoface.catalog.tables.stacks import StackPair, StackTop
from photoface.errors import UserFacingError

_INSERT_CHANGES = """
    INSERT INTO change (decision_id, table_name, row_id, "before", "after")
    SELECT ?, ?, ids.value, ?, ? FROM json_each(?) AS ids ORDER BY ids.key
"""
"""The changes of one run, as the driver takes them: naming a group of thousands waits for it. Images are JSON texts."""

_INSERT_CHANGES_POSTGRESQL = """
    INSERT INTO change (decision_id, table_name, row_id, "before", "after")
    SELECT %s, %s, ids.value::text::bigint, %s, %s
    FROM json_array_elements(%s::json) WITH ORDINALITY AS ids (value, key) ORDER BY ids.key
"""

PLACE = {"person_id", "confirmed", "group_id", "status"}
"""The columns of a face that say where it is. They are always written together."""

_BESIDE_PLACES = {
    model.__tablename__
    for model in (
        *(Group, Person, PersonAlias, Photo, PhotoPerson, PhotoTag, Tag, FileMetadata, TakeoverConflict),
        *(Album, AlbumPhoto, Circle, CircleMember, Relation, DeletedFile),
        *(StackPair, StackTop),
    )
}
"""Tables whose rows come and go with the places of faces, or say nothing of faces."""

_ACTIVE = FaceStatus.ACTIVE.value

DONE, UNDONE, DROPPED = "done", "undone", "dropped"
ERASED = "erased"
"""The state of a step that can never be undone: somebody was erased (`catalog.erasing`)."""


def _table_of(model: type[Base]) -> sa.Table:
    """Written to as a table and not as a class: nothing that a session remembers has to be kept in step."""
    return Base.metadata.tables[model.__tablename__]


@dataclass(frozen=True, slots=True)
class _Run:
    """Rows of one table that changed alike: with the same columns before, and the same after."""

    table_name: str
    row_ids: Sequence[int]
    before: Values | None
    after: Values | None


class Journal:
    """Writes rows on behalf of one decision and records what it changed. Only handlers have one.

    Attributes:
        now: when the decision is made.
    """

    def __init__(self, session: Session, now: dt.datetime) -> None:
        self.session = session
        self.now = now
        self._runs: list[_Run] = []

    def insert(self, model: type[Base], values: Values) -> int:
        """Make a row; returns its id."""
        (row_id,) = self.insert_many(model, [values])
        return row_id

    def insert_many(self, model: type[Base], rows: Sequence[Values]) -> list[int]:
        """Make rows; returns their ids in order."""
        if not rows:
            return []
        statement = sa.insert(model).returning(model.id, sort_by_parameter_order=True)  # type: ignore[attr-defined]
        ids = [int(row_id) for row_id in self.session.execute(statement, rows).scalars()]
        images = self._images(model, ids, [column.name for column in model.__table__.columns])
        for row_id in ids:
            self._record(model, [row_id], None, images[row_id])
        return ids

    def update(self, model: type[Base], row_ids: Iterable[int], values: Values) -> None:
        """Set the same columns of many rows; ids that do not exist are skipped."""
        ids = sorted(set(row_ids))
        if not ids:
            return
        table = _table_of(model)
        before = self._alike(table, ids, list(values))
        after = {name: to_json(value) for name, value in values.items()}
        self.session.execute(sa.update(table).where(among(table.c.id, ids)).values(values))
        for image, alike in before:
            self._record(model, alike, image, after)

    def update_each(self, model: type[Base], rows: Mapping[int, Values]) -> None:
        """Set columns of rows, the same ones of each, to values of its own; ids that do not exist are skipped."""
        table = _table_of(model)
        names = list(next(iter(rows.values()), ()))
        before = self._images(model, sorted(rows), names)
        if not before:
            return
        by_id = sa.update(table).where(table.c.id == sa.bindparam("row_id"))
        values = [{"row_id": row_id, **rows[row_id]} for row_id in before]
        self.session.connection().execute(by_id.values({name: sa.bindparam(name) for name in names}), values)
        for row_id, image in before.items():
            after = {name: to_json(value) for name, value in rows[row_id].items()}
            self._record(model, [row_id], image, after)

    def delete(self, model: type[Base], row_ids: Iterable[int]) -> None:
        """Delete rows, keeping all of their columns for undo."""
        ids = sorted(set(row_ids))
        if not ids:
            return
        table = _table_of(model)
        before = self._images(model, ids, [column.name for column in table.columns])
        self.session.execute(sa.delete(table).where(among(table.c.id, ids)))
        for row_id, image in before.items():
            self._record(model, [row_id], image, None)

    def forget_embeddings(self, face_ids: Iterable[int]) -> None:
        """Take faces' embeddings away, since the boxes that they were made of go or change; undo brings them back."""
        table = _table_of(Embedding)
        theirs = among(table.c.face_id, sorted(set(face_ids)))
        query = sa.select(table.c.face_id, table.c.model, table.c.vector).where(theirs)
        vectors: dict[int, Values] = defaultdict(dict)
        for face_id, model, vector in self.session.execute(query.order_by(table.c.face_id, table.c.model)):
            vectors[face_id][model] = to_json(vector)
        self.session.execute(sa.delete(table).where(theirs))
        for face_id, by_model in vectors.items():
            self._record(Embedding, [face_id], by_model, None)

    def confirmed_people(self) -> frozenset[int]:
        """The people of whom this decision confirmed faces so far."""
        images = [run.after or {} for run in self._runs if run.table_name == Face.__tablename__]
        return frozenset(image["person_id"] for image in images if image.get("confirmed") and image.get("person_id"))

    def left_groups(self) -> frozenset[int]:
        """The groups out of which this decision took faces so far."""
        images = [run.before or {} for run in self._runs if run.table_name == Face.__tablename__]
        return frozenset(image["group_id"] for image in images if image.get("group_id"))

    def placements(self) -> NDArray[np.int64] | None:
        """Where this decision put faces so far: face, person, group (0 for none), confirmed and active, (n, 5).

        It must have put some somewhere.

        Returns:
            None where it did anything else to faces, or said a no or took one back.
        """
        found: list[NDArray[np.int64]] = []
        for run in self._runs:
            if run.table_name in _BESIDE_PLACES:
                continue
            after = run.after
            if run.table_name != Face.__tablename__ or run.before is None or after is None or after.keys() != PLACE:
                return None
            place = (after["person_id"] or 0, after["group_id"] or 0, after["confirmed"], after["status"] == _ACTIVE)
            rows = np.empty((len(run.row_ids), 1 + len(place)), np.int64)
            rows[:, 0], rows[:, 1:] = run.row_ids, place
            found.append(rows)
        every = np.concatenate(found[::-1])
        # Of a face that was put somewhere twice, the last counts.
        return every[np.unique(every[:, 0], return_index=True)[1]]

    def _images(self, model: type[Base], ids: Sequence[int], names: Sequence[str]) -> dict[int, Values]:
        """Columns of rows as they are now, by id."""
        table = _table_of(model)
        query = sa.select(table.c.id, *(table.c[name] for name in names)).where(among(table.c.id, ids))
        return {
            row_id: {name: to_json(value) for name, value in zip(names, row, strict=True)}
            for row_id, *row in self.session.connection().execute(query.order_by(table.c.id))
        }

    def _alike(self, table: sa.Table, ids: Sequence[int], names: Sequence[str]) -> list[tuple[Values, list[int]]]:
        """Columns of rows as they are now, each image once with the ids of its rows: thousands mostly share a few."""
        columns = [table.c[name] for name in names]
        rows = sa.select(table.c.id, *columns).where(among(table.c.id, ids)).order_by(table.c.id).subquery()
        same = [rows.c[name] for name in names]
        query = sa.select(json_list(rows.c.id), *same).group_by(*same).order_by(sa.func.min(rows.c.id))
        return [
            ({name: to_json(value) for name, value in zip(names, row, strict=True)}, sorted(json.loads(alike)))
            for alike, *row in self.session.connection().execute(query)
        ]

    def _record(self, model: type[Base], row_ids: Sequence[int], before: Values | None, after: Values | None) -> None:
        self._runs.append(_Run(model.__tablename__, row_ids, before, after))

    def close(self, kind: str, facts: Facts) -> tuple[int, Changed]:
        """Write the decision with its changes; what was undone before can no longer be redone."""
        undone = sa.and_(Decision.state == UNDONE, may_be_undone(self.session))
        self.session.execute(sa.update(Decision).where(undone).values(state=DROPPED))
        author = author_of(self.session)
        made = sa.insert(Decision).values(
            kind=kind, summary="", facts=facts, made_at=self.now, state=DONE, author=author
        )
        decision_id = int(self.session.execute(made.returning(Decision.id)).scalar_one())
        return decision_id, self._write(decision_id)

    def add_to(self, decision_id: int, facts: Facts) -> Changed:
        """Write what this journal changed as part of an earlier decision: one undo takes both back.

        Args:
            decision_id: the newest decision, which is done; what was decided later could not be undone before it.
            facts: of the whole decision.
        """
        self.session.execute(sa.update(Decision).where(Decision.id == decision_id).values(facts=facts))
        return self._write(decision_id)

    def _write(self, decision_id: int) -> Changed:
        if self._runs:
            changes = [
                (decision_id, run.table_name, *map(json.dumps, (run.before, run.after, run.row_ids)))
                for run in self._runs
            ]
            statement = _INSERT_CHANGES_POSTGRESQL if is_postgresql(self.session) else _INSERT_CHANGES
            self.session.connection().exec_driver_sql(statement, changes)
        self._name_faces(decision_id)
        writing_queue.note_decision(self.session, decision_id)
        changed = self.changed()
        note_change(self.session, changed)
        return changed

    def _name_faces(self, decision_id: int) -> None:
        """Note the faces to which rows of other tables refer; `catalog.decided_faces` asks for them."""
        images = (run.after or run.before or {} for run in self._runs if run.table_name != Face.__tablename__)
        faces = {image[column] for image in images for column in FACE_COLUMNS if image.get(column) is not None}
        if faces:
            rows = [{"face_id": face_id, "decision_id": decision_id} for face_id in sorted(faces)]
            self.session.connection().execute(sa.insert(_table_of(DecisionFace)), rows)

    def changed(self) -> Changed:
        """What this decision touched so far."""
        return _changed(self._runs)


FACE_COLUMNS = ("face_id", "other_face_id")
"""Columns of rejections and cannot-links that name a face."""

_OF_STACKS = (StackPair.__tablename__, StackTop.__tablename__)


def _changed(runs: Iterable[_Run]) -> Changed:
    ids: dict[str, set[int]] = defaultdict(set)
    boxes: set[int] = set()
    turned: set[int] = set()
    for run in runs:
        ids[run.table_name].update(run.row_ids)
        for image in (run.before, run.after):
            if image is None:
                continue
            if run.table_name == Face.__tablename__ and "left" in image:
                boxes.update(run.row_ids)
            if run.table_name == Photo.__tablename__ and "user_turn" in image:
                turned.update(run.row_ids)
            for column, value in image.items():
                if value is not None and column in REFERENCES:
                    # What is said of the rows that it names changed too.
                    ids[REFERENCES[column]].add(value)
    return Changed(
        faces=frozenset(ids["face"] | ids["embedding"]),
        people=frozenset(ids["person"]),
        groups=frozenset(ids["face_group"]),
        photos=frozenset(ids["photo"]),
        tags=frozenset(ids["tag"]),
        searches=frozenset(ids["saved_search"]),
        boxes=frozenset(boxes),
        turned=frozenset(turned),
        albums=frozenset(ids["album"]),
        circles=frozenset(ids["circle"]),
        stacks=not ids.keys().isdisjoint(_OF_STACKS),
    )


def _latest(session: Session, state: str) -> DecisionSummary | None:
    # Redo takes the oldest of the undone ones, undo the newest of the done ones.
    order = Decision.id.desc() if state == DONE else Decision.id.asc()
    query = decision_rows().where(Decision.state == state, may_be_undone(session)).order_by(order).limit(1)
    row = session.execute(query).one_or_none()
    return None if row is None else summary_of(session, row)


def decision_rows() -> sa.Select[Any]:
    """The query for `summary_of`."""
    columns = Decision.id, Decision.kind, Decision.summary, Decision.facts, Decision.made_at, Decision.state
    return sa.select(*columns, Decision.author)


def summary_of(session: Session, row: sa.Row[Any], faces: int = 0, face_ids: tuple[int, ...] = ()) -> DecisionSummary:
    """A decision as the history shows it."""
    said = row.summary if row.facts is None else sentence(row.facts)
    somebody_else = row.author if author_of(session) not in (None, row.author) else None
    return DecisionSummary(row.id, row.kind, said, row.made_at, row.state, faces, face_ids, somebody_else)


def next_undo(session: Session) -> DecisionSummary | None:
    """The decision that undo would take back."""
    return _latest(session, DONE)


def next_redo(session: Session) -> DecisionSummary | None:
    """The decision that redo would make again."""
    return _latest(session, UNDONE)


@dataclass(frozen=True, slots=True)
class Replayed:
    """What an undo or a redo did.

    Attributes:
        gone: rows that it needed and that are not in the catalog any more, by table and id; the rest was done.
    """

    changed: Changed
    gone: frozenset[Row] = frozenset()


def undo(session: Session, decision_id: int) -> Replayed:
    """Write back what a decision changed, last change first.

    Raises:
        UserFacingError: somebody else, who shares the catalog, decided about the same since.
    """
    steps = [(table, row_id, after, before) for table, row_id, before, after in _changes_of(session, decision_id)]
    return _replay(session, decision_id, steps[::-1], UNDONE)


def redo(session: Session, decision_id: int) -> Replayed:
    """Make a decision's changes again, first change first.

    Raises:
        UserFacingError: as for `undo`.
    """
    return _replay(session, decision_id, _changes_of(session, decision_id), DONE)


def _replay(session: Session, decision_id: int, steps: Sequence[Step], state: str) -> Replayed:
    other = decision_in_the_way(session, decision_id)
    if other is not None:
        theirs = summary_of(session, session.execute(decision_rows().where(Decision.id == other)).one())
        raise UserFacingError(
            f"{theirs.author} decided about the same since: {theirs.summary}.",
            "Ask them to undo that first, or correct it by hand.",
        )
    try:
        gone = replay(session, steps)
    except sa.exc.IntegrityError as error:
        if author_of(session) is None:
            raise
        raise UserFacingError(
            "Somebody else decided about the same since.", "Look at the history, and correct it by hand."
        ) from error
    session.execute(sa.update(Decision).where(Decision.id == decision_id).values(state=state))
    writing_queue.note_decision(session, decision_id)
    changed = _changed(_Run(table, [row_id], now, then) for table, row_id, now, then in steps)
    note_change(session, changed)
    return Replayed(changed, gone)


def _changes_of(session: Session, decision_id: int) -> list[Step]:
    query = (
        sa.select(Change.table_name, Change.row_id, Change.before, Change.after)
        .where(Change.decision_id == decision_id)
        .order_by(Change.id)
    )
    found = [tuple(row) for row in session.execute(query)]
    for change in found:
        checked(*change)
    return found


def images_of(session: Session, decision_id: int, model: type[Base]) -> list[tuple[int, Values | None, Values | None]]:
    """What a decision changed in one table: row ids with the columns before and after, in order."""

    def columns(image: Values | None) -> Values | None:
        return None if image is None else from_json(model, image)

    return [
        (row_id, columns(before), columns(after))
        for table_name, row_id, before, after in _changes_of(session, decision_id)
        if table_name == model.__tablename__
    ]


def decisions_made(session: Session) -> tuple[int, int]:
    """A value that changes with every decision, undo and redo."""
    counts = (sa.func.coalesce(sa.func.max(Decision.id), 0), how_many(Decision.state == DONE))
    newest, done = session.execute(sa.select(*counts)).one()
    return newest, done
