"""Makes, replaces or deletes a photo file or sidecar safely: at any moment it is whole, the old or the new one.

The content goes into a temporary file in the same folder and onto the disk, is checked, and then replaces the file in
one step. A file that another program changed meanwhile is neither replaced nor deleted. Temporary files that a killed
process left are removed here too.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from photoface.errors import UserFacingError

TEMPORARY_PREFIX, TEMPORARY_SUFFIX = ".photoface-", ".tmp"
_OLD_SECONDS = 3600
"""A temporary file of this age belongs to no writing that goes on."""

_NEW_FILE_MODE = 0o666
"""Less what the user's mask takes away, as any program's new file."""


class ChangedMeanwhile(UserFacingError):  # noqa: N818 - the name says what the file is
    """Another program changed the file after it was read. It was left as it is; reading it again helps."""


class NotWritable(UserFacingError):  # noqa: N818 - the name says what the file is
    """The system does not let the file be written. It is as it was."""


@dataclass(frozen=True, slots=True)
class FileState:
    """What tells whether a file was changed: compare two of one path."""

    size: int
    modified_ns: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> FileState | None:
        """The state of the file at a path; None if there is none."""
        try:
            found = path.stat()
        except FileNotFoundError:
            return None
        return cls(found.st_size, found.st_mtime_ns, found.st_ino)


def replace_file(
    path: Path,
    data: bytes,
    expected: FileState | None,
    *,
    keep_modification_time: bool = False,
    unsynced: set[Path] | None = None,
) -> FileState:
    """Put these bytes in the place of a file, or make it; returns its new state.

    Its rights and extended attributes stay, and by choice its modification time. A symbolic link stays, and what it
    points to is replaced.

    Args:
        expected: the file's state when it was read; None if there was no file.
        unsynced: a set that gets the folder, whose names the caller brings to the disk by `sync_folder`, once for many
            files; without it that is done here. A power cut before then may bring back the whole old file.

    Raises:
        ChangedMeanwhile: its state is another one.
        NotWritable: there is no right or no room to write.
    """

    def fill(temporary: Path) -> None:
        temporary.write_bytes(data)
        if temporary.read_bytes() != data:
            raise NotWritable(f"{path.name} cannot be written: the disk gives back something else.", "Check the disk.")

    return replace_by(path, fill, expected, keep_modification_time=keep_modification_time, unsynced=unsynced)


def replace_by(
    path: Path,
    fill: Callable[[Path], None],
    expected: FileState | None,
    *,
    keep_modification_time: bool = False,
    unsynced: set[Path] | None = None,
) -> FileState:
    """Put what a function writes in the place of a file, or make it; returns its new state. See `replace_file`.

    Args:
        fill: writes the new content into the temporary file at this path, and checks it.
    """
    # Only where it is a link: to resolve a path asks the disk for each of its folders.
    target = Path(os.path.realpath(path)) if path.is_symlink() else path
    with _explained(path):
        temporary = _temporary_in(target.parent)
        is_there = True
        try:
            fill(temporary)
            before = target.stat() if expected is not None else None
            _take_over(target, temporary, before, keep_modification_time=keep_modification_time)
            _sync(temporary)
            if FileState.of(target) != expected:
                raise ChangedMeanwhile(
                    f"Another program changed {path.name} in the meantime, so it was not written.", "Try again."
                )
            temporary.replace(target)
            is_there = False
        except FileNotFoundError as error:
            raise ChangedMeanwhile(f"{path.name} is no longer there, so it was not written.", "Scan again.") from error
        finally:
            if is_there:
                temporary.unlink(missing_ok=True)
        if unsynced is None:
            sync_folder(target.parent)
        else:
            unsynced.add(target.parent)
    state = FileState.of(target)
    assert state is not None, "it was just written"
    return state


def remove_file(path: Path, expected: FileState) -> None:
    """Delete a file.

    Raises:
        ChangedMeanwhile: another program changed it.
        NotWritable: there is no right to.
    """
    with _explained(path):
        if FileState.of(path) != expected:
            raise ChangedMeanwhile(
                f"Another program changed {path.name} in the meantime, so it was not removed.", "Try again."
            )
        path.unlink()
        sync_folder(path.parent)


def remove_leftovers(folder: Path) -> int:
    """Delete the temporary files that a killed process left in a folder; returns how many there were."""
    removed = 0
    for path in folder.glob(f"{TEMPORARY_PREFIX}*{TEMPORARY_SUFFIX}"):
        with contextlib.suppress(OSError):
            if time.time() - path.stat().st_mtime > _OLD_SECONDS:
                path.unlink()
                removed += 1
    return removed


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk. On Windows folders cannot be opened; NTFS does it itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _temporary_in(folder: Path) -> Path:
    path = folder / f"{TEMPORARY_PREFIX}{secrets.token_hex(8)}{TEMPORARY_SUFFIX}"
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _NEW_FILE_MODE))
    return path


def _take_over(target: Path, temporary: Path, before: os.stat_result | None, *, keep_modification_time: bool) -> None:
    """Give the temporary file what belongs to the file that it replaces."""
    if before is None:
        return
    temporary.chmod(stat.S_IMODE(before.st_mode))
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):  # the file system has none
            for name in os.listxattr(target):
                with contextlib.suppress(OSError):  # one that only the system sets
                    os.setxattr(temporary, name, os.getxattr(target, name))
    if keep_modification_time:
        os.utime(temporary, ns=(before.st_atime_ns, before.st_mtime_ns))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Say why the system does not let a file be written."""
    try:
        yield
    except UserFacingError:
        raise
    except PermissionError as error:
        raise NotWritable(
            f"{path.name} cannot be written: there is no permission to change files in {path.parent}.",
            "Change the folder's permissions.",
        ) from error
    except OSError as error:
        if error.errno == errno.EROFS:
            raise NotWritable(
                f"{path.name} cannot be written: its disk is read-only.", "Make the disk writable."
            ) from error
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise NotWritable(f"{path.name} cannot be written: the disk is full.", "Make room on the disk.") from error
        raise NotWritable(
            f"{path.name} cannot be written: {error.strerror or error}.", "Check that its disk is connected."
        ) from error
