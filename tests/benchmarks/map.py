"""The map of faces at size: how long it takes to lay out, and how many frames a second it paints.

    python tests/benchmarks/map.py [--faces 10000] [--layout]

Faces are vectors of people made up for it: 128 numbers, a few to a hundred faces of each. Frames are painted offscreen
while the map is dragged and zoomed, each made again, at one and at two pixels to a point; crops are not fetched.
"""

from __future__ import annotations

import argparse
import os
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from photoface.clustering.tsne_layout import lay_out
from photoface.gui.face_map.view import FaceMapView
from photoface.gui.kit.icons import Icons
from photoface.gui.kit.theme import Theme
from photoface.gui.kit.widget_context import WidgetContext
from photoface.library.face_map import FaceMap

SIZE = (1080, 690)
FRAMES = 60


class NoImages(QObject):
    """Pictures that never come."""

    arrived = Signal()

    def face(self, face_id: int, side: int) -> None:
        return None


def people(faces: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Vectors of unit length, and whose each is."""
    random = np.random.default_rng(0)
    persons = np.sort(random.zipf(1.6, faces) * 7919 % (faces // 8) + 1)
    centres = random.normal(0, 1, (faces // 8 + 2, 128))
    vectors = centres[persons] + random.normal(0, 0.5, (faces, 128))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), persons


def paint(view: FaceMapView, ratio: int) -> tuple[float, float, int]:
    """Frames a second while the map is dragged and zoomed, processor seconds and dots in a frame on average."""
    image = QImage(SIZE[0] * ratio, SIZE[1] * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    dots = 0
    view.fit()
    started, processor = time.perf_counter(), time.process_time()
    for frame in range(FRAMES):
        view.zoom(0.1 if frame < FRAMES / 2 else -0.1, QPointF(500, 300))
        view.camera.move(QPointF(3, 2))
        view.render(image)
        dots += view.layers.dots_painted
    seconds, processor = time.perf_counter() - started, time.process_time() - processor
    return FRAMES / seconds, processor / FRAMES, dots // FRAMES


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--faces", type=int, default=10_000)
    parser.add_argument("--layout", action="store_true", help="also lay the faces out")
    arguments = parser.parse_args()
    vectors, persons = people(arguments.faces)
    places = np.random.default_rng(1).random((arguments.faces, 2)).astype(np.float32)
    if arguments.layout:
        started, processor = time.perf_counter(), time.process_time()
        places = lay_out(vectors)
        seconds = time.perf_counter() - started
        print(f"laid out in {seconds:.1f} s, {time.process_time() - processor:.1f} s of processor time")
    application = QApplication([])
    theme = Theme(application)
    view = FaceMapView(WidgetContext(None, NoImages(), theme, Icons(theme)))  # type: ignore[arg-type]
    view.resize(*SIZE)
    ids = np.arange(1, arguments.faces + 1)
    names = {int(person): f"Person {person}" for person in np.unique(persons)}
    view.show_map(FaceMap(ids, places, persons, np.zeros_like(ids), names, 0, False))
    for ratio in (1, 2):
        frames, seconds, dots = paint(view, ratio)
        print(f"{ratio} x: {frames:.0f} frames/s, {1000 * seconds:.1f} ms of processor time and {dots:,} dots a frame")


if __name__ == "__main__":
    main()
