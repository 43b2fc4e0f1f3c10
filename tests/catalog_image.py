"""A catalog's whole content as plain values, so that tests can say that two states are the same."""

from __future__ import annotations

from pathlib import Path

from raw_catalog import columns_of, raw_catalog

LEDGER = {
    *("decision", "decision_face", "change", "alembic_version", "sqlite_sequence"),
    *("catalog_commit", "photo_words_due"),
}


NOTED_BY_SCANS = frozenset(
    {("photo", "picture_hash"), ("photo", "turn"), ("photo", "file_dated_by"), ("photo_file", "changed_ns")}
)
"""Columns that a migration cannot fill: a scan does when it reads the file, or sees it, again."""


def image_of(
    catalog: Path,
    *,
    without: frozenset[str] = frozenset({"setting", "machine_state", "position_place"}),
    without_columns: frozenset[tuple[str, str]] = frozenset(),
) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables but the ledger's own and those in `without`, sorted."""
    image = {}
    with raw_catalog(catalog) as rows:
        for table, every in columns_of(rows).items():
            if table in LEDGER | without:
                continue
            names = [name for name in every if (table, name) not in without_columns]
            columns = ", ".join(f'"{name}"' for name in names)
            image[table] = sorted(rows.execute(f"SELECT {columns} FROM {table}").fetchall(), key=repr)  # noqa: S608
    return image
