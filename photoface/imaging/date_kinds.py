"""How exactly a photo's date is known, and where it is from: for all that show or store dates and read no files."""

from __future__ import annotations

import enum


class DateSource(enum.StrEnum):
    """The source of a photo's date, the best first."""

    USER = "user"
    """Said by the user; no file is read for it."""
    EXIF_ORIGINAL = "exif original"
    EXIF_DIGITIZED = "exif digitized"
    XMP = "xmp"
    IPTC = "iptc"
    PNG_TEXT = "png text"
    VIDEO = "video"
    """A video's container."""
    FILE_NAME = "file name"
    EXIF_MODIFIED = "exif modified"
    """When the file was last changed: for a scanned print the day of the scan."""
    FILE_TIME = "file time"
    """A guess: copying and restoring files changes it."""
    EXIF = "exif"
    """EXIF, read by an older version that did not record which of its dates it was."""

    @property
    def is_of_the_picture(self) -> bool:
        """Whether it dates the picture itself, so that ages can be computed from it."""
        return self not in (DateSource.FILE_NAME, DateSource.EXIF_MODIFIED, DateSource.FILE_TIME)


class DatePrecision(enum.StrEnum):
    """Precision of a date; the unknown rest is the earliest possible moment."""

    SECOND = "second"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"
    """Nothing dates the photo but its file's time. No photo is stored so, and no date is given so."""
