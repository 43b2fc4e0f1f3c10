"""Walks a library folder and lists its photo files, sidecars, and what it left out or could not read."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from photoface.catalog.file_metadata import SidecarOnDisk
from photoface.catalog.scanned_files import FileOnDisk
from photoface.imaging.formats import is_other_media_name, is_scanned_name
from photoface.metadata.sidecars import SIDECAR_SUFFIX
from photoface.scan.left_out_folders import NO_MEDIA, LeftOut, LeftOutFolder

_EARLIEST_NS, _LATEST_NS = -(2**63), 2**63 - 1
"""The nanoseconds that SQLite's integers hold: the years 1677 to 2262. A file's time may lie outside of them."""


@dataclass(slots=True)
class Walk:
    """One walk through a folder. Iterating yields the files; the lists are complete afterwards.

    Hidden files (a leading dot, which also covers the `._` files that macOS leaves on foreign disks) are passed over.

    Links to folders are followed after all real folders, so that a link never hides a real one, and each folder is
    entered once. Not followed are links to a folder that holds a library folder or the link itself, as `up -> ..`
    does: they would bring in what the user never added. A link into a library folder adds nothing.

    Attributes:
        root: the folder.
        leave_out: which folders inside of it are left out.
        leave_out_nomedia: whether folders with a file `.nomedia` are.
        library_roots: all library folders.
        inside: the only folder that is looked through, relative to the root, with the same rules as in a walk through
            all of it; empty for all.
        unreadable: folders and files, relative to the root, that could not be looked at. What a catalog knows below
            them must not be taken for gone.
        left_out: folders that were left out.
        others: pictures and videos, relative to the root, that PhotoFace does not read.
        sidecars: XMP files.
        mounts: folders, relative to the root, on which another disk is mounted.
    """

    root: Path
    leave_out: LeftOut = field(default_factory=lambda: LeftOut(""))
    leave_out_nomedia: bool = False
    library_roots: Sequence[Path] = ()
    inside: str = ""
    unreadable: list[str] = field(default_factory=list)
    left_out: list[LeftOutFolder] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    sidecars: list[SidecarOnDisk] = field(default_factory=list)
    mounts: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[FileOnDisk]:
        seen: set[tuple[int, int]] = set()
        disks: dict[PurePosixPath, int] = {}
        waiting = [PurePosixPath()]
        links: list[PurePosixPath] = []
        while waiting or links:
            if not waiting:
                link = links.pop(0)
                if not self._is_followed(link):
                    continue
                waiting.append(link)
            folder = waiting.pop()
            try:
                status = (self.root / folder).stat()
                if (status.st_dev, status.st_ino) in seen:
                    continue
                seen.add((status.st_dev, status.st_ino))
                disks[folder] = status.st_dev
                if disks.get(folder.parent, status.st_dev) != status.st_dev:
                    self.mounts.append(str(folder))
                with os.scandir(self.root / folder) as entries:
                    listed = sorted(entries, key=lambda entry: entry.name)
            except OSError:
                self.unreadable.append("" if folder == PurePosixPath() else str(folder))
                continue
            if folder.parts and self.leave_out_nomedia and any(entry.name == NO_MEDIA for entry in listed):
                self.left_out.append(LeftOutFolder(str(folder), f"there is a file {NO_MEDIA} in it"))
                continue
            folders: list[PurePosixPath] = []
            for entry in listed:
                path = folder / entry.name
                if not self.covers(str(path)):
                    continue
                try:
                    if entry.is_dir():
                        reason = self.leave_out.reason(self.root / path)
                        if reason is not None:
                            self.left_out.append(LeftOutFolder(str(path), reason))
                        else:
                            (links if entry.is_symlink() else folders).append(path)
                    elif entry.name.startswith("."):
                        continue
                    elif is_scanned_name(entry.name):
                        if entry.is_file():
                            yield _found(path, entry)
                    elif is_other_media_name(entry.name):
                        self.others.append(str(path))
                    elif entry.name.lower().endswith(SIDECAR_SUFFIX) and entry.is_file():
                        found = _found(path, entry)
                        self.sidecars.append(SidecarOnDisk(found.relative_path, found.size, found.modified_ns))
                except OSError as error:
                    if error.errno == errno.ELOOP:
                        continue  # a link that leads to itself, and so to no photo
                    # A file that cannot even be asked for its size: as unreadable as a folder, and as little gone.
                    self.unreadable.append(str(path))
            waiting.extend(reversed(folders))

    def covers(self, relative_path: str) -> bool:
        """Whether this walk passes a file or folder that is there: it lies in what is looked through, or around it."""
        return is_below(relative_path, [self.inside]) or is_below(self.inside, [relative_path])

    def _is_followed(self, link: PurePosixPath) -> bool:
        """Whether a link to a folder is entered; notes why not."""
        target = Path(os.path.realpath(self.root / link))
        place = Path(os.path.realpath((self.root / link).parent))
        roots = [Path(os.path.realpath(root)) for root in (self.root, *self.library_roots)]
        reason = self.leave_out.reason(target)
        if any(root.is_relative_to(target) for root in roots):
            reason = "it is a link to a folder that holds a library folder"
        elif place.is_relative_to(target):
            reason = "it is a link to a folder that it lies in"
        elif target.is_relative_to(roots[0]):
            # What is entered by now is all but what is left out, maybe with the folder that this one lies in.
            inside = [folder for folder in target.parents if folder.is_relative_to(roots[0]) and folder != roots[0]]
            reason = next(filter(None, map(self.leave_out.reason, (target, *inside))), None)
            if reason is None and self.inside and not target.is_relative_to(roots[0] / self.inside):
                # A walk through all finds it in its own place.
                return False
        elif any(target.is_relative_to(root) for root in roots):
            return False
        if reason is not None:
            self.left_out.append(LeftOutFolder(str(link), reason))
        return reason is None


def _found(path: PurePosixPath, entry: os.DirEntry[str]) -> FileOnDisk:
    status = entry.stat()
    return FileOnDisk(str(path), status.st_size, storable_ns(status.st_mtime_ns), storable_ns(status.st_ctime_ns))


def storable_ns(nanoseconds: int) -> int:
    """A file's time, within what the catalog's integers hold."""
    return min(max(nanoseconds, _EARLIEST_NS), _LATEST_NS)


def is_below(relative_path: str, folders: Sequence[str]) -> bool:
    """Whether a path is one of these, or lies below one of them; the empty path is the root itself."""
    return any(not folder or relative_path == folder or relative_path.startswith(folder + "/") for folder in folders)
