"""Adds to each conflict of a takeover the user's answer, and the box of the face in the source."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    for side in ("left", "top", "width", "height"):
        op.add_column("takeover_conflict", sa.Column(side, sa.Double(), nullable=True))
    op.add_column("takeover_conflict", sa.Column("answer", sa.String(length=8), nullable=True))
