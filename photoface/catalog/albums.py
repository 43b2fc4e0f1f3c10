"""Reads and writes albums, which can be nested: photos in their own order, put together by the user or an import."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.ledger import Journal
from photoface.catalog.sql_helpers import among
from photoface.catalog.summaries.collections import AlbumSummary
from photoface.catalog.tables.collections import Album, AlbumPhoto
from photoface.catalog.tables.photos import Photo
from photoface.catalog.visible import photo_shown
from photoface.errors import UserFacingError
from photoface.text_folding import SEPARATOR, spelled

_ORDER = (Album.position.is_(None), Album.position, Album.name_key, Album.id)


def everything(session: Session) -> list[AlbumSummary]:
    """All albums, in the user's order and then by name, each with how many of its photos are shown."""
    shown = (
        sa.select(AlbumPhoto.album_id, AlbumPhoto.photo_id, AlbumPhoto.position, AlbumPhoto.id)
        .join(Photo, Photo.id == AlbumPhoto.photo_id)
        .where(photo_shown())
        .order_by(AlbumPhoto.position, AlbumPhoto.id)
    )
    first: dict[int, int] = {}
    counts: dict[int, int] = defaultdict(int)
    inside: dict[int, set[int]] = defaultdict(set)
    for album_id, photo_id, _, _ in session.execute(shown):
        first.setdefault(album_id, photo_id)
        counts[album_id] += 1
        inside[album_id].add(photo_id)
    columns = (Album.id, Album.name, Album.parent_id, Album.cover_photo_id)
    return [
        AlbumSummary(id_, name, parent_id, counts[id_], cover if cover in inside[id_] else first.get(id_))
        for id_, name, parent_id, cover in session.execute(sa.select(*columns).order_by(*_ORDER))
    ]


def paths(albums: Iterable[AlbumSummary]) -> dict[int, str]:
    """The path of each album with the albums around it, such as `Travel/Summer`, by id."""
    by_id = {album.id: album for album in albums}

    def path(album: AlbumSummary) -> str:
        above = by_id.get(album.parent_id or 0)
        return album.name if above is None else f"{path(above)}{SEPARATOR}{album.name}"

    return {album_id: path(album) for album_id, album in by_id.items()}


def get(session: Session, album_id: int) -> AlbumSummary:
    """One album.

    Raises:
        UserFacingError: it is gone.
    """
    found = next((album for album in everything(session) if album.id == album_id), None)
    if found is None:
        raise UserFacingError("This album is not in the catalog any more.", "Undo may bring it back.")
    return found


def photo_ids(session: Session, album_id: int) -> list[int]:
    """The photos of an album that are shown, in its order; without those of albums in it."""
    query = (
        sa.select(AlbumPhoto.photo_id)
        .join(Photo, Photo.id == AlbumPhoto.photo_id)
        .where(AlbumPhoto.album_id == album_id, photo_shown())
    )
    return list(session.execute(query.order_by(AlbumPhoto.position, AlbumPhoto.id)).scalars())


def of_photo(session: Session, photo_id: int) -> list[AlbumSummary]:
    """The albums that a photo is in, by name."""
    inside = set(session.execute(sa.select(AlbumPhoto.album_id).where(AlbumPhoto.photo_id == photo_id)).scalars())
    return [album for album in everything(session) if album.id in inside] if inside else []


def below(albums: Sequence[AlbumSummary], album_ids: Iterable[int]) -> list[int]:
    """These albums and all that are nested in them, outer ones first."""
    children: dict[int | None, list[int]] = defaultdict(list)
    for album in albums:
        children[album.parent_id].append(album.id)
    found = list(dict.fromkeys(album_ids))
    # The list grows while it is gone through.
    for album_id in found:
        found.extend(child for child in children[album_id] if child not in found)
    return found


def is_taken(session: Session, name: str, parent_id: int | None, but: int | None = None) -> bool:
    """Whether another album in the same place has this name."""
    query = sa.select(Album.id).where(Album.name_key == spelled(name), Album.parent_id.is_not_distinct_from(parent_id))
    return any(album_id != but for album_id in session.execute(query).scalars())


def make(journal: Journal, name: str, parent_id: int | None) -> int:
    """Make an album; returns its id."""
    values = {"name": name, "name_key": spelled(name), "parent_id": parent_id, "cover_photo_id": None, "position": None}
    return journal.insert(Album, values)


def at(journal: Journal, path: Sequence[str]) -> int:
    """Find the album at a path of names, and make what is missing of it; returns its id."""
    parent_id: int | None = None
    for name in path:
        inside = Album.parent_id.is_not_distinct_from(parent_id)
        same = sa.select(Album.id).where(Album.name_key == spelled(name), inside)
        found = journal.session.execute(same).scalars().first()
        parent_id = make(journal, name, parent_id) if found is None else found
    assert parent_id is not None
    return parent_id


def change(journal: Journal, album_id: int, **columns: object) -> None:
    """Set columns of an album."""
    if "name" in columns:
        columns["name_key"] = spelled(str(columns["name"]))
    journal.update(Album, [album_id], columns)


def put_before(journal: Journal, album_id: int, before_id: int | None) -> None:
    """Put an album before another one beside it, or last; the order of all of them is kept from then on."""
    parent_id = sa.select(Album.parent_id).where(Album.id == album_id).scalar_subquery()
    beside = sa.select(Album.id, Album.position).where(Album.parent_id.is_not_distinct_from(parent_id))
    positions = {id_: position for id_, position in journal.session.execute(beside.order_by(*_ORDER))}  # noqa: C416
    others = [id_ for id_ in positions if id_ != album_id]
    place = len(others) if before_id is None else others.index(before_id)
    for position, id_ in enumerate([*others[:place], album_id, *others[place:]], start=1):
        if positions[id_] != position:
            journal.update(Album, [id_], {"position": position})


def add(journal: Journal, album_id: int, wanted: Sequence[int]) -> int:
    """Put photos at the end of an album; returns how many were not in it yet."""
    here = sa.select(AlbumPhoto.photo_id, AlbumPhoto.position).where(AlbumPhoto.album_id == album_id)
    positions = {photo_id: position for photo_id, position in journal.session.execute(here)}  # noqa: C416
    new = [photo_id for photo_id in dict.fromkeys(wanted) if photo_id not in positions]
    end = max(positions.values(), default=0)
    journal.insert_many(
        AlbumPhoto,
        [{"album_id": album_id, "photo_id": one, "position": end + place} for place, one in enumerate(new, start=1)],
    )
    return len(new)


def remove(journal: Journal, album_ids: Sequence[int], wanted: Sequence[int] | None = None) -> int:
    """Take these photos, or all, out of albums; returns how many were in one."""
    query = sa.select(AlbumPhoto.id).where(AlbumPhoto.album_id.in_(album_ids))
    if wanted is not None:
        query = query.where(among(AlbumPhoto.photo_id, wanted))
    rows = list(journal.session.execute(query).scalars())
    journal.delete(AlbumPhoto, rows)
    return len(rows)


def reorder(journal: Journal, album_id: int, wanted: Sequence[int], before_id: int | None) -> int:
    """Put photos of an album before another one of its photos, or at its end; returns how many were moved.

    Only rows between the old and the new place are written.
    """
    rows = _in_order(journal.session, album_id)
    now = list(rows)
    moved = [photo_id for photo_id in dict.fromkeys(wanted) if photo_id in rows]
    rest = [photo_id for photo_id in now if photo_id not in set(moved)]
    place = rest.index(before_id) if before_id in rest else len(rest)
    order = [*rest[:place], *moved, *rest[place:]]
    # The numbers that there are go to other photos, unless two photos share one.
    numbers = sorted({position for _, position in rows.values()})
    if len(numbers) < len(order):
        numbers = list(range(1, len(order) + 1))
    changed = {
        rows[photo_id][0]: {"position": number}
        for photo_id, number in zip(order, numbers, strict=True)
        if rows[photo_id][1] != number
    }
    if changed:
        journal.update_each(AlbumPhoto, changed)
    return len(moved) if changed else 0


def _in_order(session: Session, album_id: int) -> dict[int, tuple[int, int]]:
    """Row id and position of an album's photos, in its order."""
    query = sa.select(AlbumPhoto.photo_id, AlbumPhoto.id, AlbumPhoto.position).where(AlbumPhoto.album_id == album_id)
    ordered = query.order_by(AlbumPhoto.position, AlbumPhoto.id)
    return {photo_id: (row_id, position) for photo_id, row_id, position in session.execute(ordered)}


def delete(journal: Journal, album_ids: Sequence[int]) -> None:
    """Delete albums that hold no photos; those that stand in others come later in the list."""
    # One by one, the deepest first: so undo makes an album before those in it.
    for album_id in reversed(album_ids):
        journal.delete(Album, [album_id])
