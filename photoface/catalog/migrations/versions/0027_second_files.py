"""Adds when a file of a photo was deleted by itself, while the photo stays with its other files."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.add_column("deleted_file", sa.Column("deleted_at", sa.DateTime(), nullable=True))
