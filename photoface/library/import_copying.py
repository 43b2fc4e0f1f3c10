"""Copies files from a card or folder safely: each copy is verified, and complete or absent, whatever happens meanwhile.

A file is copied under a temporary name, hashed on the way, written through to the disk, read back and compared; only
then does `photo_importing` give it its name. What a killed import left under temporary names is removed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from photoface.imaging.photo_bytes import CONTENT_HASH_BYTES
from photoface.library.import_sources import SourceFile
from photoface.regular_files import open_regular
from photoface.writable import PARTIAL

PREFIX = ".photoface-import-"
"""Begins the names of files that are being copied; a scan passes over hidden files."""

_CHUNK = 1 << 20
_TRIES = 2
"""A copy that differs from its original is made once more."""


class CardError(Exception):
    """A file on the card could not be read; holds the system's `OSError`."""

    def __init__(self, error: OSError) -> None:
        super().__init__(error)
        self.error = error


class CopyDiffers(Exception):  # noqa: N818 - says what is wrong with the copy
    """What was read back differs from what was written, twice."""


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A whole copy under a temporary name, with the hash of its content."""

    source: SourceFile
    temporary: Path
    content_hash: str


def stage(source: SourceFile, folder: Path) -> StagedFile:
    """Copy a file into a folder under a temporary name, and verify the copy.

    Raises:
        CardError: the original cannot be read, or is shorter than its folder says.
        CopyDiffers: the copy could not be verified.
        OSError: the folder cannot be written, or its disk is full.
    """
    temporary = folder / f"{PREFIX}{secrets.token_hex(8)}{PARTIAL}"
    try:
        for _ in range(_TRIES):
            content = _copy(source, temporary)
            if hash_of(temporary) == content:
                os.utime(temporary, ns=(source.modified_ns, source.modified_ns))
                return StagedFile(source, temporary, content)
        raise CopyDiffers
    except BaseException:
        discard(temporary)
        raise


def discard(temporary: Path) -> None:
    """Delete a file that is not needed under its temporary name."""
    # On a disk that has gone away there is nothing to delete; the next import looks again.
    with contextlib.suppress(OSError):
        temporary.unlink(missing_ok=True)


def remove_leftovers(folder: Path) -> None:
    """Delete what an import that was killed left under temporary names. No other import may run."""
    for temporary in folder.glob(f"{PREFIX}*{PARTIAL}"):
        discard(temporary)


def hash_of_source(source: SourceFile) -> str:
    """The content hash of a file on the card.

    Raises:
        CardError: it cannot be read.
    """
    try:
        return hash_of(source.path)
    except OSError as error:
        raise CardError(error) from error


def hash_of(path: Path) -> str:
    """The content hash of a file, as `photo_bytes.content_hash` computes it, in little memory.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.blake2b(digest_size=CONTENT_HASH_BYTES)
    with open_regular(path) as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _copy(source: SourceFile, temporary: Path) -> str:
    """Copy a file and wait until it is on the disk; returns the hash of what was read."""
    digest = hashlib.blake2b(digest_size=CONTENT_HASH_BYTES)
    copied = 0
    try:
        original = open_regular(source.path)
    except OSError as error:
        raise CardError(error) from error
    with original, temporary.open("wb") as copy:
        while True:
            try:
                chunk = original.read(_CHUNK)
            except OSError as error:
                raise CardError(error) from error
            if not chunk:
                break
            digest.update(chunk)
            copy.write(chunk)
            copied += len(chunk)
        copy.flush()
        os.fsync(copy.fileno())
        if hasattr(os, "posix_fadvise"):
            # Reading back is to ask the disk, not the memory that was just written to.
            os.posix_fadvise(copy.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    if copied < source.size:
        raise CardError(OSError(0, "the file ends too early"))
    return digest.hexdigest()
