"""A process that decides without end and says so after each decision, and what its catalog must hold afterwards.

Shared by `power_cuts.py` and `kills.py`. The process writes one line for each decision that the library acknowledged:
its number, and whether it is done or undone by now.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import random
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "unit" / "library"))

from any_command import MAKERS, NAMES, any_command
from catalog_image import image_of
from fakes.library import open_fake_library
from fakes.photos import save_photo
from raw_catalog import raw_catalog

from photoface.errors import UserFacingError
from photoface.library.commands.groups import ApplyRegroup, NameGroup

PHOTOS = 30
UNDO_SHARE, REDO_SHARE = 0.1, 0.05
"""Of all that the process does; the rest is new decisions."""

CALM_KINDS = [row for row, (kind, _) in enumerate(MAKERS) if kind is not ApplyRegroup]
"""Kinds of decision that need no job: a regrouping is refused while a scan runs beside it."""

DONE, UNDONE, DROPPED = "done", "undone", "dropped"


def save_pictures(folder: Path, first: int, count: int, seed: int = 0) -> None:
    """Write so many fake photos of one to three people each."""
    dice = random.Random(seed * 10_000 + first)
    for number in range(first, first + count):
        people = dice.sample(range(8), dice.randint(1, 3))
        save_photo(folder / f"{number:04}.png", people, shade=number, taken=dt.datetime(2019, 1, 1 + number % 28))


def make_catalog(catalog: Path, pictures: Path) -> None:
    """A scanned catalog with two named people."""
    save_pictures(pictures, 0, PHOTOS)
    library = open_fake_library(catalog)
    library.folders.add(pictures)
    library.jobs.scan()
    for name in NAMES[:2]:
        library.execute(NameGroup(library.groups.all()[0].id, name))
    library.close()


def decide_without_end(catalog: Path, seed: int, told: int, author: str | None = None) -> None:
    """Make decisions of all kinds, undo and redo some, and write a line to the file descriptor `told` after each."""
    dice = random.Random(seed)
    library = open_fake_library(catalog, author=author)
    while True:
        try:
            lot = dice.random()
            if lot < UNDO_SHARE:
                line = f"{library.undo().decision_id} {UNDONE}\n"
            elif lot < UNDO_SHARE + REDO_SHARE:
                line = f"{library.redo().decision_id} redone\n"
            else:
                numbers = iter([dice.randrange(1000) for _ in range(50)])
                command = any_command(library, dice.choice(CALM_KINDS), numbers)
                if command is None:
                    continue
                line = f"{library.execute(command).decision_id} {DONE}\n"
        except UserFacingError as error:
            if error.__cause__ is not None:
                # Of the file or the disk.
                raise
            # Nothing to undo, a name that is taken and the like: no decision.
            continue
        os.write(told, line.encode())


@dataclass
class Decider:
    """The deciding process, and what it said so far."""

    catalog: Path
    seed: int
    author: str | None = None
    lines: list[str] = field(default_factory=list)

    def start(self) -> None:
        self._ear, mouth = os.pipe()
        os.set_blocking(self._ear, False)
        # Forked, so that each start does not import everything again; nothing here has a catalog open meanwhile.
        self._process = multiprocessing.get_context("fork").Process(
            target=decide_without_end, args=(self.catalog, self.seed, mouth, self.author), daemon=True
        )
        self._process.start()
        os.close(mouth)
        self._rest = b""

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def listen(self) -> int:
        """Take in what it said by now; returns how many decisions it acknowledged in all."""
        while True:
            try:
                got = os.read(self._ear, 1 << 16)
            except BlockingIOError:
                break
            if not got:
                break
            *whole, self._rest = (self._rest + got).split(b"\n")
            self.lines.extend(line.decode() for line in whole)
        return len(self.lines)

    def end_at_once(self) -> None:
        """Kill it; `end` takes in what it said last."""
        self._process.kill()

    def end(self) -> None:
        """Kill it, and take in what it said last."""
        self._process.kill()
        self._process.join()
        self.listen()
        os.close(self._ear)


def states(catalog: Path, author: str | None = None) -> dict[int, str]:
    """The state of every decision in the ledger, or of those that somebody made in a catalog on a server."""
    with raw_catalog(catalog) as rows:
        if author is None:
            return dict(rows.execute("SELECT id, state FROM decision").fetchall())
        return dict(rows.execute("SELECT id, state FROM decision WHERE author = ?", (author,)).fetchall())


def expected(before: dict[int, str], lines: list[str]) -> dict[int, str]:
    """What the ledger must say after these acknowledgements."""
    ledger = dict(before)
    for line in lines:
        number, what = line.split()
        if what == DONE:
            ledger = {key: DROPPED if state == UNDONE else state for key, state in ledger.items()}
        ledger[int(number)] = UNDONE if what == UNDONE else DONE
    return ledger


def count_lost(before: dict[int, str], lines: list[str], found: dict[int, str]) -> int:
    """How many acknowledged decisions the ledger does not have.

    The process may have committed one more than it had time to say; so many as are needed to explain what is there
    are counted from the newest backwards.
    """
    for lost in range(len(lines) + 1):
        said = expected(before, lines[: len(lines) - lost])
        if found == said or found in _one_more(said, max(found, default=0)):
            return lost
    return len(lines)


def _one_more(said: dict[int, str], newest: int) -> list[dict[int, str]]:
    """The ledgers after one more step: a new decision of this number, an undo, a redo."""
    steps = [expected(said, [f"{newest} {DONE}"])]
    if done := [key for key, state in said.items() if state == DONE]:
        steps.append({**said, max(done): UNDONE})
    if undone := [key for key, state in said.items() if state == UNDONE]:
        steps.append({**said, min(undone): DONE})
    return steps


def faults(catalog: Path) -> list[str]:
    """What SQLite finds wrong with the file: pages, indexes, references. None where all is well."""
    with closing(sqlite3.connect(catalog)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        return found + [str(row) for row in connection.execute("PRAGMA foreign_key_check")]


def is_whole(catalog: Path, *, scanned_between: bool = False) -> bool:
    """Whether all decisions can be undone and made again, and the catalog is then as it was.

    Args:
        scanned_between: scans ran between the decisions. What they attached to people goes with the undo of those, and
            is not the decisions' own to bring back; then only the ledger must be as it was.
    """
    library = open_fake_library(catalog)
    image, ledger, steps = image_of(catalog), states(catalog), 0
    while library.history.undo_summary() is not None:
        library.undo()
        steps += 1
    for _ in range(steps):
        library.redo()
    library.close()
    return not faults(catalog) and states(catalog) == ledger and (scanned_between or image_of(catalog) == image)
