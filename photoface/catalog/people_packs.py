"""Stores opened people packs, and which names of packs the user rejected for which faces.

A people pack is a file with chosen people of another library: names and how their faces look. Opening or forgetting a
pack changes no photo and cannot be undone; forgetting deletes all of it. A rejection is a decision that can be undone.
It is kept by the name, so it counts for a later pack with that name as well.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from photoface.catalog.ledger import Journal
from photoface.catalog.sql_helpers import pack_vector, unpack_vectors
from photoface.catalog.tables.faces import Face, NameRejection, Rejection
from photoface.catalog.tables.people import PackPerson, PeoplePack, Person, PersonAlias
from photoface.errors import UserFacingError
from photoface.text_folding import spelled


@dataclass(frozen=True, slots=True)
class PackSummary:
    """An opened pack: who is in it."""

    id: int
    title: str
    model: str
    opened_at: dt.datetime
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class KeptPerson:
    """A person of an opened pack.

    Attributes:
        vectors: float32 (k, d).
        person_id: the one person here who has this name and a confirmed face; None without one.
    """

    id: int
    pack_id: int
    name: str
    born: dt.date | None
    died: dt.date | None
    vectors: NDArray[np.float32]
    person_id: int | None = None


def add(session: Session, title: str, model: str, people: Sequence[KeptPerson], now: dt.datetime) -> int:
    """Keep a pack; returns its id. The ids of `people` are not used."""
    pack = sa.insert(PeoplePack).values(title=title, model=model, opened_at=now).returning(PeoplePack.id)
    pack_id = int(session.execute(pack).scalar_one())
    rows = [
        {
            "pack_id": pack_id,
            "name": person.name,
            "born": person.born,
            "died": person.died,
            "dimension": person.vectors.shape[1],
            "vectors": pack_vector(person.vectors),
        }
        for person in people
    ]
    session.execute(sa.insert(PackPerson), rows)
    return pack_id


def forget(session: Session, pack_id: int) -> str:
    """Delete a pack with all that it brought; returns its title.

    Raises:
        UserFacingError: it is gone.
    """
    title = session.execute(sa.select(PeoplePack.title).where(PeoplePack.id == pack_id)).scalar_one_or_none()
    if title is None:
        raise UserFacingError("This people pack is forgotten already.")
    session.execute(sa.delete(PackPerson).where(PackPerson.pack_id == pack_id))
    session.execute(sa.delete(PeoplePack).where(PeoplePack.id == pack_id))
    return title


def summaries(session: Session) -> list[PackSummary]:
    """The opened packs, oldest first."""
    names: dict[int, list[str]] = {}
    for pack_id, name in session.execute(sa.select(PackPerson.pack_id, PackPerson.name).order_by(PackPerson.id)):
        names.setdefault(pack_id, []).append(name)
    columns = (PeoplePack.id, PeoplePack.title, PeoplePack.model, PeoplePack.opened_at)
    rows = session.execute(sa.select(*columns).order_by(PeoplePack.id)).all()
    return [PackSummary(*row, tuple(names.get(row.id, ()))) for row in rows]


def everybody(session: Session, model: str) -> list[KeptPerson]:
    """People of all packs of a model, but those whose name several people have here."""
    query = sa.select(PackPerson).join(PeoplePack).where(PeoplePack.model == model).order_by(PackPerson.id)
    rows = session.execute(query).scalars().all()
    known = _confirmed_people(session, {spelled(row.name) for row in rows})
    found = []
    for row in rows:
        here = known.get(spelled(row.name), set())
        if len(here) < 2:
            count = len(row.vectors) // (4 * max(row.dimension, 1))
            blobs = [row.vectors[start * 4 * row.dimension :][: 4 * row.dimension] for start in range(count)]
            vectors = unpack_vectors(blobs, row.dimension)
            known_as = next(iter(here), None)
            found.append(KeptPerson(row.id, row.pack_id, row.name, row.born, row.died, vectors, known_as))
    return found


def _confirmed_people(session: Session, keys: Collection[str]) -> dict[str, set[int]]:
    """Who has one of these names, or had it as another one, and a face that the user confirmed."""
    known: dict[str, set[int]] = defaultdict(set)
    for table, person_id in ((Person, Person.id), (PersonAlias, PersonAlias.person_id)):
        theirs = sa.exists().where(Face.person_id == person_id, Face.confirmed.is_(True))
        query = sa.select(table.name_key, person_id).where(table.name_key.in_(keys), theirs)
        for key, id_ in session.execute(query):
            known[key].add(id_)
    return known


def life_dates(session: Session, pack_id: int, name: str) -> tuple[dt.date | None, dt.date | None]:
    """When the person of that name in a pack was born and died; None where it does not say, or knows several."""
    query = sa.select(PackPerson.name, PackPerson.born, PackPerson.died).where(PackPerson.pack_id == pack_id)
    found = [(born, died) for known, born, died in session.execute(query) if spelled(known) == spelled(name)]
    return found[0] if len(found) == 1 else (None, None)


def refused(session: Session, name: str) -> set[int]:
    """The faces for which the user rejected this name, as a pack's proposal or as a person of this library."""
    key = spelled(name)
    of_name = sa.select(NameRejection.face_id).where(NameRejection.name_key == key)
    of_person = (
        sa.select(Rejection.face_id).join(Person, Person.id == Rejection.person_id).where(Person.name_key == key)
    )
    return set(session.execute(of_name.union(of_person)).scalars())


def refuse(journal: Journal, face_ids: Collection[int], name: str) -> int:
    """Note that the user rejected a name for these faces; returns for how many it was not rejected before."""
    key = spelled(name)
    here = sa.select(NameRejection.face_id).where(NameRejection.name_key == key)
    there = set(journal.session.execute(here).scalars())
    new = [{"face_id": face_id, "name": name, "name_key": key} for face_id in face_ids if face_id not in there]
    journal.insert_many(NameRejection, new)
    return len(new)
