"""Stores conflicts between the catalog and what files or other programs say, until the user answers them.

A conflict is a name, a tag or a value that was not taken over, since the user or recognition says otherwise or the
sources disagree, or that another program removed from a file. If the user keeps the catalog's value, the conflict stays
with that answer, so it is not asked again, unless it was written into the file again and goes once more.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.ledger import Journal
from photoface.catalog.photos import files_of
from photoface.catalog.sql_helpers import among
from photoface.catalog.states import ConflictAnswer, ConflictKind
from photoface.catalog.tables.faces import Face
from photoface.catalog.tables.file_metadata import TakeoverConflict
from photoface.catalog.tables.people import Person, PersonAlias
from photoface.geometry import Box
from photoface.text_folding import spelled

FILES = "photo files"
"""The source of what the files themselves say."""

_NAMES_TWICE = (ConflictKind.NAMED_OTHERWISE, ConflictKind.SURE_OTHERWISE, ConflictKind.TWO_NAMES)
"""Kinds where both names may be the same person's."""

_NOWHERE = dict.fromkeys(("left", "top", "width", "height"))

_TEXTS = ("title: ", "caption: ")
"""How values begin of which both may hold, one below the other."""


WRITTEN = "written"
"""The answer of a conflict that the user decided for the own, once files say so: it does not keep a new one out."""

Key = tuple[str, int | None, int | None, str]
"""What tells a conflict from others: kind, photo, face, theirs."""


@dataclass(frozen=True, slots=True)
class NewConflict:
    """A conflict to keep; the attributes are those of `ConflictSummary`."""

    kind: ConflictKind
    photo_id: int | None
    face_id: int | None
    theirs: str
    mine: str
    box: Box | None = None

    @property
    def key(self) -> Key:
        """What tells it from others."""
        return (self.kind.value, self.photo_id, self.face_id, self.theirs)


@dataclass(frozen=True, slots=True)
class ConflictSummary:
    """A conflict, as it is shown to the user.

    Attributes:
        theirs, mine: the name or the value in the source, and what the catalog has.
        path: of a file of the photo; None where it is about a person.
        box: where the source has a face and the catalog has none.
        answers: that make sense.
    """

    id: int
    kind: ConflictKind
    photo_id: int | None
    face_id: int | None
    theirs: str
    mine: str
    source: str
    path: Path | None
    box: Box | None = None
    answers: tuple[ConflictAnswer, ...] = (ConflictAnswer.MINE, ConflictAnswer.THEIRS)


def add(journal: Journal, source: str, found: Iterable[NewConflict]) -> int:
    """Keep conflicts, each once, also where the user answered it; returns how many are new."""
    new, again = _rows(journal.session, source, found)
    journal.insert_many(TakeoverConflict, new)
    journal.update(TakeoverConflict, again, {"answer": None})
    return len(new) + len(again)


def note(session: Session, source: str, found: Iterable[NewConflict]) -> int:
    """Keep conflicts that a job found, as `add`; no decision makes them."""
    new, again = _rows(session, source, found)
    if new:
        session.execute(sa.insert(TakeoverConflict), new)
    session.execute(sa.update(TakeoverConflict).where(among(TakeoverConflict.id, again)).values(answer=None))
    return len(new) + len(again)


def _rows(session: Session, source: str, found: Iterable[NewConflict]) -> tuple[list[dict[str, Any]], list[int]]:
    """The rows of those that are not kept yet, and the ids of those that were written and come up once more."""
    columns = (TakeoverConflict.kind, TakeoverConflict.photo_id, TakeoverConflict.face_id, TakeoverConflict.theirs)
    query = sa.select(TakeoverConflict.id, TakeoverConflict.answer, *columns)
    there = {tuple(key): (row_id, answer) for row_id, answer, *key in session.connection().execute(query)}
    by_key = {one.key: one for one in found}
    again = [row_id for key in by_key for row_id, answer in (there.get(key, (0, None)),) if answer == WRITTEN]
    new = [
        {
            "kind": one.kind.value,
            "photo_id": one.photo_id,
            "face_id": one.face_id,
            "theirs": one.theirs,
            "mine": one.mine,
            "source": source,
            **(_NOWHERE if one.box is None else dataclasses.asdict(one.box)),
        }
        for key, one in by_key.items()
        if key not in there
    ]
    return new, again


def summaries(session: Session, ids: Collection[int] | None = None) -> list[ConflictSummary]:
    """The conflicts that wait for an answer and hold: all, or those of these ids.

    Left out are those about a face that has the source's name by now, and those about a name that is gone here too.
    """
    query = (
        sa.select(*TakeoverConflict.__table__.columns, Person.name.label("name"))
        .outerjoin(Face, sa.and_(Face.id == TakeoverConflict.face_id, Face.confirmed.is_(True)))
        .outerjoin(Person, Person.id == Face.person_id)
        .where(TakeoverConflict.answer.is_(None))
        .order_by(TakeoverConflict.photo_id, TakeoverConflict.id)
    )
    if ids is not None:
        query = query.where(among(TakeoverConflict.id, sorted(ids)))
    rows = [row for row in session.execute(query) if _holds(row)]
    paths = dict(files_of(session, list(dict.fromkeys(row.photo_id for row in rows if row.photo_id is not None))))
    names = {spelled(name) for name in session.scalars(sa.select(Person.name).union_all(sa.select(PersonAlias.name)))}
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
            None if row.left is None else Box(row.left, row.top, row.width, row.height),
            _answers(row, names),
        )
        for row in rows
    ]


def _holds(row: Any) -> bool:
    if row.face_id is None:
        return True
    has_their_name = row.name is not None and spelled(row.name) == spelled(row.theirs)
    return has_their_name if row.kind == ConflictKind.NAME_GONE else not has_their_name


def _answers(row: Any, names: Collection[str]) -> tuple[ConflictAnswer, ...]:
    kind = ConflictKind(row.kind)
    answers = [ConflictAnswer.MINE]
    is_answerable = row.face_id is not None or row.left is not None or row.photo_id is not None
    if kind is ConflictKind.OTHER_FACE:
        is_answerable = row.face_id is not None or row.left is not None
    if is_answerable or kind is ConflictKind.VALUE:
        answers.append(ConflictAnswer.THEIRS)
    if (
        (kind is ConflictKind.OTHER_FACE and is_answerable)
        or (kind in _NAMES_TWICE and spelled(row.theirs) not in names)
        or (kind is ConflictKind.VALUE and row.mine and row.theirs.startswith(_TEXTS))
    ):
        answers.append(ConflictAnswer.BOTH)
    return tuple(answers)


def keep_mine(journal: Journal, ids: Collection[int]) -> None:
    """What the catalog has holds: keep these conflicts with that answer."""
    journal.update(TakeoverConflict, ids, {"answer": ConflictAnswer.MINE.value})


def remove(journal: Journal, ids: Collection[int]) -> None:
    """Delete conflicts."""
    journal.delete(TakeoverConflict, ids)


def kept(session: Session) -> dict[int, set[Key]]:
    """The keys of the conflicts about files in which the user's own holds, by photo."""
    columns = (TakeoverConflict.kind, TakeoverConflict.photo_id, TakeoverConflict.face_id, TakeoverConflict.theirs)
    query = sa.select(*columns).where(TakeoverConflict.answer == ConflictAnswer.MINE, TakeoverConflict.source == FILES)
    found: dict[int, set[Key]] = defaultdict(set)
    for kind, photo_id, face_id, theirs in session.execute(query):
        if photo_id is not None:
            found[photo_id].add((kind, photo_id, face_id, theirs))
    return found


def note_written(session: Session, keys: Collection[Key]) -> None:
    """Files say again what these conflicts were about: if it goes once more, that is asked about once more.

    They stay, so that an undo of the answer lists them again.
    """
    for kind, photo_id, face_id, theirs in keys:
        session.execute(
            sa.update(TakeoverConflict)
            .where(
                TakeoverConflict.kind == kind,
                TakeoverConflict.photo_id == photo_id,
                TakeoverConflict.face_id.is_not_distinct_from(face_id),
                TakeoverConflict.theirs == theirs,
                TakeoverConflict.source == FILES,
            )
            .values(answer=WRITTEN)
        )
