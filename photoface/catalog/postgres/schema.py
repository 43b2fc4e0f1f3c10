"""Creates the catalog's tables in a database of PostgreSQL, with what SQLite's connections bring along themselves.

A new catalog begins with the newest schema: earlier migrations are about files of SQLite, and no server has one of
those. Migrations after that run on both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from photoface.catalog.distance import EARTH_RADIUS_KM
from photoface.catalog.revision import HEAD_REVISION
from photoface.catalog.tables.base import Base

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import DDLCompiler

FIRST_REVISION = "0028"
"""The newest migration that only catalogs of SQLite went through."""

COMMITS = "catalog_commit"
"""The table, of one row, that numbers commits."""

CHANNEL = "photoface"
"""Where commits are announced (NOTIFY)."""

_KILOMETRES = f"""
CREATE FUNCTION kilometres(latitude float8, longitude float8, other_latitude float8, other_longitude float8)
RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 2 * {EARTH_RADIUS_KM} * asin(least(1.0, sqrt(
        sin(radians(other_latitude - latitude) / 2) ^ 2
        + cos(radians(latitude)) * cos(radians(other_latitude)) * sin(radians(other_longitude - longitude) / 2) ^ 2
    )))
$$
"""
"""As `catalog.distance.kilometres`."""

_WORDS = (
    # Which photos' words have to be made again; the transaction that made them old does so before it ends.
    "CREATE TABLE photo_words_due (photo_id bigint PRIMARY KEY)",
    """
    CREATE FUNCTION words_of_photo_are_due() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO photo_words_due VALUES (NEW.id) ON CONFLICT DO NOTHING;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION words_of_file_are_due() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO photo_words_due
        SELECT photo FROM (VALUES
            (CASE WHEN TG_OP <> 'INSERT' THEN OLD.photo_id END), (CASE WHEN TG_OP <> 'DELETE' THEN NEW.photo_id END)
        ) AS of_file (photo) WHERE photo IS NOT NULL
        ON CONFLICT DO NOTHING;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER words_of_new_photo AFTER INSERT ON photo FOR EACH ROW
    WHEN (NEW.title IS NOT NULL OR NEW.caption IS NOT NULL) EXECUTE FUNCTION words_of_photo_are_due()
    """,
    """
    CREATE TRIGGER words_of_described_photo AFTER UPDATE OF title, caption ON photo FOR EACH ROW
    WHEN ((OLD.title, OLD.caption) IS DISTINCT FROM (NEW.title, NEW.caption)) EXECUTE FUNCTION words_of_photo_are_due()
    """,
    """
    CREATE TRIGGER words_of_moved_file AFTER UPDATE OF photo_id, relative_path ON photo_file FOR EACH ROW
    WHEN ((OLD.photo_id, OLD.relative_path) IS DISTINCT FROM (NEW.photo_id, NEW.relative_path))
    EXECUTE FUNCTION words_of_file_are_due()
    """,
    """
    CREATE TRIGGER words_of_other_files AFTER INSERT OR DELETE ON photo_file FOR EACH ROW
    EXECUTE FUNCTION words_of_file_are_due()
    """,
)


@compiles(sa.Computed, "postgresql")
def _stored(generated: sa.Computed, compiler: DDLCompiler, **_options: Any) -> str:
    # PostgreSQL has no others before version 18, and never indexes others.
    return f"GENERATED ALWAYS AS ({compiler.sql_compiler.process(generated.sqltext, literal_binds=True)}) STORED"


def create(connection: sa.Connection) -> None:
    """Make all tables, indexes, functions and triggers in an empty database, at `HEAD_REVISION`."""
    for statement in ("CREATE EXTENSION IF NOT EXISTS vector", _KILOMETRES):
        connection.exec_driver_sql(statement)
    Base.metadata.create_all(connection)
    for statement in _WORDS:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"CREATE TABLE {COMMITS} (number bigint NOT NULL)")
    connection.exec_driver_sql(f"INSERT INTO {COMMITS} VALUES (0)")  # noqa: S608 - our own name
    connection.exec_driver_sql("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (%s)", (HEAD_REVISION,))


def revision_of(connection: sa.Connection) -> str | None:
    """The revision of the catalog in a database; None where there is none."""
    inspector = sa.inspect(connection)
    if not inspector.has_table("alembic_version") or not inspector.has_table(COMMITS):
        return None
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())
