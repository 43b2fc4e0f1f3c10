"""Adds tables for the metadata of photo files and sidecars, its takeover, and people in photos without a face.

Photos also get favourite, hidden, title, caption and label. The files of an older catalog are read by the next scan.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    for column in (
        sa.Column("favourite", sa.Boolean(), nullable=True),
        sa.Column("hidden", sa.Boolean(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("caption", sa.String(), nullable=True),
        sa.Column("label", sa.String(), nullable=True),
    ):
        op.add_column("photo", column)
    op.add_column(
        "photo_file", sa.Column("metadata_version", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )
    op.create_table(
        "metadata_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("named_faces", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("tags", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metadata_record")),
        sa.UniqueConstraint("digest", name=op.f("uq_metadata_record_digest")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "file_metadata",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("base_id", sa.Integer(), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["file_id"], ["photo_file.id"], name=op.f("fk_file_metadata_file_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["record_id"], ["metadata_record.id"], name=op.f("fk_file_metadata_record_id")),
        sa.ForeignKeyConstraint(["base_id"], ["metadata_record.id"], name=op.f("fk_file_metadata_base_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_metadata")),
        sa.UniqueConstraint("file_id", name=op.f("uq_file_metadata_file_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sidecar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("relative_path", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("modified_ns", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["photo_file.id"], name=op.f("fk_sidecar_file_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sidecar")),
        sa.UniqueConstraint("file_id", "relative_path", name=op.f("uq_sidecar_file_id_relative_path")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "photo_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("without_face", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_photo_person_photo_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_photo_person_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_person")),
        sa.UniqueConstraint("photo_id", "person_id", name=op.f("uq_photo_person_photo_id_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_photo_person_person_id", "photo_person", ["person_id", "photo_id"])
    op.create_table(
        "takeover_conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("face_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("theirs", sa.String(), nullable=False),
        sa.Column("mine", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["photo.id"], name=op.f("fk_takeover_conflict_photo_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["face_id"], ["face.id"], name=op.f("fk_takeover_conflict_face_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takeover_conflict")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_takeover_conflict_photo_id", "takeover_conflict", ["photo_id"])
    op.create_index("ix_takeover_conflict_face_id", "takeover_conflict", ["face_id"])
