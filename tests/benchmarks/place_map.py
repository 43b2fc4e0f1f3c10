"""The map of places with 50,000 photos: frames while it is dragged and zoomed, beside those of the photo grid.

    python tests/benchmarks/place_map.py [--catalog FILE] [--json FILE]

A copy of the catalog, or of a generated one, gets positions. The window opens without a screen; a frame's time is what
the window's own thread computed for it.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))

from described_catalog import described_catalog
from opened_window import come_to_rest, opened, settle
from reporting import Figure, arguments, report

if TYPE_CHECKING:
    from photoface.gui.application import Window

FRAMES = 120
SCROLL_PIXELS = 120


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--catalog", type=Path, help="copied; a generated one if none is named")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        catalog = described_catalog(chosen.catalog, Path(folder))
        with opened(catalog, time.time()) as window:
            figures = _measure(window.window)
    report("The map of places", figures, chosen.json)


def _measure(window: Window) -> list[Figure]:
    from PySide6.QtCore import QPointF

    from photoface.gui.context import Place

    main = window.main
    come_to_rest(window)
    main.go_to(Place("photos"))
    settle(window)
    bar = main.photos.pane.view.verticalScrollBar()
    grid = _frames(lambda _: bar.setValue(bar.value() + SCROLL_PIXELS))
    main.go_to(Place("places"))
    come_to_rest(window)
    view = main.places.view
    assert view is not None
    dragged = _frames(lambda frame: view._move(QPointF(12 if frame % 40 < 20 else -12, 5)))
    view.fit()
    come_to_rest(window)
    zoomed = _frames(lambda frame: view.zoom_by(0.12 if frame < FRAMES / 2 else -0.12, QPointF(500, 300)))
    figures = []
    for name, times in (("photo grid, scrolling", grid), ("map, dragging", dragged), ("map, zooming", zoomed)):
        figures += [
            Figure(f"{name}, middle frame", times[len(times) // 2], "ms"),
            Figure(f"{name}, 95th of 100", times[int(len(times) * 0.95)], "ms"),
        ]
    middle = len(grid) // 2
    figures.append(Figure("dragging, times the grid's frame", dragged[middle] / grid[middle], "", 1.0))
    figures.append(Figure("zooming, times the grid's frame", zoomed[middle] / grid[middle], "", 1.0))
    return figures


def _frames(move: Callable[[int], None]) -> list[float]:
    """Milliseconds of each frame, sorted."""
    from PySide6.QtWidgets import QApplication

    times = []
    for frame in range(FRAMES):
        started = time.thread_time()
        move(frame)
        QApplication.processEvents()
        times.append((time.thread_time() - started) * 1000)
        time.sleep(0.005)
    return sorted(times)


if __name__ == "__main__":
    main()
