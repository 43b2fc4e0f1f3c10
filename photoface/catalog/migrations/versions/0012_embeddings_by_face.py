"""Adds an index of embeddings by face: without it, deleting a face read through all embeddings."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_index("ix_embedding_face_id", "embedding", ["face_id"])
