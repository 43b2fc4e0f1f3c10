"""The real program with streams that are full, closed, or read by somebody who goes away."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from fakes.library import open_fake_library

from photoface.cli.output import json_text, printable
from photoface.errors import UserFacingError
from photoface.gui.display import refuse_without_display
from photoface.library.library import Library


def shell(catalog: Path, line: str) -> subprocess.CompletedProcess[str]:
    """Run a line of bash in which `photoface` is the program on a catalog."""
    program = shlex.join([sys.executable, "-m", "photoface", "--catalog", str(catalog)])
    function = f'photoface() {{ {program} "$@"; }}; set -o pipefail; {line}'
    return subprocess.run(["bash", "-c", function], capture_output=True, text=True, timeout=120, check=False)


needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        pytest.param("photoface search Anna > /dev/full", 1, "cannot be written to: No space left", marks=needs_full),
        pytest.param("photoface people --json > /dev/full", 1, "cannot be written to: No space", marks=needs_full),
        pytest.param("photoface people 2> /dev/full", 0, "", marks=needs_full),
        ("photoface people >&-", 1, "cannot be written to"),
        ("photoface people 2>&- >/dev/null", 0, ""),
        ("photoface people <&- >&- 2>&-", 1, ""),
        ("photoface faces --json | head -c 1 >/dev/null", 0, ""),
    ],
)
def test_streams_that_fail(cast: dict[str, int], scanned: Library, line: str, code: int, said: str) -> None:
    scanned.close()
    ran = shell(scanned.catalog_path, line)
    assert said in ran.stderr
    assert ran.returncode == code
    assert "Traceback" not in ran.stderr
    assert "Exception ignored" not in ran.stderr
    library = open_fake_library(scanned.catalog_path)
    assert [person.name for person in library.people.all("name")] == ["Anna Berg", "Ben Holt"]
    library.close()


def test_a_decision_is_kept_whose_sentence_could_not_be_written(cast: dict[str, int], scanned: Library) -> None:
    scanned.close()
    ran = shell(scanned.catalog_path, "photoface rename Anna Carla >&-")
    assert ran.returncode == 1
    assert "What the command did before is kept." in ran.stderr
    library = open_fake_library(scanned.catalog_path)
    assert library.people.called("Carla")
    library.close()


def test_what_acts_on_a_terminal_is_escaped() -> None:
    assert printable("\x1b[31mred\x9b\x07") == r"\x1b[31mred\x9b\x07"
    assert printable("Anna\u202egnp.exe\n\tBen") == r"Anna\u202egnp.exe" + "\n\tBen"
    assert printable("Zoë 李 नी \u200d") == "Zoë 李 नी \u200d"
    assert json_text("\x9b\x1b\u202e") == r'"\u009b\u001b\u202e"'


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "there is no display here"),
        ({"DISPLAY": ":4711"}, "the display :4711 does not answer"),
        ({"DISPLAY": "nonsense"}, "the display nonsense does not answer"),
        ({"WAYLAND_DISPLAY": "wayland-4711", "XDG_RUNTIME_DIR": "/nowhere"}, "there is no display here"),
        ({"QT_QPA_PLATFORM": "xcb"}, "there is no display here"),
        ({"QT_QPA_PLATFORM": "wayland", "WAYLAND_DISPLAY": "w"}, "the display w does not answer"),
    ],
)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
def test_without_a_display_a_sentence_says_so(environment: dict[str, str], said: str) -> None:
    with pytest.raises(UserFacingError, match=said):
        refuse_without_display(environment)


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "vnc:size=800x600"])
def test_other_ways_to_show_a_window_are_not_asked(platform: str) -> None:
    refuse_without_display({"QT_QPA_PLATFORM": platform})


def test_the_window_without_a_display(catalog_path: Path) -> None:
    line = "env -u DISPLAY -u WAYLAND_DISPLAY -u QT_QPA_PLATFORM " + shlex.join(
        [sys.executable, "-m", "photoface", "--catalog", str(catalog_path)]
    )
    ran = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=120, check=False)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith("The window cannot open: there is no display here.")
