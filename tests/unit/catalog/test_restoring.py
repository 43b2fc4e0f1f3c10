"""Putting a backup in the catalog's place: nothing is lost by it, and nothing of the old log gets into the new file."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from photoface.catalog.backups import BEFORE_RESTORE, BY_HAND, backups_of
from photoface.catalog.damage import damage_of
from photoface.catalog.open_file import beside_files
from photoface.catalog.restoring import restore
from photoface.catalog.sqlite_database import SqliteDatabase
from photoface.catalog.tables.settings import Setting
from photoface.errors import CatalogBusy, UserFacingError

pytestmark = pytest.mark.sqlite


def say(catalog: Path, name: str, back_up: bool = False) -> Path:
    database = SqliteDatabase(catalog)
    with database.write() as session:
        session.add(Setting(name=name, value="said"))
    made = database.back_up(BY_HAND) if back_up else catalog
    database.close()
    return made


def heard(catalog: Path) -> set[str]:
    with closing(sqlite3.connect(catalog)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM setting")}


@pytest.fixture
def backup(catalog_path: Path) -> Path:
    """A backup with `first`; the catalog has `second`, too."""
    made = say(catalog_path, "first", back_up=True)
    say(catalog_path, "second")
    return made


def killed(catalog: Path) -> None:
    """Bring a catalog into the state in which a killed process leaves it: with `third` in the log alone."""
    database = SqliteDatabase(catalog)
    with database.write() as session:
        session.add(Setting(name="third", value="said"))
    files = [path for path in (catalog, *beside_files(catalog)) if path.exists()]
    for path in files:
        shutil.copy(path, path.with_name(f"kept {path.name}"))
    database.close()
    for path in files:
        path.with_name(f"kept {path.name}").replace(path)


def test_a_backup_comes_back_and_what_was_there_is_kept(catalog_path: Path, backup: Path) -> None:
    kept = restore(catalog_path, backup)
    assert heard(catalog_path) == {"first"}
    assert kept is not None
    assert heard(kept) == {"first", "second"}
    assert [one.reason for one in backups_of(catalog_path)] == [BEFORE_RESTORE, BY_HAND]


def test_a_restore_is_taken_back_by_another(catalog_path: Path, backup: Path) -> None:
    kept = restore(catalog_path, backup)
    assert kept is not None
    restore(catalog_path, kept)
    assert heard(catalog_path) == {"first", "second"}


def test_the_log_of_a_killed_process_is_kept_and_does_not_get_into_the_restored_file(
    catalog_path: Path, backup: Path
) -> None:
    killed(catalog_path)
    kept = restore(catalog_path, backup)
    assert not any(path.exists() for path in beside_files(catalog_path))
    assert damage_of(catalog_path) is None
    assert heard(catalog_path) == {"first"}
    assert kept is not None
    assert heard(kept) == {"first", "second", "third"}


def test_a_catalog_that_is_open_elsewhere_is_refused_and_left_alone(catalog_path: Path, backup: Path) -> None:
    program = (
        "import sqlite3, sys; catalog = sqlite3.connect(sys.argv[1]);"
        "catalog.execute('SELECT * FROM setting').fetchall(); print(flush=True); input()"
    )
    SqliteDatabase(catalog_path).close()
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", program, str(catalog_path)], stdin=pipe, stdout=pipe) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(CatalogBusy, match=r"open in another PhotoFace.*Close it"):
            restore(catalog_path, backup)
        other.communicate(b"\n")
    assert heard(catalog_path) == {"first", "second"}
    assert [one.reason for one in backups_of(catalog_path)] == [BY_HAND]
    restore(catalog_path, backup)
    assert heard(catalog_path) == {"first"}


def _damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for start in range(4096, len(content), 4096):
        content[start : start + 8] = b"\xff" * 8
    path.write_bytes(content)


def _be_something_else(path: Path) -> None:
    path.write_text("notes " * 100)


def _be_newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (Path.unlink, "There is no file"),
        (_damage, "damaged"),
        (_be_something_else, "not a PhotoFace catalog"),
        (_be_newer, "newer PhotoFace"),
        (lambda path: path.write_bytes(b""), "is empty"),
    ],
)
def test_what_is_no_good_backup_is_refused(
    catalog_path: Path, backup: Path, change: Callable[[Path], None], sentence: str
) -> None:
    change(backup)
    with pytest.raises(UserFacingError, match=sentence):
        restore(catalog_path, backup)
    assert heard(catalog_path) == {"first", "second"}


def test_the_catalog_itself_is_refused(catalog_path: Path, backup: Path) -> None:
    with pytest.raises(UserFacingError, match="is the catalog itself"):
        restore(catalog_path, catalog_path)
    assert heard(catalog_path) == {"first", "second"}


def test_a_damaged_catalog_is_kept_as_it_is(catalog_path: Path, backup: Path) -> None:
    _damage(catalog_path)
    content = catalog_path.read_bytes()
    kept = restore(catalog_path, backup)
    assert heard(catalog_path) == {"first"}
    assert kept is not None
    assert kept.read_bytes() == content


def test_a_catalog_that_was_deleted_comes_back_without_its_old_log(catalog_path: Path, backup: Path) -> None:
    killed(catalog_path)
    catalog_path.unlink()
    assert restore(catalog_path, backup) is None
    assert damage_of(catalog_path) is None
    assert heard(catalog_path) == {"first"}


def test_a_backup_with_a_log_beside_it_is_read_with_its_log(catalog_path: Path, tmp_path: Path, backup: Path) -> None:
    killed(catalog_path)
    copied = tmp_path / "copied by hand"
    for path in (catalog_path, beside_files(catalog_path)[0]):
        shutil.copy(path, copied.with_name(copied.name + path.name.removeprefix(catalog_path.name)))
    catalog_path.unlink()
    for path in beside_files(catalog_path):
        path.unlink()
    restore(catalog_path, copied)
    assert heard(catalog_path) == {"first", "second", "third"}
