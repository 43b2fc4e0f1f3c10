"""The tables of people: names, circles and relations, who is in a photo as a whole, and people packs."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from photoface.catalog.states import RelationKind
from photoface.catalog.tables.base import AUTOINCREMENT, Base


class Person(Base):
    """Somebody the user named. Only the user creates, renames, merges or deletes a person."""

    __tablename__ = "person"
    __table_args__ = (AUTOINCREMENT,)

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
    favourite: Mapped[bool] = mapped_column(default=False, server_default=false())
    hidden: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Not shown among people, and not asked about; the faces stay named."""
    notes: Mapped[str] = mapped_column(default="", server_default=text("''"))


class PersonAlias(Base):
    """Another name under which a person is found."""

    __tablename__ = "person_alias"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)


class PhotoPerson(Base):
    """Somebody is in a photo, as a file, another program or the user says of the whole photo and not of a face."""

    __tablename__ = "photo_person"
    __table_args__ = (
        UniqueConstraint("photo_id", "person_id"),
        Index("ix_photo_person_person_id", "person_id", "photo_id"),
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    without_face: Mapped[bool] = mapped_column(default=False, server_default=false())
    """No face of theirs shows. False where one of the photo's faces may be theirs, and it is not known which."""


class Circle(Base):
    """People whom the user put together under a name, such as family or work. The machine's are groups."""

    __tablename__ = "circle"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str]


class CircleMember(Base):
    """A person is in a circle."""

    __tablename__ = "circle_member"
    __table_args__ = (
        UniqueConstraint("circle_id", "person_id"),
        Index("ix_circle_member_person_id", "person_id"),
        AUTOINCREMENT,
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
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    other_person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[RelationKind] = mapped_column(String(16))


class PeoplePack(Base):
    """A file of people from another library that the user opened (`metadata.people_pack_file`)."""

    __tablename__ = "people_pack"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    """The name of the file."""
    model: Mapped[str]
    opened_at: Mapped[dt.datetime]


class PackPerson(Base):
    """Somebody of a people pack: no person of this library, but a proposal of a name."""

    __tablename__ = "pack_person"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    pack_id: Mapped[int] = mapped_column(ForeignKey("people_pack.id", ondelete="CASCADE"))
    name: Mapped[str]
    born: Mapped[dt.date | None]
    died: Mapped[dt.date | None]
    dimension: Mapped[int]
    vectors: Mapped[bytes] = mapped_column(LargeBinary)
    """Of confirmed faces there: rows of so many little-endian float32, of unit length."""
