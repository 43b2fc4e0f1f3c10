"""The tables of what is no part of the library: the user's settings, and what jobs note for themselves."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from photoface.catalog.tables.base import Base


class Setting(Base):
    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class MachineState(Base):
    """What jobs note for themselves (`catalog.machine_state`)."""

    __tablename__ = "machine_state"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]


class RecognitionChange(Base):
    """A row to be read again since recognition kept its state, and the mark of that (`catalog.recognition_changes`)."""

    __tablename__ = "recognition_change"
    __table_args__ = ({"sqlite_with_rowid": False},)

    kind: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[int] = mapped_column(primary_key=True)
