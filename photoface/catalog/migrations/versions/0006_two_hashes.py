"""Adds hashes of file contents and of pictures, and a link from a picture to its edited version.

A photo's one file holds the photo's content. Of a photo with several files that is not sure: older versions could put
two pictures into one photo. Those files keep no hash, and the next scan reads them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("photo", sa.Column("picture_hash", sa.String(), nullable=True))
    op.add_column("photo", sa.Column("turn", sa.Integer(), nullable=True))
    op.execute(
        "ALTER TABLE photo ADD COLUMN successor_id INTEGER CONSTRAINT fk_photo_successor_id REFERENCES photo (id)"
    )
    op.create_index("ix_photo_picture_hash", "photo", ["picture_hash"])
    op.create_index("ix_photo_successor_id", "photo", ["successor_id"])
    op.add_column("photo_file", sa.Column("content_hash", sa.String(), nullable=True))
    op.create_index("ix_photo_file_content_hash", "photo_file", ["content_hash"])
    op.execute(
        """
        UPDATE photo_file SET content_hash = (SELECT content_hash FROM photo WHERE photo.id = photo_file.photo_id)
        WHERE state = 'scanned' AND photo_id IN (SELECT photo_id FROM photo_file GROUP BY photo_id HAVING count(*) = 1)
        """
    )
