"""How soon PhotoFace is there: `photoface --version`, and the window's first paint on a library of 100,000 faces.

    python tests/benchmarks/startup.py [--catalog FILE] [--rounds 5] [--json FILE]

Each start is a process of its own; the fastest of the rounds counts, since noise only ever slows, and a start before
them that is not counted brings the files into memory. The window opens without a screen, on a catalog that is generated
if none is named. Last come the packages whose import takes longest until then.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from opened_window import opened, wait_until
from reporting import Figure, arguments, installed_environment, report
from ruler import empty_window

PACKAGES_SHOWN = 8
IMPORTED = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")
"""A line of `python -X importtime`: microseconds of the module itself, and its name."""


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--catalog", type=Path, help="where the generated catalog is kept; made if it is not there")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--inside", type=float, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.inside is not None:
        print(json.dumps(first_paint(chosen.catalog, chosen.inside)))
        return
    with tempfile.TemporaryDirectory() as folder:
        catalog = chosen.catalog or Path(folder) / "large.photoface"
        if not catalog.exists():
            from large_catalog import write_large_catalog

            catalog.parent.mkdir(parents=True, exist_ok=True)
            write_large_catalog(catalog)
        compiled = Path(folder) / "compiled"
        version = min(_version(compiled) for _ in range(chosen.rounds + 1))
        best = best_start(catalog, compiled, chosen.rounds)
        empty = empty_window(catalog, compiled, chosen.rounds)
        imports = _imports(catalog, compiled)
    figures = [
        Figure("photoface --version", version, "s", 0.25),
        first_paint_figure(best),
        *multiples_of_empty(empty, best["paint"]),
        Figure("of that, until the window is made", best["made"], "s"),
        Figure("modules imported until then", best["modules"], ""),
    ]
    figures += [Figure(f"importing {package}", seconds, "s") for package, seconds in imports]
    report("Starting PhotoFace", figures, chosen.json)


def best_start(catalog: Path, compiled: Path, rounds: int) -> dict[str, float]:
    """The fastest of so many starts by each measure, see `first_paint`; one before them does not count."""
    starts = [_start(catalog, compiled) for _ in range(rounds + 1)][1:]
    return {what: min(start[what] for start in starts) for what in starts[0]}


def first_paint_figure(best: dict[str, float]) -> Figure:
    """What `best_start` says of the first paint."""
    return Figure("first paint of the window", best["paint"], "s", 1.0, note=f"{best['cpu']:.2f} s of CPU")


def multiples_of_empty(empty: float, paint: float) -> list[Figure]:
    """The first paint against that of an empty window on this machine."""
    return [
        Figure("an empty window with SQLite open, by itself", empty, "s"),
        Figure("first paint, in multiples of that", paint / empty, "x", 1.6),
    ]


def _version(compiled: Path) -> float:
    command = [sys.executable, "-m", "photoface", "--version"]
    started = time.perf_counter()
    subprocess.run(command, env=installed_environment(compiled), check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def _command(catalog: Path, *options: str) -> list[str]:
    return [sys.executable, *options, __file__, "--catalog", str(catalog), "--inside", str(time.time())]


def _run(command: list[str], compiled: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=installed_environment(compiled), check=True, capture_output=True, text=True)


def _start(catalog: Path, compiled: Path) -> dict[str, float]:
    measured: dict[str, float] = json.loads(_run(_command(catalog), compiled).stdout.splitlines()[-1])
    return measured


def _imports(catalog: Path, compiled: Path) -> list[tuple[str, float]]:
    """Seconds of each package's own modules, the longest first; what it imports of others counts for those."""
    told = _run(_command(catalog, "-X", "importtime"), compiled).stderr
    seconds: dict[str, float] = defaultdict(float)
    for microseconds, module in IMPORTED.findall(told):
        seconds[module.partition(".")[0]] += int(microseconds) / 1e6
    return sorted(seconds.items(), key=lambda one: -one[1])[:PACKAGES_SHOWN]


# in the other process


def first_paint(catalog: Path, started: float) -> dict[str, float]:
    """Open the window as the program does, until its first paint: seconds since the process was asked for."""
    with opened(catalog, started) as window:
        wait_until(lambda: "paint" in window.seconds)
        return {**window.seconds, "cpu": window.cpu, "modules": float(len(sys.modules))}


if __name__ == "__main__":
    main()
