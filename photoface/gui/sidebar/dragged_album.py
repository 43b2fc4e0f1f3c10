"""The MIME data of an album that is dragged within the sidebar, and where on a line something is dropped."""

from __future__ import annotations

import enum
import secrets

from PySide6.QtCore import QMimeData

ALBUM = "application/x-photoface-album"
"""The format: a word for this process, then the album's number."""

_PROCESS = secrets.token_hex(8)
"""Another PhotoFace may have another catalog, in which the same number is another album."""

EDGE = 0.25
"""The share of a line's height at its top and bottom in which a drop means between two lines."""


class DropPlace(enum.Enum):
    """Where a dragged album is to stand, seen from the line under the pointer."""

    BEFORE = "before"
    INTO = "into"
    AFTER = "after"


def album_data(album_id: int) -> QMimeData:
    """What is dragged."""
    data = QMimeData()
    data.setData(ALBUM, f"{_PROCESS} {album_id}".encode())
    return data


def album_in(data: QMimeData) -> int | None:
    """The album that is dragged; None where it is something else, or of another program."""
    process, _, number = bytes(data.data(ALBUM).data()).decode("ascii", "replace").partition(" ")
    return int(number) if process == _PROCESS and number.isdecimal() else None


def drop_place(y: float, height: int) -> DropPlace:
    """What a drop at this height of a line means, in pixels from its top."""
    if y < EDGE * height:
        return DropPlace.BEFORE
    return DropPlace.AFTER if y > (1 - EDGE) * height else DropPlace.INTO
