"""Adds why a file could not be read, for deciding when it is tried again, and the file's change time.

All failed files are tried once more: earlier scans kept failures that had passed long ago, and blamed photos that were
being read when PhotoFace was closed. A change time that is not known counts as changed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("photo_file", sa.Column("failure_kind", sa.String(16), nullable=True))
    op.add_column("photo_file", sa.Column("failure_details", sa.String(), nullable=True))
    op.add_column("photo_file", sa.Column("changed_ns", sa.Integer(), nullable=True))
