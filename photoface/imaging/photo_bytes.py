"""Reads all bytes of a photo's file, explains why one cannot be read, and computes the hash of its content."""

from __future__ import annotations

import contextlib
import errno
import hashlib
from typing import TYPE_CHECKING

from photoface.errors import UnreadablePhoto
from photoface.regular_files import NotARegularFile, open_regular

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LARGEST_FILE_BYTES = 2 * 1024**3
"""Larger files are not read. 250 megapixels of uncompressed 16-bit RGB, the largest picture that is opened by default,
are 1.5 GB."""

CONTENT_HASH_BYTES = 20
"""160 bits: in a library of ten million photos, two different ones share a hash with a chance of 1 in 10^34."""


def read_file(path: Path) -> bytes:
    """All bytes of a photo's file.

    Raises:
        UnreadablePhoto: it cannot be read; the sentence says why, and the remedy what to do.
    """
    with reading(path.name), open_regular(path) as file:
        # One byte more than allowed detects a file that is too large, also if it grows meanwhile.
        data = file.read(LARGEST_FILE_BYTES + 1) if path.stat().st_size > LARGEST_FILE_BYTES else file.read()
    if len(data) > LARGEST_FILE_BYTES:
        raise UnreadablePhoto(f"{path.name} is larger than {LARGEST_FILE_BYTES // 1024**3} GB, too large for a photo.")
    return data


@contextlib.contextmanager
def reading(name: str) -> Iterator[None]:
    """Say what is wrong with a file of this name where the system cannot read it.

    Raises:
        UnreadablePhoto: it cannot be read; the sentence says why, and the remedy what to do.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise UnreadablePhoto(f"{name} is no longer there.", "Scan its folder again.", may_pass=True) from error
    except PermissionError as error:
        raise UnreadablePhoto(
            f"PhotoFace is not allowed to read {name}.",
            "Change the file's permissions, then scan again.",
            may_pass=True,
        ) from error
    except (IsADirectoryError, NotADirectoryError, NotARegularFile) as error:
        raise UnreadablePhoto(f"{name} is not a file.") from error
    except MemoryError as error:
        raise UnreadablePhoto(
            f"There is not enough memory to read {name}.", "Close other programs, then scan again.", may_pass=True
        ) from error
    except OSError as error:
        if error.errno == errno.EIO:
            raise UnreadablePhoto(
                f"The disk could not read {name}.",
                "Check the disk and its cable, and copy what it holds to another disk.",
                may_pass=True,
            ) from error
        raise UnreadablePhoto(
            f"{name} cannot be read: {error.strerror or error}.",
            "Check that its disk or network drive is connected, then scan again.",
            may_pass=True,
        ) from error


def content_hash(data: bytes) -> str:
    """The hash of a photo's content: BLAKE2b (RFC 7693) of `CONTENT_HASH_BYTES` bytes, in 40 hexadecimal digits."""
    return hashlib.blake2b(data, digest_size=CONTENT_HASH_BYTES).hexdigest()
