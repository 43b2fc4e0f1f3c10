"""Reads people, finds them by name or alias, and writes what decisions say: new, renamed, deleted, aliases, details.

It also tells people of one name apart, finds names that look alike, and reads who is in a photo and who is in how many
photos together.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog import erased_names, stack_counts
from photoface.catalog.faces import shown_ids
from photoface.catalog.ledger import Journal
from photoface.catalog.photo_order import is_undated, known_date
from photoface.catalog.sql_dialects import row_of_greatest
from photoface.catalog.sql_helpers import among, how_many
from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries.people import PersonSummary
from photoface.catalog.tables.faces import Face
from photoface.catalog.tables.people import Person, PersonAlias
from photoface.catalog.tables.photos import Photo
from photoface.catalog.visible import all_shown, in_shown_photo, photo_shown, shown
from photoface.catalog.word_text import needle, word_text
from photoface.errors import UserFacingError
from photoface.formatting import counted
from photoface.text_folding import begins_with, folded, look, same_words, spelled

_NUMBERED = re.compile(r"#(\d{1,18})", re.ASCII)

NOTES_SHOWN = 40
"""Letters of the notes that tell people of one name apart."""

LONGEST_NOTES = 20_000
"""Letters."""


def summaries(session: Session, person_ids: Sequence[int] | None = None) -> list[PersonSummary]:
    """People with their counts, most faces first; all of them, or these."""
    columns = (
        Person.id,
        Person.name,
        sa.func.count(Photo.id),
        how_many(sa.and_(Photo.id.is_not(None), Face.confirmed.is_(True))),
        sa.func.count(sa.distinct(Photo.id)),
        Person.cover_face_id,
        sa.func.min(known_date()),
        sa.func.max(known_date()),
    )
    query = (
        sa.select(*columns, Person.born, Person.died, Person.favourite, Person.hidden)
        .outerjoin(Face, sa.and_(Face.person_id == Person.id, Face.status == FaceStatus.ACTIVE))
        .outerjoin(Photo, sa.and_(Photo.id == Face.photo_id, photo_shown()))
        .group_by(Person.id)
        .order_by(sa.func.count(Photo.id).desc(), Person.name_key)
    )
    if person_ids is not None:
        query = query.where(among(Person.id, person_ids))
    rows = session.execute(query).all()
    covers = _covers(session, [row[0] for row in rows])
    these = () if person_ids is None else (among(Face.person_id, person_ids),)
    below = stack_counts.hidden_in_stacks(session, Face.person_id, *these)
    videos = stack_counts.videos(session, Face.person_id, *these)
    found = []
    for person_id, name, faces, confirmed, photos, chosen, *rest in rows:
        cover = covers.get((person_id, chosen), covers.get((person_id, None)))
        photos -= below.get(person_id, 0)
        summary = PersonSummary(person_id, name, faces, confirmed, photos, cover, *rest)
        of_videos = min(videos.get(person_id, 0), photos)
        found.append(replace(summary, videos=of_videos) if of_videos else summary)
    return found


def best_face(session: Session, person_id: int) -> int | None:
    """The face that stands for a person for whom none was chosen; None where no face of theirs shows."""
    return _covers(session, [person_id]).get((person_id, None))


def _covers(session: Session, person_ids: Sequence[int]) -> dict[tuple[int, int | None], int]:
    """Per person the best face, under (person, None), and the chosen one, if it is still theirs, under its own id."""
    theirs = (Face.status == FaceStatus.ACTIVE, in_shown_photo(), among(Face.person_id, person_ids))
    value = sa.case((Face.confirmed, 10.0), else_=0.0) + Face.quality
    best = row_of_greatest(session, Face.person_id, Face.id, value, *theirs)
    covers: dict[tuple[int, int | None], int] = {
        (owner, None): face_id for owner, face_id in session.execute(best) if owner is not None
    }
    chosen = (
        sa.select(Person.id, Face.id)
        .join(Face, sa.and_(Face.id == Person.cover_face_id, Face.person_id == Person.id))
        .join(Photo, Photo.id == Face.photo_id)
        .where(all_shown(), among(Person.id, person_ids))
    )
    covers.update(((person_id, face_id), face_id) for person_id, face_id in session.execute(chosen))
    return covers


def everybody(session: Session, order: str = "faces") -> list[PersonSummary]:
    """All people: most faces first, by `name`, or by their latest photo (`recent`)."""
    found = summaries(session)
    if order == "name":
        return sorted(found, key=lambda person: (folded(person.name), person.id))
    if order == "recent":
        return sorted(found, key=lambda person: (person.last_taken is not None, person.last_taken), reverse=True)
    if order != "faces":
        raise ValueError(f"unknown order {order!r}")
    return found


def get(session: Session, person_id: int) -> PersonSummary:
    """One person.

    Raises:
        UserFacingError: the person is gone.
    """
    found = summaries(session, [person_id])
    if not found:
        raise _gone()
    return found[0]


def name_of(session: Session, person_id: int) -> str:
    """A person's name.

    Raises:
        UserFacingError: the person is gone.
    """
    name = session.execute(sa.select(Person.name).where(Person.id == person_id)).scalar_one_or_none()
    if name is None:
        raise _gone()
    return name


def _gone() -> UserFacingError:
    return UserFacingError("This person is not in the catalog any more.", "Undo may bring them back.")


def present(session: Session, person_ids: Collection[int]) -> set[int]:
    """Those of these people who are in the catalog."""
    return set(session.execute(sa.select(Person.id).where(among(Person.id, person_ids))).scalars())


def ids_by_name(session: Session, name: str) -> list[int]:
    """The people who have just this name or alias, however it is typed."""
    key = spelled(name)
    named = sa.select(Person.id).where(Person.name_key == key)
    aliased = sa.select(PersonAlias.person_id).where(PersonAlias.name_key == key)
    return sorted(session.execute(named.union(aliased)).scalars())


def looking_like(session: Session, name: str) -> list[int]:
    """The people who have a name or an alias that can be taken for this one, or is the same."""
    seen = look(name)
    return [person.id for person in names(session) if any(look(one) == seen for one in person.all)]


def taken_for(session: Session, name: str) -> list[PersonSummary]:
    """The people of `looking_like`: who types the name may mean one of them, or another."""
    return summaries(session, looking_like(session, name))


def in_photo(session: Session, photo_id: int) -> list[PersonSummary]:
    """The people in a photo, from left to right."""
    theirs = sa.and_(Face.photo_id == photo_id, Face.status != FaceStatus.NOT_A_FACE)
    query = sa.select(Face.person_id).where(theirs).order_by(Face.left, Face.id)
    found = [person_id for person_id in dict.fromkeys(session.execute(query).scalars()) if person_id is not None]
    return sorted(summaries(session, found), key=lambda person: found.index(person.id))


def told_apart(session: Session, person_ids: Sequence[int]) -> tuple[tuple[int, str], ...]:
    """People with a line each that tells those of one name apart: dates, how many faces, how the notes begin."""
    noted = notes(session)
    lines = []
    for person in sorted(summaries(session, person_ids), key=lambda one: one.id):
        parts = [counted(person.faces, "face")]
        parts += [f"{what} {day}" for what, day in (("born", person.born), ("died", person.died)) if day is not None]
        parts += [line[:NOTES_SHOWN] for line in noted[person.id].splitlines()[:1]]
        lines.append((person.id, f"{person.name} ({', '.join(parts)})"))
    return tuple(lines)


def number_in(words: str) -> int | None:
    """The id in `#7`, as a person is called whose name does not tell which one is meant; None for other words."""
    found = _NUMBERED.fullmatch(words.strip())
    return None if found is None else int(found[1])


@dataclass(frozen=True, slots=True)
class Names:
    """All names of one person."""

    id: int
    name: str
    aliases: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


def names(session: Session) -> list[Names]:
    """Everybody's names, in two statements."""
    aliases: dict[int, list[str]] = defaultdict(list)
    for person_id, alias in session.execute(
        sa.select(PersonAlias.person_id, PersonAlias.name).order_by(PersonAlias.id)
    ):
        aliases[person_id].append(alias)
    everybody = session.execute(sa.select(Person.id, Person.name).order_by(Person.id))
    return [Names(person_id, name, tuple(aliases[person_id])) for person_id, name in everybody]


def notes(session: Session) -> dict[int, str]:
    """Everybody's notes."""
    return {row.id: row.notes for row in session.execute(sa.select(Person.id, Person.notes))}


def with_noted(session: Session, words: str) -> list[int]:
    """People whose notes have a word that begins so, or these words beside each other."""
    wanted = needle(words)
    query = sa.select(Person.id, Person.notes).where(Person.notes != "")
    return [person_id for person_id, said in session.execute(query) if wanted and wanted in word_text(said)]


def beginning_with(session: Session, letters: str, limit: int = 8) -> list[PersonSummary]:
    """People of whom a name or an alias, or a word of it, begins with these letters: so many, most faces first."""
    found = [person.id for person in names(session) if any(begins_with(name, letters) for name in person.all)]
    # One count over an index, so that only those that are wanted need a summary.
    query = (
        sa.select(Person.id)
        .outerjoin(Face, Face.person_id == Person.id)
        .where(among(Person.id, found))
        .group_by(Person.id)
        .order_by(sa.func.count(Face.id).desc(), Person.name_key)
        .limit(limit)
    )
    return summaries(session, list(session.execute(query).scalars()))


def matching(session: Session, words: str) -> list[PersonSummary]:
    """People whom these words mean, most faces first: by the exact name, else by the beginning of a name."""
    return summaries(session, [person.id for person in called(names(session), words)])


def called(everybody: Iterable[Names], words: str) -> list[Names]:
    """Those of `everybody` whom these words mean: by the exact name, else by the beginning of a name.

    So a person called Ann can be found beside an Anna. `#7` is the person of that number.
    """
    people = list(everybody)
    number = number_in(words)
    if number is not None and any(person.id == number for person in people):
        return [person for person in people if person.id == number]
    wanted = same_words(words)
    found = [person for person in people if any(begins_with(name, words) for name in person.all)]
    exact = [person for person in found if wanted in map(same_words, person.all)]
    return exact or found


def together(session: Session, person_ids: Sequence[int]) -> int:
    """In how many photos two or more of these people are together."""
    photos = (
        sa.select(Face.photo_id)
        .join(Photo, Photo.id == Face.photo_id)
        .where(shown(), Face.person_id.in_(person_ids))
        .group_by(Face.photo_id)
        .having(sa.func.count(sa.distinct(Face.person_id)) > 1)
    )
    return session.execute(sa.select(sa.func.count()).select_from(photos.subquery())).scalar_one()


def face_ids(session: Session, person_id: int) -> list[int]:
    """A person's faces by date."""
    return shown_ids(session, Face.person_id == person_id, order=(is_undated(), Photo.taken_at, Face.id))


def count_faces(session: Session, person_id: int) -> int:
    """How many faces a person has, also in photos that are deleted or hidden."""
    theirs = sa.select(sa.func.count()).where(Face.person_id == person_id, Face.status == FaceStatus.ACTIVE)
    return session.execute(theirs).scalar_one()


def create(journal: Journal, name: str) -> int:
    """Make a person of this name; returns the id."""
    erased_names.note_new_person(journal.session, name)
    fresh = {"cover_face_id": None, "created_at": journal.now}
    return journal.insert(Person, {"name": name, "name_key": spelled(name), **fresh})


def rename(journal: Journal, person_id: int, name: str) -> None:
    """Give a person another name, which is no second name of theirs any more."""
    erased_names.note_new_person(journal.session, name)
    delete_aliases(journal, person_id, name)
    journal.update(Person, [person_id], {"name": name, "name_key": spelled(name)})


def change(journal: Journal, person_ids: Iterable[int], **columns: object) -> None:
    """Set columns of people: `born`, `died`, `notes`, `favourite`, `hidden`, `cover_face_id`."""
    journal.update(Person, person_ids, columns)


def keep_cover(journal: Journal, person_id: int) -> None:
    """Keep the picture of a person who is about to get faces, even where a new face would be a better picture."""
    chosen = journal.session.execute(sa.select(Person.cover_face_id).where(Person.id == person_id)).scalar_one()
    shown_now = best_face(journal.session, person_id) if chosen is None else None
    if shown_now is not None:
        change(journal, [person_id], cover_face_id=shown_now)


def delete(journal: Journal, person_ids: Iterable[int]) -> None:
    """Delete people. Nothing may refer to them any more."""
    journal.delete(Person, person_ids)


def alias(session: Session, alias_id: int) -> tuple[int, str]:
    """A person with one other name of theirs.

    Raises:
        UserFacingError: it is gone.
    """
    query = sa.select(PersonAlias.person_id, PersonAlias.name).where(PersonAlias.id == alias_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise UserFacingError("This name is not in the catalog any more.", "Undo may bring it back.")
    person_id, name = row
    return person_id, name


def add_alias(journal: Journal, person_id: int, name: str) -> None:
    """Write another name of a person, who is not found under it yet."""
    if person_id not in ids_by_name(journal.session, name):
        journal.insert(PersonAlias, {"person_id": person_id, "name": name, "name_key": spelled(name)})


def delete_alias(journal: Journal, alias_id: int) -> None:
    """Delete one other name."""
    journal.delete(PersonAlias, [alias_id])


def delete_aliases(journal: Journal, person_id: int, name: str | None = None) -> None:
    """Delete all other names of a person, or just this one."""
    aliases = sa.select(PersonAlias.id).where(PersonAlias.person_id == person_id)
    if name is not None:
        aliases = aliases.where(PersonAlias.name_key == spelled(name))
    journal.delete(PersonAlias, journal.session.execute(aliases).scalars())
