"""Adds tables for stacks of photos: signatures, the stacks that were found, and what the user decided."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "photo_signature",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("sharpness", sa.Double(), nullable=False),
        sa.Column("compared", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name=op.f("fk_photo_signature_photo_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("photo_id", name=op.f("pk_photo_signature")),
    )
    op.create_index("ix_photo_signature_new", "photo_signature", ["photo_id"], sqlite_where=sa.text("NOT compared"))
    for table in ("found_stack", "stack_member"):
        op.create_table(
            table,
            sa.Column("photo_id", sa.Integer(), nullable=False),
            sa.Column("stack", sa.Integer(), nullable=False),
            sa.Column("position", sa.Integer(), nullable=False),
            sa.Column("kind", sa.String(), nullable=True),
            sa.Column("like_id", sa.Integer(), nullable=True),
            sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f(f"fk_{table}_photo_id"), ondelete="CASCADE"),
            sa.PrimaryKeyConstraint("photo_id", name=op.f(f"pk_{table}")),
        )
        op.create_index(f"ix_{table}_stack", table, ["stack", "position"])
    op.create_table(
        "stack_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("other_photo_id", sa.Integer(), nullable=False),
        sa.Column("together", sa.Boolean(), nullable=False),
        sa.CheckConstraint("photo_id < other_photo_id", name=op.f("ck_stack_pair_ordered")),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_stack_pair_photo_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["other_photo_id"], ["photo.id"], name=op.f("fk_stack_pair_other_photo_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stack_pair")),
        sa.UniqueConstraint("photo_id", "other_photo_id", name=op.f("uq_stack_pair_photo_id_other_photo_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_stack_pair_other_photo_id"), "stack_pair", ["other_photo_id"])
    op.create_table(
        "stack_top",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_stack_top_photo_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stack_top")),
        sa.UniqueConstraint("photo_id", name=op.f("uq_stack_top_photo_id")),
        sqlite_autoincrement=True,
    )
