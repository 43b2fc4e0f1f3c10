"""Adds a table of the words of titles, captions and paths, for searches, and an index of the user's own places."""

from alembic import op

from photoface.catalog import photo_words
from photoface.catalog.connections import driver_of

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.execute(
        "CREATE TABLE photo_words (photo_id INTEGER NOT NULL, words VARCHAR NOT NULL, "
        "CONSTRAINT pk_photo_words PRIMARY KEY (photo_id), "
        "CONSTRAINT fk_photo_words_photo_id FOREIGN KEY(photo_id) REFERENCES photo (id) ON DELETE CASCADE)"
    )
    op.execute("CREATE INDEX ix_photo_own_place ON photo (own_place) WHERE own_place IS NOT NULL")
    photo_words.write_all(driver_of(op.get_bind()))
