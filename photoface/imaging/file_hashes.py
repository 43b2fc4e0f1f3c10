"""Hashes files of the library, videos of any size in little memory: the content, and the picture without metadata."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from photoface.imaging.formats import VideoFormat, is_video_name, video_format_of
from photoface.imaging.photo_bytes import CONTENT_HASH_BYTES, content_hash, read_file, reading
from photoface.imaging.picture_hash import picture_hash
from photoface.imaging.video_container import media_parts
from photoface.regular_files import open_regular

CHUNK_BYTES = 4 << 20

FIRST_BYTES = 512
"""So many tell which kind of video it is."""


def file_hashes(path: Path) -> tuple[str, str]:
    """The content hash and the picture hash of a photo's or a video's file.

    Raises:
        UnreadablePhoto: the system cannot read the file.
    """
    if is_video_name(path.name):
        return video_hashes(path)
    data = read_file(path)
    return content_hash(data), picture_hash(data)


def video_hashes(path: Path, checkpoint: Callable[[], None] = lambda: None) -> tuple[str, str]:
    """A video's content hash and picture hash, as `photo_bytes.content_hash` and `picture_hash` give them for photos.

    Of MP4 and QuickTime files only the pictures and the sound count for the second one, since programs write captions,
    dates and the turn beside them. Of other files all bytes do.

    Args:
        checkpoint: called after every few megabytes; it may raise to end the work.

    Raises:
        UnreadablePhoto: the system cannot read the file.
    """
    content, media = hashlib.blake2b(digest_size=CONTENT_HASH_BYTES), hashlib.sha256()
    with reading(path.name), open_regular(path) as file:
        size = path.stat().st_size
        is_movie = video_format_of(file.read(FIRST_BYTES)) in (VideoFormat.MP4, VideoFormat.QUICKTIME)
        parts = (media_parts(file, size) if is_movie else []) or [(0, size)]
        file.seek(0)
        place = 0
        while chunk := file.read(CHUNK_BYTES):
            content.update(chunk)
            for part in _inside(memoryview(chunk), place, parts):
                media.update(part)
            place += len(chunk)
            checkpoint()
    return content.hexdigest(), media.hexdigest()[: 2 * CONTENT_HASH_BYTES]


def _inside(chunk: memoryview, place: int, parts: Sequence[tuple[int, int]]) -> list[memoryview]:
    """The pieces of a chunk that lie in these parts of the file."""
    pieces = ((max(start - place, 0), min(end - place, len(chunk))) for start, end in parts)
    return [chunk[first:last] for first, last in pieces if first < last]
