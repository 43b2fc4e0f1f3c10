"""The tables of stacks: pictures' signatures, stacks found, stacks shown, and what the user decided about them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from photoface.catalog.tables.base import AUTOINCREMENT, Base, partial_index


class PhotoSignature(Base):
    """What a photo is compared by when stacks are looked for; made of its thumbnail."""

    __tablename__ = "photo_signature"
    __table_args__ = (partial_index("ix_photo_signature_new", "photo_id", where="NOT compared"),)

    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"), primary_key=True)
    content_hash: Mapped[str]
    """The photo's when this was made: a photo that has another one is looked at again."""
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    """32 x 32 levels of brightness (`stacks.picture_signature`)."""
    sharpness: Mapped[float]
    compared: Mapped[bool] = mapped_column(default=False, server_default=false())
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
        AUTOINCREMENT,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"))
    other_photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"))
    together: Mapped[bool]


class StackTop(Base):
    """A photo that the user put on top of its stack; where a stack has several, the newest row holds."""

    __tablename__ = "stack_top"
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"), unique=True)
