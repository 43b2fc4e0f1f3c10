"""Where tests keep their catalogs: each in a file, or with `--postgres` in a database of one server, by its note."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postgres_server import PostgresServer

THUMBNAILS = ".thumbnails"

_server: PostgresServer | None = None
"""The server of all catalogs of this process; None where they are files."""

_databases: dict[str, Path] = {}
"""The note of each database."""


def keep_on(server: PostgresServer | None) -> None:
    """Keep catalogs that are made from now on in databases of a server, or in files again."""
    global _server  # noqa: PLW0603 - one for all tests of a process, as the option that asks for it
    _server = server
    _databases.clear()


def new_catalog(folder: Path) -> Path:
    """The path of a catalog that is made when it is opened; the folder is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "catalog.photoface" if _server is None else _database(_server, folder, "template0")


def copied_catalog(catalog: Path, folder: Path) -> Path:
    """A copy of a catalog that nobody has open, with its thumbnails, in the place of one that is in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    if _server is None:
        copy = Path(shutil.copy(catalog, folder))
    else:
        copy = _database(_server, folder, _server.database_of(catalog))
    thumbnails = catalog.with_name(catalog.name + THUMBNAILS)
    if thumbnails.exists():
        shutil.copy(thumbnails, folder)
    return copy


def _database(server: PostgresServer, folder: Path, template: str) -> Path:
    for name, note in list(_databases.items()):
        # Its test is over.
        if not note.exists():
            server.drop(name)
            del _databases[name]
    name = server.create(template)
    note = server.note(name, folder).replace(folder / "catalog.photoface-server")
    for replaced in [other for other, its_note in _databases.items() if its_note == note]:
        server.drop(replaced)
        del _databases[replaced]
    _databases[name] = note
    return note
