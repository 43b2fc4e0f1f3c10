"""What every benchmark says in the end: a table to read, and the same as JSON."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One measured figure.

    Attributes:
        name: what was measured.
        value: in `unit`.
        target: what it should reach, in the same unit; None where nothing is promised.
        at_least: the target is a least value and not a most.
        note: how it was measured, in a few words.
    """

    name: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target


def arguments(description: str | None) -> argparse.ArgumentParser:
    """A parser with what all benchmarks understand: `--json FILE`."""
    parser = argparse.ArgumentParser(description=(description or "").strip().splitlines()[0])
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to this file")
    return parser


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
    }


def installed_environment(compiled: Path) -> dict[str, str]:
    """The environment of a process that starts as an installed program does: its modules are compiled already.

    Args:
        compiled: a folder for that, which the first start fills; a checkout may hold no compiled modules.
    """
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**own, "PYTHONPYCACHEPREFIX": str(compiled), "QT_QPA_PLATFORM": "offscreen"}


def report(title: str, figures: Sequence[Figure], json_file: Path | None) -> None:
    """Print the figures, and write them where that is asked for."""
    about = machine()
    print(f"\n{title}")
    print(f"{about['cores']} cores {about['processor']}, {about['system']}, Python {about['python']}\n")
    width = max(len(figure.name) for figure in figures)
    for figure in figures:
        target = "" if figure.target is None else f"{'>=' if figure.at_least else '<='} {_number(figure.target)}"
        verdict = {True: "yes", False: "NO", None: ""}[figure.reached]
        value = f"{_number(figure.value):>10} {figure.unit:<6}"
        print(f"{figure.name:<{width}}  {value} {target:>10} {verdict:<4} {figure.note}")
    if json_file is not None:
        content = {"title": title, "machine": about, "figures": [asdict(figure) for figure in figures]}
        json_file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
