"""The tables by which the user arranges photos: tags, albums and saved searches."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from photoface.catalog.tables.base import AUTOINCREMENT, Base


class Tag(Base):
    """A word for photos; tags form a tree (`Travel/Italy/Rome`)."""

    __tablename__ = "tag"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id"), index=True)
    path: Mapped[str]
    """All names from the root, joined by slashes."""
    path_key: Mapped[str] = mapped_column(index=True)
    """The path as it is compared, like a person's `name_key`."""


class PhotoTag(Base):
    """A photo has a tag."""

    __tablename__ = "photo_tag"
    __table_args__ = (UniqueConstraint("photo_id", "tag_id"), Index("ix_photo_tag_tag_id", "tag_id"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"))
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"))


class SavedSearch(Base):
    """A search that the user keeps under a name."""

    __tablename__ = "saved_search"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)
    words: Mapped[str]


class Album(Base):
    """Photos that the user or an import put together, in an order of their own; albums stand in each other."""

    __tablename__ = "album"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("album.id"), index=True)
    name: Mapped[str]
    name_key: Mapped[str]
    """The name as it is compared. Albums that stand in one album have different names."""
    cover_photo_id: Mapped[int | None]
    """The user's choice; None takes the first photo. A photo that left the album counts as None."""
    position: Mapped[int | None]
    """The user's order among the albums beside it; those without one come after these, by name."""


class AlbumPhoto(Base):
    """A photo is in an album."""

    __tablename__ = "album_photo"
    __table_args__ = (
        UniqueConstraint("album_id", "photo_id"),
        Index("ix_album_photo_photo_id", "photo_id"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    album_id: Mapped[int] = mapped_column(ForeignKey("album.id"))
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"))
    position: Mapped[int]
    """Photos are shown by it, then by `id`; numbers may be missing."""
