"""The tables of photos: each photo with its facts, the words to search it by, and places of positions."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from photoface.catalog.tables.base import AUTOINCREMENT, Base, partial_index


class Photo(Base):
    """One picture, identified by its content; it may lie in several files, or in none for now (missing)."""

    __tablename__ = "photo"
    __table_args__ = (
        CheckConstraint("rating BETWEEN 1 AND 5", name="stars"),
        Index("ix_photo_shown", "forgotten", "missing", "taken_at", "id", "hidden"),
        partial_index("ix_photo_hidden", "hidden", where="hidden IS 1", postgresql_where="hidden IS true"),
        partial_index("ix_photo_video", "id", where="video_seconds IS NOT NULL"),
        partial_index("ix_photo_undated", "id", where="own_taken_at IS NULL AND file_dated_by = 'file time'"),
        partial_index(
            "ix_photo_position", "latitude", "longitude", where="own_latitude IS NOT NULL OR file_latitude IS NOT NULL"
        ),
        partial_index("ix_photo_own_place", "own_place", where="own_place IS NOT NULL"),
        partial_index("ix_photo_deleted", "deleted_at", "id", where="deleted_at IS NOT NULL"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    content_hash: Mapped[str] = mapped_column(unique=True)
    """Of the file that its facts were read from. Other files may hold the same picture with other metadata."""
    picture_hash: Mapped[str | None] = mapped_column(index=True)
    """Of that file without its metadata (`imaging.picture_hash`); None until a file of it is read again."""
    turn: Mapped[int | None]
    """The EXIF orientation of that file, 1 to 8; None until a file of it is read again."""
    user_turn: Mapped[int | None]
    """How the user turned the photo, as an EXIF orientation that follows the file's own; None where nobody did. Boxes,
    landmarks, width and height here do not follow it: see `catalog.user_turns`."""
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id"), index=True)
    """The photo that this picture became by an edit. Such a row is forgotten: it keeps the faces that the edit took
    away, for the day on which the picture comes back."""
    width: Mapped[int]
    """Upright pixels."""
    height: Mapped[int]
    file_taken_at: Mapped[dt.datetime]
    """When it was taken by what its file says, or by the file's time; the first columns of `file_` are a scan's."""
    file_dated_by_exif: Mapped[bool]
    file_dated_by: Mapped[str] = mapped_column(String(16), default="file time", server_default=text("'file time'"))
    """An `imaging.photo_dates.DateSource`, but `user`."""
    file_date_precision: Mapped[str] = mapped_column(String(8), default="second", server_default=text("'second'"))
    camera: Mapped[str | None]
    file_latitude: Mapped[float | None]
    file_longitude: Mapped[float | None]
    own_taken_at: Mapped[dt.datetime | None]
    """The user's own date; no scan changes it, and it holds against the file's."""
    own_date_precision: Mapped[str | None] = mapped_column(String(8))
    own_latitude: Mapped[float | None]
    own_longitude: Mapped[float | None]
    own_place: Mapped[int | None]
    """GeoNames' number of the place that the user named; None for a mere position."""
    taken_at: Mapped[dt.datetime] = mapped_column(
        Computed("coalesce(own_taken_at, file_taken_at)", persisted=False), nullable=True
    )
    """When it was taken, in the camera's local time; the earliest that it can be, where `date_precision` is coarse.
    This column and those that follow are generated: the user's value, else the file's."""
    dated_by_exif: Mapped[bool] = mapped_column(
        Computed("own_taken_at IS NOT NULL OR file_dated_by_exif", persisted=False), nullable=True
    )
    """Whether the picture itself or the user says so: ages and distances in time are reckoned from no other.
    A scan's date, the file's name and the file's time are no such date."""
    dated_by: Mapped[str] = mapped_column(
        String(16),
        Computed("CASE WHEN own_taken_at IS NULL THEN file_dated_by ELSE 'user' END", persisted=False),
        nullable=True,
    )
    """What says so, an `imaging.photo_dates.DateSource`."""
    date_precision: Mapped[str] = mapped_column(
        String(8), Computed("coalesce(own_date_precision, file_date_precision)", persisted=False), nullable=True
    )
    """How much of it is known, an `imaging.photo_dates.DatePrecision`."""
    latitude: Mapped[float | None] = mapped_column(Computed("coalesce(own_latitude, file_latitude)", persisted=False))
    longitude: Mapped[float | None] = mapped_column(
        Computed("coalesce(own_longitude, file_longitude)", persisted=False)
    )
    format: Mapped[str]
    detector: Mapped[str]
    """Which detector, with which settings, looked at it last."""
    missing: Mapped[bool] = mapped_column(default=False, server_default=false())
    """No file of it is present. Its faces stay for the day it comes back."""
    forgotten: Mapped[bool] = mapped_column(default=False, server_default=false())
    """It is not shown: the user asked not to see it again while it is missing, or deleted it (`deleted_at`)."""
    deleted_at: Mapped[dt.datetime | None]
    """When the user deleted it, while it is in Recently deleted; such a photo is always `forgotten` too. Once its files
    are in the system's trash this is None again, and it is a forgotten photo that is missing: if its file comes back,
    it is shown with all that was said about it."""
    rating: Mapped[int | None]
    """Stars, 1 to 5."""
    favourite: Mapped[bool | None]
    """None where nobody said anything about it, as in the four columns that follow."""
    hidden: Mapped[bool | None]
    title: Mapped[str | None]
    caption: Mapped[str | None]
    label: Mapped[str | None]
    """The word of a colour label."""
    flaw: Mapped[str | None]
    """What of the picture could not be read, as sentences; None where it is whole."""
    video_seconds: Mapped[float | None]
    """The length of a video, 0 where it is not known; None of a photo."""
    still_seconds: Mapped[float | None]
    """Where in a video the frame is that stands for it."""


class PhotoWords(Base):
    """What is looked through for words: those of a photo's title, caption and paths (`catalog.photo_words`)."""

    __tablename__ = "photo_words"

    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"), primary_key=True)
    words: Mapped[str]
    """Each line in the form of `catalog.word_text`."""


class PositionPlace(Base):
    """The place of a position: a function of the position alone, so it never becomes outdated."""

    __tablename__ = "position_place"
    __table_args__ = (Index("ix_position_place_city", "city"), {"sqlite_with_rowid": False})

    latitude: Mapped[float] = mapped_column(primary_key=True)
    longitude: Mapped[float] = mapped_column(primary_key=True)
    place: Mapped[int]
    """GeoNames' number of the nearest town; 0 where none is near."""
    city: Mapped[int]
    """The city that it is a district of, or itself."""
    region: Mapped[str]
    """Such as `AT.09`: country and first division."""
