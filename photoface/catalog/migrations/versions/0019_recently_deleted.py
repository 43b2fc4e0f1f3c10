"""Adds when the user deleted a photo, and a table of the files that go to the system's trash with it."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("photo", sa.Column("deleted_at", sa.DateTime(), nullable=True))
    op.create_index("ix_photo_deleted", "photo", ["deleted_at", "id"], sqlite_where=sa.text("deleted_at IS NOT NULL"))
    op.create_table(
        "deleted_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=True),
        sa.Column("moving", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_deleted_file_photo_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["file_id"], ["photo_file.id"], name=op.f("fk_deleted_file_file_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deleted_file")),
        sa.UniqueConstraint("file_id", name=op.f("uq_deleted_file_file_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_deleted_file_photo_id"), "deleted_file", ["photo_id"])
