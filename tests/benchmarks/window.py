"""The window on a library of 100,000 faces: how soon it shows, how smoothly it scrolls, how fast it answers.

    python tests/benchmarks/window.py [--catalog FILE] [--rounds 3] [--json FILE]

Makes a catalog of 50,000 photos and opens a real window on it, in a process of its own and without a screen. Frames
are painted as a 60 Hz screen asks for them, and timed by the clock, as the user sees them; how long the window's own
thread computed is noted beside. The first paint is what `startup.py` measures: the fastest of some starts.
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
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent))

from opened_window import Opened, come_to_rest, memory, opened, rest, settle, wait_until
from reporting import Figure, arguments, installed_environment, report
from ruler import empty_window, plain_list
from startup import best_start, first_paint_figure, multiples_of_empty

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea

    from photoface.gui.application import Window

FRAME_MS = 16
FRAMES = 240
"""Four seconds of scrolling."""

SCROLL_PIXELS = 120
"""What a wheel's notch moves; one each frame is a fast flick."""

FIRST_SECONDS = 10.0
"""After the start, while all is read for the first time: nothing may stop the window for long."""
STALL_MS = 50

KEY_SECONDS = 0.1
"""Between two keys of somebody who types fast."""
TYPED = "anna berg -ben year:2"

PAUSE_SECONDS = 8.0

SEARCHES = ("year:2010", "{first} {second}", "{first} -{second}", '"tag:Place 7"', "only:{first}", "faces:>3 year:2012")
REPEATS = 5


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--catalog", type=Path, help="where the generated catalog is kept; made if it is not there")
    parser.add_argument("--faces", type=int, default=100_000)
    parser.add_argument("--photos", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
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
        compiled = Path(folder) / "compiled"
        best = best_start(catalog, compiled, chosen.rounds)
        empty = empty_window(catalog, compiled, chosen.rounds)
        figures = [first_paint_figure(best), *multiples_of_empty(empty, best["paint"])]
        figures += [Figure(**figure) for figure in _in_another_process(catalog, compiled)]
        people = next(figure.value for figure in figures if figure.name == "people shown")
        figures.append(Figure("people shown, in multiples of an empty window", people / empty, "x", 2.5))
    report(f"The window on {chosen.faces:,} faces in {chosen.photos:,} photos", figures, chosen.json)


def _in_another_process(catalog: Path, compiled: Path) -> list[dict[str, Any]]:
    command = [sys.executable, __file__, "--catalog", str(catalog), "--inside", str(time.time())]
    environment = installed_environment(compiled)
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    figures: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return figures


# in the other process


def _measure(catalog: Path, started: float) -> list[Figure]:
    with opened(catalog, started) as window:
        figures = _first_seconds(window, started)
        rest(PAUSE_SECONDS)
        figures.append(Figure("memory at rest", memory(), "MB", 400))
        figures += _scroll_pages(window.window)
        figures += _page_switches(window.window)
        figures.append(_typing(window.window))
        figures += _searches(window.window)
        figures += _decisions(window.window)
        # What follows a decision begins when the user pauses.
        rest(PAUSE_SECONDS)
        come_to_rest(window.window)
        figures.append(Figure("memory at the end", memory(), "MB", 400))
        figures.append(Figure("memory at most", memory(most=True), "MB"))
    return figures


def _first_seconds(opened_window: Opened, started: float) -> list[Figure]:
    """What shows when, and the longest time that the window stands still, until it has come to rest."""
    window, shown = opened_window.window, {}
    people = window.main.people

    def shows() -> bool:
        return people.people.rowCount() > 0

    stalls = [wait_until(shows)]
    shown["people"] = time.time() - started
    stalls.append(wait_until(lambda: window.images.held_bytes > 0 and not window.images.busy))
    shown["pictures"] = time.time() - started
    people.dots.counted.connect(lambda _: shown.setdefault("counted", time.time() - started))
    stalls.append(wait_until(lambda: not window.tasks.busy))
    stalls.append(wait_until(lambda: "counted" in shown and time.time() - started > FIRST_SECONDS))
    torch_loaded = "torch" in sys.modules
    come_to_rest(window)
    return [
        Figure("people shown", shown["people"], "s"),
        Figure("their pictures shown", shown["pictures"], "s"),
        Figure("suggestions counted", shown["counted"], "s"),
        Figure("longest stop meanwhile", max(stalls), "ms", STALL_MS),
        Figure("torch loaded", float(torch_loaded), "", 0),
    ]


def _scroll_pages(window: Window) -> list[Figure]:
    from photoface.gui.context import Place
    from photoface.gui.person.page import FACES

    main = window.main
    figures = []

    def scroll(name: str, view: QAbstractItemView, area: QAbstractScrollArea | None = None) -> None:
        settle(window)
        # The tiles get their places a moment after they were read, and ask for their pictures then.
        bar = (area or view).verticalScrollBar()
        wait_until(lambda: bar.maximum() > 0 and not view.visualRect(view.model().index(0, 0)).isEmpty())
        bar.setValue(0)
        settle(window)
        figures.extend(_scroll(name, area or view, view))

    main.go_to(Place("photos"))
    scroll("Photos", main.photos.pane.view)
    main.go_to(Place("faces"))
    scroll("Faces", main.faces.pane.view)
    main.faces.show_tab("named")
    scroll("Faces with a name", main.faces.pane.view)
    main.go_to(Place("people"))
    settle(window)
    main.people.fold.click()
    scroll("People", main.people.covers, main.people.area)
    main.go_to(Place("person", window.client.library.people.all()[0].id))
    scroll("a person's photos", main.person.photos.view)
    main.person.show_tab(FACES)
    scroll("a person's faces", main.person.faces.view)
    return figures


def _scroll(name: str, area: QAbstractScrollArea, view: QAbstractItemView) -> list[Figure]:
    """Frames of a page that scrolls, and of a plain list with the same pictures right after it."""
    plain = plain_list(view, area.viewport().size())
    own, clock = _frames(area)
    plain.show()
    wait_until(plain.isVisible)
    plain_own, plain_clock = _frames(plain)
    plain.close()
    plain.deleteLater()
    middle, late = FRAMES // 2, int(FRAMES * 0.95)
    computed = f"{own[late] / plain_own[late]:.1f} computed"
    return [
        Figure(f"scrolling {name}, middle frame", clock[middle], "ms", note=f"{own[middle]:.1f} ms computed"),
        Figure(f"scrolling {name}, 95th of 100", clock[late], "ms", FRAME_MS, note=f"{own[late]:.1f} ms computed"),
        Figure(
            f"the same, in multiples of a plain list's {plain_clock[late]:.1f} ms",
            clock[late] / plain_clock[late],
            "x",
            1.5,
            note=computed,
        ),
    ]


def _frames(area: QAbstractScrollArea) -> tuple[list[float], list[float]]:
    """Scroll down, a notch each frame: milliseconds of the window's own thread for each, and of the clock; sorted."""
    from PySide6.QtWidgets import QApplication

    bar = area.verticalScrollBar()
    bar.setValue(0)
    QApplication.processEvents()
    own, clock = [], []
    for _ in range(FRAMES):
        started, cpu = time.perf_counter(), time.thread_time()
        bar.setValue(bar.value() + SCROLL_PIXELS)
        # What came in, and the paint that all of it asks for.
        QApplication.processEvents()
        clock.append((time.perf_counter() - started) * 1000)
        own.append((time.thread_time() - cpu) * 1000)
        time.sleep(max(0.0, FRAME_MS - clock[-1]) / 1000)
    return sorted(own), sorted(clock)


def _page_switches(window: Window) -> list[Figure]:
    """From asking for a page until all on it is read and painted; History and Review are opened for the first time."""
    from photoface.gui.context import Place

    main, person = window.main, window.client.library.people.all()[0]
    pages = [(name, Place(name.lower())) for name in ("People", "Faces", "Photos", "History", "Review")]
    pages.append((f"a person of {person.faces:,} faces", Place("person", person.id)))
    figures = []
    for name, place in pages:
        main.go_to(Place("map"))
        come_to_rest(window, 0.5)
        started = time.perf_counter()
        main.go_to(place)
        stop = wait_until(lambda: not window.tasks.busy and not window.images.busy)
        took = (time.perf_counter() - started) * 1000
        figures.append(Figure(f"opening {name}", took, "ms", note=f"longest stop {stop:.0f} ms"))
    return figures


def _typing(window: Window) -> Figure:
    """The longest time that a key of a search, or what its offers bring, stops the window."""
    from PySide6.QtTest import QTest

    field = window.main.search
    field.setFocus()
    slowest = (0.0, "")
    for number, letter in enumerate(TYPED, 1):
        began = time.perf_counter()
        QTest.keyClicks(field, letter)
        pressed = (time.perf_counter() - began) * 1000
        end = time.monotonic() + KEY_SECONDS
        slowest = max(slowest, (max(pressed, wait_until(lambda end=end: time.monotonic() > end)), TYPED[:number]))  # type: ignore[misc]
    field.clear()
    return Figure("typing in the search, the slowest key", slowest[0], "ms", STALL_MS, note=slowest[1])


def _searches(window: Window) -> list[Figure]:
    library = window.client.library
    first, second = (f'"{person.name}"' for person in library.people.all()[:2])
    slowest: tuple[float, str] = (0.0, "")
    for words in SEARCHES:
        asked = words.format(first=first, second=second)
        slowest = max(slowest, (_best(lambda asked=asked: library.search.find(asked)), asked))  # type: ignore[misc]
    return [Figure("search, the slowest", slowest[0], "ms", 50, note=slowest[1])]


def _decisions(window: Window) -> list[Figure]:
    from photoface.gui.context import Place
    from photoface.library.commands.groups import NameGroup

    library, client = window.client.library, window.client
    window.main.go_to(Place("people"))
    settle(window)
    largest = library.groups.all(1)[0]
    names, undos, questions = [], [], []
    for number in range(REPEATS):
        name = NameGroup(largest.id, f"Newly Named {number}")
        names.append(_until_told(window, client.decided, lambda name=name: client.execute(name)))  # type: ignore[misc]
        questions.append(_once(library.review.next_question) + _once(library.review.progress))
        settle(window)
        undos.append(_until_told(window, client.undone, client.undo))
        # Nobody names the next one before the window has counted again what it suggests.
        come_to_rest(window)
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
    wait_until(lambda: bool(told))
    said.disconnect(made.append)
    window.client.changed.disconnect(note)
    return (told[0] - started) * 1000


def _once(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _best(work: Callable[[], object]) -> float:
    return min(_once(work) for _ in range(REPEATS))


if __name__ == "__main__":
    main()
