"""What is said about photos."""

from __future__ import annotations

import datetime as dt

from photoface.catalog import photos
from photoface.catalog.decision_sentences import Facts, facts
from photoface.catalog.ledger import Journal
from photoface.errors import UserFacingError
from photoface.library.commands import ForgetMissingPhotos, RatePhotos

MOST_STARS = 5


def forget_missing_photos(journal: Journal, command: ForgetMissingPhotos, _now: dt.datetime) -> Facts:
    wanted = set(command.photo_ids)
    missing = [photo_id for photo_id in photos.missing_ids(journal.session) if photo_id in wanted]
    if not missing:
        raise UserFacingError("None of these photos is missing.", "Only photos whose files are gone can be forgotten.")
    photos.forget(journal, missing)
    return facts("photos_forgotten", photos=len(missing))


def rate_photos(journal: Journal, command: RatePhotos, _now: dt.datetime) -> Facts:
    if command.stars is not None and not 1 <= command.stars <= MOST_STARS:
        raise UserFacingError(f"A photo has 1 to {MOST_STARS} stars, or none.")
    rated = photos.present(journal.session, command.photo_ids)
    photos.rate(journal, rated, command.stars)
    if command.stars is None:
        return facts("unrated", photos=len(rated))
    return facts("rated", stars=command.stars, photos=len(rated))
