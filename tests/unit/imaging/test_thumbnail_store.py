"""The store keeps, replaces, forgets, mends itself, and is shared by threads and processes."""

from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from photoface.errors import UserFacingError
from photoface.imaging.thumbnail_store import ThumbnailStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "thumbnails.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[ThumbnailStore]:
    with closing(ThumbnailStore(path)) as store:
        yield store


def test_keeps_faces_and_photos_apart(store: ThumbnailStore) -> None:
    store.put_faces({1: b"face"})
    store.put_photos({1: b"photo"})
    assert store.face(1) == b"face"
    assert store.photo(1) == b"photo"
    assert store.face(2) is None
    assert store.photo(2) is None


def test_replaces(store: ThumbnailStore) -> None:
    store.put_faces({1: b"old", 2: b"other"})
    store.put_faces({1: b"new"})
    assert store.faces([1, 2, 3]) == {1: b"new", 2: b"other"}


def test_answers_for_very_many(store: ThumbnailStore) -> None:
    wanted = {number: b"%d" % number for number in range(40_000)}
    store.put_faces(wanted)
    assert store.faces(wanted) == wanted
    store.remove_faces(range(39_999))
    assert store.faces(wanted) == {39_999: b"39999"}


def test_forgets(store: ThumbnailStore) -> None:
    store.put_faces({1: b"a", 2: b"b"})
    store.put_photos({1: b"c", 2: b"d"})
    store.remove_faces([1, 99])
    assert store.faces([1, 2]) == {2: b"b"}
    assert store.photo(1) == b"c"


def test_nothing_is_no_error(store: ThumbnailStore) -> None:
    store.put_faces({})
    store.put_photos({})
    store.remove_faces([])
    assert store.faces([]) == {}


def test_clear_gives_the_space_back(path: Path) -> None:
    with closing(ThumbnailStore(path)) as store:
        store.put_faces({number: bytes(10_000) for number in range(200)})
        store.clear()
        assert store.face(1) is None
        store.put_faces({1: b"again"})
        assert store.face(1) == b"again"
    assert path.stat().st_size < 100_000


def test_forgotten_faces_leave_no_bytes(path: Path) -> None:
    with closing(ThumbnailStore(path)) as store:
        store.put_faces({1: b"SECRET" * 2000})
        store.remove_faces([1])
    assert b"SECRET" not in path.read_bytes()


def test_outlives_the_program(path: Path) -> None:
    with closing(ThumbnailStore(path)) as store:
        store.put_faces({1: b"kept"})
    with closing(ThumbnailStore(path)) as store:
        assert store.face(1) == b"kept"


def test_leaves_one_file(path: Path) -> None:
    with closing(ThumbnailStore(path)) as store:
        store.put_faces({1: b"kept"})
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_closing_twice_is_allowed(path: Path) -> None:
    store = ThumbnailStore(path)
    store.close()
    store.close()


class TestReplacement:
    def test_of_a_file_that_is_no_database(self, path: Path) -> None:
        path.write_bytes(b"not a database, but long enough to look at" * 100)
        with closing(ThumbnailStore(path)) as store:
            store.put_faces({1: b"new"})
            assert store.face(1) == b"new"

    def test_of_a_foreign_database(self, path: Path) -> None:
        with closing(sqlite3.connect(path)) as foreign:
            foreign.execute("CREATE TABLE face (id INTEGER PRIMARY KEY, name TEXT)")
        with closing(ThumbnailStore(path)) as store:
            store.put_faces({1: b"new"})
            assert store.face(1) == b"new"

    def test_of_another_version(self, path: Path) -> None:
        with closing(ThumbnailStore(path)) as store:
            store.put_faces({1: b"old"})
        with closing(sqlite3.connect(path)) as other:
            other.execute("PRAGMA user_version = 99")
        with closing(ThumbnailStore(path)) as store:
            assert store.face(1) is None

    def test_of_an_empty_file(self, path: Path) -> None:
        path.touch()
        with closing(ThumbnailStore(path)) as store:
            store.put_faces({1: b"new"})
            assert store.face(1) == b"new"

    def test_of_a_file_cut_short(self, path: Path) -> None:
        with closing(ThumbnailStore(path)) as store:
            store.put_faces({number: bytes(5000) for number in range(100)})
        path.write_bytes(path.read_bytes()[:50_000])
        with closing(ThumbnailStore(path)) as store:
            store.faces(range(100))
            store.put_faces(dict.fromkeys(range(100), b"new"))
            assert store.face(99) == b"new"

    def test_of_a_file_that_breaks_while_open(self, path: Path) -> None:
        with closing(ThumbnailStore(path)) as store:
            store.put_faces({number: bytes(5000) for number in range(100)})
            with closing(sqlite3.connect(path)) as other:
                other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            with path.open("r+b") as file:
                file.seek(4096)
                file.write(b"\xa5" * 400_000)
            assert store.faces(range(100)) == {}
            store.put_faces({1: b"new"})
            assert store.face(1) == b"new"


class TestFailure:
    def test_full_disk(self, store: ThumbnailStore) -> None:
        store.put_faces({1: b"kept"})
        # What SQLite answers on a full disk, provoked by a limit on the size of the file.
        store._connection.execute("PRAGMA max_page_count = 20")
        with pytest.raises(UserFacingError, match="is full") as raised:
            store.put_faces({number: bytes(10_000) for number in range(2, 50)})
        assert "Free some space" in raised.value.remedy
        assert store.face(1) == b"kept"
        assert store.face(2) is None

    def test_missing_folder(self, tmp_path: Path) -> None:
        with pytest.raises(UserFacingError, match="Thumbnails cannot be kept") as raised:
            ThumbnailStore(tmp_path / "gone" / "thumbnails.sqlite")
        assert raised.value.remedy

    def test_something_else_in_its_place_is_to_be_moved_away(self, path: Path, tmp_path: Path) -> None:
        path.mkdir()
        with pytest.raises(UserFacingError, match="it is no file") as raised:
            ThumbnailStore(path)
        assert "Move it" in raised.value.remedy
        path.rmdir()
        path.symlink_to(tmp_path / "gone" / "thumbnails.sqlite")
        with pytest.raises(UserFacingError, match="it is no file"):
            ThumbnailStore(path)

    def test_locked_file(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("photoface.imaging.thumbnail_store.BUSY_TIMEOUT_SECONDS", 0.05)
        with closing(ThumbnailStore(path)) as store, closing(sqlite3.connect(path)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(UserFacingError, match="locked"):
                store.put_faces({1: b"late"})
            other.rollback()
            store.put_faces({1: b"in time"})
            assert store.face(1) == b"in time"


def test_threads_share_a_store(store: ThumbnailStore) -> None:
    def work(worker: int) -> None:
        for number in range(worker * 1000, worker * 1000 + 50):
            store.put_faces({number: b"%d" % number})
            assert store.face(number) == b"%d" % number

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert len(store.faces(range(4000))) == 200


def test_stores_opened_at_once_agree(path: Path) -> None:
    def work(worker: int) -> None:
        with closing(ThumbnailStore(path)) as store:
            for number in range(worker * 1000, worker * 1000 + 20):
                store.put_faces({number: b"x"})

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    with closing(ThumbnailStore(path)) as store:
        assert len(store.faces(range(6000))) == 120


def write_from_another_process(path: Path) -> None:
    with closing(ThumbnailStore(path)) as store:
        store.put_faces(dict.fromkeys(range(100), b"theirs"))


def test_another_process_writes(path: Path, store: ThumbnailStore) -> None:
    process = multiprocessing.get_context("spawn").Process(target=write_from_another_process, args=(path,))
    process.start()
    store.put_faces(dict.fromkeys(range(100, 200), b"ours"))
    process.join(30)
    assert process.exitcode == 0
    assert len(store.faces(range(200))) == 200


def test_a_store_with_a_trigger_is_replaced(path: Path) -> None:
    with closing(ThumbnailStore(path)) as store:
        store.put_faces({1: b"one"})
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TRIGGER gift AFTER INSERT ON face BEGIN DELETE FROM photo; END")
    with closing(ThumbnailStore(path)) as store:
        store.put_photos({1: b"photo"})
        store.put_faces({2: b"two"})
        assert store.photo(1) == b"photo"
        assert store.face(1) is None
