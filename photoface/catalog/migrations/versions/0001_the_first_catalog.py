"""Creates all tables of the first version: folders, photos, faces, embeddings, groups, people, tags and the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index("ix_decision_state", ["state", "id"], unique=False)

    op.create_table(
        "face_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("kept", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_face_group")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "library_folder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_folder")),
        sa.UniqueConstraint("path", name=op.f("uq_library_folder_path")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("cover_face_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("born", sa.Date(), nullable=True),
        sa.Column("died", sa.Date(), nullable=True),
        sa.Column("favourite", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("hidden", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("notes", sa.String(), server_default=sa.text("('')"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("name_key", name=op.f("uq_person_name_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=False),
        sa.Column("dated_by_exif", sa.Boolean(), nullable=False),
        sa.Column("camera", sa.String(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("detector", sa.String(), nullable=False),
        sa.Column("missing", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("forgotten", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_photo_stars")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("content_hash", name=op.f("uq_photo_content_hash")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.create_index("ix_photo_shown", ["forgotten", "missing", "taken_at", "id"], unique=False)

    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("name_key", name=op.f("uq_saved_search_name_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("path_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["tag.id"], name=op.f("fk_tag_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("path_key", name=op.f("uq_tag_path_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tag_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_change_decision_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index("ix_change_decision_id", ["decision_id", "id"], unique=False)
        batch_op.create_index("ix_change_row", ["table_name", "row_id"], unique=False)

    op.create_table(
        "face",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("left", sa.Double(), nullable=False),
        sa.Column("top", sa.Double(), nullable=False),
        sa.Column("width", sa.Double(), nullable=False),
        sa.Column("height", sa.Double(), nullable=False),
        sa.Column("landmarks", sa.LargeBinary(), nullable=True),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("pixels", sa.Double(), nullable=False),
        sa.Column("sharpness", sa.Double(), nullable=False),
        sa.Column("frontality", sa.Double(), nullable=False),
        sa.Column("quality", sa.Double(), nullable=False),
        sa.Column("passes_gate", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("confirmed", sa.Boolean(), server_default=sa.text("0"), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("NOT (confirmed AND person_id IS NULL)", name=op.f("ck_face_confirmed_is_named")),
        sa.CheckConstraint(
            "NOT (person_id IS NOT NULL AND group_id IS NOT NULL)", name=op.f("ck_face_person_or_group")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["face_group.id"], name=op.f("fk_face_group_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_face_person_id")),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_face_photo_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_face")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("face", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_face_group_id"), ["group_id"], unique=False)
        batch_op.create_index("ix_face_loose", ["status", "person_id", "group_id"], unique=False)
        batch_op.create_index("ix_face_person_id", ["person_id", "confirmed"], unique=False)
        batch_op.create_index(batch_op.f("ix_face_photo_id"), ["photo_id"], unique=False)

    op.create_table(
        "person_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_alias_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_alias")),
        sa.UniqueConstraint("name_key", name=op.f("uq_person_alias_name_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("person_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_alias_person_id"), ["person_id"], unique=False)

    op.create_table(
        "photo_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("folder_id", sa.Integer(), nullable=False),
        sa.Column("relative_path", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("modified_ns", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("deaths", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("present", sa.Boolean(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["folder_id"], ["library_folder.id"], name=op.f("fk_photo_file_folder_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_photo_file_photo_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_file")),
        sa.UniqueConstraint("folder_id", "relative_path", name=op.f("uq_photo_file_folder_id_relative_path")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("photo_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photo_file_photo_id"), ["photo_id"], unique=False)
        batch_op.create_index("ix_photo_file_state", ["state", "folder_id"], unique=False)

    op.create_table(
        "photo_tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_photo_tag_photo_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_photo_tag_tag_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_tag")),
        sa.UniqueConstraint("photo_id", "tag_id", name=op.f("uq_photo_tag_photo_id_tag_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("photo_tag", schema=None) as batch_op:
        batch_op.create_index("ix_photo_tag_tag_id", ["tag_id"], unique=False)

    op.create_table(
        "cannot_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("face_id", sa.Integer(), nullable=False),
        sa.Column("other_face_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("face_id < other_face_id", name=op.f("ck_cannot_link_ordered")),
        sa.ForeignKeyConstraint(["face_id"], ["face.id"], name=op.f("fk_cannot_link_face_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["other_face_id"], ["face.id"], name=op.f("fk_cannot_link_other_face_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cannot_link")),
        sa.UniqueConstraint("face_id", "other_face_id", name=op.f("uq_cannot_link_face_id_other_face_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cannot_link", schema=None) as batch_op:
        batch_op.create_index("ix_cannot_link_other", ["other_face_id"], unique=False)

    op.create_table(
        "embedding",
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("face_id", sa.Integer(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["face_id"], ["face.id"], name=op.f("fk_embedding_face_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("model", "face_id", name=op.f("pk_embedding")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rejection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("face_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["face_id"], ["face.id"], name=op.f("fk_rejection_face_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_rejection_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejection")),
        sa.UniqueConstraint("face_id", "person_id", name=op.f("uq_rejection_face_id_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("rejection", schema=None) as batch_op:
        batch_op.create_index("ix_rejection_person_id", ["person_id"], unique=False)
