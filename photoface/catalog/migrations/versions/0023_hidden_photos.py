"""Reads leave hidden photos out: the index that counts photos knows which are hidden, and another finds these."""

from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.execute("DROP INDEX ix_photo_shown")
    op.execute("CREATE INDEX ix_photo_shown ON photo (forgotten, missing, taken_at, id, hidden)")
    op.execute("CREATE INDEX ix_photo_hidden ON photo (id) WHERE hidden IS 1")
