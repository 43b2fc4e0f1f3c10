"""Taking a merge of people apart, by what the ledger kept of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from photoface.catalog import merges, people
from photoface.catalog.folding import spelled
from photoface.catalog.ledger import Journal, images_of
from photoface.catalog.merges import Merge
from photoface.catalog.row_images import Values
from photoface.catalog.rows import chunks
from photoface.catalog.tables import Face, Person, PersonAlias, Rejection
from photoface.errors import UserFacingError
from photoface.library.commands import UnmergePeople
from photoface.library.handlers.describing import drop_aliases
from photoface.library.handlers.filing import (
    ask_who,
    clean_name,
    counted,
    give_to_person,
    person_name,
    place,
    reject,
)


def unmerge_people(journal: Journal, command: UnmergePeople, _now: dt.datetime) -> str:
    """See `UnmergePeople`. A yes that was said since stays a yes, to the one who has the face now."""
    session = journal.session
    name = person_name(journal, command.person_id)
    found = (merge for merge in merges.into(session, command.person_id) if merge.other_id == command.other_id)
    merge = next(found, None)
    if merge is None:
        raise UserFacingError(f"Nobody like that was merged into {name}.", "It may have been undone meanwhile.")
    other = clean_name(command.name or merge.name)
    faces = merges.faces_left(session, merge, command.person_id)
    number = people.number_in(other)
    if number is not None:
        return _give_to_somebody(journal, [face_id for face_id, _ in faces], number, command.person_id)
    if not command.another:
        ask_who(journal, other, but=command.person_id)
    drop_aliases(journal, command.person_id, other)
    if merge.person_id == command.person_id:
        _give_details_back(journal, merge)
    _make_again(journal, merge, other, [face_id for face_id, _ in faces])
    _take_names_along(journal, merge, command.person_id)
    _file(journal, faces, command.other_id)
    _give_rejections_back(journal, merge, {face_id for face_id, _ in faces})
    return f"Took {other} out of {name} again: {counted(len(faces), 'face')}"


def _give_to_somebody(journal: Journal, face_ids: Sequence[int], person_id: int, from_id: int) -> str:
    """The one who was merged is a person there is already: the faces that came along are that one's."""
    name, other = person_name(journal, from_id), person_name(journal, person_id)
    if person_id == from_id:
        raise UserFacingError(f"They are called {name} already.", "Give the other person another name.")
    count = give_to_person(journal, face_ids, person_id)
    return f"Took {counted(count, 'face')} of {other} out of {name} again"


def _make_again(journal: Journal, merge: Merge, name: str, face_ids: Sequence[int]) -> None:
    """The person as they were, under the old id: what remembers that id, as a window does, is right again."""
    row = next(
        before
        for row_id, before, _ in images_of(journal.session, merge.decision_id, Person)
        if row_id == merge.other_id and before is not None
    )
    cover = row["cover_face_id"] if row["cover_face_id"] in face_ids else None
    journal.insert(Person, {**row, "name": name, "name_key": spelled(name), "cover_face_id": cover})


def _take_names_along(journal: Journal, merge: Merge, person_id: int) -> None:
    """Second names that came along, and that nobody took away since, go back."""
    aliases = [
        row_id
        for row_id, before, _ in images_of(journal.session, merge.decision_id, PersonAlias)
        if before is not None and before.get("person_id") == merge.other_id
    ]
    query = sa.select(PersonAlias.id).where(PersonAlias.id.in_(aliases), PersonAlias.person_id == person_id)
    journal.update(PersonAlias, journal.session.execute(query).scalars(), {"person_id": merge.other_id})


def _file(journal: Journal, faces: Sequence[tuple[int, bool]], person_id: int) -> None:
    confirmed: set[int] = {face_id for face_id, was_confirmed in faces if was_confirmed}
    for part in chunks([face_id for face_id, _ in faces]):
        query = sa.select(Face.id).where(Face.id.in_(part), Face.confirmed.is_(True))
        confirmed.update(journal.session.execute(query).scalars())
    for said in (True, False):
        ids = [face_id for face_id, _ in faces if (face_id in confirmed) is said]
        place(journal, ids, person_id=person_id, confirmed=said)


def _give_rejections_back(journal: Journal, merge: Merge, came: set[int]) -> None:
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
    reject(journal, _free(journal, theirs, merge.other_id), merge.other_id)
    dropped = [image["face_id"] for image in deleted if image["person_id"] == merge.person_id]
    if _exists(journal, merge.person_id):
        reject(journal, [face_id for face_id in dropped if face_id in came], merge.person_id)


def _free(journal: Journal, face_ids: Sequence[int], person_id: int) -> list[int]:
    """Those of these faces that are there and that are not this person's."""
    free: list[int] = []
    for part in chunks(face_ids):
        elsewhere = sa.or_(Face.person_id.is_(None), Face.person_id != person_id)
        free.extend(journal.session.execute(sa.select(Face.id).where(Face.id.in_(part), elsewhere)).scalars())
    return free


def _exists(journal: Journal, person_id: int) -> bool:
    return journal.session.execute(sa.select(Person.id).where(Person.id == person_id)).scalar_one_or_none() is not None


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
