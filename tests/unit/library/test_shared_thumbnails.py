"""Thumbnails and crops of a shared library: made once for all computers, and replaced on all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes.library import open_fake_library
from postgres_server import PostgresServer, running_server, wait_until_notified

from photoface.catalog.opening import open_database
from photoface.catalog.postgres.database import PostgresDatabase
from photoface.catalog.summaries.changed import Changed
from photoface.library.commands.photos import TurnPhotos
from photoface.library.shared_thumbnails import SharedThumbnails, thumbnails_of


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with running_server() as running:
        yield running


class Computer:
    """A computer at the catalog, with its own store."""

    def __init__(self, server: PostgresServer, name: str, folder: Path) -> None:
        opened = open_database(server.note(name, folder))
        assert isinstance(opened, PostgresDatabase)
        self.database = opened
        self.file = folder / "thumbnails"
        self.open()

    def open(self) -> None:
        store = thumbnails_of(self.database, self.file)
        assert isinstance(store, SharedThumbnails)
        self.store = store

    def restart(self) -> None:
        self.store.close()
        self.open()

    def close(self) -> None:
        self.store.close()
        self.database.close()


@pytest.fixture
def computers(server: PostgresServer, tmp_path: Path) -> Iterator[tuple[Computer, Computer]]:
    name = server.create()
    both = Computer(server, name, tmp_path / "ann"), Computer(server, name, tmp_path / "ben")
    yield both
    for one in both:
        one.close()
    server.drop(name)


def test_what_one_made_is_there_for_the_other_and_stays_without_asking(computers: tuple[Computer, Computer]) -> None:
    ann, ben = computers
    ann.store.put_faces({1: b"one", 2: b"two"})
    ann.store.put_photos({1: b"photo"})
    assert ben.store.faces([1, 2, 3]) == {1: b"one", 2: b"two"}
    assert ben.store.photo(1) == b"photo"
    assert ben.store.photo(2) is None
    with ben.database.write() as session:
        session.connection().exec_driver_sql("TRUNCATE picture")
    assert ben.store.faces([1, 2]) == {1: b"one", 2: b"two"}


def test_a_picture_that_was_replaced_or_removed_is_so_on_all_computers(computers: tuple[Computer, Computer]) -> None:
    ann, ben = computers
    ann.store.put_faces({1: b"old", 2: b"stays", 3: b"goes"})
    ann.store.put_photos({1: b"old photo"})
    ben.store.faces([1, 2, 3])
    ben.store.photo(1)
    ann.store.put_faces({1: b"new", 2: b"stays"})
    ann.store.remove_faces([3])
    ann.store.put_photos({1: b"new photo"})
    wait_until_notified(ben.database)
    assert ben.store.take_replaced() == (frozenset({1, 3}), frozenset({1}))
    assert ben.store.take_replaced() == (frozenset(), frozenset())
    assert ben.store.faces([1, 2, 3]) == {1: b"new", 2: b"stays"}
    assert ben.store.photo(1) == b"new photo"
    ben.store.put_faces({3: b"again"})
    assert ann.store.face(3) == b"again"


def test_what_was_replaced_while_a_computer_was_off_is_forgotten_when_it_is_on(
    computers: tuple[Computer, Computer],
) -> None:
    ann, ben = computers
    ann.store.put_faces({1: b"old"})
    assert ben.store.face(1) == b"old"
    ann.store.put_faces({1: b"new"})
    ann.store.remove_photos([7])
    ben.restart()
    wait_until_notified(ben.database)
    assert ben.store.face(1) == b"new"
    ben.restart()
    assert ben.store.take_replaced() == (frozenset(), frozenset())
    # Without the number of the last change, all that ever changed is fetched again.
    ben.file.with_name("thumbnails-number").write_text("rubbish")
    ben.restart()
    assert ben.store.take_replaced() == (frozenset({1}), frozenset({7}))


def test_keeping_the_same_picture_again_tells_nobody(computers: tuple[Computer, Computer]) -> None:
    ann, ben = computers
    ann.store.put_faces({1: b"same"})
    wait_until_notified(ben.database)
    before = ben.database.data_version()
    ben.store.put_faces({1: b"same"})
    ben.store.put_faces({})
    ben.store.remove_photos([])
    assert ben.store.take_replaced() == (frozenset(), frozenset())
    assert ann.database.data_version() == ben.database.data_version() == before


def test_a_computer_shows_what_another_one_scanned_without_the_photos(
    server: PostgresServer, album: Path, tmp_path: Path
) -> None:
    name = server.create()
    ann = open_fake_library(server.note(name, tmp_path / "ann"), author="ann@home")
    ben = open_fake_library(server.note(name, tmp_path / "ben"), author="ben@home")
    with closing(ann), closing(ben):
        ann.folders.add(album)
        ann.jobs.scan()
        shutil.rmtree(album)
        photo = ben.photos.ids()[0]
        face = ben.photos.detail(photo).faces[0].id
        assert ben.pictures.photo_thumbnail(photo) == ann.pictures.photo_thumbnail(photo) is not None
        assert ben.pictures.face_crop(face) == ann.pictures.face_crop(face) is not None
        ben.pictures.take_changes_by_others()
        ann.execute(TurnPhotos((photo,), 90))
        wait_until_notified(ben._database)
        assert ben.pictures.take_changes_by_others() == Changed(turned=frozenset({photo}))
        assert ben.pictures.take_changes_by_others() == Changed()
        assert ben.pictures.photo_thumbnail(photo) == ann.pictures.photo_thumbnail(photo)
    server.drop(name)
