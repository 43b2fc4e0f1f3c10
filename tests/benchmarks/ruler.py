"""The machine's own pace: at the kind of work that the window does with Qt and SQLite alone, and a scan with libraries.

A time in seconds says which machine one has; a multiple of these says what PhotoFace adds. Run as a program, it opens
an empty window, and prints the seconds until its first paint.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporting import installed_environment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QSize
    from PySide6.QtGui import QPixmap
    from PySide6.QtWidgets import QAbstractItemView, QListView

MOST_PICTURES = 100

CONVOLUTIONS = 20
"""So many are run; the fastest counts, since noise only slows."""

GAP = 4
"""Pixels between the tiles of a plain list, as in the grids."""


def empty_window(catalog: Path, compiled: Path, rounds: int) -> float:
    """Seconds from asking for a process until an empty window is painted, with SQLite open on a catalog.

    The fastest of so many; one before them does not count.
    """
    seconds = []
    for _ in range(rounds + 1):
        command = [sys.executable, __file__, str(catalog), str(time.time())]
        done = subprocess.run(
            command, env=installed_environment(compiled), check=True, stdout=subprocess.PIPE, text=True
        )
        seconds.append(float(done.stdout))
    return min(seconds[1:])


def jpeg_decoding(photos: Sequence[str]) -> float:
    """Processor seconds of decoding one of these photos by Pillow's libjpeg, in full size; the mean of all."""
    from PIL import Image

    started = time.process_time()
    for photo in photos:
        with Image.open(photo) as picture:
            picture.load()
    return (time.process_time() - started) / len(photos)


def convolution() -> float:
    """Processor seconds of a billion multiplications and additions in torch's fastest convolution on one thread.

    In float32, of 3 x 3 pixels and 64 channels that lie last, which is what networks for faces mostly do.
    """
    import torch

    torch.set_num_threads(1)
    pictures = torch.rand(8, 64, 56, 56).contiguous(memory_format=torch.channels_last)
    weights = torch.rand(64, 64, 3, 3).contiguous(memory_format=torch.channels_last)
    steps = 8 * 56 * 56 * 64 * 64 * 9
    seconds = []
    with torch.inference_mode():
        for _ in range(CONVOLUTIONS):
            started = time.process_time()
            torch.nn.functional.conv2d(pictures, weights, padding=1)
            seconds.append(time.process_time() - started)
    return min(seconds) * 1e9 / steps


def plain_list(view: QAbstractItemView, size: QSize) -> QListView:
    """A `QListView` in icon mode with the pictures that a page shows now, as tiles of their mean size; not shown yet.

    It has as many rows as the page.

    Args:
        size: what can be seen of the page's view.
    """
    from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt
    from PySide6.QtWidgets import QListView

    tile, pictures = _shown_tiles(view)
    rows = view.model().rowCount()

    class Pictures(QAbstractListModel):
        def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own
            return 0 if parent.isValid() else rows

        def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
            return pictures[index.row() % len(pictures)] if role == Qt.ItemDataRole.DecorationRole else None

    made = QListView()
    made.setViewMode(QListView.ViewMode.IconMode)
    made.setMovement(QListView.Movement.Static)
    made.setResizeMode(QListView.ResizeMode.Adjust)
    made.setUniformItemSizes(True)
    made.setIconSize(tile)
    made.setGridSize(tile + QSize(GAP, GAP))
    made.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    model = Pictures(made)
    made.setModel(model)
    made.resize(size)
    return made


def _shown_tiles(view: QAbstractItemView) -> tuple[QSize, list[QPixmap]]:
    """The mean size of the tiles that show, and their pictures at that size."""
    from PySide6.QtCore import QSize

    model, port = view.model(), view.viewport()
    rects = [view.visualRect(model.index(row, 0)) for row in range(min(model.rowCount(), 2000))]
    shown = [rect for rect in rects if port.rect().contains(rect)][:MOST_PICTURES]
    tile = QSize(
        round(sum(rect.width() for rect in shown) / len(shown)),
        round(sum(rect.height() for rect in shown) / len(shown)),
    )
    return tile, [port.grab(rect).scaled(tile) for rect in shown]


def _paint_empty_window(catalog: str, started: float) -> None:
    import sqlite3

    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Empty(QMainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            QTimer.singleShot(0, application.quit)

    connection = sqlite3.connect(catalog)
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    application = QApplication([])
    window = Empty()
    window.resize(1280, 800)
    window.show()
    application.exec()
    print(time.time() - started)
    connection.close()


if __name__ == "__main__":
    _paint_empty_window(sys.argv[1], float(sys.argv[2]))
