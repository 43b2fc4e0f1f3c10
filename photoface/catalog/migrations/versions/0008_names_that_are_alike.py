"""Allows two people, aliases, tags or saved searches with the same normalised name, and computes these keys again."""

import sqlalchemy as sa
from alembic import op

from photoface.text_folding import spelled, spelled_path

revision = "0008"
down_revision = "0007"

_KEYS = {
    "person": ("name", "name_key", spelled),
    "person_alias": ("name", "name_key", spelled),
    "saved_search": ("name", "name_key", spelled),
    "tag": ("path", "path_key", spelled_path),
}


def upgrade() -> None:
    connection = op.get_bind()
    for table, (name, key, compared) in _KEYS.items():
        used = connection.execute(
            sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table}
        ).scalar()
        with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": True}) as batch:
            batch.drop_constraint(f"uq_{table}_{key}", type_="unique")
        op.create_index(f"ix_{table}_{key}", table, [key])
        # The new table counts from its last row; ids of deleted rows, which the ledger knows, must not come again.
        connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table})
        if used is not None:
            connection.execute(
                sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :used)"), {"name": table, "used": used}
            )
        rows = connection.execute(sa.text(f"SELECT id, {name} FROM {table}")).all()  # noqa: S608
        for row_id, text in rows:
            connection.execute(
                sa.text(f"UPDATE {table} SET {key} = :key WHERE id = :id"),  # noqa: S608
                {"key": compared(text), "id": row_id},
            )
