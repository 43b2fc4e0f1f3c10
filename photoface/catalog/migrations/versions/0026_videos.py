"""Adds the length and the still of videos, and where in a video a face was seen."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    for name in ("video_seconds", "still_seconds"):
        op.add_column("photo", sa.Column(name, sa.Double(), nullable=True))
    op.add_column("face", sa.Column("track", sa.Integer(), nullable=True))
    for name in ("frame_seconds", "track_start", "track_end"):
        op.add_column("face", sa.Column(name, sa.Double(), nullable=True))
    op.execute("CREATE INDEX ix_photo_video ON photo (id) WHERE video_seconds IS NOT NULL")
    op.execute("CREATE INDEX ix_face_track ON face (photo_id) WHERE track IS NOT NULL")
