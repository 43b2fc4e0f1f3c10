"""Reads what a person's page shows: dates, notes and aliases, a timeline by year, and companions in the photos."""

from __future__ import annotations

import datetime as dt
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from photoface.catalog import people
from photoface.catalog.ages import age_on
from photoface.catalog.photo_order import is_undated, known_date
from photoface.catalog.stack_counts import are_stacks_open
from photoface.catalog.states import FaceStatus
from photoface.catalog.summaries.people import AliasSummary, Companion, PersonDetails, TimelineYear
from photoface.catalog.tables.faces import Face
from photoface.catalog.tables.people import Person, PersonAlias
from photoface.catalog.tables.photos import Photo
from photoface.catalog.tables.stacks import StackMember
from photoface.catalog.visible import shown


def details(session: Session, person_id: int) -> PersonDetails:
    """What is said about a person.

    Raises:
        UserFacingError: the person is gone.
    """
    person = people.get(session, person_id)
    aliases = session.execute(
        sa.select(PersonAlias.id, PersonAlias.name).where(PersonAlias.person_id == person_id).order_by(PersonAlias.id)
    )
    # Of those photos that say themselves when they were taken.
    dated = (
        sa.select(sa.func.min(Photo.taken_at), sa.func.max(Photo.taken_at))
        .join(Face, Face.photo_id == Photo.id)
        .where(shown(), Face.person_id == person_id, Photo.dated_by_exif)
    )
    first, last = session.execute(dated).one()
    return PersonDetails(
        person=person,
        aliases=tuple(AliasSummary(*row) for row in aliases),
        notes=session.execute(sa.select(Person.notes).where(Person.id == person_id)).scalar_one(),
        first_age=None if first is None else age_on(person.born, first.date()),
        last_age=None if last is None else age_on(person.born, last.date()),
    )


def timeline(session: Session, person_id: int) -> list[TimelineYear]:
    """A person's years, the first one first, and then the photos without a date; years without a photo are left out.

    A year has an age only where a photo says itself that it was taken then.

    Raises:
        UserFacingError: the person is gone.
    """
    born = people.get(session, person_id).born
    query = (
        sa.select(known_date(), Photo.id, Face.id, Face.confirmed, Face.quality, Photo.dated_by_exif)
        .join(Photo, Photo.id == Face.photo_id)
        .where(shown(), Face.person_id == person_id)
        .order_by(is_undated(), Photo.taken_at, Photo.id, Face.id)
    )
    years = []
    for year, rows in groupby(session.execute(query), key=lambda row: row[0] and row[0].year):
        _, photo_ids, face_ids, confirmed, quality, dated = zip(*rows, strict=True)
        best = max(zip(confirmed, quality, (-face_id for face_id in face_ids), strict=True))
        age = age_on(born, dt.date(year, 12, 31)) if year is not None and any(dated) else None
        years.append(TimelineYear(year, tuple(dict.fromkeys(photo_ids)), face_ids, -best[2], age))
    return years


def companions(session: Session, person_id: int) -> list[Companion]:
    """People in photos with a person, most photos first, without hidden ones.

    Raises:
        UserFacingError: the person is gone.
    """
    people.get(session, person_id)
    theirs = aliased(Face)
    # Photos of a closed stack count once, by its number below zero, and as a video where one is on top.
    in_closed = sa.and_(StackMember.photo_id == Face.photo_id, ~are_stacks_open())
    shown_as = sa.func.coalesce(-StackMember.stack, Face.photo_id)
    is_video = sa.and_(Photo.video_seconds.is_not(None), sa.func.coalesce(StackMember.position, 0) == 0)
    query = (
        sa.select(
            Face.person_id,
            sa.func.count(sa.distinct(shown_as)),
            sa.func.count(sa.distinct(sa.case((is_video, shown_as)))),
        )
        .select_from(Face)
        .join(theirs, theirs.photo_id == Face.photo_id)
        .join(Photo, Photo.id == Face.photo_id)
        .join(Person, Person.id == Face.person_id)
        .outerjoin(StackMember, in_closed)
        .where(
            shown(),
            theirs.person_id == person_id,
            theirs.status == FaceStatus.ACTIVE,
            Face.person_id != person_id,
            Person.hidden.is_(False),
        )
        .group_by(Face.person_id)
    )
    counts = {other: numbers for other, *numbers in session.execute(query) if other is not None}
    found = [Companion(person, *counts[person.id]) for person in people.summaries(session, list(counts))]
    return sorted(found, key=lambda one: -one.photos)
