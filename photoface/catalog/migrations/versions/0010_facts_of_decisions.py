"""Adds the facts of a decision, from which its sentence is made; older decisions keep their stored sentence."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("decision", sa.Column("facts", sa.JSON(), nullable=True))
