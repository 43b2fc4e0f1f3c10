"""Reading another program's catalog says how far it is, and can be stopped in the midst of a table."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl, Progress
from photoface.library.other_programs import READERS, read_catalog
from photoface.metadata.importers import foreign_database, foreign_tables
from photoface.metadata.importers.entry_count import EntryCount

ROWS = 2_500


def _database(folder: Path) -> Path:
    path = folder / "catalog.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE photos (id INTEGER, name TEXT)")
        database.executemany("INSERT INTO photos VALUES (?, ?)", ((n, str(n)) for n in range(ROWS)))
    database.close()
    return path


def _dump(folder: Path) -> Path:
    path = folder / "dump.sql"
    rows = "".join(f"{number}\t{number}\n" for number in range(ROWS))
    path.write_text(f"COPY public.photos (id, name) FROM stdin;\n{rows}\\.\n")
    return path


@pytest.mark.parametrize("make", [_database, _dump])
def test_rows_and_lines_are_counted_and_reading_can_be_stopped(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    path = make(tmp_path)
    counts: list[int] = []
    with foreign_tables.opened(path, "Test", {"photos": ("id", "name")}, EntryCount(counts.append)) as tables:
        assert len(list(tables.rows("photos", "id", "name"))) == ROWS
    assert counts == [1_000, 2_000]

    def stop(_count: int) -> None:
        raise JobCancelled

    with (
        pytest.raises(JobCancelled),
        foreign_tables.opened(path, "Test", {"photos": ("id", "name")}, EntryCount(stop)) as tables,
    ):
        list(tables.rows("photos", "id"))


def test_without_a_count_all_is_read(tmp_path: Path) -> None:
    with foreign_database.opened(_database(tmp_path), "Test") as database:
        assert len(list(database.rows("photos", "id"))) == ROWS


@pytest.mark.parametrize("program", ["picasa", "takeout"])
def test_files_of_folders_are_counted(tmp_path: Path, program: str) -> None:
    for number in range(1_001):
        (tmp_path / f"{number}.txt").touch()
    reports: list[Progress] = []
    read_catalog(program, str(tmp_path), control=JobControl(reports.append))
    assert [(one.done, one.stage) for one in reports] == [
        (0, "Reading the other program's catalog"),
        (1_000, "Reading the other program's catalog"),
    ]


@pytest.mark.parametrize("program", sorted({*READERS} - {"picasa", "takeout"}))
def test_each_reader_takes_a_count_and_refuses_what_is_no_catalog(tmp_path: Path, program: str) -> None:
    with pytest.raises(UserFacingError, match="no catalog|no database|no library|no dump|no tables"):
        read_catalog(program, str(_database(tmp_path)))
