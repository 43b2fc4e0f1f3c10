"""The first stages of a scan: read a file's bytes, hashes and metadata, and decode it. A bad file becomes data."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

from photoface.catalog.file_metadata import ReadMetadata
from photoface.catalog.scanned_files import Failure, FileToRead
from photoface.imaging.decode import DecodedPhoto, decode
from photoface.imaging.photo_bytes import content_hash, read_file
from photoface.imaging.picture_hash import picture_hash
from photoface.scan.failures import failure_of
from photoface.scan.scanned_file import ScannedFile
from photoface.scan.stages import Item, Queue, Result, Stage

READ_AHEAD = 1
"""Files, beside those that are being read, whose bytes may wait."""


def on_readers(work: Callable[[Item], Result], readers: Executor) -> Stage[Item, Result]:
    """A stage that reads files."""
    return Stage(work, lambda: readers, Queue(READ_AHEAD))


def read(
    file: FileToRead,
    is_known: Callable[[str, str], bool] = lambda _content, _picture: True,
    metadata: Callable[[Path, Path], ReadMetadata] | None = None,
) -> ScannedFile:
    """Read one file.

    Args:
        is_known: whether a picture of this content hash and this picture hash is not decoded; its bytes are not kept.
        metadata: given the file and its library folder, reads what it and its sidecars say, right after its bytes:
            the system has them at hand.
    """
    try:
        data = read_file(file.path)
        content, picture = content_hash(data), picture_hash(data)
    except Exception as error:
        return ScannedFile(file, failure_of(error, file.path.name))
    kept = None if is_known(content, picture) else data
    return ScannedFile(file, None, content, picture, kept, metadata and metadata(file.path, file.folder))


def decode_data(item: ScannedFile, maximum_megapixels: int) -> DecodedPhoto | Failure:
    """The picture in the bytes of a file, in its own colour space."""
    assert item.data is not None
    name = item.file.path.name
    try:
        return decode(item.data, name=name, maximum_megapixels=maximum_megapixels, leave_colours=True)
    except Exception as error:
        return failure_of(error, name)


def read_photo(path: Path, maximum_megapixels: int) -> DecodedPhoto | Failure:
    """Read one file and decode it."""
    try:
        return decode(read_file(path), name=path.name, maximum_megapixels=maximum_megapixels)
    except Exception as error:
        return failure_of(error, path.name)
