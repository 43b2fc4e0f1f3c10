"""Adds albums, circles of people, and relations between people such as parents. An older catalog has none."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "album",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("cover_photo_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["album.id"], name=op.f("fk_album_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_album")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_album_parent_id"), "album", ["parent_id"])
    op.create_table(
        "album_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("album_id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["album_id"], ["album.id"], name=op.f("fk_album_photo_album_id")),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_album_photo_photo_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_album_photo")),
        sa.UniqueConstraint("album_id", "photo_id", name=op.f("uq_album_photo_album_id_photo_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_album_photo_photo_id"), "album_photo", ["photo_id"])
    op.create_table(
        "circle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "circle_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("circle_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["circle_id"], ["circle.id"], name=op.f("fk_circle_member_circle_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_circle_member_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_member")),
        sa.UniqueConstraint("circle_id", "person_id", name=op.f("uq_circle_member_circle_id_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_circle_member_person_id"), "circle_member", ["person_id"])
    op.create_table(
        "relation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("other_person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.CheckConstraint("person_id != other_person_id", name=op.f("ck_relation_two_people")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_relation_person_id")),
        sa.ForeignKeyConstraint(["other_person_id"], ["person.id"], name=op.f("fk_relation_other_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relation")),
        sa.UniqueConstraint("person_id", "other_person_id", name=op.f("uq_relation_person_id_other_person_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_relation_other_person_id"), "relation", ["other_person_id"])
