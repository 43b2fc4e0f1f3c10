"""Adds how the user rotated or mirrored a photo, beyond the orientation that its file gives."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("photo", sa.Column("user_turn", sa.Integer(), nullable=True))
