"""The first stage: a file's bytes, their hash and, where the content is new, the upright picture."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from photoface.errors import UnreadablePhoto
from photoface.imaging.decode import DecodedPhoto, decode
from photoface.imaging.files import content_hash, read_file

READERS = 2
READ_AHEAD = 3
"""Decoded photos that may wait. A photo of 50 megapixels takes 150 MB, so a few bound the memory well."""

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class PendingFile:
    """A file that has to be read. `photo_id` is the photo whose content it held before it changed."""

    id: int
    path: Path
    modified_ns: int
    deaths: int
    photo_id: int | None


@dataclass(frozen=True, slots=True, eq=False)
class ReadFile:
    """What reading came to: a failure's sentence, or a hash with the picture, or a hash of a photo that is known."""

    file: PendingFile
    content_hash: str | None = None
    photo: DecodedPhoto | None = None
    failure: str | None = None


def read_photo(file: PendingFile, is_known: Callable[[str], bool], maximum_megapixels: int) -> ReadFile:
    """Read one file; a bad one becomes data, never an exception.

    Args:
        is_known: whether the catalog has all it needs of the photo with this content hash; it is then not decoded.
    """
    try:
        data = read_file(file.path)
        digest = content_hash(data)
        if is_known(digest):
            return ReadFile(file, digest)
        photo = decode(data, name=file.path.name, maximum_megapixels=maximum_megapixels)
    except UnreadablePhoto as error:
        return ReadFile(file, failure=str(error))
    return ReadFile(file, digest, photo)


def in_order(
    items: Iterable[Item], work: Callable[[Item], Result], pool: ThreadPoolExecutor, ahead: int = READ_AHEAD
) -> Iterator[Result]:
    """`map` on a pool with a bound: at most `ahead` results are made before they are asked for, in the items' order."""
    waiting: deque[Future[Result]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(work, item))
            if len(waiting) > ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
