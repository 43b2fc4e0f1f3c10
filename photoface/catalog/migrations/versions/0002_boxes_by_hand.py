"""Adds whether a face's box comes from the detector or was drawn or moved by the user."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # Added in place: a batch would make the table again.
    op.add_column("face", sa.Column("box_source", sa.String(length=16), server_default="detected", nullable=False))
    op.create_index("ix_face_box_source", "face", ["photo_id"], sqlite_where=sa.text("box_source != 'detected'"))
