"""What is said about photos."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from photoface.catalog.ledger import Journal
from photoface.catalog.rows import chunks
from photoface.catalog.tables import Photo
from photoface.errors import UserFacingError
from photoface.library.commands import ForgetMissingPhotos, RatePhotos
from photoface.library.handlers.filing import counted

MOST_STARS = 5


def existing_photos(journal: Journal, photo_ids: Sequence[int]) -> list[int]:
    """Those of these photos that are in the catalog.

    Raises:
        UserFacingError: none of them is.
    """
    found: list[int] = []
    for part in chunks(sorted(set(photo_ids))):
        found.extend(journal.session.execute(sa.select(Photo.id).where(Photo.id.in_(part))).scalars())
    if not found:
        raise UserFacingError("These photos are not in the catalog any more.")
    return found


def forget_missing_photos(journal: Journal, command: ForgetMissingPhotos, _now: dt.datetime) -> str:
    """See `ForgetMissingPhotos`."""
    missing: list[int] = []
    for part in chunks(command.photo_ids):
        query = sa.select(Photo.id).where(Photo.id.in_(part), Photo.missing.is_(True), Photo.forgotten.is_(False))
        missing.extend(journal.session.execute(query).scalars())
    if not missing:
        raise UserFacingError("None of these photos is missing.", "Only photos whose files are gone can be forgotten.")
    journal.update(Photo, missing, {"forgotten": True})
    return f"Forgot {counted(len(missing), 'missing photo')}"


def rate_photos(journal: Journal, command: RatePhotos, _now: dt.datetime) -> str:
    """See `RatePhotos`."""
    if command.stars is not None and not 1 <= command.stars <= MOST_STARS:
        raise UserFacingError(f"A photo has 1 to {MOST_STARS} stars, or none.")
    photos = existing_photos(journal, command.photo_ids)
    journal.update(Photo, photos, {"rating": command.stars})
    if command.stars is None:
        return f"Took the stars from {counted(len(photos), 'photo')}"
    return f"Gave {counted(command.stars, 'star')} to {counted(len(photos), 'photo')}"
