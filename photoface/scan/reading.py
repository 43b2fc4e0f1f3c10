"""The first stages of a scan: read a file's bytes, hashes and metadata, and decode it; a bad one gives a `Failure`."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

from photoface.catalog.file_metadata import ReadMetadata
from photoface.catalog.scanned_files import Failure, FileToRead
from photoface.imaging.decode import DecodedPhoto, decode
from photoface.imaging.file_hashes import video_hashes
from photoface.imaging.formats import is_video_name
from photoface.imaging.photo_bytes import content_hash, read_file
from photoface.imaging.picture_hash import picture_hash
from photoface.imaging.videos import read_frame
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
    checkpoint: Callable[[], None] = lambda: None,
) -> ScannedFile:
    """Read one file.

    Args:
        is_known: whether a picture of this content hash and this picture hash is not decoded; its bytes are not kept.
        metadata: given the file and its library folder, reads what it and its sidecars say, right after its bytes:
            the system has them at hand.
        checkpoint: called again and again while a video is read, which may take minutes; it may raise to end that.
    """
    if is_video_name(file.path.name):
        return _read_video(file, is_known, metadata, checkpoint)
    try:
        data = read_file(file.path)
        content, picture = content_hash(data), picture_hash(data)
    except Exception as error:
        return ScannedFile(file, failure_of(error, file.path.name))
    kept = None if is_known(content, picture) else data
    return ScannedFile(file, None, content, picture, kept, metadata and metadata(file.path, file.folder))


def _read_video(
    file: FileToRead,
    is_known: Callable[[str, str], bool],
    metadata: Callable[[Path, Path], ReadMetadata] | None,
    checkpoint: Callable[[], None],
) -> ScannedFile:
    try:
        content, picture = video_hashes(file.path, checkpoint)
    except Exception as error:
        return ScannedFile(file, failure_of(error, file.path.name))
    found = metadata and metadata(file.path, file.folder)
    is_new = not is_known(content, picture)
    return ScannedFile(file, None, content, picture, metadata=found, is_new_video=is_new)


def decode_data(item: ScannedFile, maximum_megapixels: int) -> DecodedPhoto | Failure:
    """The picture in the bytes of a file, in its own colour space."""
    assert item.data is not None
    name = item.file.path.name
    try:
        return decode(item.data, name=name, maximum_megapixels=maximum_megapixels, leave_colours=True)
    except Exception as error:
        return failure_of(error, name)


def read_photo(path: Path, maximum_megapixels: int, seconds: float | None = None) -> DecodedPhoto | Failure:
    """Read one file and decode it.

    Args:
        seconds: which frame of a video; None for the first one.
    """
    try:
        if is_video_name(path.name):
            return read_frame(path, seconds or 0.0, maximum_megapixels)
        return decode(read_file(path), name=path.name, maximum_megapixels=maximum_megapixels)
    except Exception as error:
        return failure_of(error, path.name)
