"""Erases a person for good: the faces, everything said about the person, and every mention in the history.

Rows that decisions changed are kept in the ledger as images. Those of the person, of the faces and of what refers to
them are deleted, so older decisions can still be undone for everything else; what was undone before cannot be redone.
Names in the facts of decisions become `SOMEBODY`. Saved searches for the person, and what packs and files say of the
name, go from the catalog too. Titles, captions, tags, names of albums and circles, and the files themselves stay.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import erased_names, machine_state, merges, people
from photoface.catalog.decision_sentences import facts
from photoface.catalog.file_metadata import digest
from photoface.catalog.ledger import DROPPED, ERASED, UNDONE
from photoface.catalog.machine_state import ErasureToFinish
from photoface.catalog.search import tree
from photoface.catalog.search.errors import SearchError
from photoface.catalog.search.grammar import parse
from photoface.catalog.sql_dialects import json_number
from photoface.catalog.sql_helpers import among
from photoface.catalog.tables.base import Base
from photoface.catalog.tables.collections import SavedSearch
from photoface.catalog.tables.decisions import Change, Decision, DecisionFace
from photoface.catalog.tables.faces import CannotLink, Embedding, Face, NameRejection, Rejection
from photoface.catalog.tables.file_metadata import FileBeingWritten, FileMetadata, MetadataRecord, TakeoverConflict
from photoface.catalog.tables.people import CircleMember, PackPerson, Person, PersonAlias, PhotoPerson, Relation
from photoface.catalog.tables.stacks import PhotoSignature
from photoface.text_folding import spelled

SOMEBODY = "somebody"

KIND = "ErasePerson"
"""The ledger's kind of what this module does; it has no command, since it cannot be undone."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What erasing a person takes.

    Attributes:
        names: the name, other names, and those that the person had before.
        person_ids: the person, those who were merged into this one, and deleted people who had one of the names.
        face_ids, photo_ids: all faces that are the person's, confirmed or not, and the photos that they are in.
    """

    name: str
    names: tuple[str, ...]
    person_ids: tuple[int, ...]
    face_ids: tuple[int, ...]
    photo_ids: tuple[int, ...]


def planned(session: Session, person_id: int) -> Erasure:
    """What erasing a person would take.

    Raises:
        UserFacingError: the person is gone.
    """
    name = people.name_of(session, person_id)
    merged = merges.into(session, person_id)
    person_ids = [person_id, *(merge.other_id for merge in merged)]
    rows = session.execute(sa.select(Face.id, Face.photo_id).where(Face.person_id == person_id).order_by(Face.id)).all()
    names = [name, *(merge.name for merge in merged)]
    names += session.execute(sa.select(PersonAlias.name).where(PersonAlias.person_id == person_id)).scalars()
    images = sa.select(Change.before, Change.after).where(_about_people(person_ids))
    for before, after in session.execute(images):
        names += [image["name"] for image in (before, after) if image and isinstance(image.get("name"), str)]
    photos = sorted({photo_id for _, photo_id in rows})
    unique = tuple(dict.fromkeys(names))
    person_ids += _gone_of_these_names(session, {spelled(one) for one in unique}, person_ids)
    return Erasure(name, unique, tuple(person_ids), tuple(face_id for face_id, _ in rows), tuple(photos))


def _gone_of_these_names(session: Session, names: Collection[str], known: Collection[int]) -> list[int]:
    """People who are in the ledger alone, and had one of these names: deleted, or named by a step that was undone."""
    rows = sa.select(Change.row_id, Change.before, Change.after).where(Change.table_name == Person.__tablename__)
    found = {
        row_id
        for row_id, before, after in session.execute(rows)
        for image in (before, after)
        if image and isinstance(image.get("name"), str) and spelled(image["name"]) in names
    }
    return sorted(found - set(known) - people.present(session, found))


def erase(session: Session, erasure: Erasure, now: dt.datetime) -> None:
    """Delete everything that `planned` found, and note that files beside the catalog have to follow."""
    people_, faces = erasure.person_ids, erasure.face_ids
    _clean_ledger(session, erasure)
    _clean_files_metadata(session, erasure)
    _clean_searches(session, erasure)
    _clean_packs(session, erasure)
    of_faces: tuple[tuple[type[Base], tuple[Any, ...]], ...] = (
        (CannotLink, (CannotLink.face_id, CannotLink.other_face_id)),
        (Rejection, (Rejection.face_id,)),
        (NameRejection, (NameRejection.face_id,)),
        (TakeoverConflict, (TakeoverConflict.face_id,)),
        (DecisionFace, (DecisionFace.face_id,)),
        (Embedding, (Embedding.face_id,)),
    )
    for model, columns in of_faces:
        for column in columns:
            session.execute(sa.delete(model).where(among(column, faces)))
    of_people: tuple[tuple[type[Base], tuple[Any, ...]], ...] = (
        (Rejection, (Rejection.person_id,)),
        (PhotoPerson, (PhotoPerson.person_id,)),
        (CircleMember, (CircleMember.person_id,)),
        (Relation, (Relation.person_id, Relation.other_person_id)),
        (PersonAlias, (PersonAlias.person_id,)),
    )
    for model, columns in of_people:
        for column in columns:
            session.execute(sa.delete(model).where(among(column, people_)))
    # A small grey picture of the whole photo; a scan makes it again of the next thumbnail.
    session.execute(sa.delete(PhotoSignature).where(among(PhotoSignature.photo_id, erasure.photo_ids)))
    session.execute(sa.delete(Face).where(among(Face.id, faces)))
    session.execute(sa.delete(Person).where(among(Person.id, people_)))
    session.execute(sa.update(Decision).where(Decision.state == UNDONE).values(state=DROPPED))
    said = facts("somebody_erased")
    session.execute(sa.insert(Decision).values(kind=KIND, summary="", facts=said, made_at=now, state=ERASED))
    waiting = machine_state.load(session, ErasureToFinish)
    before = ErasureToFinish([], []) if waiting is None else waiting
    note = ErasureToFinish([*before.face_ids, *faces], [*before.photo_ids, *erasure.photo_ids])
    machine_state.save(session, note)
    erased_names.remember(session, erasure.names)


def _clean_ledger(session: Session, erasure: Erasure) -> None:
    faces, people_ = erasure.face_ids, erasure.person_ids
    face_table, embedding = Face.__tablename__, Embedding.__tablename__
    table = Change.table_name
    mentions = [among(json_number(image, "person_id"), people_) for image in (Change.before, Change.after)]
    mentions += [among(json_number(image, "other_person_id"), people_) for image in (Change.before, Change.after)]
    mentions += [
        among(json_number(image, column), faces)
        for image in (Change.before, Change.after)
        for column in ("face_id", "other_face_id")
    ]
    about = sa.or_(
        sa.and_(table.in_([face_table, embedding]), among(Change.row_id, faces)),
        _about_people(people_),
        sa.and_(table != embedding, sa.or_(*mentions)),
    )
    session.execute(sa.delete(Change).where(about))
    named = [Model.__tablename__ for Model in (PersonAlias, TakeoverConflict, NameRejection, SavedSearch)]
    rows = session.execute(sa.select(Change.id, Change.before, Change.after).where(table.in_(named))).all()
    gone = [id_ for id_, before, after in rows if _holds(before, erasure.names) or _holds(after, erasure.names)]
    session.execute(sa.delete(Change).where(among(Change.id, gone)))
    replaced = _replacing(erasure.names)
    for id_, summary, said in session.execute(sa.select(Decision.id, Decision.summary, Decision.facts)).all():
        new_summary, new_said = replaced(summary), _walked(said, replaced)
        if (new_summary, new_said) != (summary, said):
            session.execute(sa.update(Decision).where(Decision.id == id_).values(summary=new_summary, facts=new_said))


def _about_people(person_ids: Collection[int]) -> sa.ColumnElement[bool]:
    theirs = sa.or_(*(among(json_number(image, "person_id"), person_ids) for image in (Change.before, Change.after)))
    aliases = sa.and_(Change.table_name == PersonAlias.__tablename__, theirs)
    return sa.or_(sa.and_(Change.table_name == Person.__tablename__, among(Change.row_id, person_ids)), aliases)


def _clean_files_metadata(session: Session, erasure: Erasure) -> None:
    """Take the names out of what files were found to say. Files themselves are not touched."""
    names = {spelled(name) for name in erasure.names}
    moved: dict[int, int | None] = {}
    for id_, record in session.execute(sa.select(MetadataRecord.id, MetadataRecord.record)).all():
        kept = erased_names.without_names(record, names)
        if kept == record:
            continue
        key = digest(kept)
        same = session.execute(sa.select(MetadataRecord.id).where(MetadataRecord.digest == key)).scalar_one_or_none()
        if same is not None:
            moved[id_] = same
            continue
        counts = {"named_faces": sum(1 for one in kept.get("regions", ()) if one.get("name"))}
        counts["people"] = len(kept.get("people", ()))
        session.execute(
            sa.update(MetadataRecord).where(MetadataRecord.id == id_).values(record=kept, digest=key, **counts)
        )
    for old, new in moved.items():
        for column in (FileMetadata.record_id, FileMetadata.base_id):
            session.execute(sa.update(FileMetadata).where(column == old).values({column.key: new}))
        images = sa.select(Change.id, Change.before, Change.after)
        for id_, before, after in session.execute(images.where(Change.table_name == FileMetadata.__tablename__)).all():
            values = {"before": _with_record(before, old, new), "after": _with_record(after, old, new)}
            if values != {"before": before, "after": after}:
                session.execute(sa.update(Change).where(Change.id == id_).values(**values))
        session.execute(sa.delete(MetadataRecord).where(MetadataRecord.id == old))
    holders: tuple[tuple[Any, Any], ...] = (
        (FileMetadata, FileMetadata.id),
        (FileBeingWritten, FileBeingWritten.file_id),
    )
    for model, key in holders:
        written = session.execute(sa.select(key, model.written).where(model.written.is_not(None))).all()
        for id_, record in written:
            kept = erased_names.without_names(record, names)
            if kept != record:
                session.execute(sa.update(model).where(key == id_).values(written=kept))


def _with_record(image: dict[str, Any] | None, old: int, new: int | None) -> dict[str, Any] | None:
    return (
        None
        if image is None
        else {
            name: new if name in ("record_id", "base_id") and value == old else value for name, value in image.items()
        }
    )


def _clean_searches(session: Session, erasure: Erasure) -> None:
    everybody = people.names(session)
    gone = []
    for id_, name, words in session.execute(sa.select(SavedSearch.id, SavedSearch.name, SavedSearch.words)).all():
        meant = {one.id for said in _names_in(words) for one in people.called(everybody, said)}
        if meant & set(erasure.person_ids) or _holds({"name": name, "words": words}, erasure.names):
            gone.append(id_)
    session.execute(sa.delete(SavedSearch).where(among(SavedSearch.id, gone)))


def _names_in(words: str) -> list[str]:
    try:
        node = parse(words)
    except SearchError:
        return []
    said: list[str] = []
    for leaf in () if node is None else tree.leaves(node):
        match leaf:
            case tree.Named(name) | tree.Aged(name, _):
                said.append(name)
            case tree.Only(names):
                said.extend(names)
            case _:
                pass
    return said


def _clean_packs(session: Session, erasure: Erasure) -> None:
    names = {spelled(name) for name in erasure.names}
    for model, column in (
        (PackPerson, PackPerson.name),
        (NameRejection, NameRejection.name),
        (TakeoverConflict, TakeoverConflict.theirs),
        (TakeoverConflict, TakeoverConflict.mine),
    ):
        _delete_called(session, model, column, names)


def _delete_called(session: Session, model: Any, column: Any, names: Collection[str]) -> None:
    rows: type[Base] = model
    found = session.execute(sa.select(model.id, column)).all()
    gone = [id_ for id_, name in found if spelled(name) in names]
    session.execute(sa.delete(rows).where(among(model.id, gone)))


def _holds(image: dict[str, Any] | None, names: Collection[str]) -> bool:
    """Whether a text in an image has one of these names in it."""
    pattern = _pattern(names)
    return any(isinstance(value, str) and pattern.search(value) for value in (image or {}).values())


def _pattern(names: Collection[str]) -> re.Pattern[str]:
    """Any of these names as whole words, the longest first."""
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)", re.IGNORECASE)


def _replacing(names: Collection[str]) -> Callable[[str], str]:
    pattern = _pattern(names)
    return lambda text: pattern.sub(SOMEBODY, text)


def _walked(value: Any, replaced: Callable[[str], str]) -> Any:
    """A JSON value with each text in it replaced, but for the name of a template."""
    if isinstance(value, str):
        return replaced(value)
    if isinstance(value, list):
        return [_walked(one, replaced) for one in value]
    if isinstance(value, dict):
        return {name: one if name == "template" else _walked(one, replaced) for name, one in value.items()}
    return value
