"""Adds an index of the photos without a date, so that finding them does not read all photos."""

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.execute("CREATE INDEX ix_photo_undated ON photo (id) WHERE own_taken_at IS NULL AND file_dated_by = 'file time'")
