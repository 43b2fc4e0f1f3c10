"""Finding the photo files below a folder, whatever the folder is like."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from photoface.imaging.formats import is_photo_name

SKIPPED_FOLDERS = frozenset({"@eadir", "$recycle.bin", "system volume information", "lost+found", "#recycle"})
"""Folders of other programs' making, in lower case: thumbnails of NAS systems and waste bins."""


_EARLIEST_NS, _LATEST_NS = -(2**63), 2**63 - 1
"""The nanoseconds that SQLite's integers hold: the years 1677 to 2262. A file's time may lie outside of them."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A photo file on disk; `relative_path` has forward slashes.

    Attributes:
        modified_ns: when its content was changed, in nanoseconds since 1970, within the years 1677 to 2262.
        changed_ns: when its content, its rights or its name were changed, likewise; on Windows when it was made.
    """

    relative_path: str
    size: int
    modified_ns: int
    changed_ns: int


@dataclass(slots=True)
class Walk:
    """One walk through a folder. Iterating yields the files; afterwards `unreadable` says where it could not look.

    Hidden files and folders (a leading dot, which also covers the `._` files that macOS leaves on foreign disks) and
    `SKIPPED_FOLDERS` are passed over. Links to folders are followed, each folder once, so that a loop ends.

    Attributes:
        root: the folder.
        unreadable: folders, relative to the root, that could not be read. What a catalog knows below them must not be
            taken for gone.
    """

    root: Path
    unreadable: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[FoundFile]:
        seen: set[tuple[int, int]] = set()
        waiting = [PurePosixPath()]
        while waiting:
            folder = waiting.pop()
            try:
                status = (self.root / folder).stat()
                if (status.st_dev, status.st_ino) in seen:
                    continue
                seen.add((status.st_dev, status.st_ino))
                with os.scandir(self.root / folder) as entries:
                    listed = sorted(entries, key=lambda entry: entry.name)
            except OSError:
                self.unreadable.append("" if folder == PurePosixPath() else str(folder))
                continue
            folders = []
            for entry in listed:
                if entry.name.startswith("."):
                    continue
                try:
                    if entry.is_dir():
                        if entry.name.lower() not in SKIPPED_FOLDERS:
                            folders.append(folder / entry.name)
                    elif is_photo_name(entry.name) and entry.is_file():
                        status = entry.stat()
                        modified_ns, changed_ns = _storable(status.st_mtime_ns), _storable(status.st_ctime_ns)
                        yield FoundFile(str(folder / entry.name), status.st_size, modified_ns, changed_ns)
                except OSError:
                    # A file that cannot even be asked for its size: as unreadable as a folder, and as little gone.
                    self.unreadable.append(str(folder / entry.name))
            waiting.extend(reversed(folders))


def _storable(nanoseconds: int) -> int:
    return min(max(nanoseconds, _EARLIEST_NS), _LATEST_NS)


def is_below(relative_path: str, folders: list[str]) -> bool:
    """Whether a path is one of these, or lies below one of them; the empty path is the root itself."""
    return any(not folder or relative_path == folder or relative_path.startswith(folder + "/") for folder in folders)
