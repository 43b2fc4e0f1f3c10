"""The programs whose catalogs can be read, by the words that the user says for them."""

from __future__ import annotations

import importlib
from pathlib import Path

from photoface.errors import UserFacingError
from photoface.formatting import listed
from photoface.metadata.records import ForeignCatalog

READERS = {
    "apple-photos": "apple_photos",
    "digikam": "digikam",
    "lightroom": "lightroom",
    "picasa": "picasa",
    "takeout": "takeout",
}
"""The module of `metadata.importers` for each program; it is loaded when its program is asked for."""


def read_catalog(source: str, path: Path | None) -> ForeignCatalog:
    """Read another program's catalog.

    Args:
        source: one of `READERS`.
        path: of its file or folder; None for where the program keeps it.

    Raises:
        UserFacingError: no such program or catalog, it cannot be read, or there are several and one has to be named.
    """
    if source not in READERS:
        raise UserFacingError(f"PhotoFace does not read {source}.", f"It reads {listed(sorted(READERS))}.")
    reader = importlib.import_module(f"photoface.metadata.importers.{READERS[source]}")
    if path is None:
        usual: list[Path] = reader.find()
        if len(usual) != 1:
            raise UserFacingError(
                f"There is more than one catalog of {source}." if usual else f"No catalog of {source} was found.",
                "\n".join(["Say which one:" if usual else "Say where it is.", *(f"  {one}" for one in usual)]),
            )
        (path,) = usual
    catalog: ForeignCatalog = reader.read(path.expanduser())
    return catalog
