"""The first stage: a file's bytes and their hash, and the upright picture in them."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from photoface.imaging.decode import DecodedPhoto, decode
from photoface.imaging.photo_bytes import content_hash, read_file
from photoface.imaging.picture_hash import picture_hash
from photoface.scan.failures import Failure, failure_of

MOST_WORKERS = 8
"""Threads of a kind, however many processors there are: each may hold a photo of 50 megapixels, which takes 150 MB."""

WORKERS = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, MOST_WORKERS)
"""Threads that read, and threads that look at what was read: one for each processor that this process may use."""

READ_AHEAD = 1
"""Files, beside those that are being read, whose bytes may wait."""

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class PendingFile:
    """A file that has to be read.

    Attributes:
        photo_id: the photo whose content it held before it changed, where it may be an edit of it.
        content_hash: what it held when that was decided; None where nothing had to be decided.
        turns: the orientations in which the catalog has this very picture, with other metadata: in one of these, it
            is not looked at again.
        root: its library folder, None where that does not matter.
    """

    id: int
    path: Path
    modified_ns: int
    deaths: int
    photo_id: int | None
    root: Path | None = None
    content_hash: str | None = None
    turns: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class ReadFile:
    """The result of reading: a failure, or hashes with the bytes, or the hashes of a photo that is known."""

    file: PendingFile
    content_hash: str | None = None
    picture_hash: str | None = None
    data: bytes | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ReadPhoto:
    """The result of reading and decoding: a failure, or hashes with the picture."""

    file: PendingFile
    content_hash: str | None = None
    picture_hash: str | None = None
    photo: DecodedPhoto | None = None
    failure: Failure | None = None


def read_new(file: PendingFile, is_known: Callable[[str, str], bool]) -> ReadFile:
    """Read one file's bytes; a bad one becomes data, never an exception.

    Args:
        is_known: whether a picture of this content hash and this picture hash is not decoded; its bytes are not kept.
    """
    try:
        data = read_file(file.path)
        content, picture = content_hash(data), picture_hash(data)
    except Exception as error:
        return ReadFile(file, failure=failure_of(error, file.path.name))
    return ReadFile(file, content, picture, None if is_known(content, picture) else data)


def decoded(read: ReadFile, maximum_megapixels: int, *, leave_colours: bool = False) -> ReadPhoto:
    """The picture in bytes that were read; a bad one becomes data, never an exception.

    Args:
        read: with its bytes, or a failure.
        leave_colours: as for `decode`.
    """
    if read.data is None:
        return ReadPhoto(read.file, read.content_hash, read.picture_hash, failure=read.failure)
    try:
        photo = decode(
            read.data, name=read.file.path.name, maximum_megapixels=maximum_megapixels, leave_colours=leave_colours
        )
    except Exception as error:
        return ReadPhoto(read.file, failure=failure_of(error, read.file.path.name))
    return ReadPhoto(read.file, read.content_hash, read.picture_hash, photo)


def read_photo(file: PendingFile, maximum_megapixels: int) -> ReadPhoto:
    """Read one file and decode it; a bad one becomes data, never an exception."""
    return decoded(read_new(file, lambda _content, _picture: False), maximum_megapixels)


def in_order(
    items: Iterable[Item],
    start: Callable[[Item], Future[Result]],
    enough: Callable[[int], bool] = lambda started: started > WORKERS + READ_AHEAD,
) -> Iterator[Result]:
    """Results in the items' order, some of them started before they are asked for.

    Args:
        start: has the work on an item done by some pool. Called, like the items' iterator, where results are asked for.
        enough: whether no more than so many should be on their way, the first of which is to be given next.
    """
    waiting: deque[Future[Result]] = deque()
    try:
        for item in items:
            waiting.append(start(item))
            while waiting and enough(len(waiting)):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
