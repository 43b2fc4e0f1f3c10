"""Adds an index that finds hidden photos, and extends the one that counts photos, as most reads leave them out."""

from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.execute("DROP INDEX ix_photo_shown")
    op.execute("CREATE INDEX ix_photo_shown ON photo (forgotten, missing, taken_at, id, hidden)")
    op.execute("CREATE INDEX ix_photo_hidden ON photo (hidden) WHERE hidden IS 1")
