"""Merges people, lists who was merged into a person, and undoes a merge much later, from the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import circles, people, photo_people, relations
from photoface.catalog.assignments import of_people, place, reject, rejected, withdraw_rejections
from photoface.catalog.ledger import DONE, Journal, images_of
from photoface.catalog.row_images import Values
from photoface.catalog.sql_helpers import among
from photoface.catalog.summaries.people import MergedPerson
from photoface.catalog.tables.decisions import Change, Decision
from photoface.catalog.tables.faces import Face, Rejection
from photoface.catalog.tables.people import Person, PersonAlias
from photoface.text_folding import spelled

MERGE = "MergePeople"
"""The ledger's kind of these decisions."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge of one person into another one that was not undone since.

    Attributes:
        person_id: who was left.
        other_id, name: who went.
    """

    decision_id: int
    made_at: dt.datetime
    person_id: int
    other_id: int
    name: str


def into(session: Session, person_id: int) -> list[Merge]:
    """All who became this person, the latest first; those who became one of them before, after that one."""
    by_person: dict[int, list[Merge]] = {}
    for merge in _everything(session):
        by_person.setdefault(merge.person_id, []).append(merge)
    found: list[Merge] = []
    waiting = by_person.get(person_id, [])[::-1]
    while waiting:
        merge = waiting.pop()
        found.append(merge)
        waiting.extend(by_person.get(merge.other_id, [])[::-1])
    return found


def summaries(session: Session, person_id: int) -> list[MergedPerson]:
    """All who became this person, with how many of their faces are still there."""
    return [
        MergedPerson(merge.other_id, merge.name, merge.made_at, tuple(dict(faces_left(session, merge, person_id))))
        for merge in into(session, person_id)
    ]


def faces_left(session: Session, merge: Merge, person_id: int) -> list[tuple[int, bool]]:
    """The faces that came with a merge and are this person's still: ids, and whether they were confirmed then."""
    came = {
        row_id: bool(before.get("confirmed"))
        for row_id, before, _ in images_of(session, merge.decision_id, Face)
        if before is not None and before.get("person_id") == merge.other_id
    }
    query = sa.select(Face.id).where(among(Face.id, came), Face.person_id == person_id).order_by(Face.id)
    return [(face_id, came[face_id]) for face_id in session.execute(query).scalars()]


def _everything(session: Session) -> list[Merge]:
    """All merges whose person has not come back, the latest first."""
    query = (
        sa.select(Decision.id, Decision.made_at, Change.table_name, Change.row_id, Change.before, Change.after)
        .join(Change, Change.decision_id == Decision.id)
        .where(
            Decision.kind == MERGE,
            Decision.state == DONE,
            Change.table_name.in_([Person.__tablename__, PersonAlias.__tablename__]),
        )
        .order_by(Decision.id.desc(), Change.id)
    )
    rows = session.execute(query).all()
    # The name of everybody who went is a second name of who is left, made by that decision.
    kept = {
        row.id: row.after["person_id"] for row in rows if row.table_name == PersonAlias.__tablename__ and not row.before
    }
    gone = [row for row in rows if row.table_name == Person.__tablename__ and not row.after]
    back = people.present(session, [row.row_id for row in gone])
    found: dict[int, Merge] = {}
    for row in gone:
        if row.row_id not in back and row.row_id not in found and row.id in kept:
            found[row.row_id] = Merge(row.id, row.made_at, kept[row.id], row.row_id, row.before["name"])
    return list(found.values())


def merge_people(journal: Journal, person_id: int, other_ids: Sequence[int]) -> None:
    """Merge people. A rejection of any of them becomes one of the remaining person, unless a confirmation
    contradicts.
    """
    session = journal.session
    # As it is now: with all faces together, the best of them would be shown, and that may be the other one's.
    cover = people.get(session, person_id).cover_face_id
    came = of_people(session, other_ids)
    for confirmed in (True, False):
        ids = [face.id for face in came if face.confirmed is confirmed]
        place(journal, ids, person_id=person_id, confirmed=confirmed)
    for other in other_ids:
        reject(journal, withdraw_rejections(journal, other), person_id)
    theirs = of_people(session, [person_id])
    withdraw_rejections(journal, person_id, [face.id for face in theirs if face.confirmed])
    refused = rejected(session, person_id)
    place(journal, [face.id for face in theirs if face.id in refused])
    _take_details(journal, person_id, other_ids, cover)
    photo_people.merge(journal, person_id, other_ids)
    circles.merge(journal, person_id, other_ids)
    relations.merge(journal, person_id, other_ids)
    for other in other_ids:
        aliases = session.execute(sa.select(PersonAlias.id).where(PersonAlias.person_id == other)).scalars()
        journal.update(PersonAlias, aliases, {"person_id": person_id})
        people.add_alias(journal, person_id, people.name_of(session, other))
    people.delete(journal, other_ids)


def _take_details(journal: Journal, person_id: int, other_ids: Sequence[int], cover_face_id: int | None) -> None:
    """Keep what was said about people who are about to go, where nothing was said about this one; set the cover.

    All in one update: `_give_details_back` reads one row image of the person who stays.
    """
    columns = (Person.id, Person.born, Person.died, Person.notes, Person.favourite, Person.cover_face_id)
    query = sa.select(*columns).where(Person.id.in_([person_id, *other_ids]))
    rows = {row.id: row for row in journal.session.execute(query)}
    merged = [rows[one] for one in (person_id, *other_ids)]
    born = next((one.born for one in merged if one.born is not None), None)
    died = next((one.died for one in merged if one.died is not None), None)
    if born is not None and died is not None and died < born:
        # Two people's dates that contradict each other: those of the one who stays are right.
        born, died = merged[0].born, merged[0].died
    notes = "\n\n".join(dict.fromkeys(one.notes for one in merged if one.notes))[: people.LONGEST_NOTES]
    favourite = any(one.favourite for one in merged)
    kept = {"born": born, "died": died, "notes": notes, "favourite": favourite, "cover_face_id": cover_face_id}
    before = merged[0]._mapping
    if any(before[name] != value for name, value in kept.items()):
        journal.update(Person, [person_id], kept)


def take_apart(journal: Journal, merge: Merge, person_id: int, name: str) -> int:
    """Take a merge apart; returns how many faces go back. A yes that was said since stays a yes, to who has it now.

    Args:
        person_id: who has the faces now: the one who was left, or one into whom that one was merged since.
        name: of the one who comes back.
    """
    faces = faces_left(journal.session, merge, person_id)
    came = [face_id for face_id, _ in faces]
    people.delete_aliases(journal, person_id, name)
    if merge.person_id == person_id:
        _give_details_back(journal, merge)
    _make_again(journal, merge, name, came)
    _give_aliases_back(journal, merge, person_id)
    photo_people.take_apart(journal, merge.decision_id, person_id, merge.other_id)
    circles.take_apart(journal, merge.decision_id, person_id, merge.other_id)
    relations.take_apart(journal, merge.decision_id, person_id, merge.other_id)
    _place_again(journal, faces, merge.other_id)
    _give_rejections_back(journal, merge, came)
    return len(faces)


def _make_again(journal: Journal, merge: Merge, name: str, face_ids: Collection[int]) -> None:
    """The person as they were, under the old id: what remembers that id, as a window does, is right again."""
    row = next(
        before
        for row_id, before, _ in images_of(journal.session, merge.decision_id, Person)
        if row_id == merge.other_id and before is not None
    )
    cover = row["cover_face_id"] if row["cover_face_id"] in face_ids else None
    journal.insert(Person, {**row, "name": name, "name_key": spelled(name), "cover_face_id": cover})


def _give_aliases_back(journal: Journal, merge: Merge, person_id: int) -> None:
    """Second names that came along, and that nobody took away since, go back."""
    aliases = [
        row_id
        for row_id, before, _ in images_of(journal.session, merge.decision_id, PersonAlias)
        if before is not None and before.get("person_id") == merge.other_id
    ]
    query = sa.select(PersonAlias.id).where(PersonAlias.id.in_(aliases), PersonAlias.person_id == person_id)
    journal.update(PersonAlias, journal.session.execute(query).scalars(), {"person_id": merge.other_id})


def _place_again(journal: Journal, faces: Sequence[tuple[int, bool]], person_id: int) -> None:
    query = sa.select(Face.id).where(among(Face.id, [face_id for face_id, _ in faces]), Face.confirmed.is_(True))
    confirmed = set(journal.session.execute(query).scalars())
    confirmed |= {face_id for face_id, was_confirmed in faces if was_confirmed}
    for said in (True, False):
        ids = [face_id for face_id, _ in faces if (face_id in confirmed) is said]
        place(journal, ids, person_id=person_id, confirmed=said)


def _give_rejections_back(journal: Journal, merge: Merge, came: Iterable[int]) -> None:
    """A no to one of them became a no to both by the merge, and a no to one about a face of the other was dropped."""
    session = journal.session
    images = images_of(session, merge.decision_id, Rejection)
    deleted = [before for _, before, after in images if before is not None and after is None]
    theirs = [image["face_id"] for image in deleted if image["person_id"] == merge.other_id]
    made = [
        row_id
        for row_id, before, after in images
        if before is None and after is not None and after["face_id"] in theirs
    ]
    journal.delete(Rejection, made)
    elsewhere = sa.or_(Face.person_id.is_(None), Face.person_id != merge.other_id)
    free = session.execute(sa.select(Face.id).where(among(Face.id, theirs), elsewhere)).scalars()
    reject(journal, free, merge.other_id)
    dropped = {image["face_id"] for image in deleted if image["person_id"] == merge.person_id}
    if people.present(session, [merge.person_id]):
        reject(journal, [face_id for face_id in came if face_id in dropped], merge.person_id)


def _give_details_back(journal: Journal, merge: Merge) -> None:
    """What was taken over from the other one, and was not changed since, is not this person's any more."""
    images = images_of(journal.session, merge.decision_id, Person)
    changed = next((image for image in images if image[0] == merge.person_id), None)
    if changed is None:
        return
    _, before, after = changed
    assert before is not None
    assert after is not None
    columns = [Person.__table__.columns[name] for name in after]
    now = journal.session.execute(sa.select(*columns).where(Person.id == merge.person_id)).one()._mapping
    others = [image for _, image, then in images if image is not None and then is None]
    other = next(image for image in others if image["id"] == merge.other_id)
    back: Values = {}
    for name, value in after.items():
        # Of several who were merged at once it cannot be told whose notes are whose. The cover is what the merge set.
        theirs = len(others) == 1 if name == "notes" else name == "cover_face_id" or other[name] == value
        if theirs and now[name] == value != before[name]:
            back[name] = before[name]
    if back:
        journal.update(Person, [merge.person_id], back)
