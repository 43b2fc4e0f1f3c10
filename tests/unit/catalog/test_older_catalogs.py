"""Catalogs that older programs made, with decisions of all kinds: every step back and forth is still there.

`tests/older_catalogs/make_catalog.py` tells how they were made.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from catalog_image import image_of
from fakes.library import open_fake_library
from user_state import SAID, said_in

from photoface.catalog import revision
from photoface.errors import UserFacingError
from photoface.library.library import Library

pytestmark = pytest.mark.sqlite

FOLDER = Path(__file__).resolve().parents[2] / "older_catalogs"
VERSIONS = sorted(path.stem for path in FOLDER.glob("*.sql"))

Said = dict[str, Any]


def _unpack(version: str, path: Path) -> Path:
    connection = sqlite3.connect(path)
    connection.executescript((FOLDER / f"{version}.sql").read_text(encoding="utf-8"))
    connection.close()
    return path


def _states(version: str) -> list[Said]:
    """What the older program said that the user had said: before the first decision, and after each."""
    states: list[Said] = []
    # An older program does not write down what could not be said in it.
    nothing: Said = {what: [] for what in SAID}
    for changes in json.loads((FOLDER / f"{version}.json").read_text(encoding="utf-8")):
        states.append({**(states[-1] if states else nothing), **changes})
    return states


def _said(library: Library) -> Said:
    said: Said = json.loads(json.dumps(said_in(library.catalog_path)))
    return said


@pytest.fixture(params=VERSIONS)
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Library, list[Said]]]:
    """An older catalog, opened by this program, and what was said at each of its steps."""
    library = open_fake_library(_unpack(request.param, tmp_path / "catalog.photoface"))
    yield library, _states(request.param)
    library.close()


def test_every_step_back_and_forth_is_as_the_older_program_made_it(older: tuple[Library, list[Said]]) -> None:
    library, states = older
    lines = library.history.decisions(1_000)
    waiting = sum(line.state == "undone" for line in lines)
    assert sum(line.state in ("done", "undone") for line in lines) == len(states) - 1
    assert waiting > 0
    here = len(states) - 1 - waiting
    assert _said(library) == states[here]
    for step in range(here - 1, -1, -1):
        library.undo()
        assert _said(library) == states[step]
    assert library.history.undo_summary() is None
    for state in states[1:]:
        library.redo()
        assert _said(library) == state
    assert library.history.redo_summary() is None


def test_going_all_the_way_leads_to_the_same(older: tuple[Library, list[Said]]) -> None:
    library, states = older
    (newest, *_) = library.history.decisions(1)
    # What a scan measured in a drawn box went when its decision was undone, so the first end may lack it.
    ends = []
    for _ in range(2):
        library.history.go_back_to(None)
        assert _said(library) == states[0]
        library.history.go_back_to(newest.id)
        assert _said(library) == states[-1]
        ends.append(image_of(library.catalog_path))
    assert ends[0] == ends[1]


def test_the_faces_that_older_decisions_name_are_known(older: tuple[Library, list[Said]]) -> None:
    library, states = older
    no = {face for state in states for face, _ in state["rejections"]}
    apart = {face for state in states for pair in state["cannot-links"] for face in pair}
    assert no
    assert apart
    connection = sqlite3.connect(library.catalog_path)
    named = {face for (face,) in connection.execute("SELECT face_id FROM decision_face")}
    connection.close()
    assert no | apart <= named


def test_the_older_program_refuses_the_newer_catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "catalog.photoface"
    open_fake_library(path).close()
    monkeypatch.setattr(revision, "HEAD_REVISION", "0003")
    before = path.read_bytes()
    with pytest.raises(UserFacingError, match=r"was written by a newer PhotoFace \(catalog version \d{4}\)"):
        open_fake_library(path)
    assert path.read_bytes() == before


def test_photos_know_whether_exif_dated_them(older: tuple[Library, list[Said]]) -> None:
    library, _ = older
    photos = [library.photos.detail(photo_id) for photo_id in library.photos.ids()]
    assert {(photo.dated_by_exif, photo.dated_by, photo.date_precision) for photo in photos} == {
        (True, "exif", "second"),
        (False, "file time", "unknown"),
    }


def test_what_groupings_noted_is_known_and_no_setting_any_more(older: tuple[Library, list[Said]]) -> None:
    library, _ = older
    connection = sqlite3.connect(library.catalog_path)
    notes = {name: json.loads(value) for name, value in connection.execute("SELECT name, value FROM machine_state")}
    settings = connection.execute("SELECT count(*) FROM setting WHERE name LIKE 'grouped%'").fetchone()
    connection.close()
    assert settings == (0,)
    assert notes == {
        "grouped_state": {
            "model": "dlib-resnet",
            "method": "average-linkage",
            "newest_face": 29,
            "faces": 28,
            "forgotten_photos": 1,
            "newest_decision": 76,
            "decisions_done": 73,
        },
        "full_grouping": {
            "model": "dlib-resnet",
            "faces": 11,
            "confirmed": 9,
            "people": 3,
            "limit": 0.33,
            "grouped": 11,
        },
        "regroup_mark": {"newest_face": 30, "model": "dlib-resnet"},
    }
