"""`FolderToScan`: the library folder, or the folder within one, that a scan looks through alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FolderToScan:
    """A library folder, or a folder within it.

    Attributes:
        inside: the path of the folder within, relative to the library folder, with `/` between parts; empty for all.
    """

    folder_id: int
    inside: str = ""
