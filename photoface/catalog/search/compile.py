"""Compiles a search tree to one SQL statement that selects photo ids.

Most conditions about people, tags and folders are sub-selects that do not depend on the photo: SQLite runs each once
over an index, however they are nested. No condition is ever NULL, so that `not` means what it says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from photoface.catalog import duplicates, photo_words, position_places, second_files
from photoface.catalog.ages import birthday
from photoface.catalog.distance import around
from photoface.catalog.photo_order import is_dated
from photoface.catalog.search import tree
from photoface.catalog.search.resolve import FolderPlace, Meaning
from photoface.catalog.sql_dialects import json_rows, likely
from photoface.catalog.sql_helpers import among
from photoface.catalog.states import FaceStatus
from photoface.catalog.tables.collections import AlbumPhoto, PhotoTag
from photoface.catalog.tables.faces import Face
from photoface.catalog.tables.files import PhotoFile
from photoface.catalog.tables.people import PhotoPerson
from photoface.catalog.tables.photos import Photo

Condition = sa.ColumnElement[bool]

_AFTER_ALL_PATHS = "\U0010ffff"


def statement(node: tree.Node, meaning: Meaning) -> sa.Select[int]:
    """The ids of the photos that match, without forgotten ones.

    Hidden photos are found only by a search that says `is:hidden`.
    """
    asks_for_hidden = any(leaf is tree.State.HIDDEN for leaf in tree.leaves(node))
    not_forgotten: Condition = Photo.forgotten.is_(False)
    if _names_photos(node):
        # SQLite assumes that an indexed value is rare, and would look at all photos for those of a person.
        not_forgotten = likely(not_forgotten)
    seen = not_forgotten if asks_for_hidden else sa.and_(not_forgotten, Photo.hidden.is_not(True))
    return sa.select(Photo.id).where(seen, condition(node, meaning))


def _names_photos(node: tree.Node) -> bool:
    """Whether the photos of some people, tags or albums are all that can match."""
    match node:
        case tree.And(parts):
            return any(map(_names_photos, parts))
        case tree.Or(parts):
            return all(map(_names_photos, parts))
        case _:
            return isinstance(node, tree.Named | tree.Only | tree.Tagged | tree.InAlbum)


def condition(node: tree.Node, meaning: Meaning) -> Condition:
    """The condition on a photo that matches."""
    match node:
        case tree.And(parts):
            return sa.and_(*(condition(part, meaning) for part in parts))
        case tree.Or(parts):
            return sa.or_(*(condition(part, meaning) for part in parts))
        case tree.Not(part):
            return sa.not_(condition(part, meaning))
        case _:
            return _leaf(node, meaning)


def _leaf(leaf: tree.Leaf, meaning: Meaning) -> Condition:
    match leaf:
        case tree.Named(words):
            return _with(_ids(meaning, words))
        case tree.Only(names):
            wanted = [_ids(meaning, words) for words in names]
            known = sorted({person_id for ids in wanted for person_id in ids})
            other = sa.or_(Face.person_id.is_(None), ~among(Face.person_id, known))
            return sa.and_(*(_with(ids) for ids in wanted), ~_a_face(Face.status == FaceStatus.ACTIVE, other))
        case tree.Aged(words, years):
            return _aged(meaning, words, years)
        case tree.State.WITH_STRANGERS:
            return _a_face(Face.status.in_([FaceStatus.ACTIVE, FaceStatus.IGNORED]), Face.person_id.is_(None))
        case tree.FaceCount(count):
            return _within(_faces(), count)
        case tree.State.UNNAMED:
            named = _a_face(Face.status == FaceStatus.ACTIVE, Face.person_id.is_not(None))
            return sa.and_(_a_face(Face.status == FaceStatus.ACTIVE), ~named)
        case tree.State.MISSING:
            return Photo.missing.is_(True)
        case tree.State.DAMAGED:
            return Photo.flaw.is_not(None)
        case tree.State.FAVOURITE:
            return Photo.favourite.is_(True)
        case tree.State.HIDDEN:
            return Photo.hidden.is_(True)
        case tree.State.STACKED:
            return duplicates.is_stacked()
        case tree.State.DUPLICATE:
            return sa.or_(duplicates.is_duplicate(), second_files.has_several())
        case tree.State.VIDEO:
            return Photo.video_seconds.is_not(None)
        case tree.TakenIn(years):
            return _taken(
                None if years.low is None else dt.date(years.low, 1, 1),
                None if years.high is None else dt.date(years.high, 12, 31),
            )
        case tree.TakenInMonth(first, last):
            month = sa.extract("month", Photo.taken_at)
            within = month.between(first, last) if first <= last else sa.or_(month >= first, month <= last)
            return sa.and_(is_dated(), Photo.date_precision != "year", within)
        case tree.TakenOn(first_day, last_day):
            return _taken(first_day, last_day)
        case tree.TakenEachYear(first_of_year, last_of_year):
            return _taken_each_year(first_of_year, last_of_year)
        case tree.Tagged():
            chosen = [tag.id for tag in meaning.tags_below[leaf]]
            return Photo.id.in_(sa.select(PhotoTag.photo_id).where(among(PhotoTag.tag_id, chosen)))
        case tree.Rated(stars):
            return _within(sa.func.coalesce(Photo.rating, 0), stars)
        case tree.TakenWith(words):
            return sa.and_(Photo.camera.is_not(None), Photo.camera.in_(meaning.cameras[words]))
        case tree.InFolder(words):
            return _in_folders(meaning.folders[words])
        case tree.InAlbum(words):
            inside = [album_id for _, ids in meaning.albums[words] for album_id in ids]
            return Photo.id.in_(sa.select(AlbumPhoto.photo_id).where(among(AlbumPhoto.album_id, inside)))
        case tree.OfCircle(words):
            return _with([person_id for circle in meaning.circles[words] for person_id in circle.person_ids])
        case tree.PlacedIn(words):
            called = meaning.places[words]
            return sa.false() if called is None else position_places.condition(called)
        case tree.Mentions(words):
            noted = meaning.noted[words]
            return sa.or_(photo_words.condition(words), _with(noted)) if noted else photo_words.condition(words)
        case tree.Near(latitude, longitude, distance):
            return _near(latitude, longitude, distance)


def _ids(meaning: Meaning, words: str) -> list[int]:
    return [person.id for person in meaning.people[words]]


def _with(person_ids: Sequence[int]) -> Condition:
    """One of these people is in the photo, by a face or by what is said of the whole photo."""
    faces = sa.select(Face.photo_id).where(among(Face.person_id, person_ids), Face.status == FaceStatus.ACTIVE)
    named = sa.select(PhotoPerson.photo_id).where(among(PhotoPerson.person_id, person_ids))
    return Photo.id.in_(faces.union_all(named))


def _a_face(*conditions: Condition) -> Condition:
    """The photo has such a face. Correlated: evaluated over the photo's index, after all cheaper conditions."""
    return sa.exists().where(Face.photo_id == Photo.id, *conditions).correlate(Photo)


def _faces() -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .where(Face.photo_id == Photo.id, Face.status == FaceStatus.ACTIVE)
        .correlate(Photo)
        .scalar_subquery()
    )


def _within(number: sa.ColumnElement[int] | sa.ScalarSelect[int], span: tree.Span) -> Condition:
    if span.low == span.high:
        return number == span.low
    if span.high is None:
        return number >= span.low
    return number <= span.high if span.low is None else number.between(span.low, span.high)


def _taken(first: dt.date | None, last: dt.date | None) -> Condition:
    """The photo may have been taken in these days; if only its month or year is known, on any day of that."""
    return sa.and_(
        is_dated(),
        # All photos are one or the other; said so, SQLite looks the days up in the index, where this comes before them.
        Photo.missing.in_([False, True]),
        sa.true() if first is None else _taken_since(first),
        sa.true() if last is None else Photo.taken_at <= dt.datetime.combine(last, dt.time.max),
    )


def _taken_each_year(first: tuple[int, int], last: tuple[int, int]) -> Condition:
    """The photo may have been taken on these days of a year; a year alone says nothing of it."""
    month = sa.extract("month", Photo.taken_at)
    day = month * 100 + sa.extract("day", Photo.taken_at)

    def between(of: sa.ColumnElement[int], low: int, high: int) -> Condition:
        return of.between(low, high) if low <= high else sa.or_(of >= low, of <= high)

    first_day, last_day = (edge[0] * 100 + edge[1] for edge in (first, last))
    in_month = sa.and_(Photo.date_precision == "month", between(month, first[0], last[0]))
    on_day = sa.and_(Photo.date_precision.not_in(["month", "year"]), between(day, first_day, last_day))
    return sa.and_(is_dated(), sa.or_(on_day, in_month))


def _taken_since(first: dt.date) -> Condition:
    def not_before(day: dt.date) -> Condition:
        return Photo.taken_at >= dt.datetime.combine(day, dt.time.min)

    year, month = first.replace(month=1, day=1), first.replace(day=1)
    may_be = [not_before(first)]
    if first != month:
        may_be.append(sa.and_(Photo.date_precision == "month", not_before(month)))
    if first != year:
        may_be.append(Photo.date_precision == "year")
    # The first condition lets SQLite use its index.
    return sa.and_(not_before(year), sa.or_(*may_be))


def _aged(meaning: Meaning, words: str, years: tree.Span) -> Condition:
    """The person's ages are converted to dates, so that SQL compares dates only."""
    lives = []
    for person_id in _ids(meaning, words):
        born = meaning.born.get(person_id)
        if born is not None:
            since = birthday(born, years.low or 0)
            until = None if years.high is None else birthday(born, years.high + 1) - dt.timedelta(days=1)
            # The date of a scan, of a file or in its name does not give a person's age.
            lives.append(sa.and_(Face.person_id == person_id, Photo.dated_by_exif, _taken(since, until)))
    faces = sa.select(Face.photo_id).join(Photo, Photo.id == Face.photo_id)
    return Photo.id.in_(faces.where(Face.status == FaceStatus.ACTIVE, sa.or_(*lives)).correlate(None))


def _in_folders(places: Sequence[FolderPlace]) -> Condition:
    # One parameter for any number of folders. All paths below "Italy/" sort before "Italy0".
    if not places:
        return sa.false()
    ranges = [
        (place.folder_id, place.prefix, f"{place.prefix[:-1]}0" if place.prefix else _AFTER_ALL_PATHS)
        for place in places
    ]
    place, (folder_id, first, end) = json_rows(ranges, "place")
    files = (
        sa.select(PhotoFile.photo_id)
        .join_from(
            place,
            PhotoFile,
            sa.and_(
                PhotoFile.folder_id == folder_id,
                PhotoFile.relative_path >= first,
                PhotoFile.relative_path < end,
            ),
        )
        # A missing file counts only if the photo has no present file.
        .join(Photo, sa.and_(Photo.id == PhotoFile.photo_id, sa.or_(PhotoFile.present, Photo.missing)))
        .correlate(None)
    )
    return Photo.id.in_(files)


def _near(latitude: float, longitude: float, distance: float) -> Condition:
    low, high, reach = around(latitude, longitude, distance)
    frame: list[Condition] = [
        Photo.latitude.is_not(None),
        Photo.longitude.is_not(None),
        Photo.latitude.between(low, high),
    ]
    if reach is not None and longitude - reach >= -180 and longitude + reach <= 180:
        frame.append(Photo.longitude.between(longitude - reach, longitude + reach))
    # CASE evaluates the distance, a Python function, only inside the frame.
    close = sa.func.kilometres(Photo.latitude, Photo.longitude, latitude, longitude) <= distance
    return sa.case((sa.and_(*frame), close), else_=sa.false()) == sa.true()
