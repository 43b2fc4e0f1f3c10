"""Finds and stores the town, region and country of each photo position, for photos and for searches by place.

A row depends on its position alone, so neither a scan, a decision nor an undo makes it outdated.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.sql_dialects import insert
from photoface.catalog.tables.photos import Photo, PositionPlace
from photoface.places.place_table import Place, place_table
from photoface.text_folding import same_words

MOST_TOWNS = 50
"""Towns of one name that a search means; the table has about as many of the commonest."""

_HAS_POSITION = sa.or_(Photo.own_latitude.is_not(None), Photo.file_latitude.is_not(None))
"""As the index of positions has it."""


@dataclass(frozen=True, slots=True)
class PlacesCalled:
    """The towns, by GeoNames' numbers, and regions, by their codes, of a name; `label` is for the user."""

    towns: tuple[int, ...]
    regions: tuple[str, ...]
    label: str


def unnamed_positions(session: Session) -> list[tuple[float, float]]:
    """Positions of photos whose place is not known yet."""
    known = sa.exists().where(PositionPlace.latitude == Photo.latitude, PositionPlace.longitude == Photo.longitude)
    query = sa.select(Photo.latitude, Photo.longitude).distinct().where(_HAS_POSITION, ~known)
    return [(north, east) for north, east in session.execute(query) if north is not None and east is not None]


def name_positions(session: Session, positions: list[tuple[float, float]]) -> None:
    """Find the places of these positions, all in one pass, and keep them."""
    table = place_table()
    rows = table.nearest([north for north, _ in positions], [east for _, east in positions])
    places = {row: table.place(row) for row in set(rows.tolist()) if row >= 0}
    values = []
    for (north, east), row in zip(positions, rows.tolist(), strict=True):
        place = places.get(row)
        values.append(
            {
                "latitude": north,
                "longitude": east,
                "place": place.identifier if place else 0,
                "city": place.city_identifier if place else 0,
                "region": place.region.code if place else "",
            }
        )
    if values:
        session.execute(insert(session, PositionPlace).on_conflict_do_nothing(), values)


def places_in_library(session: Session) -> dict[int, Place]:
    """The towns that photos are of, by number, those of most positions first."""
    near = sa.select(PositionPlace.place).group_by(PositionPlace.place).order_by(sa.func.count().desc())
    own = sa.select(Photo.own_place).distinct().where(Photo.own_place.is_not(None))
    table = place_table()
    found: dict[int, Place] = {}
    for number in (*session.execute(near).scalars(), *session.execute(own).scalars()):
        row = table.row_of(number) if number else None
        if row is not None and number:
            found[number] = table.place(row)
    return found


def has_positions(session: Session) -> bool:
    """Whether any photo has one."""
    return session.execute(sa.select(Photo.id).where(_HAS_POSITION).limit(1)).first() is not None


def is_mostly_southern(session: Session) -> bool:
    """Whether most photos with a position are of places south of the equator."""
    southern = sa.func.sum(sa.case((Photo.latitude < 0, 1), else_=-1))
    return (session.execute(sa.select(southern).where(_HAS_POSITION)).scalar() or 0) > 0


@functools.lru_cache(maxsize=200)
def places_called(words: str) -> PlacesCalled | None:
    """The towns, regions and countries of a name in any language that the table has; None where there is none."""
    table = place_table()
    towns = table.find(words, MOST_TOWNS)
    exact = same_words(words.partition(",")[0])
    regions = table.find_regions(words)
    if not towns and not regions:
        return None
    if regions and not any(same_words(place.name) == exact for place in towns):
        label = regions[0].name
    else:
        label = towns[0].name
    return PlacesCalled(tuple(place.identifier for place in towns), tuple(region.code for region in regions), label)


def of_photo(session: Session, photo_id: int) -> Place | None:
    """The place of a photo: what the user named, else the town that is nearest to its position."""
    query = sa.select(Photo.own_place, Photo.latitude, Photo.longitude).where(Photo.id == photo_id)
    row = session.execute(query).one_or_none()
    if row is None or row.latitude is None or row.longitude is None:
        return None
    table = place_table()
    number = table.row_of(row.own_place) if row.own_place is not None else None
    if number is None:
        number = int(table.nearest(row.latitude, row.longitude)[0])
    return table.place(number) if number >= 0 else None


def condition(called: PlacesCalled) -> sa.ColumnElement[bool]:
    """Photos at these places: by the place that the user named, else by the position."""
    wanted: list[sa.ColumnElement[bool]] = [PositionPlace.city.in_(called.towns), PositionPlace.place.in_(called.towns)]
    for code in called.regions:
        wanted.append(PositionPlace.region == code if "." in code else PositionPlace.region.startswith(f"{code}."))
        if "." not in code:
            wanted.append(PositionPlace.region == code)
    # In this form SQLite looks the positions up first, and then their photos by the index, not all photos.
    there = sa.select(PositionPlace.latitude, PositionPlace.longitude).where(sa.or_(*wanted))
    by_position = sa.select(Photo.id).where(sa.tuple_(Photo.latitude, Photo.longitude).in_(there), _HAS_POSITION)
    if not called.regions:
        # A town that the user named counts, not the one that is nearest; both are in the same region.
        by_position = by_position.where(Photo.own_place.is_(None))
    by_position = by_position.correlate(None)
    named = sa.select(Photo.id).where(Photo.own_place.in_(called.towns), Photo.own_place.is_not(None)).correlate(None)
    return Photo.id.in_(by_position.union_all(named))
