"""Adds the place of an album among those beside it; albums without one stand by name, after those that have one."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.add_column("album", sa.Column("position", sa.Integer(), nullable=True))
