"""Stores photo thumbnails and face crops as JPEGs, by id, in one SQLite file beside the catalog.

One file, since the 150,000 crops of a large library as files would be slow to back up and exceed the directory entries
of some disks. It is a cache: a file that is damaged or of another version is replaced, and missing pictures are made
again. A file that cannot be written is only read, or left alone if it is damaged.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import threading
import time
from typing import TYPE_CHECKING, TypeVar

from photoface.errors import UserFacingError
from photoface.writable import can_be_written, make_private, read_only_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

_Result = TypeVar("_Result")

APPLICATION_ID = 0x50465448
"""Identifies the file as ours ("PFTH"; https://sqlite.org/pragma.html#pragma_application_id)."""

LAYOUT_VERSION = 1
"""Version of the tables; a file of another version is replaced."""

BUSY_TIMEOUT_SECONDS = 30.0
"""How long to wait for another process that writes; its transactions take well under a second."""

BUSY_RETRY_SECONDS = 0.02

_LAYOUT = f"""
BEGIN IMMEDIATE;
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {LAYOUT_VERSION};
CREATE TABLE IF NOT EXISTS face (id INTEGER PRIMARY KEY, jpeg BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS photo (id INTEGER PRIMARY KEY, jpeg BLOB NOT NULL);
COMMIT;
"""
"""In one transaction, so that another process sees all of it or an empty file."""


class _ForeignFileError(Exception):
    """The file is a database of another program, or of another version."""


class ThumbnailStore:
    """JPEGs by face id and by photo id.

    Thread-safe, and several processes may have the same file open. Unknown ids are ignored. Writing raises
    `UserFacingError` where the disk is full or writing fails; storing and removing do nothing where the file could
    not be written when it was opened.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, or create a new one if it is missing, corrupt or of another program.

        Raises:
            UserFacingError: the disk is full, or the folder cannot be written.
        """
        self._path = path
        self._lock = threading.Lock()
        self._read_only = path.parent.is_dir() and not can_be_written(path)
        """Nothing is stored then; missing pictures are made again each time."""
        self._connection = self._open_or_replace()

    def put_faces(self, jpegs: Mapping[int, bytes]) -> None:
        """Store crops by face id, replacing older ones, in one transaction."""
        self._change("INSERT OR REPLACE INTO face (id, jpeg) VALUES (?, ?)", jpegs.items())

    def put_photos(self, jpegs: Mapping[int, bytes]) -> None:
        """Store thumbnails by photo id, replacing older ones, in one transaction."""
        self._change("INSERT OR REPLACE INTO photo (id, jpeg) VALUES (?, ?)", jpegs.items())

    def face(self, face_id: int) -> bytes | None:
        """One face's crop, None if there is none."""
        return self.faces([face_id]).get(face_id)

    def faces(self, face_ids: Iterable[int]) -> dict[int, bytes]:
        """The crops of those faces that have one."""
        return self._read("SELECT id, jpeg FROM face WHERE id IN (SELECT value FROM json_each(?))", face_ids)

    def photo(self, photo_id: int) -> bytes | None:
        """One photo's thumbnail, None if there is none."""
        query = "SELECT id, jpeg FROM photo WHERE id IN (SELECT value FROM json_each(?))"
        return self._read(query, [photo_id]).get(photo_id)

    def remove_faces(self, face_ids: Iterable[int]) -> None:
        """Delete the crops of these faces; their bytes are overwritten."""
        self._change("DELETE FROM face WHERE id = ?", ((face_id,) for face_id in face_ids))

    def remove_photos(self, photo_ids: Iterable[int]) -> None:
        """Delete the thumbnails of these photos; their bytes are overwritten."""
        self._change("DELETE FROM photo WHERE id = ?", ((photo_id,) for photo_id in photo_ids))

    def take_replaced(self) -> tuple[frozenset[int], frozenset[int]]:
        """The faces and the photos whose pictures other computers replaced or removed since the last call."""
        return frozenset(), frozenset()

    def wipe(self) -> None:
        """Overwrite what was deleted: the file is written again, and its log is emptied."""

        def again(connection: sqlite3.Connection) -> None:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

        if not self._read_only:
            self._run(again)

    def clear(self) -> None:
        """Delete everything, and return the space to the disk."""

        def empty(connection: sqlite3.Connection) -> None:
            with connection:
                connection.execute("DELETE FROM face")
                connection.execute("DELETE FROM photo")
            connection.execute("VACUUM")

        self._run(empty)

    def close(self) -> None:
        """Close the file. The store cannot be used afterwards; closing twice is allowed."""
        with self._lock:
            self._connection.close()

    def _change(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        prepared = list(rows)

        def change(connection: sqlite3.Connection) -> None:
            with connection:
                connection.executemany(statement, prepared)

        if not self._read_only:
            self._run(change)

    def _read(self, query: str, ids: Iterable[int]) -> dict[int, bytes]:
        # One JSON parameter, since the number of parameters is limited.
        wanted = json.dumps(list(ids))
        return self._run(lambda connection: dict(connection.execute(query, (wanted,)).fetchall()))

    def _run(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """Run work on the connection; once more on a new file if the old one turns out to be corrupt."""
        with self._lock:
            try:
                return work(self._connection)
            except sqlite3.DatabaseError as error:
                if not _is_corruption(error):
                    raise self._sentence(error) from error
            self._connection.close()
            self._remove_files()
            self._connection = self._open_or_replace()
            try:
                return work(self._connection)
            except sqlite3.DatabaseError as error:
                raise self._sentence(error) from error

    def _open_or_replace(self) -> sqlite3.Connection:
        if self._read_only:
            return self._open_read_only()
        try:
            try:
                return self._open()
            except (_ForeignFileError, sqlite3.DatabaseError) as error:
                if not isinstance(error, _ForeignFileError) and not _is_corruption(error):
                    raise
            self._remove_files()
            return self._open()
        except sqlite3.DatabaseError as error:
            raise self._sentence(error) from error

    def _open(self) -> sqlite3.Connection:
        # The lock lets several threads share one connection.
        make_private(self._path)
        connection = sqlite3.connect(self._path, timeout=BUSY_TIMEOUT_SECONDS, check_same_thread=False)
        try:
            is_new = _is_new(connection)
            _use_wal(connection)
            connection.execute("PRAGMA synchronous = NORMAL")
            # Deleted faces must not stay readable in the file's free pages.
            connection.execute("PRAGMA secure_delete = ON")
            if is_new:
                connection.executescript(_LAYOUT)
        except BaseException:
            connection.close()
            raise
        return connection

    def _open_read_only(self) -> sqlite3.Connection:
        """The file of a read-only catalog, or an empty one in memory if it cannot be used."""
        with contextlib.suppress(_ForeignFileError, sqlite3.DatabaseError):
            address = read_only_address(self._path)
            connection = sqlite3.connect(address, check_same_thread=False, uri=True)
            if not _is_new(connection):
                return connection
            connection.close()
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        connection.executescript(_LAYOUT)
        return connection

    def _remove_files(self) -> None:
        """Delete the file and its two journals.

        Raises:
            UserFacingError: they cannot be deleted.
        """
        for suffix in ("", "-wal", "-shm"):
            try:
                with contextlib.suppress(FileNotFoundError):
                    self._path.with_name(self._path.name + suffix).unlink()
            except OSError as error:
                raise UserFacingError(
                    f"The thumbnails in {self._path} are damaged and cannot be replaced: {error.strerror or error}.",
                    "Close other copies of PhotoFace and delete that file; it is made again.",
                ) from error

    def _sentence(self, error: sqlite3.DatabaseError) -> UserFacingError:
        code = _primary_code(error)
        if code == sqlite3.SQLITE_FULL:
            return UserFacingError(
                f"The disk with {self._path} is full.", "Free some space on it, then try again: nothing is lost."
            )
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return UserFacingError(
                f"Another program keeps {self._path} locked.", "Close other copies of PhotoFace, then try again."
            )
        if os.path.lexists(self._path) and not self._path.is_file():
            return UserFacingError(
                f"Thumbnails cannot be kept in {self._path}: it is no file.",
                "Move it to another place; the thumbnails are made again.",
            )
        return UserFacingError(
            f"Thumbnails cannot be kept in {self._path}: {error}.",
            "Check that its folder exists, can be written and is on a connected disk.",
        )


def _use_wal(connection: sqlite3.Connection) -> None:
    """Let readers and a writer work in parallel (WAL mode).

    SQLite does not wait for a lock to change the mode, so of two processes that open a new file at once one would fail:
    this function waits. A file that has the mode already is not changed.
    """
    deadline = time.monotonic() + BUSY_TIMEOUT_SECONDS
    while True:
        try:
            if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if _primary_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(BUSY_RETRY_SECONDS)
        else:
            return


def _is_new(connection: sqlite3.Connection) -> bool:
    """Whether the file is empty; otherwise it is ours.

    Raises:
        _ForeignFileError: it holds something else.
        sqlite3.DatabaseError: it is not a database.
    """
    kinds = {kind for (kind,) in connection.execute("SELECT type FROM sqlite_master")}
    if not kinds:
        return True
    if kinds != {"table"}:
        # A trigger would run with each thumbnail that is stored.
        raise _ForeignFileError
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if (application, version) != (APPLICATION_ID, LAYOUT_VERSION):
        raise _ForeignFileError
    return False


def _primary_code(error: sqlite3.DatabaseError) -> int:
    """SQLite's result code without its extension in the upper bits; 0 for an error raised by Python."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _is_corruption(error: sqlite3.DatabaseError) -> bool:
    if _primary_code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return True
    # A table of ours with missing columns, or a missing table: not written by this version.
    return _primary_code(error) == sqlite3.SQLITE_ERROR and isinstance(error, sqlite3.OperationalError)
