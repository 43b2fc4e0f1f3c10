"""Adds a table of the rows that changed since recognition kept its state, and the triggers that fill it on SQLite."""

import sqlalchemy as sa
from alembic import op

from photoface.catalog import recognition_changes
from photoface.catalog.connections import driver_of
from photoface.catalog.tables.base import StoredInteger, StoredText

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.create_table(
        "recognition_change",
        sa.Column("kind", StoredText, nullable=False),
        sa.Column("row_id", StoredInteger, nullable=False),
        sa.PrimaryKeyConstraint("kind", "row_id", name="pk_recognition_change"),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "sqlite":
        recognition_changes.follow(driver_of(op.get_bind()))
