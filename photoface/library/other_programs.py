"""The programs whose catalogs can be imported, by name: finds their catalogs, and reads them from disk or server."""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from photoface.errors import UserFacingError
from photoface.formatting import listed
from photoface.jobs import JobControl, Progress
from photoface.metadata.importers.entry_count import EntryCount
from photoface.metadata.records import ForeignCatalog

if TYPE_CHECKING:
    from photoface.metadata.importers.web_service import Transport

READERS = {
    "apple-photos": "apple_photos",
    "digikam": "digikam",
    "immich": "immich",
    "librephotos": "librephotos",
    "lightroom": "lightroom",
    "nextcloud-recognize": "nextcloud_recognize",
    "photoprism": "photoprism",
    "picasa": "picasa",
    "takeout": "takeout",
}
"""The module of `metadata.importers` for each program; it is loaded when its program is asked for."""


READING = "Reading the other program's catalog"

SERVERS = ("immich", "photoprism")
"""Those of `READERS` that are also read from a running server, with `read_server(address, key)`."""


def usual_places(source: str) -> list[Path]:
    """The catalogs of a program of `READERS` that lie where it usually keeps them; looks on the disk."""
    found: list[Path] = _reader(source).find()
    return found


def _reader(source: str) -> ModuleType:
    return importlib.import_module(f"photoface.metadata.importers.{READERS[source]}")


def _counting(control: JobControl) -> Transport:
    """Asks a server over the network, and reports each answer: it can be stopped in between."""
    from photoface.metadata.importers.web_service import over_the_network

    answers = itertools.count(1)

    def ask(method: str, address: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
        answer = over_the_network(method, address, headers, body)
        control.report(Progress("Reading from the server", next(answers)))
        return answer

    return ask


def read_catalog(
    source: str, where: str | None, key: str | None = None, control: JobControl | None = None
) -> ForeignCatalog:
    """Read another program's catalog.

    Args:
        source: one of `READERS`.
        where: the path of its file or folder, or a server's address; None for where the program keeps it.
        key: that the server asks for.
        control: is told how many entries of a catalog were read so far, or how many answers of a server came.

    Raises:
        JobCancelled: by the control.
        UserFacingError: no such program or catalog, it cannot be read, or there are several and one has to be named.
    """
    if source not in READERS:
        raise UserFacingError(f"PhotoFace does not read {source}.", f"It reads {listed(sorted(READERS))}.")
    reader = _reader(source)
    control = control or JobControl()
    control.report(Progress(READING))
    catalog: ForeignCatalog
    if where is not None and "://" in where:
        if source not in SERVERS:
            raise UserFacingError(f"{source} is not read from a server.", "Give the path of its file or folder.")
        if not key:
            raise UserFacingError(
                f"The server at {where} asks for a key.",
                "Make one in its settings, and give it with --key or in the variable PHOTOFACE_KEY.",
            )
        catalog = reader.read_server(where, key, _counting(control))
        return catalog
    if where is not None:
        path = Path(where)
    else:
        usual = usual_places(source)
        if len(usual) != 1:
            raise UserFacingError(
                f"There is more than one catalog of {source}." if usual else f"No catalog of {source} was found.",
                "\n".join(["Say which one:" if usual else "Say where it is.", *(f"  {one}" for one in usual)]),
            )
        (path,) = usual
    # What is counted differs: rows of a database, lines of its dump, files of a folder.
    count = EntryCount(lambda read: control.report(Progress(READING, read)))
    catalog = reader.read(path.expanduser(), count=count)
    return catalog
