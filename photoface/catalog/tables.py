"""The catalog's schema: all tables, as SQLAlchemy classes.

Photo, face, group and person are four tables. A scan or a grouping never writes the user's own words (`person`,
`rejection`, the `confirmed` column, `decision` and `change`), but for images in `change` that are turned with a photo
(`written_turns`). Ids are never used twice (AUTOINCREMENT), so that an id which the ledger or a window remembers never
refers to another row.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from photoface.catalog.path_text import PathText
from photoface.catalog.states import (
    BoxSource,
    ConflictAnswer,
    ConflictKind,
    FaceStatus,
    FailureKind,
    FileState,
    RelationKind,
)
from photoface.catalog.stored_values import StoredDate, StoredDateTime, StoredJson

_AUTOINCREMENT: dict[str, Any] = {"sqlite_autoincrement": True}


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012
        dict[str, Any]: StoredJson,
        dt.datetime: StoredDateTime,
        dt.date: StoredDate,
    }


class Setting(Base):
    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class MachineState(Base):
    """What jobs note for themselves (`catalog.machine_state`)."""

    __tablename__ = "machine_state"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]


class LibraryFolder(Base):
    """A folder that the user added; everything below it is scanned."""

    __tablename__ = "library_folder"
    __table_args__ = (_AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(PathText, unique=True)
    added_at: Mapped[dt.datetime]


class Photo(Base):
    """One picture, identified by its content; it may lie in several files, or in none for now (missing)."""

    __tablename__ = "photo"
    __table_args__ = (
        CheckConstraint("rating BETWEEN 1 AND 5", name="stars"),
        Index("ix_photo_shown", "forgotten", "missing", "taken_at", "id", "hidden"),
        Index("ix_photo_hidden", "hidden", sqlite_where=text("hidden IS 1")),
        Index("ix_photo_undated", "id", sqlite_where=text("own_taken_at IS NULL AND file_dated_by = 'file time'")),
        Index(
            "ix_photo_position",
            "latitude",
            "longitude",
            sqlite_where=text("own_latitude IS NOT NULL OR file_latitude IS NOT NULL"),
        ),
        Index("ix_photo_own_place", "own_place", sqlite_where=text("own_place IS NOT NULL")),
        Index("ix_photo_deleted", "deleted_at", "id", sqlite_where=text("deleted_at IS NOT NULL")),
        _AUTOINCREMENT,
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
    missing: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    """No file of it is present. Its faces stay for the day it comes back."""
    forgotten: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
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


class PhotoFile(Base):
    """One file, found at a path below a library folder."""

    __tablename__ = "photo_file"
    __table_args__ = (
        UniqueConstraint("folder_id", "relative_path"),
        Index("ix_photo_file_state", "state", "folder_id"),
        Index("ix_photo_file_content_hash", "content_hash"),
        _AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int] = mapped_column(ForeignKey("library_folder.id", ondelete="CASCADE"))
    relative_path: Mapped[str] = mapped_column(PathText)
    """With forward slashes, so that a catalog moves between systems."""
    size: Mapped[int]
    modified_ns: Mapped[int]
    content_hash: Mapped[str | None]
    """Of the bytes that were read last; None for a file that was not read since it came or changed."""
    state: Mapped[FileState] = mapped_column(String(16))
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id"), index=True)
    failure: Mapped[str | None]
    """The sentence for the user, where the state is FAILED."""
    failure_kind: Mapped[FailureKind | None] = mapped_column(String(16))
    failure_details: Mapped[str | None]
    """The traceback, where the failure is a bug."""
    changed_ns: Mapped[int | None]
    """The file's change time (st_ctime) when it was last found new, changed or to be tried again. Unlike the
    modification time it moves when rights change, or when another file takes its place with its times kept."""
    deaths: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """How often a worker died with this file in its hands; back to 0 once it is read."""
    present: Mapped[bool] = mapped_column(default=True, server_default=text("1"))
    """False once a scan did not find it any more."""
    metadata_version: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """The version of the reader that read the metadata of the file and its sidecars last; 0 where it has to be read."""


class PhotoImport(Base):
    """One import of photos from a camera, a card or a folder that copied something."""

    __tablename__ = "photo_import"
    __table_args__ = (_AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[dt.datetime]
    source: Mapped[str] = mapped_column(PathText)
    folder: Mapped[str] = mapped_column(PathText)
    """Where the copies went."""


class ImportedFile(Base):
    """A file that an import copied. It is never forgotten: the same file is not copied a second time."""

    __tablename__ = "imported_file"
    __table_args__ = (
        Index("ix_imported_file_content_hash", "content_hash"),
        Index("ix_imported_file_size", "size"),
        _AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("photo_import.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(PathText)
    """Its name on the card; with size and time it tells an imported file without reading it."""
    size: Mapped[int]
    modified_ns: Mapped[int]
    content_hash: Mapped[str]
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id", ondelete="SET NULL"), index=True)
    """Set by the scan that found the copy; None for videos."""


class DeletedFile(Base):
    """A file that goes to the system's trash with its photo: those that the photo had when the user deleted it."""

    __tablename__ = "deleted_file"
    __table_args__ = (_AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("photo_file.id", ondelete="CASCADE"), unique=True)
    content_hash: Mapped[str | None]
    """Of the file when the user deleted it. A file that holds something else by then is not moved."""
    moving: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    """Noted before the file is moved, so that a move that was killed is known afterwards."""


class MetadataRecord(Base):
    """What a file and its sidecars say of a photo, each different record once. Rows are never changed."""

    __tablename__ = "metadata_record"
    __table_args__ = (_AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    """The hash of `record` as it is written."""
    record: Mapped[dict[str, Any]]
    """A `metadata.records.PhotoMetadata`, as `metadata.stored_records` writes it."""
    named_faces: Mapped[int]
    people: Mapped[int]
    """Names given at the level of the photo."""
    tags: Mapped[int]


class FileMetadata(Base):
    """What a file and its sidecars say now, and what was last taken over from it or written to it."""

    __tablename__ = "file_metadata"
    __table_args__ = (_AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("photo_file.id", ondelete="CASCADE"), unique=True)
    record_id: Mapped[int | None] = mapped_column(ForeignKey("metadata_record.id"))
    """Written by scans; None where the file says nothing."""
    base_id: Mapped[int | None] = mapped_column(ForeignKey("metadata_record.id"))
    """What file and catalog last agreed on, None before anything was taken over or written. Decisions set it, and
    writing, where the file says nothing then that is not in the catalog."""
    written: Mapped[dict[str, Any] | None]
    """What PhotoFace itself put there, of that what is still wanted: a `metadata.records.PhotoMetadata` without what
    another program had written before. Undoing a takeover does not change it."""
    failure: Mapped[str | None]
    """Sentences for what of the metadata could not be read."""


class Sidecar(Base):
    """A sidecar of a file as it was when it was read, so that a scan notices that it changed."""

    __tablename__ = "sidecar"
    __table_args__ = (UniqueConstraint("file_id", "relative_path"), _AUTOINCREMENT)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("photo_file.id", ondelete="CASCADE"))
    relative_path: Mapped[str] = mapped_column(PathText)
    """To the library folder, as the file's."""
    size: Mapped[int]
    modified_ns: Mapped[int]


class Group(Base):
    """Faces that the machine believes are one unnamed person. Never an identity."""

    __tablename__ = "face_group"
    __table_args__ = (_AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    settled: Mapped[bool]
    """False while the scan that made it goes on: it may still be regrouped when that scan ends."""
    kept: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    """The user put it together by merging: it may grow, but a regroup never takes it apart."""


class Person(Base):
    """Somebody the user named. Only the user creates, renames, merges or deletes a person."""

    __tablename__ = "person"
    __table_args__ = (_AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)
    """The name as it is compared (`text_folding.spelled`). Two people may have one name."""
    cover_face_id: Mapped[int | None]
    """The user's choice of cover; None takes the best face. A face that went away counts as None."""
    created_at: Mapped[dt.datetime]
    born: Mapped[dt.date | None]
    """A photo taken before cannot show this person."""
    died: Mapped[dt.date | None]
    favourite: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    hidden: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    """Not shown among people, and not asked about; the faces stay named."""
    notes: Mapped[str] = mapped_column(default="", server_default=text("''"))


class PersonAlias(Base):
    """Another name under which a person is found."""

    __tablename__ = "person_alias"
    __table_args__ = (_AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)


class Tag(Base):
    """A word for photos; tags form a tree (`Travel/Italy/Rome`)."""

    __tablename__ = "tag"
    __table_args__ = (_AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id"), index=True)
    path: Mapped[str]
    """All names from the root, joined by slashes."""
    path_key: Mapped[str] = mapped_column(index=True)
    """The path as it is compared, like a person's `name_key`."""


class PhotoTag(Base):
    """A photo has a tag."""

    __tablename__ = "photo_tag"
    __table_args__ = (UniqueConstraint("photo_id", "tag_id"), Index("ix_photo_tag_tag_id", "tag_id"), _AUTOINCREMENT)

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"))
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"))


class PhotoPerson(Base):
    """Somebody is in a photo, as a file, another program or the user says of the whole photo and not of a face."""

    __tablename__ = "photo_person"
    __table_args__ = (
        UniqueConstraint("photo_id", "person_id"),
        Index("ix_photo_person_person_id", "person_id", "photo_id"),
        _AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    without_face: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    """No face of theirs shows. False where one of the photo's faces may be theirs, and it is not known which."""


class SavedSearch(Base):
    """A search that the user keeps under a name."""

    __tablename__ = "saved_search"
    __table_args__ = (_AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)
    words: Mapped[str]


class Album(Base):
    """Photos that the user put together by hand, in an order of their own; albums stand in each other."""

    __tablename__ = "album"
    __table_args__ = (_AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("album.id"), index=True)
    name: Mapped[str]
    name_key: Mapped[str]
    """The name as it is compared. Albums that stand in one album have different names."""
    cover_photo_id: Mapped[int | None]
    """The user's choice; None takes the first photo. A photo that left the album counts as None."""


class AlbumPhoto(Base):
    """A photo is in an album."""

    __tablename__ = "album_photo"
    __table_args__ = (
        UniqueConstraint("album_id", "photo_id"),
        Index("ix_album_photo_photo_id", "photo_id"),
        _AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    album_id: Mapped[int] = mapped_column(ForeignKey("album.id"))
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"))
    position: Mapped[int]
    """Photos are shown by it, then by `id`; numbers may be missing."""


class Circle(Base):
    """People whom the user put together under a name, such as family or work. The machine's are groups."""

    __tablename__ = "circle"
    __table_args__ = (_AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str]


class CircleMember(Base):
    """A person is in a circle."""

    __tablename__ = "circle_member"
    __table_args__ = (
        UniqueConstraint("circle_id", "person_id"),
        Index("ix_circle_member_person_id", "person_id"),
        _AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    circle_id: Mapped[int] = mapped_column(ForeignKey("circle.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class Relation(Base):
    """`person_id` is a parent, the partner or a sibling of `other_person_id`; two people have one relation at most."""

    __tablename__ = "relation"
    __table_args__ = (
        CheckConstraint("person_id != other_person_id", name="two_people"),
        UniqueConstraint("person_id", "other_person_id"),
        Index("ix_relation_other_person_id", "other_person_id"),
        _AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    other_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[RelationKind] = mapped_column(String(16))


class Face(Base):
    """One face in one photo, found by a detector or drawn by the user."""

    __tablename__ = "face"
    __table_args__ = (
        CheckConstraint("NOT (person_id IS NOT NULL AND group_id IS NOT NULL)", name="person_or_group"),
        CheckConstraint("NOT (confirmed AND person_id IS NULL)", name="confirmed_is_named"),
        # None begins with the status, which nearly all faces share: SQLite would take it for any look-up.
        Index("ix_face_person", "person_id", "group_id", "status", "photo_id", "confirmed", "quality"),
        Index("ix_face_group", "group_id", "status", "photo_id", "quality"),
        # The few faces whose boxes are the user's.
        Index("ix_face_box_source", "photo_id", sqlite_where=text("box_source != 'detected'")),
        _AUTOINCREMENT,
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
    confirmed: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    """True where the user said so; False with a person means that the machine assigned it."""
    group_id: Mapped[int | None] = mapped_column(ForeignKey("face_group.id"))
    box_source: Mapped[BoxSource] = mapped_column(
        String(16), default=BoxSource.DETECTED.value, server_default=text("'detected'")
    )


class Embedding(Base):
    """A face's vector, by the model that made it: float32, little-endian, unit length."""

    __tablename__ = "embedding"
    __table_args__ = (Index("ix_embedding_face_id", "face_id"), {"sqlite_with_rowid": False})

    model: Mapped[str] = mapped_column(primary_key=True)
    face_id: Mapped[int] = mapped_column(ForeignKey("face.id", ondelete="CASCADE"), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class Rejection(Base):
    """The user's no: this face is not that person. Kept permanently; a cannot-link for every machine step."""

    __tablename__ = "rejection"
    __table_args__ = (
        UniqueConstraint("face_id", "person_id"),
        Index("ix_rejection_person_id", "person_id"),
        _AUTOINCREMENT,
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
        _AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    face_id: Mapped[int] = mapped_column(ForeignKey("face.id", ondelete="CASCADE"))
    other_face_id: Mapped[int] = mapped_column(ForeignKey("face.id", ondelete="CASCADE"))


class NameRejection(Base):
    """The user's no to a people pack: this face is nobody of that name. There may be no person who is called so."""

    __tablename__ = "name_rejection"
    __table_args__ = (
        UniqueConstraint("face_id", "name_key", name="uq_name_rejection_face_id_name_key"),
        _AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    face_id: Mapped[int] = mapped_column(ForeignKey("face.id", ondelete="CASCADE"))
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)
    """The name as it is compared, like a person's."""


class PeoplePack(Base):
    """A file of people from another library that the user opened (`metadata.people_pack_file`)."""

    __tablename__ = "people_pack"
    __table_args__ = (_AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    """The name of the file."""
    model: Mapped[str]
    opened_at: Mapped[dt.datetime]


class PackPerson(Base):
    """Somebody of a people pack: no person of this library, but a proposal of a name."""

    __tablename__ = "pack_person"
    __table_args__ = (_AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    pack_id: Mapped[int] = mapped_column(ForeignKey("people_pack.id", ondelete="CASCADE"))
    name: Mapped[str]
    born: Mapped[dt.date | None]
    died: Mapped[dt.date | None]
    dimension: Mapped[int]
    vectors: Mapped[bytes] = mapped_column(LargeBinary)
    """Of confirmed faces there: rows of so many little-endian float32, of unit length."""


class TakeoverConflict(Base):
    """Something that was not taken over since the user had said otherwise: the user decides which holds."""

    __tablename__ = "takeover_conflict"
    __table_args__ = (_AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"), index=True)
    face_id: Mapped[int | None] = mapped_column(ForeignKey("face.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ConflictKind] = mapped_column(String(24))
    theirs: Mapped[str]
    """The name or the value in the source."""
    mine: Mapped[str]
    """What the catalog has; empty where it has nothing."""
    source: Mapped[str]
    """Where it comes from, such as `photo files` or `digiKam 8`."""
    left: Mapped[float | None]
    """Where the source has a face and the catalog has none, in fractions of the upright photo; as the other three."""
    top: Mapped[float | None]
    width: Mapped[float | None]
    height: Mapped[float | None]
    answer: Mapped[ConflictAnswer | None] = mapped_column(String(8))
    """`mine` where the user decided so: it is not asked again, and files may be changed for it."""


class PhotoSignature(Base):
    """What a photo is compared by when stacks are looked for; made of its thumbnail."""

    __tablename__ = "photo_signature"
    __table_args__ = (Index("ix_photo_signature_new", "photo_id", sqlite_where=text("NOT compared")),)

    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"), primary_key=True)
    content_hash: Mapped[str]
    """The photo's when this was made: a photo that has another one is looked at again."""
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    """32 x 32 levels of brightness (`stacks.picture_signature`)."""
    sharpness: Mapped[float]
    compared: Mapped[bool] = mapped_column(default=False, server_default=text("0"))
    """Whether the photo was compared with all others."""


class FoundStack(Base):
    """A photo in a stack that the machine found, whatever the user says of it."""

    __tablename__ = "found_stack"
    __table_args__ = (Index("ix_found_stack_stack", "stack", "position"),)

    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"), primary_key=True)
    stack: Mapped[int]
    """The lowest id of its photos when it was found."""
    position: Mapped[int]
    """From the best one, 0, downwards."""
    kind: Mapped[str | None]
    """A `stacks.records.StackKind`: how it differs from the photo `like_id`; None for the best one."""
    like_id: Mapped[int | None]


class StackMember(Base):
    """A photo in a stack as it is shown: made of `found_stack`, `stack_pair` and `stack_top`, and never by hand."""

    __tablename__ = "stack_member"
    __table_args__ = (Index("ix_stack_member_stack", "stack", "position"),)

    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"), primary_key=True)
    stack: Mapped[int]
    """The lowest id of its photos."""
    position: Mapped[int]
    kind: Mapped[str | None]
    """As in `found_stack`; None also where the user put it there."""
    like_id: Mapped[int | None]


class StackPair(Base):
    """The user's word on two photos: they belong in one stack, or never in one."""

    __tablename__ = "stack_pair"
    __table_args__ = (
        UniqueConstraint("photo_id", "other_photo_id"),
        CheckConstraint("photo_id < other_photo_id", name="ordered"),
        Index("ix_stack_pair_other_photo_id", "other_photo_id"),
        _AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"))
    other_photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"))
    together: Mapped[bool]


class StackTop(Base):
    """A photo that the user put on top of its stack; where a stack has several, the newest row holds."""

    __tablename__ = "stack_top"
    __table_args__ = (_AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"), unique=True)


class Decision(Base):
    """One user action. What it changed hangs below it; `undone` ones can be redone until a new decision is made."""

    __tablename__ = "decision"
    __table_args__ = (Index("ix_decision_state", "state", "id"), _AUTOINCREMENT)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    summary: Mapped[str]
    """The sentence of a decision that is older than `facts`; else empty."""
    made_at: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(String(16))
    """`done`, `undone`, `dropped`: undone, and then the user went another way; or `erased`, which is never undone."""
    facts: Mapped[dict[str, Any] | None]
    """What the history says of it (`catalog.decision_sentences`)."""


class Change(Base):
    """One row that a decision changed: only the columns it touched, before and after."""

    __tablename__ = "change"
    __table_args__ = (
        Index("ix_change_decision_id", "decision_id", "id"),
        Index("ix_change_row", "table_name", "row_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id", ondelete="CASCADE"))
    table_name: Mapped[str]
    row_id: Mapped[int]
    before: Mapped[dict[str, Any] | None]
    """None where the decision made the row."""
    after: Mapped[dict[str, Any] | None]
    """None where the decision deleted the row."""


class DecisionFace(Base):
    """A face that a decision names in rows that refer to faces: rejections and cannot-links, made or taken back.

    It may be gone, where an older program deleted it.
    """

    __tablename__ = "decision_face"
    __table_args__ = {"sqlite_with_rowid": False}

    face_id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id", ondelete="CASCADE"), primary_key=True)


class DecisionToWrite(Base):
    """A decision that was made, undone or made again, and of which files do not say yet what it changed."""

    __tablename__ = "decision_to_write"
    __table_args__ = (_AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id", ondelete="CASCADE"))


class PhotoToWrite(Base):
    """A photo whose files have to be written, or could not be."""

    __tablename__ = "photo_to_write"
    __table_args__ = (_AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    """A new one each time that the photo has to be written again."""
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"), unique=True)
    reason: Mapped[str | None]
    """Why its files could not be written; None where nobody has tried."""


class FileBeingWritten(Base):
    """A file that a job writes right now, noted before: so what a killed job wrote is known afterwards."""

    __tablename__ = "file_being_written"

    file_id: Mapped[int] = mapped_column(ForeignKey("photo_file.id", ondelete="CASCADE"), primary_key=True)
    written: Mapped[dict[str, Any]]
    """What `FileMetadata.written` will be."""
    content_hash: Mapped[str | None]
    """Of the bytes that the photo file gets, where its picture cannot be told from them; else None."""
