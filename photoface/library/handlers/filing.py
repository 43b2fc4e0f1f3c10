"""What all handlers share: putting faces somewhere, remembering yes and no, and the words for counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from photoface.catalog import people
from photoface.catalog.folding import cleaned, shows_something, spelled
from photoface.catalog.ledger import Journal
from photoface.catalog.rows import among
from photoface.catalog.tables import CannotLink, Face, FaceStatus, Group, Person, Rejection
from photoface.errors import NameTaken, UserFacingError

LONGEST_NAME = 200

APART_EXEMPLARS = 3
"""Faces of each side that stand for it where two sets are kept apart; one alone may be taken away or be a poor one."""


FaceRow = sa.Row[int, int | None, int | None]
"""Id, person and group of a face."""


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """`1 face`, `2,000 faces`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


NAMES_LISTED = 3
"""Names that a sentence of the history holds; more are counted."""


def listed(names: Sequence[str]) -> str:
    """`Ann`, `Ann and Bob`, `Ann, Bob, Cleo and 4 others`."""
    shown = list(names[:NAMES_LISTED])
    if len(names) > NAMES_LISTED:
        shown.append(counted(len(names) - NAMES_LISTED, "other"))
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else shown[0]


def place(
    journal: Journal,
    face_ids: Iterable[int],
    *,
    person_id: int | None = None,
    confirmed: bool = False,
    group_id: int | None = None,
    status: FaceStatus = FaceStatus.ACTIVE,
) -> None:
    """Put faces under a person, in a group, or nowhere.

    All four columns are always journaled together, so that undo restores a whole placement and never a mixture of the
    user's and of what the machine did since.
    """
    journal.update(
        Face,
        face_ids,
        {"person_id": person_id, "confirmed": confirmed, "group_id": group_id, "status": status.value},
    )


def existing_faces(journal: Journal, face_ids: Sequence[int]) -> list[FaceRow]:
    """Rows of faces that a command names.

    Raises:
        UserFacingError: none of them is in the catalog any more.
    """
    rows = _face_rows(journal, among(Face.id, sorted(set(face_ids))))
    if not rows:
        raise UserFacingError("These faces are not in the catalog any more.")
    return rows


def groups_faces(journal: Journal, group_ids: Iterable[int]) -> list[int]:
    """The faces of groups.

    Raises:
        UserFacingError: one of the groups is gone, or none is given.
    """
    wanted = sorted(set(group_ids))
    if not wanted:
        raise UserFacingError("Say which group is meant.")
    return [face_id for group_id in wanted for face_id in group_faces(journal, group_id)]


def group_faces(journal: Journal, group_id: int) -> list[int]:
    """The faces of a group.

    Raises:
        UserFacingError: the group is gone: named, dissolved or regrouped meanwhile.
    """
    return [row.id for row in _group_rows(journal, group_id)]


def _group_rows(journal: Journal, group_id: int) -> list[FaceRow]:
    rows = _face_rows(journal, Face.group_id == group_id)
    if not rows:
        raise UserFacingError("This group is not there any more.", "It was named or grouped anew meanwhile.")
    return rows


def _face_rows(journal: Journal, which: sa.ColumnElement[bool]) -> list[FaceRow]:
    query = sa.select(Face.id, Face.person_id, Face.group_id).where(which).order_by(Face.id)
    # Thousands at once: without the work that a session does for each.
    return list(journal.session.connection().execute(query).all())


def person_name(journal: Journal, person_id: int) -> str:
    """A person's name.

    Raises:
        UserFacingError: the person is gone.
    """
    name = journal.session.execute(sa.select(Person.name).where(Person.id == person_id)).scalar_one_or_none()
    if name is None:
        raise UserFacingError("This person is not in the catalog any more.", "Undo may bring them back.")
    return name


def clean_name(name: str) -> str:
    """A name as it is kept: white space collapsed, without what is not shown.

    Raises:
        UserFacingError: nothing is left of it, nothing of it can be seen, or it is endless.
    """
    kept = cleaned(name)
    if not kept:
        raise UserFacingError("A person needs a name.")
    if not shows_something(kept):
        raise UserFacingError("This name shows nothing.", "A name needs at least one letter or sign.")
    if len(kept) > LONGEST_NAME:
        raise UserFacingError(f"A name can have {LONGEST_NAME} letters at most.")
    return kept


def person_called(journal: Journal, name: str, now: dt.datetime, *, another: bool = False) -> tuple[int, str]:
    """The person of that name (id, name as kept), created where nobody has it yet. `#7` is the person of that number.

    Args:
        another: it is another person than who has the name already, or one that looks the same.

    Raises:
        NameTaken: it may be one of several people of that name, or somebody whose name looks the same.
    """
    kept = clean_name(name)
    number = people.number_in(kept)
    if number is not None:
        return number, person_name(journal, number)
    if not another:
        found = people.ids_by_name(journal.session, kept)
        if len(found) == 1:
            return found[0], person_name(journal, found[0])
        ask_who(journal, kept)
    values = {"name": kept, "name_key": spelled(kept), "cover_face_id": None, "created_at": now}
    return journal.insert(Person, values), kept


def ask_who(journal: Journal, name: str, but: int | None = None) -> None:
    """Ask where a name is somebody's already, or can be taken for somebody's.

    Args:
        but: the person whose name it is to be.

    Raises:
        NameTaken: it is.
    """
    session = journal.session
    same = [one for one in people.ids_by_name(session, name) if one != but]
    alike = same or [one for one in people.looking_like(session, name) if one != but]
    if not alike:
        return
    if not same:
        sentence = f"Somebody's name looks like {name}."
    elif len(same) == 1:
        sentence = f"Somebody is called {name} already."
    else:
        sentence = f"{len(same)} people are called {name}."
    raise NameTaken(sentence, name, people.told_apart(session, alike))


def give_to_person(journal: Journal, face_ids: Sequence[int], person_id: int) -> int:
    """The user's yes: faces are that person's, confirmed. Returns how many there were.

    Where they were filed under somebody else, that is a no to that one, remembered. An earlier no to this person is
    taken back by this yes.
    """
    return _give(journal, existing_faces(journal, face_ids), person_id)


def _give(journal: Journal, rows: Sequence[FaceRow], person_id: int) -> int:
    for other in sorted({row.person_id for row in rows if row.person_id not in (None, person_id)}):
        reject(journal, [row.id for row in rows if row.person_id == other], other)
    ids = [row.id for row in rows]
    _keep_cover(journal, person_id)
    drop_rejections(journal, ids, person_id)
    place(journal, ids, person_id=person_id, confirmed=True)
    delete_empty_groups(journal, {row.group_id for row in rows if row.group_id is not None})
    return len(ids)


def _keep_cover(journal: Journal, person_id: int) -> None:
    """Keep the picture of a person who is about to get faces, even where a new face would be a better picture."""
    chosen = journal.session.execute(sa.select(Person.cover_face_id).where(Person.id == person_id)).scalar_one()
    if chosen is None:
        shown = people.best_face(journal.session, person_id)
        if shown is not None:
            journal.update(Person, [person_id], {"cover_face_id": shown})


def give_group_to_person(journal: Journal, group_id: int, person_id: int, without: Sequence[int]) -> int:
    """The user's yes to a group but for some of its faces, which are a no. Returns how many faces the yes is about.

    Those that stay behind stay a group, since they may well be one person; a single one becomes loose.

    Raises:
        UserFacingError: the group is gone, or nothing of it is left to say yes to.
    """
    rows = _group_rows(journal, group_id)
    wrong = set(without) & {row.id for row in rows}
    if len(wrong) == len(rows):
        raise UserFacingError("No face of this group is left to name.")
    if len(wrong) == 1:
        place(journal, wrong)
    count = _give(journal, [row for row in rows if row.id not in wrong], person_id)
    reject(journal, sorted(wrong), person_id)
    return count


def reject_faces(journal: Journal, face_ids: Sequence[int], person_id: int) -> int:
    """The user's no to faces, wherever they are: those that are filed under the person leave. Returns how many."""
    rows = existing_faces(journal, face_ids)
    reject(journal, [row.id for row in rows], person_id)
    place(journal, [row.id for row in rows if row.person_id == person_id])
    return len(rows)


def reject(journal: Journal, face_ids: Sequence[int], person_id: int) -> None:
    """The user's no, for ever: these faces are not that person."""
    query = sa.select(Rejection.face_id).where(Rejection.person_id == person_id, among(Rejection.face_id, face_ids))
    present = set(journal.session.execute(query).scalars())
    journal.insert_many(
        Rejection, [{"face_id": face_id, "person_id": person_id} for face_id in face_ids if face_id not in present]
    )


def drop_rejections(journal: Journal, face_ids: Sequence[int], person_id: int) -> None:
    """Take back what `reject` remembered, since the user now says yes."""
    # A person has few of them, and nobody has any who was made just now, however many faces they are given.
    query = sa.select(Rejection.id, Rejection.face_id).where(Rejection.person_id == person_id)
    given = set(face_ids)
    journal.delete(Rejection, [row.id for row in journal.session.execute(query) if row.face_id in given])


def separate(journal: Journal, face_ids: Sequence[int], other_ids: Sequence[int]) -> None:
    """The user's no between faces: none of the first is the same person as any of the second."""
    others = set(other_ids)
    pairs = {(min(a, b), max(a, b)) for a in face_ids for b in others if a != b}
    query = sa.select(CannotLink.face_id, CannotLink.other_face_id)
    found = journal.session.execute(query.where(among(CannotLink.face_id, sorted({a for a, _ in pairs}))))
    present = {(a, b) for a, b in found}  # noqa: C416 - rows are not pairs to mypy
    journal.insert_many(CannotLink, [{"face_id": a, "other_face_id": b} for a, b in sorted(pairs - present)])


def keep_apart(journal: Journal, face_ids: Sequence[int], other_ids: Sequence[int]) -> None:
    """The user's no between two sets of faces, however large: no group will ever hold faces of both.

    Each face is kept apart from the `APART_EXEMPLARS` best faces of the other set, so the links are linear in the
    faces and not their product. A face of one set can then join no cluster that holds the best of the other.
    """
    both = sorted({*face_ids, *other_ids})
    found = journal.session.execute(sa.select(Face.id, Face.quality).where(among(Face.id, both)))
    quality = {face_id: value for face_id, value in found}  # noqa: C416 - rows are not pairs to mypy

    def best(ids: Sequence[int]) -> list[int]:
        return sorted(ids, key=lambda face_id: (-quality[face_id], face_id))[:APART_EXEMPLARS]

    separate(journal, face_ids, best(other_ids))
    separate(journal, best(face_ids), other_ids)


def delete_empty_groups(journal: Journal, group_ids: Iterable[int]) -> None:
    """Groups come and go: those that lost their last face go."""
    wanted = sorted(set(group_ids))
    if not wanted:
        return
    query = sa.select(Face.group_id).where(among(Face.group_id, wanted)).distinct()
    left = set(journal.session.execute(query).scalars())
    journal.delete(Group, [group_id for group_id in wanted if group_id not in left])
