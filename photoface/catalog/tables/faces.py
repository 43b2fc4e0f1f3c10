"""The tables of faces: boxes, groups, embeddings, and who the user said that faces are not."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from photoface.catalog.states import BoxSource, FaceStatus
from photoface.catalog.stored_values import StoredVector
from photoface.catalog.tables.base import AUTOINCREMENT, Base, partial_index


class Group(Base):
    """Faces that the machine believes are one unnamed person. Never an identity."""

    __tablename__ = "face_group"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    settled: Mapped[bool]
    """False while the scan that made it goes on: it may still be regrouped when that scan ends."""
    kept: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The user put it together by merging: it may grow, but a regroup never takes it apart."""


class Face(Base):
    """One face in one photo or video, found by a detector or drawn by the user or an import."""

    __tablename__ = "face"
    __table_args__ = (
        CheckConstraint("NOT (person_id IS NOT NULL AND group_id IS NOT NULL)", name="person_or_group"),
        CheckConstraint("NOT (confirmed AND person_id IS NULL)", name="confirmed_is_named"),
        # None begins with the status, which nearly all faces share: SQLite would take it for any look-up.
        Index("ix_face_person", "person_id", "group_id", "status", "photo_id", "confirmed", "quality"),
        Index("ix_face_group", "group_id", "status", "photo_id", "quality"),
        # The few faces whose boxes are the user's.
        partial_index("ix_face_box_source", "photo_id", where="box_source != 'detected'"),
        partial_index("ix_face_track", "photo_id", where="track IS NOT NULL"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"), index=True)
    left: Mapped[float]
    top: Mapped[float]
    width: Mapped[float]
    height: Mapped[float]
    landmarks: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Ten little-endian float32: x, y of the five points as fractions."""
    score: Mapped[float]
    pixels: Mapped[float]
    sharpness: Mapped[float]
    frontality: Mapped[float]
    quality: Mapped[float]
    passes_gate: Mapped[bool]
    status: Mapped[FaceStatus] = mapped_column(String(16))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed: Mapped[bool] = mapped_column(default=False, server_default=false())
    """True where the user said so; False with a person means that the machine assigned it."""
    group_id: Mapped[int | None] = mapped_column(ForeignKey("face_group.id"))
    box_source: Mapped[BoxSource] = mapped_column(
        String(16), default=BoxSource.DETECTED.value, server_default=text("'detected'")
    )
    frame_seconds: Mapped[float | None]
    """Where in a video the frame is that shows it; None in a photo."""
    track: Mapped[int | None]
    """The number of the track in its video that it belongs to: one face, followed from frame to frame."""
    track_start: Mapped[float | None]
    """In seconds, as the end: when the track was seen first and last. Tracks of one time are different people."""
    track_end: Mapped[float | None]


class Embedding(Base):
    """A face's vector, by the model that made it: float32, little-endian, unit length."""

    __tablename__ = "embedding"
    __table_args__ = (Index("ix_embedding_face_id", "face_id"), {"sqlite_with_rowid": False})

    model: Mapped[str] = mapped_column(primary_key=True)
    face_id: Mapped[int] = mapped_column(ForeignKey("face.id", ondelete="CASCADE"), primary_key=True)
    vector: Mapped[bytes] = mapped_column(StoredVector)


class Rejection(Base):
    """The user's no: this face is not that person. It binds every machine step until it is taken back."""

    __tablename__ = "rejection"
    __table_args__ = (
        UniqueConstraint("face_id", "person_id"),
        Index("ix_rejection_person_id", "person_id"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    face_id: Mapped[int] = mapped_column(ForeignKey("face.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class CannotLink(Base):
    """The user's no between two faces: they are not one person, so no group holds both."""

    __tablename__ = "cannot_link"
    __table_args__ = (
        UniqueConstraint("face_id", "other_face_id"),
        CheckConstraint("face_id < other_face_id", name="ordered"),
        Index("ix_cannot_link_other", "other_face_id"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    face_id: Mapped[int] = mapped_column(ForeignKey("face.id", ondelete="CASCADE"))
    other_face_id: Mapped[int] = mapped_column(ForeignKey("face.id", ondelete="CASCADE"))


class NameRejection(Base):
    """The user's no to a people pack: this face is nobody of that name. There may be no person who is called so."""

    __tablename__ = "name_rejection"
    __table_args__ = (
        UniqueConstraint("face_id", "name_key", name="uq_name_rejection_face_id_name_key"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    face_id: Mapped[int] = mapped_column(ForeignKey("face.id", ondelete="CASCADE"))
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)
    """The name as it is compared, like a person's."""
