"""The viewer on photos of 12 megapixels: the next photo and every pixel of it, beside the time of decoding one.

    python tests/benchmarks/viewer.py [--photos 8] [--json FILE]

Makes an album, scans it with the installed model, and opens a real window without a screen on it. By the clock. The
ratios to decoding are what must hold: the next photo within 1, all its pixels within 2 of it.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from opened_window import opened, rest, settle, wait_until
from PIL import Image
from reporting import Figure, arguments, report

if TYPE_CHECKING:
    from photoface.gui.application import Window

SIDES = (4000, 3000)
"""12 megapixels."""

LOOK_SECONDS = 0.7
"""How long each photo is looked at before the next key; its neighbours are read meanwhile."""


def make_album(folder: Path, photos: int) -> None:
    """Photos with as much detail as a camera's, all different."""
    random = np.random.default_rng(0)
    for number in range(photos):
        coarse = Image.fromarray(random.integers(0, 255, (30, 40, 3), dtype=np.uint8)).resize(SIDES)
        pixels = np.asarray(coarse, np.int16) + random.integers(-12, 13, (SIDES[1], SIDES[0], 1), dtype=np.int16)
        Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(folder / f"{number}.jpg", quality=88)


def measure(window: Window, catalog_folder: Path) -> dict[str, list[float]]:
    """Seconds of each step; `stop` are the longest times for which the window stood still meanwhile."""
    from photoface.imaging.decode import decode

    viewer, canvas = window.main.viewer, window.main.viewer.canvas
    ids = window.client.library.photos.ids()
    found: dict[str, list[float]] = {"decode": [], "next": [], "full": [], "stop": []}
    for path in sorted(catalog_folder.glob("*.jpg")):
        data = path.read_bytes()
        began = time.perf_counter()
        decode(data, name=path.name)
        found["decode"].append(time.perf_counter() - began)
    viewer.open(ids, ids[0])
    settle(window)
    for row in range(1, len(ids)):
        rest(LOOK_SECONDS)
        began = time.perf_counter()
        viewer.show_row(row)
        stop = wait_until(lambda: not canvas.is_blurred and viewer.detail is not None)
        found["next"].append(time.perf_counter() - began)
        rest(LOOK_SECONDS)
        began = time.perf_counter()
        canvas.zoom_to_actual()
        stop = max(stop, wait_until(lambda: not canvas.is_blurred))
        found["full"].append(time.perf_counter() - began)
        found["stop"].append(stop / 1000)
    return found


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--photos", type=int, default=8)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "Pictures"
        folder.mkdir()
        make_album(folder, options.photos)
        from photoface.assembly import open_library

        library = open_library(Path(made) / "catalog.photoface")
        library.folders.add(folder)
        library.jobs.scan()
        library.close()
        with opened(Path(made) / "catalog.photoface", time.time()) as window:
            window.window.main.resize(1400, 900)
            settle(window.window)
            found = measure(window.window, folder)
    middle = {name: 1000 * statistics.median(seconds) for name, seconds in found.items()}
    figures = [
        Figure("decoding", middle["decode"], "ms"),
        Figure("next photo", middle["next"], "ms", 100),
        Figure("next photo, of decoding", middle["next"] / middle["decode"], "", 1),
        Figure("every pixel after 100 %", middle["full"], "ms"),
        Figure("every pixel, of decoding", middle["full"] / middle["decode"], "", 2),
        Figure("longest stop, median of the photos", middle["stop"], "ms", 50),
        Figure("longest stop", 1000 * max(found["stop"]), "ms"),
    ]
    report(f"The viewer, {options.photos} photos of 12 megapixels", figures, options.json)


if __name__ == "__main__":
    main()
