"""Columns that hold what PhotoFace never writes: each a sentence, none a traceback."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from fakes.library import open_fake_library

from photoface.catalog.stored_values import StoredVector, misfit_in
from photoface.catalog.tables.base import Base
from photoface.errors import CatalogDamaged, UserFacingError
from photoface.library.commands.collections import TagPhotos
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import DescribePerson
from photoface.library.library import Library

pytestmark = pytest.mark.sqlite


@pytest.fixture
def rich(scanned: Library) -> Path:
    """A closed catalog with something in most of its tables."""
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Anna"))
    scanned.execute(DescribePerson(scanned.people.all()[0].id, dt.date(1990, 1, 1), None, ""))
    scanned.execute(TagPhotos((scanned.photos.ids()[0],), "Rome"))
    scanned.close()
    return scanned.catalog_path


def spoil(catalog: Path, table: str, column: str, value: str) -> None:
    with closing(sqlite3.connect(catalog)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(f'UPDATE "{table}" SET "{column}" = {value}')  # noqa: S608
        connection.commit()


READERS: dict[str, Callable[[Library], object]] = {
    "photos": lambda library: library.photos.summaries(library.photos.ids()),
    "photo": lambda library: [library.photos.detail(photo_id) for photo_id in library.photos.ids()],
    "people": lambda library: library.people.all(),
    "history": lambda library: library.history.decisions(5),
    "export": Library.export,
    "search": lambda library: library.search.find("year:2019 Anna"),
    "undo": lambda library: library.undo(),
}


@pytest.mark.parametrize(
    ("table", "column", "value", "readers"),
    [
        ("photo", "file_taken_at", "'yesterday'", ("photos", "photo", "export")),
        ("photo", "file_taken_at", "12", ("photos", "photo", "export")),
        ("photo", "file_taken_at", "x'ff'", ("photos", "photo", "export")),
        ("person", "born", "'1990'", ("people", "export")),
        ("decision", "made_at", "'2019-02-31 00:00:00'", ("history",)),
        ("decision", "facts", "'{'", ("history", "undo")),
        ("decision", "facts", "'[3]'", ("history", "undo")),
        ("change", "after", "'{'", ("undo",)),
        ("change", "before", "1.5", ("undo",)),
        ("person", "name", "CAST(x'4dff' AS TEXT)", ("people", "export")),
        ("photo_file", "relative_path", "CAST(x'4dff' || rowid AS TEXT)", ("photo", "export")),
    ],
)
def test_reading_it_is_a_sentence(rich: Path, table: str, column: str, value: str, readers: tuple[str, ...]) -> None:
    spoil(rich, table, column, value)
    library = open_fake_library(rich)
    for reader in readers:
        with pytest.raises(UserFacingError, match=r"damaged|cannot be"):
            READERS[reader](library)
    library.close()


def test_what_a_catalog_of_ours_holds_fits(rich: Path) -> None:
    library = open_fake_library(rich)
    library.backups.daily_check()
    library.backups.daily_check(thorough=True)
    library.close()


def test_every_column_is_looked_at(rich: Path) -> None:
    """Each in turn holds a blob, or a text where a blob belongs."""
    looked_at = 0
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if column.computed:
                continue
            with closing(sqlite3.connect(":memory:")) as copy, closing(sqlite3.connect(rich)) as connection:
                connection.backup(copy)
                copy.execute("PRAGMA ignore_check_constraints = ON")
                is_key = column.primary_key and isinstance(column.type, sa.Integer) and len(table.primary_key) == 1
                if is_key or not copy.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0]:  # noqa: S608
                    continue
                value = "'text'" if isinstance(column.type, sa.LargeBinary | StoredVector) else "x'00'"
                copy.execute(f'UPDATE OR IGNORE "{table.name}" SET "{column.name}" = {value}')  # noqa: S608
                found = misfit_in(copy, Base.metadata)
                assert found is not None
                assert found.startswith(f"{table.name}.{column.name} ")
                looked_at += 1
    assert looked_at > 60


def test_the_check_names_it(rich: Path) -> None:
    spoil(rich, "face", "quality", "'good'")
    open_fake_library(rich).close()
    library = open_fake_library(rich)
    with pytest.raises(CatalogDamaged, match=r"face\.quality holds a value that PhotoFace never writes"):
        library.backups.daily_check(thorough=True)
    library.close()
