"""Copies photos to a folder, and writes files of exports there: each complete or not at all, and none is replaced.

A taken name gets a number. What is not named as a photo is not copied: a catalog of somebody else may name any file.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from photoface.errors import UserFacingError
from photoface.imaging.formats import is_scanned_name
from photoface.jobs import JobControl, Progress, RateMeter
from photoface.regular_files import open_regular
from photoface.writable import give_free_name, umask

_TARGET_FAILS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
"""What the target's disk says, and would say again for the next photo."""


@dataclass(frozen=True, slots=True)
class NotCopied:
    """A photo that could not be copied, with the sentence that says why. `path` is where it was, if that is known."""

    photo_id: int
    path: Path | None
    sentence: str


@dataclass(frozen=True, slots=True)
class CopyReport:
    """What became of each photo."""

    folder: Path
    copied: tuple[Path, ...]
    not_copied: tuple[NotCopied, ...]


def copy_photos(files: Sequence[tuple[int, Sequence[Path]]], folder: Path, control: JobControl) -> CopyReport:
    """Copy one file of each photo to a folder.

    Args:
        files: per photo its id and its files, the best first; the first one that is there is taken.

    Raises:
        JobCancelled: by the control; the copies made so far stay.
        UserFacingError: the folder cannot be written to, or its disk is full.
    """
    folder = make_folder(folder)
    copied: list[Path] = []
    not_copied: list[NotCopied] = []
    meter = RateMeter(control.working_time)
    for done, (photo_id, paths) in enumerate(files):
        control.report(meter.progress("Copying photos", done, len(files)))
        source = next((path for path in paths if path.is_file()), None)
        if source is None:
            not_copied.append(NotCopied(photo_id, paths[0] if paths else None, "The file is not there."))
        elif not _is_named_as_photo(source):
            not_copied.append(NotCopied(photo_id, source, "It is not the file of a photo."))
        else:
            try:
                copied.append(_copy(source, folder))
            except _SourceError as error:
                not_copied.append(NotCopied(photo_id, source, f"The file cannot be read: {error}."))
    control.report(Progress("Copying photos", len(files), len(files)))
    return CopyReport(folder, tuple(copied), tuple(not_copied))


def _is_named_as_photo(file: Path) -> bool:
    """Whether a file, and what it links to, is called as photos are.

    A catalog from somebody else may name any folder of this disk and any file in it.
    """
    return is_scanned_name(file.name) and is_scanned_name(Path(os.path.realpath(file)).name)


class _SourceError(Exception):
    """The photo's own file is the trouble, and the next photo may do."""


def make_folder(folder: Path) -> Path:
    """The folder to copy to, which is made where there is none.

    Raises:
        UserFacingError: it cannot be made.
    """
    folder = folder.expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserFacingError(
            f"The folder {folder} cannot be made: {error.strerror}.", "Choose another one."
        ) from error
    return folder


def write_new(folder: Path, name: str, write: Callable[[IO[bytes]], object], like: Path | None = None) -> Path:
    """Write a file under a name that is free in a folder: this one, or that with a number. Returns where it is.

    It is written under another name first, so it is there whole or not at all.

    Args:
        write: writes the content.
        like: a file whose times and rights it gets.

    Raises:
        UserFacingError: the folder cannot be written to, or its disk is full.
    """
    try:
        handle, temporary_name = tempfile.mkstemp(prefix=".photoface-", suffix=".partial", dir=folder)
    except OSError as error:
        raise _not_written(folder, error) from error
    temporary = Path(temporary_name)
    try:
        with os.fdopen(handle, "wb") as target:
            write(target)
            target.flush()
            os.fsync(target.fileno())
        if like is None:
            # What `mkstemp` makes is for its owner alone; a copy has the rights of any new file.
            temporary.chmod(0o666 & ~umask())
        else:
            with contextlib.suppress(OSError):
                # Times and rights are welcome; some disks keep none.
                shutil.copystat(like, temporary)
        return _place(temporary, folder / name)
    except OSError as error:
        raise _not_written(folder, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def _copy(source: Path, folder: Path) -> Path:
    """Copy a file to a folder."""

    def write(target: IO[bytes]) -> None:
        try:
            original = open_regular(source)
        except OSError as error:
            raise _SourceError(error.strerror) from error
        with original:
            try:
                shutil.copyfileobj(original, target, 1 << 20)
            except OSError as error:
                if error.errno in _TARGET_FAILS:
                    raise
                raise _SourceError(error.strerror) from error

    return write_new(folder, source.name, write, like=source)


def _place(temporary: Path, wanted: Path) -> Path:
    """Give a finished file the wanted name, or that with a number. Returns where it is."""
    for number in itertools.count(1):
        target = wanted if number == 1 else wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")
        if give_free_name(temporary, target):
            return target
    raise AssertionError("numbers do not end")


def _not_written(folder: Path, error: OSError) -> UserFacingError:
    return UserFacingError(
        f"{folder} cannot be written to: {error.strerror or error}.",
        "Check the folder, its rights and the room on the disk. The copies made so far are kept.",
    )
