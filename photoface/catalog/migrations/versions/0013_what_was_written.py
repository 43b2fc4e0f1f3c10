"""Adds what PhotoFace wrote into each file and sidecar, so that only that is changed or removed later."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("file_metadata", sa.Column("written", sa.JSON(), nullable=True))
