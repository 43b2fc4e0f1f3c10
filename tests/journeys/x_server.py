"""A screen, a mouse and a keyboard: an X server without hardware, a window manager, and a hand on both.

Input goes through the X server's own XTEST extension, as from a device. What is on the screen is read from the server.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageGrab

PROGRAMS = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool"}
"""What is needed, and the Debian package of each."""

SIZE = (1400, 900)

PATIENCE_SECONDS = 120.0
"""How long a journey waits for what must happen. A busy machine makes a program slow, and slow is no defect."""

LOOK_EVERY_SECONDS = 0.05

BESIDE = 12
"""Pixels from one click to another of which programs make no double click."""

Point = tuple[int, int]
Rect = tuple[int, int, int, int]


def missing_packages() -> list[str]:
    """The packages of the programs that are not on this system."""
    return [package for program, package in PROGRAMS.items() if shutil.which(program) is None]


def wait_until(holds: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Look again and again until something holds.

    Raises:
        AssertionError: it does not hold in time.
    """
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not in {seconds:.0f} seconds: {what}"
        time.sleep(LOOK_EVERY_SECONDS)


class Screen:
    """One X server with a window manager, for as long as the object is open."""

    def __init__(self, folder: Path) -> None:
        self.inputs = 0
        """How many times something was done with the mouse or the keyboard."""
        self._clicked: Point = (-BESIDE, -BESIDE)
        self._log = (folder / "x-server.txt").open("wb")
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "LANG": "C.UTF-8",
        }
        read_end, write_end = os.pipe()
        size = "x".join(map(str, SIZE))
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-noreset"],
            env=self.environment,
            pass_fds=[write_end],
            stdout=self._log,
            stderr=self._log,
        )
        os.close(write_end)
        with os.fdopen(read_end) as answer:
            number = answer.readline().strip()
        assert number, "the X server did not start"
        self.name = self.environment["DISPLAY"] = f":{number}"
        self._manager = subprocess.Popen(
            ["openbox", "--sm-disable"], env=self.environment, stdout=self._log, stderr=self._log
        )
        wait_until(self._is_managed, "the window manager runs")

    def close(self) -> None:
        for process in (self._manager, self._server):
            process.terminate()
            process.wait(PATIENCE_SECONDS)
        self._log.close()

    def _is_managed(self) -> bool:
        asked = ["xdotool", "get_num_desktops"]
        return subprocess.run(asked, env=self.environment, capture_output=True, check=False).returncode == 0

    # eyes

    def picture(self) -> Image.Image:
        """What is on the screen now."""
        return ImageGrab.grab(xdisplay=self.name).convert("RGB")

    # hands

    def _do(self, *words: str) -> None:
        self.inputs += 1
        subprocess.run(["xdotool", *words], env=self.environment, check=True, capture_output=True)

    def move(self, to: Point) -> None:
        self._do("mousemove", str(to[0]), str(to[1]))

    def click(self, at: Point, *, button: int = 1, times: int = 1, holding: str = "") -> None:
        if max(abs(at[0] - self._clicked[0]), abs(at[1] - self._clicked[1])) < BESIDE:
            # Soon after the last click, and at its place, it would be a double click.
            at = at[0] + BESIDE, at[1]
        self._clicked = at
        self.move(at)
        if holding:
            self._do("keydown", holding)
        self._do("click", "--repeat", str(times), str(button))
        if holding:
            self._do("keyup", holding)

    def hold(self) -> None:
        """Press the button of the mouse, and keep it down."""
        self._do("mousedown", "1")

    def let_go(self) -> None:
        self._do("mouseup", "1")

    def press(self, *keys: str) -> None:
        """Keys by their X names: "Return", "ctrl+z"."""
        self._do("key", *keys)

    def type(self, text: str) -> None:
        self._do("type", text)
