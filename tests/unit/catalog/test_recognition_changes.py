"""The catalog notes every face and photo that changes for recognition, by our own process or any other program."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa
from any_command import MAKERS, execute_any
from fakes.library import open_fake_library
from inside import database_of
from new_catalog import copied_catalog, new_catalog
from raw_catalog import raw_catalog
from scenes import Scene
from sqlalchemy.sql import visitors

from photoface.assembly import copy_catalog
from photoface.catalog import recognition_changes, recognition_rows
from photoface.catalog.database import Database
from photoface.catalog.face_table import FaceTable, RecognitionRows
from photoface.catalog.recognition_changes import FACE_COLUMNS, PHOTO_COLUMNS, TRIGGERS
from photoface.jobs import JobControl
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library

pytestmark = pytest.mark.sqlite

MODEL, MARK = "dlib-resnet", 7


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two named people, a group and loose faces."""
    path = new_catalog(tmp_path_factory.mktemp("noted"))
    library = open_fake_library(path)
    scene = Scene(path)
    for person in range(3):
        scene.group(person, 4 + person)
        scene.face(person, apart=0.3, photo=scene.photo())
    for group, name in zip(library.groups.all()[:2], ("Ann", "Bob"), strict=True):
        library.execute(NameGroup(group.id, name))
    library.close()
    return path


@pytest.fixture
def library(template: Path, tmp_path: Path) -> Iterator[Library]:
    opened = open_fake_library(copied_catalog(template, tmp_path))
    yield opened
    opened.close()


def _marked(database: Database) -> RecognitionRows:
    """What recognition reads now; changes are noted from here on."""
    with database.write() as session:
        assert recognition_changes.set_mark(session, MARK)
        return recognition_rows.load(session, MODEL)


def _read_again(database: Database, before: RecognitionRows) -> RecognitionRows | None:
    with database.read() as session:
        changed = recognition_changes.changed_since(session, MARK)
        if changed is None:
            return None
        return recognition_rows.load_since(session, MODEL, before.faces, before.placed, changed)


def _assert_noted(database: Database, before: RecognitionRows) -> None:
    """Read with what is noted, the rows are those of the catalog."""
    noted = _read_again(database, before)
    assert noted is not None
    with database.read() as session:
        whole = recognition_rows.load(session, MODEL)
    for name in FaceTable.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(noted.faces, name), getattr(whole.faces, name), name)
    assert noted.people == whole.people
    np.testing.assert_array_equal(noted.placed, whole.placed)
    np.testing.assert_array_equal(noted.copies, whole.copies)
    for one, other in ((noted.rejections, whole.rejections), (noted.cannot_links, whole.cannot_links)):
        assert sorted(one.tolist()) == sorted(other.tolist())


def test_all_columns_that_recognition_reads_are_followed() -> None:
    read: set[tuple[str, str]] = set()
    queries = (
        recognition_rows._faces_query(MODEL),
        recognition_rows._where_query(),
        recognition_rows._placed_query(),
    )
    for element in (one for query in queries for one in visitors.iterate(query)):
        if isinstance(element, sa.Column) and element.table.name in ("face", "photo"):
            written = [element] if element.computed is None else _columns_in(element)
            read.update((str(element.table.name), column.name) for column in written)
    assert {name for table, name in read if table == "face"} - {"id"} == {column.strip('"') for column in FACE_COLUMNS}
    assert {name for table, name in read if table == "photo"} - {"id"} == set(PHOTO_COLUMNS)


def _columns_in(computed: sa.Column[Any]) -> list[sa.Column[Any]]:
    """Those that a generated column is made of."""
    assert computed.computed is not None
    words = set(re.findall(r"\w+", str(computed.computed.sqltext)))
    return [column for column in computed.table.columns if column.computed is None and column.name in words]


CHANGES = {
    "faces move": "UPDATE face SET person_id = NULL, confirmed = 0 WHERE id IN (2, 3)",
    "a face is measured again": "UPDATE face SET quality = .1, sharpness = 9, passes_gate = 0 WHERE id = 4",
    "a box": "UPDATE face SET \"left\" = .7, top = .3, box_source = 'drawn' WHERE id = 6",
    "a track": "UPDATE face SET track = 1, track_start = 2.0, track_end = 3.0 WHERE id = 5",
    "a stranger": "UPDATE face SET status = 'ignored' WHERE id = 15",
    "another photo": "UPDATE face SET photo_id = 2 WHERE id = 9",
    "another number": "UPDATE face SET id = 400 WHERE id = 18; UPDATE embedding SET face_id = 400 WHERE face_id = 18",
    "a face goes": "DELETE FROM embedding WHERE face_id = 3; DELETE FROM face WHERE id = 3",
    "an embedding goes": "DELETE FROM embedding WHERE face_id = 8",
    "an embedding of another model": "UPDATE embedding SET model = 'sface' WHERE face_id = 8",
    "a face comes": 'INSERT INTO face (photo_id, "left", top, width, height, score, pixels, sharpness, frontality, '
    "quality, passes_gate, status, person_id, confirmed) SELECT photo_id, .6, .6, width, height, score, pixels, "
    "sharpness, frontality, quality, 1, status, 1, 1 FROM face WHERE id = 15; "
    "INSERT INTO embedding SELECT model, (SELECT max(id) FROM face), vector FROM embedding WHERE face_id = 15",
    "a row is replaced": "UPDATE OR REPLACE face SET id = 2 WHERE id = 17",
    "photos": "UPDATE photo SET own_taken_at = '1999-01-01 00:00:00', own_date_precision = 'year' WHERE id < 5",
    "a file's date": "UPDATE photo SET file_dated_by_exif = 0 WHERE id = 3",
    "a hidden photo": "UPDATE photo SET hidden = 1 WHERE id IN (1, 4, 16)",
    "a forgotten photo": "UPDATE photo SET forgotten = 1 WHERE id IN (1, 17)",
    "other content": "UPDATE photo SET content_hash = 'ffff' WHERE id = 2",
    "a photo goes": "DELETE FROM photo WHERE id = 12",
    "people": "UPDATE person SET name = 'Zoe', born = '1990-01-01', hidden = 1 WHERE id = 1",
    "yes and no": "INSERT INTO rejection (face_id, person_id) VALUES (14, 1); "
    "INSERT INTO cannot_link (face_id, other_face_id) VALUES (1, 14)",
    "copies": "INSERT INTO stack_member (photo_id, stack, position, kind, like_id) VALUES (2, 1, 1, 'copy', 1)",
    "nothing of it": "UPDATE photo SET rating = 3, title = 'x'; UPDATE setting SET value = value",
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_any_program_changes_is_noted(library: Library, change: str) -> None:
    database = database_of(library)
    before = _marked(database)
    with sqlite3.connect(library.catalog_path) as other:
        other.executescript(CHANGES[change])
    other.close()
    _assert_noted(database, before)


def test_decisions_and_steps_back_are_noted(scanned: Library) -> None:
    database = database_of(scanned)
    before = _marked(database)
    numbers = iter(range(10_000))
    execute_any(scanned, 2 * len(MAKERS), numbers)
    _assert_noted(database, before)
    for _ in range(5):
        scanned.undo()
    _assert_noted(database, before)


def test_each_row_is_noted_once_and_only_for_a_file(library: Library) -> None:
    move = "UPDATE OR ABORT face SET group_id = NULL, person_id = NULL, confirmed = 0"
    with raw_catalog(library.catalog_path) as rows:
        rows.execute(move)
        assert rows.execute("SELECT count(*) FROM recognition_change").fetchone() == (0,)
    before = _marked(database_of(library))
    with raw_catalog(library.catalog_path) as rows:
        for _ in range(2):
            rows.execute(move)
        assert rows.execute("SELECT count(*) FROM recognition_change").fetchone() == (1 + len(before.faces.ids),)
    _assert_noted(database_of(library), before)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows.execute("DROP TRIGGER recognition_photo_updated"),
        lambda rows: rows.execute("DELETE FROM recognition_change WHERE kind = 'mark'"),
        lambda rows: rows.execute("INSERT INTO recognition_change VALUES ('mark', 8)"),
        lambda rows: rows.execute("UPDATE recognition_change SET row_id = 8"),
    ],
    ids=["a trigger is gone", "no mark", "two marks", "another mark"],
)
def test_a_catalog_that_cannot_tell_says_so(library: Library, spoil: Callable[[Any], object]) -> None:
    database = database_of(library)
    before = _marked(database)
    with raw_catalog(library.catalog_path) as rows:
        spoil(rows)
    assert _read_again(database, before) is None


def test_a_catalog_without_its_triggers_gets_no_mark(library: Library) -> None:
    with raw_catalog(library.catalog_path) as rows:
        rows.execute("DROP TRIGGER recognition_face_inserted")
    with database_of(library).write() as session:
        assert not recognition_changes.set_mark(session, MARK)


def test_a_copy_row_by_row_has_no_mark(library: Library, tmp_path: Path) -> None:
    _marked(database_of(library))
    library.close()
    target = tmp_path / "copy" / "catalog.photoface"
    target.parent.mkdir()
    copy_catalog(library.catalog_path, target, JobControl())
    with raw_catalog(target) as rows:
        assert rows.execute("SELECT count(*) FROM recognition_change").fetchone() == (0,)
        found = rows.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    assert {name for (name,) in found} == set(TRIGGERS)
