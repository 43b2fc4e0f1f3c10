"""A library goes from a file to a server and back: every row, the history, and the numbers of new rows."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from any_command import execute_any
from fakes.library import open_fake_library
from postgres_server import PostgresServer, running_server
from raw_catalog import raw_catalog
from user_state import said_in

from photoface.assembly import copy_catalog
from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl
from photoface.library.commands.collections import MakeAlbum, TagPhotos
from photoface.library.library import Library

pytestmark = pytest.mark.sqlite

DECISIONS = 120


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with running_server() as running:
        yield running


@pytest.fixture
def decided(scanned: Library) -> Path:
    """A closed catalog with decisions of all kinds, some of them undone."""
    chance = random.Random(7)
    numbers = iter(lambda: chance.randrange(1000), None)
    execute_any(scanned, DECISIONS, numbers)
    for _ in range(3):
        scanned.undo()
    scanned.close()
    with raw_catalog(scanned.catalog_path) as rows:
        # As a camera may write its name.
        rows.execute("UPDATE photo SET camera = ? WHERE id = 1", ("ACME\0Phone",))
    return scanned.catalog_path


def undo_all(catalog: Path) -> list[str]:
    """Take back what can be taken back; returns the sentences."""
    library = open_fake_library(catalog)
    told = []
    while library.history.undo_summary() is not None:
        told.append(library.undo().summary)
    library.close()
    return told


def test_a_library_goes_to_a_server_and_back(decided: Path, server: PostgresServer, tmp_path: Path) -> None:
    there, back = server.note(server.create(), tmp_path / "notes"), tmp_path / "back.photoface"
    rows = copy_catalog(decided, there, JobControl())
    assert rows["decision"] > DECISIONS / 2
    assert copy_catalog(there, back, JobControl()) == rows
    said = said_in(decided)
    assert said_in(back) == said
    told = undo_all(decided)
    assert undo_all(there) == told
    assert undo_all(back) == told
    assert said_in(back) == said_in(decided)


def test_new_rows_get_numbers_that_none_had(decided: Path, server: PostgresServer, tmp_path: Path) -> None:
    there, back = server.note(server.create(), tmp_path / "notes"), tmp_path / "back.photoface"
    copy_catalog(decided, there, JobControl())
    copy_catalog(there, back, JobControl())

    def next_ids(catalog: Path) -> list[int]:
        library = open_fake_library(catalog)
        outcome = [library.execute(MakeAlbum("New album")), library.execute(TagPhotos((1,), "New tag"))]
        ids = [*(one.decision_id for one in outcome), *outcome[0].changed.albums, *outcome[1].changed.tags]
        library.close()
        return ids

    assert next_ids(there) == next_ids(back) == next_ids(decided)


def test_a_copy_replaces_nothing(decided: Path, server: PostgresServer, tmp_path: Path) -> None:
    there = server.note(server.create(), tmp_path / "notes")
    copy_catalog(decided, there, JobControl())
    with pytest.raises(UserFacingError, match="holds a library already"):
        copy_catalog(decided, there, JobControl())
    taken = tmp_path / "taken.photoface"
    taken.write_bytes(b"mine")
    with pytest.raises(UserFacingError, match=r"There is a file .* already"):
        copy_catalog(there, taken, JobControl())
    assert taken.read_bytes() == b"mine"
    with pytest.raises(UserFacingError, match="There is no catalog"):
        copy_catalog(tmp_path / "nothing.photoface", there, JobControl())


def test_a_copy_that_is_stopped_leaves_nothing(decided: Path, server: PostgresServer, tmp_path: Path) -> None:
    there = server.note(server.create(), tmp_path / "notes")
    reports = itertools.count()

    def stop(_: object) -> None:
        if next(reports) == 10:
            control.cancel()

    control = JobControl(stop)
    with pytest.raises(JobCancelled):
        copy_catalog(decided, there, control)
    copy_catalog(decided, there, JobControl())
    control = JobControl(lambda _: control.cancel())
    with pytest.raises(JobCancelled):
        copy_catalog(there, tmp_path / "file.photoface", control)
    assert [path.name for path in tmp_path.iterdir() if "photoface" in path.name] == []
