"""Replaces the indexes of faces by two, by person and by group, that cover all columns which counting them needs.

SQLite had used the index that began with the status, which nearly all faces share, where it should have looked up
photos or groups: that read the whole library.
"""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for old in ("ix_face_loose", "ix_face_person_id", "ix_face_group_id"):
        op.drop_index(old, "face")
    op.create_index("ix_face_person", "face", ["person_id", "group_id", "status", "photo_id", "confirmed", "quality"])
    op.create_index("ix_face_group", "face", ["group_id", "status", "photo_id", "quality"])
