"""What is said about photos."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from photoface.catalog.ledger import Journal
from photoface.catalog.rows import chunks
from photoface.catalog.tables import Photo
from photoface.errors import UserFacingError
from photoface.library.commands import ForgetMissingPhotos
from photoface.library.handlers.filing import counted


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
