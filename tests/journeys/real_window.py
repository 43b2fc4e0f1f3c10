"""The program as a process of its own, and what a person sees of it and does to it."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops
from x_server import PATIENCE_SECONDS, Point, Rect, Screen, wait_until

Name = str | re.Pattern[str]

MAPPED = Path(__file__).parent.parent / "widget_map.py"
"""Runs the program so that it writes what its window shows."""

PICTURES_KEPT = 12

DRAG_STEPS = 8

TURNS_AFTER_INPUT = 3
"""The second map after an input was begun when the program had taken the input from the X server. One more, since on a
busy machine the thread that takes it may be late."""

TURNS_AT_REST = 4
"""So many equal maps, one each tenth of a second, show that nothing is on its way. It is longer than the review takes
no key for a new question."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something on the screen, as `widget_map` tells of it."""

    name: str
    description: str
    role: str
    rect: Rect
    text: str
    window: str
    view: str
    states: tuple[str, ...]

    @property
    def middle(self) -> Point:
        return self.at(0.5, 0.5)

    def at(self, across: float, down: float) -> Point:
        """A point of it, in fractions of its width and height."""
        left, top, width, height = self.rect
        return left + round(across * (width - 1)), top + round(down * (height - 1))


@dataclass(frozen=True, slots=True)
class Seen:
    """One map that the program wrote; see `widget_map`."""

    number: int
    things: tuple[Thing, ...] = ()
    active: bool = False
    busy: bool = True
    jobs_ended: int = 0


class RealWindow:
    """A running PhotoFace.

    What is seen is never older than what was last done: after an input, older maps are not looked at.

    Args:
        folder: for its home, its map and its output.
        catalog: its catalog, as written on the command line.
        working_folder: where it is started.
    """

    def __init__(self, screen: Screen, folder: Path, catalog: Path, working_folder: Path) -> None:
        self.screen = screen
        self.folder = folder
        self._catalog = catalog
        self._working_folder = working_folder
        self._map = folder / "map.json"
        self._seen, self._written = Seen(0), 0
        self._inputs = 0
        self._first_number = 0
        self._starts = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._pictures: deque[tuple[str, Image.Image]] = deque(maxlen=PICTURES_KEPT)

    # the process

    @property
    def environment(self) -> dict[str, str]:
        """For the program, and for its commands in a terminal."""
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        return {**self.screen.environment, "HOME": str(home), "QT_QPA_PLATFORM": "xcb"}

    def start(self) -> None:
        """Start it, and wait until its window is on the screen and has the keyboard."""
        self._map.unlink(missing_ok=True)
        self._inputs, self._first_number = self.screen.inputs, 0
        # What a killed one's worker still has to say is not this one's.
        self._starts += 1
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, MAPPED, str(self._map), "--catalog", str(self._catalog)],
                cwd=self._working_folder,
                env=self.environment,
                stdout=output,
                stderr=output,
            )
        self.wait(lambda: self.look().active, "the window shows")

    def command(self, *words: str) -> str:
        """What a command says in a terminal, with the same home and catalog."""
        done = subprocess.run(
            [sys.executable, "-m", "photoface", *words, "--catalog", str(self._catalog)],
            cwd=self._working_folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=2 * PATIENCE_SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"photoface {' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout

    def kill(self) -> None:
        """What a power cut does to it: no warning, no time."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(PATIENCE_SECONDS)
        self._process = None

    def close(self) -> None:
        """Close it as its menu does; it must end well and have nothing to complain about."""
        assert self._process is not None
        self.press("ctrl+q")
        code = self._process.wait(PATIENCE_SECONDS)
        self._process = None
        assert code == 0, f"it ended with {code}: {self.output}"
        assert self.output == "", self.output

    @property
    def _output(self) -> Path:
        return self.folder / f"output-{self._starts}.txt"

    @property
    def output(self) -> str:
        """All that it wrote to its terminal since it was started last."""
        return self._output.read_text(encoding="utf-8", errors="replace") if self._output.exists() else ""

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def end(self) -> None:
        """Leave nothing running after a journey that failed."""
        if self.runs:
            self.kill()

    # what is seen

    def wait(self, holds: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until something holds, or until the program is gone."""

        def looked() -> bool:
            assert self.runs, f"the program ended: {self.output}"
            return holds()

        try:
            wait_until(looked, what, seconds)
        except AssertionError as error:
            seen = "\n".join(f"{thing.role} {thing.name!r} {thing.text!r}" for thing in self.shown() if thing.name)
            raise AssertionError(f"{error}\nOn the screen:\n{seen}") from None

    def look(self) -> Seen:
        """All that can be seen now, and whether more is on its way."""
        if self._inputs != self.screen.inputs:
            self._inputs = self.screen.inputs
            self._first_number = self._read_map().number + TURNS_AFTER_INPUT
        seen = [self._read_map()]

        def is_new() -> bool:
            assert self.runs, f"the program ended: {self.output}"
            seen[0] = self._read_map()
            return seen[0].number >= self._first_number

        wait_until(is_new, "the program shows what it makes of the last input")
        return seen[0]

    def shown(self) -> tuple[Thing, ...]:
        """All that can be seen now, in the order in which it was made."""
        return self.look().things

    def _read_map(self) -> Seen:
        if not self._map.exists():
            return Seen(0)
        written = self._map.stat().st_mtime_ns
        if written != self._written:
            self._seen, self._written = self._parse_map(), written
        return self._seen

    def _parse_map(self) -> Seen:
        told = json.loads(self._map.read_text(encoding="utf-8"))
        things = tuple(
            Thing(**{**entry, "rect": tuple(entry["rect"]), "states": tuple(entry["states"])})
            for entry in told.pop("shown")
        )
        return Seen(things=things, **told)

    def at_rest(self) -> None:
        """Wait until nothing is read or decided, and nothing on the screen moves."""
        last: list[Seen] = []

        def is_still() -> bool:
            seen = self.look()
            if last and seen.number == last[-1].number:
                return False
            if seen.busy or (last and seen.things != last[-1].things):
                last.clear()
            if not seen.busy:
                last.append(seen)
            return len(last) >= TURNS_AT_REST

        self.wait(is_still, "the window comes to rest")

    def picture(self) -> Image.Image:
        """What is on the screen once it stays the same while the program works through what it has to do."""
        last: list[tuple[int, Image.Image]] = []

        def is_still() -> bool:
            number = self.look().number
            if last and number < last[0][0] + TURNS_AFTER_INPUT:
                return False
            now = self.screen.picture()
            same = bool(last) and ImageChops.difference(last[0][1], now).getbbox() is None
            last[:] = [(self.look().number, now)]
            return same

        self.wait(is_still, "the screen comes to rest")
        return last[0][1]

    def all(self, name: Name, role: str = "", view: str = "") -> list[Thing]:
        """What is called so now; a string is the whole name, a pattern a part of it."""
        return self._called(self.shown(), name, role, view)

    @staticmethod
    def _called(things: Sequence[Thing], name: Name, role: str, view: str) -> list[Thing]:
        return [
            thing
            for thing in things
            if (thing.name == name if isinstance(name, str) else name.search(thing.name))
            and role in ("", thing.role)
            and view in ("", thing.view)
        ]

    def find(self, name: Name, role: str = "", view: str = "", number: int = 0, *, while_busy: bool = False) -> Thing:
        """The first that is called so, or a later one, once it is there, can be used, and stays where it is.

        Args:
            while_busy: it stays in its place whatever is still being read; else reading is waited for.
        """
        last = Seen(-1)
        found: list[Thing] = []

        def stays() -> bool:
            nonlocal last
            seen, before = self.look(), found[number].rect if len(found) > number else None
            if seen.number == last.number:
                return False
            last = seen
            found[:] = [thing for thing in self._called(seen.things, name, role, view) if "enabled" in thing.states]
            if seen.busy and not while_busy:
                found.clear()
            return len(found) > number and found[number].rect == before

        self.wait(stays, f"{role or 'something'} called {name!r} {f'in {view!r}' if view else ''}")
        return found[number]

    def see(self, name: Name, role: str = "") -> None:
        """Wait until something of that name is on the screen."""
        self.wait(lambda: bool(self.all(name, role)), f"{name!r} is on the screen")

    def see_no(self, name: Name, role: str = "") -> None:
        self.wait(lambda: not self.all(name, role), f"{name!r} is no longer on the screen")

    @property
    def focused(self) -> list[str]:
        """The names of what has the focus."""
        return [thing.name for thing in self.shown() if "focused" in thing.states]

    def wait_for_focus(self, name: str) -> None:
        """Wait until what is called so has the keyboard."""
        self.wait(lambda: name in self.focused, f"{name!r} has the focus")

    # what is done

    def click(self, what: Thing | Name, role: str = "", **how: object) -> Thing:
        """Click in the middle of something, once it is there."""
        thing = what if isinstance(what, Thing) else self.find(what, role)
        self.note(f"before clicking {thing.name or thing.role}")
        self.screen.click(thing.middle, **how)  # type: ignore[arg-type]
        return thing

    def drag(self, what: Name, onto: Name) -> None:
        """Drag one item onto another with the mouse, each the only one of its name."""
        self.at_rest()
        self.drag_from(self.find(what, "Item").at(0.5, 0.4), self.find(onto, "Item").at(0.5, 0.4))

    def drag_from(self, start: Point, end: Point) -> None:
        """Press, move in steps, and let go; each step waits until the program has followed the one before it."""
        self.note("before dragging")
        self.screen.move(start)
        self.look()
        self.screen.hold()
        for step in range(1, DRAG_STEPS + 1):
            share = step / DRAG_STEPS
            self.look()
            across, down = (round(a + share * (b - a)) for a, b in zip(start, end, strict=True))
            self.screen.move((across, down))
        self.look()
        self.note("before letting go")
        self.screen.let_go()

    def type(self, text: str, *keys: str) -> None:
        """Type, then press keys."""
        self._wait_for_keyboard()
        self.screen.type(text)
        if keys:
            self.press(*keys)

    def press(self, *keys: str) -> None:
        self._wait_for_keyboard()
        self.note(f"before {' '.join(keys)}")
        self.screen.press(*keys)

    def _wait_for_keyboard(self) -> None:
        # The window manager takes a moment until it hands the keyboard to a new window, or back.
        self.wait(lambda: self.look().active, "the program has the keyboard")

    # for whoever looks into a failure

    def note(self, what: str) -> None:
        """Keep a picture of the screen; the last ones are there when a journey fails."""
        self._pictures.append((what, self.screen.picture()))

    def leave(self, folder: Path) -> None:
        """Put the last pictures, the map and all that the program wrote into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self.note("at the end")
        for number, (what, picture) in enumerate(self._pictures):
            picture.save(folder / f"{number:02} {re.sub(r'[^A-Za-z0-9]+', '-', what)[:60]}.png")
        if self._map.exists():
            (folder / "map.json").write_bytes(self._map.read_bytes())
        for output in self.folder.glob("output-*.txt"):
            (folder / output.name).write_bytes(output.read_bytes())
