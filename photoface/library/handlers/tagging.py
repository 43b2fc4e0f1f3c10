"""Tags: putting them on photos and taking them off, and changing the tree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa

from photoface.catalog import tags
from photoface.catalog.folding import SEPARATOR, cleaned, shows_something
from photoface.catalog.folding import spelled_path as path_key
from photoface.catalog.ledger import Journal
from photoface.catalog.rows import chunks
from photoface.catalog.summaries import TagSummary
from photoface.catalog.tables import PhotoTag, Tag
from photoface.errors import UserFacingError
from photoface.library.commands import DeleteTag, RenameTag, TagPhotos, UntagPhotos
from photoface.library.handlers.filing import LONGEST_NAME, counted
from photoface.library.handlers.photos import existing_photos

DEEPEST = 20
"""Tags inside each other."""

_WIDE_SEPARATOR = "\N{FULLWIDTH SOLIDUS}"
"""Compares as a slash, and is one to who writes Chinese or Japanese."""


def clean_path(path: str) -> str:
    """A path as it is kept: white space collapsed in each part.

    Raises:
        UserFacingError: a part is empty or endless, or there are too many.
    """
    parts = [cleaned(part) for part in path.replace(_WIDE_SEPARATOR, SEPARATOR).split(SEPARATOR)]
    if not all(map(shows_something, parts)):
        raise UserFacingError("A tag needs a name.", "Slashes stand between names: Travel/Italy")
    if len(parts) > DEEPEST:
        raise UserFacingError(f"Tags can stand in each other {DEEPEST} deep at most.")
    if any(len(part) > LONGEST_NAME for part in parts):
        raise UserFacingError(f"A name can have {LONGEST_NAME} letters at most.")
    return SEPARATOR.join(parts)


def tag_at(journal: Journal, path: str) -> TagSummary:
    """The tag of a clean path, made with all that it stands in where there is none."""
    found = tags.by_path(journal.session, path)
    if found is not None:
        return found
    above, _, name = path.rpartition(SEPARATOR)
    parent = tag_at(journal, above) if above else None
    # The parent's own spelling, whatever was typed for it this time.
    whole = f"{parent.path}{SEPARATOR}{name}" if parent is not None else name
    values = {"parent_id": None if parent is None else parent.id, "path": whole, "path_key": path_key(whole)}
    return TagSummary(journal.insert(Tag, values), whole)


def tag_photos(journal: Journal, command: TagPhotos, _now: dt.datetime) -> str:
    """See `TagPhotos`."""
    photos = existing_photos(journal, command.photo_ids)
    tag = tag_at(journal, clean_path(command.path))
    tagged = set(_photo_tags(journal, [tag.id], photos).values())
    new = [photo_id for photo_id in photos if photo_id not in tagged]
    if not new:
        raise UserFacingError(f"All of these photos have the tag {tag.path} already.")
    journal.insert_many(PhotoTag, [{"photo_id": photo_id, "tag_id": tag.id} for photo_id in new])
    return f"Tagged {counted(len(new), 'photo')} {tag.path}"


def untag_photos(journal: Journal, command: UntagPhotos, _now: dt.datetime) -> str:
    """See `UntagPhotos`."""
    tag = tags.get(journal.session, command.tag_id)
    rows = _photo_tags(journal, [tag.id], existing_photos(journal, command.photo_ids))
    if not rows:
        raise UserFacingError(f"None of these photos has the tag {tag.path}.")
    journal.delete(PhotoTag, rows)
    return f"Took the tag {tag.path} from {counted(len(rows), 'photo')}"


def rename_tag(journal: Journal, command: RenameTag, _now: dt.datetime) -> str:
    """See `RenameTag`."""
    tag = tags.get(journal.session, command.tag_id)
    path = clean_path(command.path)
    old_key, new_key = path_key(tag.path), path_key(path)
    if new_key.startswith(f"{old_key}{SEPARATOR}"):
        raise UserFacingError(f"{tag.path} cannot be put inside itself.")
    taken = tags.by_path(journal.session, path)
    if taken is not None and taken.id != tag.id:
        raise UserFacingError(f"There is a tag {taken.path} already.", "Choose another name.")
    above, _, name = path.rpartition(SEPARATOR)
    parent = tag_at(journal, above) if above else None
    path = f"{parent.path}{SEPARATOR}{name}" if parent is not None else name
    for inner in _with_those_below(journal, tag):
        moved = path + inner.path[len(tag.path) :]
        journal.update(Tag, [inner.id], {"path": moved, "path_key": path_key(moved)})
    journal.update(Tag, [tag.id], {"parent_id": None if parent is None else parent.id})
    return f"Renamed the tag {tag.path} to {path}"


def delete_tag(journal: Journal, command: DeleteTag, _now: dt.datetime) -> str:
    """See `DeleteTag`."""
    tag = tags.get(journal.session, command.tag_id)
    doomed = _with_those_below(journal, tag)
    rows = _photo_tags(journal, [one.id for one in doomed])
    journal.delete(PhotoTag, rows)
    # One by one, the deepest first: so undo makes a parent before what hangs below it.
    for one in sorted(doomed, key=lambda one: -one.path.count(SEPARATOR)):
        journal.delete(Tag, [one.id])
    below = f" and {len(doomed) - 1:,} below it" if len(doomed) > 1 else ""
    return f"Deleted the tag {tag.path}{below}, which {counted(len(set(rows.values())), 'photo')} had"


def _with_those_below(journal: Journal, tag: TagSummary) -> list[TagSummary]:
    return tags.below(tags.everything(journal.session), [tag])


def _photo_tags(journal: Journal, tag_ids: Iterable[int], photo_ids: Iterable[int] | None = None) -> dict[int, int]:
    """Which photos have these tags: row id to photo; of all photos, or of these."""
    query = sa.select(PhotoTag.id, PhotoTag.photo_id).where(PhotoTag.tag_id.in_(list(tag_ids)))
    if photo_ids is None:
        return {row.id: row.photo_id for row in journal.session.execute(query)}
    found: dict[int, int] = {}
    for part in chunks(list(photo_ids)):
        rows = journal.session.execute(query.where(PhotoTag.photo_id.in_(part)))
        found.update((row.id, row.photo_id) for row in rows)
    return found
