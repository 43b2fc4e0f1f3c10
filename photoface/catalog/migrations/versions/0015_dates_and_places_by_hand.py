"""Adds the user's own date and place of a photo beside those of its file, and the names of places.

What scans read keeps its values under new names. The columns that all readers use are generated: the user's value where
there is one, else the file's. So scans and decisions write different columns, and undo never restores an outdated date
of a file.
"""

from alembic import op

revision = "0015"
down_revision = "0014"

_RENAMED = ("taken_at", "dated_by_exif", "dated_by", "date_precision", "latitude", "longitude")

_OWN = (
    "own_taken_at DATETIME",
    "own_date_precision VARCHAR(8)",
    "own_latitude DOUBLE",
    "own_longitude DOUBLE",
    "own_place INTEGER",
)

_GENERATED = (
    ("taken_at", "DATETIME", "coalesce(own_taken_at, file_taken_at)"),
    ("dated_by_exif", "BOOLEAN", "own_taken_at IS NOT NULL OR file_dated_by_exif"),
    ("dated_by", "VARCHAR(16)", "CASE WHEN own_taken_at IS NULL THEN file_dated_by ELSE 'user' END"),
    ("date_precision", "VARCHAR(8)", "coalesce(own_date_precision, file_date_precision)"),
    ("latitude", "DOUBLE", "coalesce(own_latitude, file_latitude)"),
    ("longitude", "DOUBLE", "coalesce(own_longitude, file_longitude)"),
)


def upgrade() -> None:
    op.execute("DROP INDEX ix_photo_shown")
    for name in _RENAMED:
        op.execute(f"ALTER TABLE photo RENAME COLUMN {name} TO file_{name}")
    for column in _OWN:
        op.execute(f"ALTER TABLE photo ADD COLUMN {column}")
    for name, kind, value in _GENERATED:
        op.execute(f"ALTER TABLE photo ADD COLUMN {name} {kind} GENERATED ALWAYS AS ({value}) VIRTUAL")
    op.execute("CREATE INDEX ix_photo_shown ON photo (forgotten, missing, taken_at, id)")
    op.execute(
        "CREATE INDEX ix_photo_position ON photo (latitude, longitude) "
        "WHERE own_latitude IS NOT NULL OR file_latitude IS NOT NULL"
    )
    op.execute(
        "CREATE TABLE position_place (latitude DOUBLE NOT NULL, longitude DOUBLE NOT NULL, place INTEGER NOT NULL, "
        "city INTEGER NOT NULL, region VARCHAR NOT NULL, "
        "CONSTRAINT pk_position_place PRIMARY KEY (latitude, longitude)) WITHOUT ROWID"
    )
    op.execute("CREATE INDEX ix_position_place_city ON position_place (city)")
