"""Adds the source and the precision of a photo's date, and which part of its picture could not be read.

Which of EXIF's dates an older version took was not kept: until a photo is read again, that is all that is known.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("photo", sa.Column("dated_by", sa.String(16), nullable=False, server_default="file time"))
    op.add_column("photo", sa.Column("date_precision", sa.String(8), nullable=False, server_default="second"))
    op.add_column("photo", sa.Column("flaw", sa.String(), nullable=True))
    op.execute("UPDATE photo SET dated_by = 'exif' WHERE dated_by_exif")
