"""A catalog of any older version comes up to date with all that it held."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from catalog_image import NOTED_BY_SCANS, image_of
from fakes.library import open_fake_library

from photoface.catalog.migrations import configuration
from photoface.catalog.revision import APPLICATION_ID, HEAD_REVISION
from photoface.library.commands.collections import TagPhotos
from photoface.library.commands.faces import RejectFaces
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library

pytestmark = pytest.mark.sqlite

OLDER = [
    script.revision
    for script in ScriptDirectory.from_config(configuration()).walk_revisions()
    if script.revision != HEAD_REVISION
]


def _as_of(revision: str, newest: Path, path: Path) -> None:
    """Write the rows of the newest catalog as a catalog of this revision has them, as far as it has room for them."""
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)))
    with engine.connect() as migrated:
        command.upgrade(configuration(migrated), revision)
    engine.dispose()
    connection = sqlite3.connect(path)
    connection.execute("ATTACH ? AS newest", (str(newest),))
    with connection:
        for (table,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
            if table.startswith(("sqlite_", "alembic_")):
                continue
            there = {row[1] for row in connection.execute(f"PRAGMA newest.table_xinfo('{table}')")}
            known = [row[1] for row in connection.execute(f"PRAGMA main.table_info('{table}')") if row[1] in there]
            columns = ", ".join(f'"{name}"' for name in known)
            connection.execute(f'DELETE FROM main."{table}"')  # noqa: S608
            insert = f'INSERT INTO main."{table}" ({columns}) SELECT {columns} FROM newest."{table}"'  # noqa: S608
            connection.execute(insert)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.close()


def _named(catalog: Path) -> list[tuple[int, int]]:
    connection = sqlite3.connect(catalog)
    rows = connection.execute("SELECT face_id, decision_id FROM decision_face ORDER BY 1, 2").fetchall()
    connection.close()
    return rows


@pytest.mark.parametrize("revision", OLDER)
def test_migrating_keeps_every_row_and_every_step_back(revision: str, grouped: Library, tmp_path: Path) -> None:
    largest, next_largest = grouped.groups.all()[:2]
    start = image_of(grouped.catalog_path)
    grouped.execute(NameGroup(largest.id, "Ada"))
    (person,) = grouped.people.all()
    grouped.execute(RejectFaces(tuple(grouped.groups.face_ids(next_largest.id)), person.id))
    grouped.execute(TagPhotos(tuple(grouped.photos.ids()[:2]), "beach"))
    older = tmp_path / "older.photoface"
    _as_of(revision, grouped.catalog_path, older)

    library = open_fake_library(older)
    # What later versions note of a file is not known of the files in an older catalog.
    files = frozenset({"setting", "machine_state", "photo_file", "photo_signature"})
    end = image_of(grouped.catalog_path, without=files, without_columns=NOTED_BY_SCANS)
    assert image_of(older, without=files, without_columns=NOTED_BY_SCANS) == end
    assert _named(older) == _named(grouped.catalog_path) != []
    for _ in range(3):
        library.undo()
    assert image_of(older)["face"] == start["face"]
    for _ in range(3):
        library.redo()
    assert image_of(older, without=files, without_columns=NOTED_BY_SCANS) == end
    library.close()


def test_names_that_become_alike_keep_everybody(grouped: Library, tmp_path: Path) -> None:
    first, second, third = (group.id for group in grouped.groups.all())
    grouped.execute(NameGroup(first, "O’Neil"))
    grouped.execute(NameGroup(second, "O'Neil", another=True))
    grouped.execute(NameGroup(third, "Gone"))
    grouped.execute(TagPhotos((1,), "D’Este"))
    grouped.undo()
    grouped.undo()
    older = tmp_path / "older.photoface"
    with sqlite3.connect(grouped.catalog_path) as connection:
        # As the keys were before apostrophes were alike.
        connection.execute("UPDATE person SET name_key = replace(name, 'N', 'n')")
    connection.close()
    _as_of("0007", grouped.catalog_path, older)
    with sqlite3.connect(older) as connection:
        connection.execute("UPDATE sqlite_sequence SET seq = 40 WHERE name = 'person'")
    connection.close()
    library = open_fake_library(older)
    assert sorted(person.name for person in library.people.all()) == ["O'Neil", "O’Neil"]
    assert len(library.people.called("o'neil")) == 2
    library.execute(NameGroup(library.groups.all()[0].id, "Next"))
    assert max(person.id for person in library.people.all()) == 41, "no id comes again"
    library.close()
