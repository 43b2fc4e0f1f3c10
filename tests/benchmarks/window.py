"""The window on a library of 100,000 faces: how soon it shows, how smoothly it scrolls, how fast it answers.

    python tests/benchmarks/window.py [--catalog FILE] [--json FILE]

Makes a catalog of 50,000 photos and opens a real window on it, in a process of its own and without a screen. Frames
are painted as a 60 Hz screen asks for them. A frame's time is the window thread's own: on a machine that does other
things beside, the time on the wall measures those.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))

from reporting import Figure, arguments, installed_environment, report

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QAbstractScrollArea

    from photoface.gui.application import Window
    from photoface.worker.messages import Job

FRAME_MS = 16
FRAMES = 240
"""Four seconds of scrolling."""

SCROLL_PIXELS = 120
"""What a wheel's notch moves; one each frame is a fast flick."""

SEARCHES = ("year:2010", "{first} {second}", "{first} -{second}", '"tag:Place 7"', "only:{first}", "faces:>3 year:2012")
REPEATS = 5


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--catalog", type=Path, help="where the generated catalog is kept; made if it is not there")
    parser.add_argument("--faces", type=int, default=100_000)
    parser.add_argument("--photos", type=int, default=50_000)
    parser.add_argument("--inside", type=float, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.inside is not None:
        print(json.dumps([vars(figure) for figure in _measure(chosen.catalog, chosen.inside)]))
        return
    with tempfile.TemporaryDirectory() as folder:
        catalog = chosen.catalog or Path(folder) / "large.photoface"
        if not catalog.exists():
            from large_catalog import Shape, write_large_catalog

            catalog.parent.mkdir(parents=True, exist_ok=True)
            write_large_catalog(catalog, Shape(faces=chosen.faces, photos=chosen.photos))
        figures = [Figure(**figure) for figure in _in_another_process(catalog, Path(folder) / "compiled")]
    report(f"The window on {chosen.faces:,} faces in {chosen.photos:,} photos", figures, chosen.json)


def _in_another_process(catalog: Path, compiled: Path) -> list[dict[str, object]]:
    command = [sys.executable, __file__, "--catalog", str(catalog), "--inside"]
    environment = installed_environment(compiled)
    # Once for nothing: the second start of a program is what a user mostly sees, with its files in memory.
    subprocess.run([*command, str(time.time())], env=environment, check=True, capture_output=True)
    done = subprocess.run([*command, str(time.time())], env=environment, check=True, stdout=subprocess.PIPE, text=True)
    figures: list[dict[str, object]] = json.loads(done.stdout.splitlines()[-1])
    return figures


# in the other process


class _NoJob:
    """A worker that is done before it begins: the photos of the catalog do not exist."""

    def __init__(self, _job: Job, tell: Callable[[object], None]) -> None:
        self._tell = tell

    def start(self) -> None:
        from photoface.worker.messages import Cancelled

        self._tell(Cancelled())

    def cancel(self) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def close(self, timeout: float = 5.0) -> None: ...


def _measure(catalog: Path, started: float) -> list[Figure]:
    from photoface.gui.process import has_shown, prepare

    prepare()
    from PySide6.QtCore import QEvent, QObject, QSettings, QTimer
    from PySide6.QtWidgets import QApplication

    from photoface.assembly import open_library
    from photoface.gui.application import Window

    shown: dict[str, tuple[float, float]] = {}

    def note(what: str) -> None:
        shown.setdefault(what, (time.time() - started, time.process_time()))

    class FirstPaint(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and "frame" not in shown:
                # Behind the paint that begins now.
                QTimer.singleShot(0, lambda: note("frame"))
            return False

    application = QApplication([])
    library = open_library(catalog)
    with tempfile.TemporaryDirectory() as folder:
        preferences = QSettings(str(Path(folder) / "window.ini"), QSettings.Format.IniFormat)
        window = Window(application, library, preferences, _NoJob)
        watcher = FirstPaint()
        window.main.installEventFilter(watcher)
        people = window.main.people.people
        for changed in (people.rowsInserted, people.layoutChanged):
            changed.connect(lambda *_: QTimer.singleShot(0, lambda: note("people")))
        window.main.show()
        window.main.start()
        _wait_until(lambda: "people" in shown and not window.tasks.busy)
        has_shown()
        torch_loaded = "torch" in sys.modules
        note("scored")
        figures = [
            Figure("first paint", shown["frame"][0], "s", 1.0, note=f"{shown['frame'][1]:.2f} s of CPU"),
            Figure("people shown", shown["people"][0], "s", note=f"{shown['people'][1]:.2f} s of CPU"),
            Figure("suggestions counted", shown["scored"][0], "s", note=f"{shown['scored'][1]:.2f} s of CPU"),
            Figure("torch loaded", float(torch_loaded), "", 0),
            Figure("memory at rest", _memory(), "MB", 400),
        ]
        figures += _scroll_pages(window)
        figures += _searches(window)
        figures += _decisions(window)
        _rest(2.0)
        figures.append(Figure("memory at the end", _memory(), "MB", 400))
        figures.append(Figure("memory at most", _memory(most=True), "MB"))
        window.close()
    library.close()
    return figures


def _wait_until(condition: Callable[[], bool], seconds: float = 120.0) -> None:
    from PySide6.QtWidgets import QApplication

    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("the window did not come to rest")
        QApplication.processEvents()
        time.sleep(0.001)


def _rest(seconds: float) -> None:
    """Leave the window alone for a while."""
    end = time.monotonic() + seconds
    _wait_until(lambda: time.monotonic() > end)


def _settle(window: Window) -> None:
    def quiet() -> bool:
        return not window.tasks.busy and not window.images.busy

    for _ in range(3):
        _wait_until(quiet)


def _scroll_pages(window: Window) -> list[Figure]:
    from photoface.gui.context import Place

    main = window.main
    figures = []

    def scroll(name: str, area: QAbstractScrollArea) -> None:
        _settle(window)
        figures.extend(_scroll(name, area))

    main.go_to(Place("photos"))
    scroll("Photos", main.photos.pane.view)
    main.go_to(Place("faces"))
    scroll("Faces", main.faces.pane.view)
    main.faces.show_tab("named")
    scroll("Faces with a name", main.faces.pane.view)
    main.go_to(Place("people"))
    _settle(window)
    main.people.fold.click()
    scroll("People", main.people.area)
    return figures


def _scroll(name: str, area: QAbstractScrollArea) -> list[Figure]:
    """Scroll down, a notch each frame: the time of the window's thread for each, and of the clock."""
    from PySide6.QtWidgets import QApplication

    bar = area.verticalScrollBar()
    bar.setValue(0)
    frames, clock = [], []
    for _ in range(FRAMES):
        started, cpu = time.perf_counter(), time.thread_time()
        bar.setValue(bar.value() + SCROLL_PIXELS)
        # What came in, and the paint that all of it asks for.
        QApplication.processEvents()
        clock.append((time.perf_counter() - started) * 1000)
        frames.append((time.thread_time() - cpu) * 1000)
        time.sleep(max(0.0, FRAME_MS - clock[-1]) / 1000)
    frames.sort()
    clock.sort()
    middle, late = len(frames) // 2, int(len(frames) * 0.95)
    return [
        Figure(f"scrolling {name}, middle frame", frames[middle], "ms", note=f"{clock[middle]:.1f} ms on the clock"),
        Figure(
            f"scrolling {name}, 95th of 100", frames[late], "ms", FRAME_MS, note=f"{clock[late]:.1f} ms on the clock"
        ),
    ]


def _searches(window: Window) -> list[Figure]:
    library = window.client.library
    first, second = (f'"{person.name}"' for person in library.people()[:2])
    slowest: tuple[float, str] = (0.0, "")
    for words in SEARCHES:
        asked = words.format(first=first, second=second)
        slowest = max(slowest, (_best(lambda asked=asked: library.search(asked)), asked))
    return [Figure("search, the slowest", slowest[0], "ms", 50, note=slowest[1])]


def _decisions(window: Window) -> list[Figure]:
    from photoface.gui.context import Place
    from photoface.library.commands import NameGroup

    library, client = window.client.library, window.client
    window.main.go_to(Place("people"))
    _settle(window)
    largest = library.groups(1)[0]
    names, undos, questions = [], [], []
    for number in range(REPEATS):
        name = NameGroup(largest.id, f"Newly Named {number}")
        names.append(_until_told(window, client.decided, lambda name=name: client.execute(name)))
        questions.append(_once(library.next_question) + _once(library.progress))
        _settle(window)
        undos.append(_until_told(window, client.undone, client.undo))
        _settle(window)
    return [
        Figure(f"naming a group of {largest.faces:,}", min(names), "ms", 150),
        Figure("next question and progress after it", min(questions), "ms", 150),
        Figure("taking that back", min(undos), "ms"),
    ]


def _until_told(window: Window, said: SignalInstance, decide: Callable[[], None]) -> float:
    """From asking for a decision until the window said it is made and announced what it changed, in ms.

    Args:
        said: the signal of such a decision; what is announced before it comes from elsewhere.
    """
    made: list[str] = []
    told: list[float] = []

    def note(_changed: object) -> None:
        if made:
            told.append(time.perf_counter())

    said.connect(made.append)
    window.client.changed.connect(note)
    started = time.perf_counter()
    decide()
    _wait_until(lambda: bool(told))
    said.disconnect(made.append)
    window.client.changed.disconnect(note)
    return (told[0] - started) * 1000


def _once(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _best(work: Callable[[], object]) -> float:
    return min(_once(work) for _ in range(REPEATS))


def _memory(*, most: bool = False) -> float:
    """Megabytes in memory now, or at most so far; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    wanted = "VmHWM" if most else "VmRSS"
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith(wanted))
    return int(line.split()[1]) / 1000


if __name__ == "__main__":
    main()
