"""`photoface metadata write` as a process, and renamed people, so that it has files to change.

Shared by `writing_kills.py` and `exiftool_kills.py`, whose libraries are those of `library_to_write.py`.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from photoface.library.commands.people import RenamePerson
from photoface.library.library import Library

RENAMED = range(1, 11)
"""People who are renamed each time: half of all, so that nearly each photo changes."""


def rename_half(library: Library, names: Sequence[tuple[str, ...]], kill: int) -> list[tuple[str, ...]]:
    """Rename half of the people; returns the names that each file is to have afterwards, from those it has now."""
    new = {}
    for person in RENAMED:
        new[person] = f"Person {person - 1} of {kill}"
        library.execute(RenamePerson(person, new[person]))
    by_number = {name.split()[1]: name for name in new.values()}
    return [tuple(sorted(by_number.get(name.split()[1], name) for name in each)) for each in names]


def start_writing(folder: Path) -> subprocess.Popen[bytes]:
    """Start a process that writes the names of the catalog in `folder` into its files."""
    catalog = folder / "catalog.photoface"
    command = [sys.executable, "-m", "photoface", "--catalog", str(catalog), "metadata", "write"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def write_to_the_end(folder: Path) -> float:
    """Let such a process run to its end; returns its seconds.

    Raises:
        SystemExit: it failed.
    """
    started = time.monotonic()
    job = start_writing(folder)
    _, said = job.communicate()
    if job.returncode != 0:
        raise SystemExit(f"The job failed: {said.decode()}")
    return time.monotonic() - started
