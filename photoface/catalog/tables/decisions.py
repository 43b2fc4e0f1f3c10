"""The tables of the ledger: decisions, the rows that they changed, and which are not in files yet."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from photoface.catalog.tables.base import AUTOINCREMENT, Base


class Decision(Base):
    """One user action. What it changed hangs below it; `undone` ones can be redone until a new decision is made."""

    __tablename__ = "decision"
    __table_args__ = (Index("ix_decision_state", "state", "id"), AUTOINCREMENT)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    summary: Mapped[str]
    """The sentence of a decision that is older than `facts`; else empty."""
    made_at: Mapped[dt.datetime]
    state: Mapped[str] = mapped_column(String(16))
    """`done`, `undone`, `dropped`: undone, and then the user went another way; or `erased`, which is never undone."""
    facts: Mapped[dict[str, Any] | None]
    """What the history says of it (`catalog.decision_sentences`)."""
    author: Mapped[str | None]
    """Who made it, such as `anna@laptop`, in a catalog on a server (`catalog.authors`); None of a file's user."""


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
    __table_args__ = (AUTOINCREMENT,)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id", ondelete="CASCADE"))
