"""Measures how many bytes the catalog, its thumbnails and its backups take on the disk."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from photoface.catalog.backups import folder_of
from photoface.recognition.state_file import SUFFIX as SCORES_SUFFIX


@dataclass(frozen=True, slots=True)
class Storage:
    """Bytes on the disk.

    Attributes:
        catalog: what is known: photos, faces, people, decisions.
        thumbnails: small pictures and scores of faces, which are made again where they are missing.
        backups: earlier states of the catalog.
    """

    catalog: int
    thumbnails: int
    backups: int


def storage_of(catalog: Path) -> Storage:
    """What lies beside a catalog. Files are looked up by name alone: opening them would end SQLite's locks."""
    backups = folder_of(catalog)
    return Storage(
        catalog=_bytes(catalog.parent, catalog.name, f"{catalog.name}-"),
        thumbnails=_bytes(catalog.parent, f"{catalog.name}.thumbnails", f"{catalog.name}.thumbnails-")
        + _bytes(catalog.parent, f"{catalog.name}{SCORES_SUFFIX}", f"{catalog.name}{SCORES_SUFFIX}-"),
        backups=_bytes(backups, "", "") if backups.is_dir() else 0,
    )


def _bytes(folder: Path, name: str, prefix: str) -> int:
    """The size of all files of this name or with this prefix."""
    with os.scandir(folder) as entries:
        return sum(
            entry.stat().st_size
            for entry in entries
            if entry.is_file() and (entry.name == name or entry.name.startswith(prefix))
        )
