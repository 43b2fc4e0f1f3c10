"""The base of summaries that have a photo's date: whether it is known, and the day from which ages are reckoned."""

from __future__ import annotations

import datetime as dt


class Dated:
    """What has a photo's date: the photo, or a face in it.

    Attributes:
        taken_at: when it was taken; its file's time where nothing else dates it.
        dated_by_exif: whether the picture itself says when it was taken.
        date_precision: how much of it is known, an `imaging.photo_dates.DatePrecision`.
    """

    __slots__ = ()

    taken_at: dt.datetime
    dated_by_exif: bool
    date_precision: str

    @property
    def undated(self) -> bool:
        """Nothing dates it but its file's time, which `taken_at` then is."""
        return self.date_precision == "unknown"

    @property
    def day_for_ages(self) -> dt.date | None:
        """The day from which ages are reckoned; a guess is none."""
        return self.taken_at.date() if self.dated_by_exif else None
