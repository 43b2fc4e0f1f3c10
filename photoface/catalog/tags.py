"""Reads and writes tags: the tree with its counts, finding tags by words, and what decisions change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.ledger import Journal
from photoface.catalog.sql_helpers import among
from photoface.catalog.summaries.collections import TagCount, TagNode, TagSummary
from photoface.catalog.tables.collections import PhotoTag, Tag
from photoface.catalog.tables.photos import Photo
from photoface.catalog.visible import photo_shown
from photoface.errors import UserFacingError
from photoface.text_folding import SEPARATOR as SEPARATOR
from photoface.text_folding import begins_with, folded, same_words
from photoface.text_folding import spelled_path as path_key

T = TypeVar("T")


def everything(session: Session) -> list[TagSummary]:
    """All tags by path."""
    return [TagSummary(*row) for row in session.execute(sa.select(Tag.id, Tag.path).order_by(Tag.path_key))]


def of_photo(session: Session, photo_id: int) -> tuple[TagSummary, ...]:
    """A photo's tags by path."""
    return by_photo(session, [photo_id]).get(photo_id, ())


def by_photo(session: Session, photo_ids: Sequence[int]) -> dict[int, tuple[TagSummary, ...]]:
    """The tags of each of these photos, by path; photos without a tag are left out."""
    query = sa.select(PhotoTag.photo_id, Tag.id, Tag.path).join(Tag, Tag.id == PhotoTag.tag_id)
    found: dict[int, list[TagSummary]] = defaultdict(list)
    wanted = query.where(among(PhotoTag.photo_id, photo_ids)).order_by(Tag.path_key)
    for photo_id, tag_id, path in session.execute(wanted):
        found[photo_id].append(TagSummary(tag_id, path))
    return {photo_id: tuple(theirs) for photo_id, theirs in found.items()}


def on_photos(session: Session, photo_ids: Sequence[int]) -> list[TagCount]:
    """The tags that any of these photos has, by path, each with how many have it."""
    query = sa.select(Tag.id, Tag.path, sa.func.count()).join(PhotoTag).where(among(PhotoTag.photo_id, photo_ids))
    query = query.group_by(Tag.id).order_by(Tag.path_key)
    return [TagCount(TagSummary(tag_id, path), count) for tag_id, path, count in session.execute(query)]


def by_path(session: Session, path: str) -> TagSummary | None:
    """The tag that has exactly this path, whatever the case."""
    query = sa.select(Tag.id, Tag.path).where(Tag.path_key == path_key(path)).order_by(Tag.id)
    row = session.execute(query).first()
    return None if row is None else TagSummary(*row)


def get(session: Session, tag_id: int) -> TagSummary:
    """One tag.

    Raises:
        UserFacingError: it is gone.
    """
    row = session.execute(sa.select(Tag.id, Tag.path).where(Tag.id == tag_id)).one_or_none()
    if row is None:
        raise UserFacingError("This tag is not in the catalog any more.", "Undo may bring it back.")
    return TagSummary(*row)


def tree(session: Session) -> tuple[TagNode, ...]:
    """All tags as a tree; counts are of photos that are shown."""
    # Each tag beside every tag that it stands in, itself included.
    inside = sa.select(Tag.id.label("outer"), Tag.id.label("inner")).cte("inside", recursive=True)
    inside = inside.union_all(sa.select(inside.c.outer, Tag.id).join_from(Tag, inside, Tag.parent_id == inside.c.inner))
    used = (
        sa.select(PhotoTag.photo_id, PhotoTag.tag_id)
        .join(Photo, Photo.id == PhotoTag.photo_id)
        .where(photo_shown())
        .subquery()
    )
    own = sa.func.count(sa.distinct(sa.case((inside.c.inner == inside.c.outer, used.c.photo_id))))
    query = (
        sa.select(Tag.id, Tag.parent_id, Tag.path, own, sa.func.count(sa.distinct(used.c.photo_id)))
        .join(inside, inside.c.outer == Tag.id)
        .outerjoin(used, used.c.tag_id == inside.c.inner)
        .group_by(Tag.id)
        # Keys of one parent differ after its own: a plain order by key keeps brothers by name.
        .order_by(Tag.path_key)
    )
    rows = defaultdict(list)
    for row in session.execute(query):
        rows[row[1]].append(row)

    def nodes(parent_id: int | None) -> tuple[TagNode, ...]:
        return tuple(
            TagNode(tag_id, path.rpartition(SEPARATOR)[2], path, photos, below, nodes(tag_id))
            for tag_id, _, path, photos, below in rows[parent_id]
        )

    return nodes(None)


def called(all_tags: Iterable[TagSummary], words: str, *, whole: bool = False) -> list[TagSummary]:
    """Tags that these words mean: `rome` or `italy/rome` for `Travel/Italy/Rome`; else those that begin so."""
    return ending_in(((tag.path, tag) for tag in all_tags), words, whole=whole)


def ending_in(paths: Iterable[tuple[str, T]], words: str, *, whole: bool = False) -> list[T]:
    """The paths that end in these words, regardless of accents and case.

    The last part must be just so; where none is, a word of it must begin so, unless only whole names count.
    """
    *above, last = [same_words(part) for part in words.strip().strip(SEPARATOR).split(SEPARATOR)]
    exact, begun = [], []
    for path, item in paths:
        *parents, name = path.split(SEPARATOR)
        if above and [same_words(part) for part in parents[-len(above) :]] != above:
            continue
        if last and same_words(name) == last:
            exact.append(item)
        elif begins_with(name, last):
            begun.append(item)
    return exact if whole else exact or begun


def below(all_tags: Iterable[TagSummary], chosen: Iterable[TagSummary]) -> list[TagSummary]:
    """These tags, and all that stand in them."""
    roots = {path_key(tag.path) for tag in chosen}
    found = []
    for tag in all_tags:
        parts = path_key(tag.path).split(SEPARATOR)
        if any(SEPARATOR.join(parts[:depth]) in roots for depth in range(1, len(parts) + 1)):
            found.append(tag)
    return found


def beginning_with(all_tags: Iterable[TagSummary], letters: str) -> list[TagSummary]:
    """Tags whose path, or a name in it, begins with these letters; those where it is the last name come first."""
    wanted = folded(letters)
    last, inside = [], []
    for tag in all_tags if wanted else ():
        if begins_with(tag.path.rpartition(SEPARATOR)[2], wanted) or folded(tag.path).startswith(wanted):
            last.append(tag)
        elif any(begins_with(part, wanted) for part in tag.path.split(SEPARATOR)):
            inside.append(tag)
    return last + inside


def make(journal: Journal, path: str) -> TagSummary:
    """The tag of a path, made with all that it stands in where there is none. A parent keeps its own spelling."""
    found = by_path(journal.session, path)
    if found is not None:
        return found
    parent_id, whole = _inside(journal, path)
    return TagSummary(journal.insert(Tag, {"parent_id": parent_id, "path": whole, "path_key": path_key(whole)}), whole)


def _inside(journal: Journal, path: str) -> tuple[int | None, str]:
    """The tag above a path, made if need be (None at the top), and the path in that one's spelling."""
    above, _, name = path.rpartition(SEPARATOR)
    if not above:
        return None, name
    parent = make(journal, above)
    return parent.id, f"{parent.path}{SEPARATOR}{name}"


def rename(journal: Journal, tag: TagSummary, path: str) -> str:
    """Give a tag another path, which no other tag has, and move all that stand in it; returns the path it has now."""
    parent_id, whole = _inside(journal, path)
    for inner in below(everything(journal.session), [tag]):
        moved = whole + inner.path[len(tag.path) :]
        journal.update(Tag, [inner.id], {"path": moved, "path_key": path_key(moved)})
    journal.update(Tag, [tag.id], {"parent_id": parent_id})
    return whole


def merge(journal: Journal, tag: TagSummary, into: TagSummary) -> dict[int, int]:
    """Merge a tag into another one, which does not stand in it; what stands in it moves below the other.

    Returns:
        By the id of each tag that is no more, the tag that its photos have now.
    """
    session, merged = journal.session, {tag.id: into.id}
    attach(journal, into.id, photos_with(session, [tag.id]).values())
    detach(journal, [tag.id])
    is_needed = False
    children = [TagSummary(*row) for row in session.execute(sa.select(Tag.id, Tag.path).where(Tag.parent_id == tag.id))]
    for child in children:
        path = f"{into.path}{SEPARATOR}{child.path.rpartition(SEPARATOR)[2]}"
        there = by_path(session, path)
        if there is None or there.id == child.id:
            rename(journal, child, path)
        else:
            # `Sea/Beach` merged into `Sea` with a `Sea/Beach/Beach`: what stands in it takes its place.
            is_needed = is_needed or there.id == tag.id
            merged |= merge(journal, child, there)
    if not is_needed:
        delete(journal, [tag])
    return merged


def attach(journal: Journal, tag_id: int, photo_ids: Iterable[int]) -> int:
    """Put a tag on photos; returns how many did not have it yet."""
    return attach_all(journal, {tag_id: photo_ids})


def attach_all(journal: Journal, photo_ids: Mapping[int, Iterable[int]]) -> int:
    """Put tags on photos, by tag; returns how many pairs of both are new."""
    wanted = {(photo_id, tag_id): None for tag_id, ids in photo_ids.items() for photo_id in ids}
    columns = sa.select(PhotoTag.photo_id, PhotoTag.tag_id)
    these = sa.and_(
        among(PhotoTag.tag_id, list(photo_ids)), among(PhotoTag.photo_id, [photo_id for photo_id, _ in wanted])
    )
    there = {tuple(row) for row in journal.session.connection().execute(columns.where(these))}
    new = [{"photo_id": photo_id, "tag_id": tag_id} for photo_id, tag_id in wanted if (photo_id, tag_id) not in there]
    journal.insert_many(PhotoTag, new)
    return len(new)


def detach(journal: Journal, tag_ids: Sequence[int], photo_ids: Iterable[int] | None = None) -> int:
    """Take tags from these photos, or from all; returns how many photos had one of them."""
    rows = photos_with(journal.session, tag_ids, photo_ids)
    journal.delete(PhotoTag, rows)
    return len(set(rows.values()))


def delete(journal: Journal, tags: Iterable[TagSummary]) -> None:
    """Delete tags that no photo has."""
    # One by one, the deepest first: so undo makes a parent before what hangs below it.
    for tag in sorted(tags, key=lambda tag: -tag.path.count(SEPARATOR)):
        journal.delete(Tag, [tag.id])


def photos_with(session: Session, tag_ids: Sequence[int], photo_ids: Iterable[int] | None = None) -> dict[int, int]:
    """Which photos have these tags: row id to photo; of all photos, or of these."""
    query = sa.select(PhotoTag.id, PhotoTag.photo_id).where(PhotoTag.tag_id.in_(tag_ids))
    if photo_ids is not None:
        query = query.where(among(PhotoTag.photo_id, photo_ids))
    return {row.id: row.photo_id for row in session.execute(query)}
