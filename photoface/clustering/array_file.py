"""Writes and reads a file of NumPy arrays beside the catalog, whose contents can be computed again.

The map of faces and what was learned from the user are stored like this, in NumPy's own format without pickles, so that
reading a file cannot run code, and with a checksum of the contents.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from photoface.errors import UserFacingError
from photoface.regular_files import open_regular
from photoface.writable import replacing

ABOUT: Final = "about"
CHECKSUM: Final = "checksum"

_MEMBER_HEADER: Final = struct.Struct("<26xHH")
"""Of a member of a ZIP file: at its end the lengths of the name and the extra field that follow (APPNOTE 4.3.7)."""


def write_arrays(path: Path, about: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write atomically.

    Args:
        about: plain values, stored as JSON.
        arrays: by name.

    Raises:
        UserFacingError: the folder cannot be written to.
    """
    whole = {**arrays, ABOUT: np.frombuffer(json.dumps(about).encode(), np.uint8)}
    whole[CHECKSUM] = np.frombuffer(_checksum(whole), np.uint8)
    try:
        with replacing(path) as file:
            np.savez(file, **whole)  # type: ignore[arg-type]
    except OSError as error:
        raise UserFacingError(
            f"{path.name} cannot be kept in {path.parent}: {error.strerror}.", "Check the disk's space and rights."
        ) from error


def read_arrays(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Read what `write_arrays` wrote: the plain values and the arrays.

    Raises:
        FileNotFoundError: there is none.
        UserFacingError: it is damaged.
    """
    try:
        with open_regular(path) as stream, zipfile.ZipFile(stream) as archive:
            arrays = {
                member.filename.removesuffix(".npy"): _array_at(stream, member.header_offset)
                for member in archive.infolist()
            }
        if bytes(arrays.pop(CHECKSUM).tobytes()) != _checksum(arrays):
            raise ValueError("the checksum is another")
        about = json.loads(arrays.pop(ABOUT).tobytes())
        if not isinstance(about, dict):
            raise ValueError("no plain values")
    except (ValueError, KeyError, TypeError, EOFError, MemoryError, OverflowError, zipfile.BadZipFile) as error:
        raise UserFacingError(f"{path} is damaged.", "Delete it; it can be made again.") from error
    return about, arrays


def _array_at(stream: BinaryIO, offset: int) -> NDArray[Any]:
    """The array of one member of the archive, which holds them as they are.

    Read from the file itself, straight into the array's memory: through `zipfile` that takes five times as long.

    Args:
        offset: where the member's header begins.

    Raises:
        ValueError: there is no array.
    """
    stream.seek(offset)
    header = stream.read(_MEMBER_HEADER.size)
    if len(header) < _MEMBER_HEADER.size:
        raise ValueError("the file ends too early")
    name, extra = _MEMBER_HEADER.unpack(header)
    stream.seek(name + extra, os.SEEK_CUR)
    array: NDArray[Any] = np.lib.format.read_array(stream, allow_pickle=False)
    return array


def _checksum(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    digest = hashlib.sha256()
    for name in sorted(arrays):
        digest.update(f"{name} {arrays[name].dtype.str} {arrays[name].shape} ".encode())
        digest.update(np.ascontiguousarray(arrays[name]).data)
    return digest.digest()
