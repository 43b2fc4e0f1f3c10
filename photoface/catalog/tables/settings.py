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
