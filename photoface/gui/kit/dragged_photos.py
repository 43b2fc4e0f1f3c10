"""Puts the ids of dragged photos into the data of a drag within the window, and reads them where they are dropped."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData

PHOTO_IDS = "application/x-photoface-photos"
"""The format of the ids: decimal numbers with spaces between."""


def put_photos(data: QMimeData, photo_ids: Sequence[int]) -> None:
    """Note which photos are dragged."""
    data.setData(PHOTO_IDS, " ".join(map(str, photo_ids)).encode())


def photos_in(data: QMimeData) -> tuple[int, ...]:
    """The photos that are dragged; none where it is something else."""
    words = bytes(data.data(PHOTO_IDS).data()).decode("ascii", "ignore").split() if data.hasFormat(PHOTO_IDS) else []
    return tuple(int(word) for word in words if word.isdigit())
