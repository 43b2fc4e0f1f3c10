"""Adds who made a decision, for catalogs on a server that several people use; a file's decisions are its user's."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.add_column("decision", sa.Column("author", sa.String(), nullable=True))
