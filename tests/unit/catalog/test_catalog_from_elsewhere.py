"""A catalog that somebody else made, perhaps to do harm."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fakes.library import open_fake_library
from inside import database_of

from photoface.catalog.file_paths import file_path, stays_inside
from photoface.catalog.sql_helpers import unpack_landmarks
from photoface.errors import UserFacingError
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library

pytestmark = pytest.mark.sqlite


def change(catalog: Path, *statements: str) -> None:
    """Change a catalog as its maker could."""
    with closing(sqlite3.connect(catalog)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize("path", ["a.jpg", "2019/Rome/a.jpg", "..a/b..jpg", "a/.../b.jpg", " .jpg"])
def test_paths_below_the_folder(path: str) -> None:
    assert stays_inside(path)
    assert file_path("/Pictures", path) == Path("/Pictures") / path


@pytest.mark.parametrize(
    "path", ["", ".", "..", "../a.jpg", "a/../../b.jpg", "a/..", "/etc/passwd", "//host/a.jpg", "a\0.jpg"]
)
def test_paths_out_of_the_folder(path: str) -> None:
    with pytest.raises(UserFacingError, match="outside of its folder"):
        file_path("/Pictures", path)


OUTSIDE = "The catalog names a photo outside of its folder"


def test_no_file_outside_of_the_library_is_copied_or_shown(scanned: Library, tmp_path: Path) -> None:
    secret = tmp_path / "id_rsa"
    secret.write_text("secret")
    photos = scanned.photos.ids()
    scanned.close()
    change(scanned.catalog_path, "UPDATE photo_file SET relative_path = '../id_rsa' WHERE id = 1")
    hostile = open_fake_library(scanned.catalog_path)
    with pytest.raises(UserFacingError, match=OUTSIDE):
        hostile.photos.copy_to(photos, tmp_path / "out")
    with pytest.raises(UserFacingError, match=OUTSIDE):
        [hostile.photos.detail(photo_id) for photo_id in photos]
    with pytest.raises(UserFacingError, match=OUTSIDE):
        [hostile.pictures.photo_pixels(photo_id, 100) for photo_id in photos]
    with pytest.raises(UserFacingError, match=OUTSIDE):
        hostile.photos.files(photos)
    with pytest.raises(UserFacingError, match=OUTSIDE):
        hostile.export()
    hostile.jobs.scan()
    assert not (tmp_path / "out").exists()
    hostile.close()


@pytest.mark.parametrize("linked", [False, True], ids=["by its name", "by a link"])
def test_only_what_is_called_as_photos_are_is_copied(scanned: Library, tmp_path: Path, linked: bool) -> None:
    secret = tmp_path / "home" / "id_rsa"
    secret.parent.mkdir()
    secret.write_text("secret")
    name = "holiday.jpg" if linked else "id_rsa"
    if linked:
        (secret.parent / name).symlink_to(secret)
    (first, *_) = scanned.photos.ids()
    scanned.close()
    change(
        scanned.catalog_path,
        f"INSERT INTO library_folder (path, added_at) VALUES ('{secret.parent}', '2020-01-01 00:00:00')",  # noqa: S608
        f"UPDATE photo_file SET folder_id = (SELECT max(id) FROM library_folder), relative_path = '{name}'"  # noqa: S608
        f" WHERE photo_id = {first}",
    )
    hostile = open_fake_library(scanned.catalog_path)
    report = hostile.photos.copy_to([first], tmp_path / "out")
    assert report.copied == ()
    assert [one.sentence for one in report.not_copied] == ["It is not the file of a photo."]
    assert list((tmp_path / "out").iterdir()) == []
    hostile.close()


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("CREATE TRIGGER gift AFTER INSERT ON decision BEGIN DELETE FROM person; END", "trigger 'gift'"),
        ("CREATE VIEW gift AS SELECT * FROM person", "view 'gift'"),
        ("CREATE VIRTUAL TABLE gift USING fts5(words)", "virtual table 'gift'"),
    ],
)
def test_what_runs_is_refused(scanned: Library, statement: str, what: str) -> None:
    scanned.close()
    change(scanned.catalog_path, statement)
    with pytest.raises(UserFacingError, match=what):
        open_fake_library(scanned.catalog_path)


def test_a_trigger_of_ours_that_does_something_else_is_refused(scanned: Library) -> None:
    scanned.close()
    name = "recognition_face_deleted"
    change(
        scanned.catalog_path,
        f"DROP TRIGGER {name}",
        f"CREATE TRIGGER {name} AFTER DELETE ON face BEGIN DELETE FROM person; END",  # noqa: S608
    )
    with pytest.raises(UserFacingError, match=f"trigger '{name}'"):
        open_fake_library(scanned.catalog_path)


def test_the_schema_calls_no_function_of_ours(scanned: Library) -> None:
    with database_of(scanned).read() as session:
        assert session.connection().exec_driver_sql("PRAGMA trusted_schema").scalar_one() == 0


NO_NUMBER = "zeroblob(4 * 23) || x'0000c07f'"


@pytest.mark.parametrize(
    ("value", "sentence"),
    [("x'00'", "another length"), ("zeroblob(400)", "another length"), (NO_NUMBER, "what is no number")],
    ids=["short", "long", "no number"],
)
def test_vectors_that_are_none(scanned: Library, value: str, sentence: str) -> None:
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Anna"))
    (person,) = scanned.people.all()
    scanned.close()
    last = "(SELECT max(face_id) FROM embedding)"
    change(scanned.catalog_path, f"UPDATE embedding SET vector = CAST({value} AS BLOB) WHERE face_id = {last}")  # noqa: S608
    opened = open_fake_library(scanned.catalog_path)
    with pytest.raises(UserFacingError, match=sentence):
        opened.review.suggestions(person.id)
    opened.close()


def test_landmarks_that_are_none() -> None:
    with pytest.raises(UserFacingError, match="not five"):
        unpack_landmarks(b"\0" * 39)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("after", "[1]"),
        ("after", '"person"'),
        ("before", '{"id": 1, "gift": 1}'),
        ("table_name", "sqlite_master"),
        ("table_name", "setting"),
    ],
)
def test_a_history_that_was_tampered_with(scanned: Library, column: str, value: str) -> None:
    scanned.execute(NameGroup(scanned.groups.all()[0].id, "Anna"))
    scanned.close()
    change(scanned.catalog_path, f"UPDATE change SET \"{column}\" = '{value}'")  # noqa: S608
    opened = open_fake_library(scanned.catalog_path)
    before = opened.people.all()
    with pytest.raises(UserFacingError, match="history of this catalog is damaged"):
        opened.undo()
    assert opened.people.all() == before
    opened.close()
