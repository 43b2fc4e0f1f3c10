"""The program as a process of its own, and what a person sees of it and does to it."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from x_server import PATIENCE_SECONDS, Point, Rect, Screen, wait_until

Name = str | re.Pattern[str]

PICTURES_KEPT = 12


@dataclass(frozen=True, slots=True)
class Thing:
    """Something on the screen, as `photoface.gui.widget_map` tells of it."""

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


class RealWindow:
    """A running PhotoFace.

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
        """Start it, and wait until its window is on the screen."""
        self._map.unlink(missing_ok=True)
        # What a killed one's worker still has to say is not this one's.
        self._starts += 1
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "photoface", "--catalog", str(self._catalog)],
                cwd=self._working_folder,
                env={**self.environment, "PHOTOFACE_WIDGET_MAP": str(self._map)},
                stdout=output,
                stderr=output,
            )
        self.wait(lambda: any(thing.role == "Window" for thing in self.shown()), "the window shows")

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
        self.screen.press("ctrl+q")
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

    def shown(self) -> list[Thing]:
        """All that can be seen now, in the order in which it was made."""
        return self._read_map()[1]

    def _read_map(self) -> tuple[int, list[Thing]]:
        if not self._map.exists():
            return 0, []
        told = json.loads(self._map.read_text(encoding="utf-8"))
        things = [
            Thing(**{**entry, "rect": tuple(entry["rect"]), "states": tuple(entry["states"])})
            for entry in told["shown"]
        ]
        return told["number"], things

    def all(self, name: Name, role: str = "", view: str = "") -> list[Thing]:
        """What is called so now; a string is the whole name, a pattern a part of it."""
        return self._called(self.shown(), name, role, view)

    @staticmethod
    def _called(things: list[Thing], name: Name, role: str, view: str) -> list[Thing]:
        return [
            thing
            for thing in things
            if (thing.name == name if isinstance(name, str) else name.search(thing.name))
            and role in ("", thing.role)
            and view in ("", thing.view)
        ]

    def find(self, name: Name, role: str = "", view: str = "", number: int = 0) -> Thing:
        """The first that is called so, or a later one, once it is there, can be used, and stays where it is."""
        last: tuple[int, Rect | None] = (0, None)
        found: list[Thing] = []

        def stays() -> bool:
            nonlocal last
            written, things = self._read_map()
            if written == last[0]:
                return False
            found[:] = [thing for thing in self._called(things, name, role, view) if "enabled" in thing.states]
            before, last = last[1], (written, found[number].rect if len(found) > number else None)
            return last[1] is not None and last[1] == before

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

    # what is done

    def click(self, what: Thing | Name, role: str = "", **how: object) -> Thing:
        """Click in the middle of something, once it is there."""
        thing = what if isinstance(what, Thing) else self.find(what, role)
        self.note(f"before clicking {thing.name or thing.role}")
        self.screen.click(thing.middle, **how)  # type: ignore[arg-type]
        return thing

    def drag(self, what: Thing, onto: Thing) -> None:
        """Drag one thing onto another with the mouse."""
        self.note(f"before dragging {what.name}")
        self.screen.drag(what.at(0.5, 0.4), onto.at(0.5, 0.4))

    def type(self, text: str, *keys: str) -> None:
        """Type, then press keys."""
        self.screen.type(text)
        if keys:
            self.press(*keys)

    def press(self, *keys: str) -> None:
        self.note(f"before {' '.join(keys)}")
        self.screen.press(*keys)

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
