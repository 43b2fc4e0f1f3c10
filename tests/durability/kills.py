"""Kills a process that decides, again and again, beside a scan, and counts the acknowledged decisions that are gone.

    python tests/durability/kills.py [--kills 300] [--seed 1] [--folder FOLDER]

One process decides without end; another scans a folder that grows (fake photos and models). The first is killed at
random moments (SIGKILL), the scan at some of them too, and both start again on the same catalog. After each kill the
ledger must hold every acknowledged decision, in its state, and at most one more that had no time to be acknowledged;
SQLite must find nothing wrong; and at the end all decisions must undo and redo.

Exit code 0: none was lost, none was half there.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import random
import sys
import tempfile
import time
from pathlib import Path

from deciding import Decider, count_lost, faults, is_whole, make_catalog, save_pictures, states
from fakes.library import open_fake_library

from photoface.errors import CatalogBusy

LONGEST_WAIT_SECONDS = 0.5
SCAN_KILLED_SHARE = 0.3
BETWEEN_SCANS_SECONDS = 0.2
"""Leaves the processor to the decisions for a while."""

NEW_PHOTOS = 2
MOST_PHOTOS = 400
MEMORY = Path("/dev/shm")  # noqa: S108


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where to work; in memory by default, since a kill is no power cut")
    chosen = parser.parse_args()
    dice = random.Random(chosen.seed)
    where = chosen.folder or (MEMORY if MEMORY.is_dir() else None)
    with tempfile.TemporaryDirectory(dir=where) as name:
        catalog, pictures = Path(name) / "catalog.photoface", Path(name) / "Pictures"
        make_catalog(catalog, pictures)
        acknowledged = lost = faulty = scans_killed = 0
        scan = _start_scan(catalog, pictures, chosen.seed)
        for kill in range(chosen.kills):
            before = states(catalog)
            decider = Decider(catalog, dice.randrange(1 << 30))
            decider.start()
            while decider.listen() < 1 and decider.alive:
                time.sleep(0.005)
            time.sleep(dice.uniform(0, LONGEST_WAIT_SECONDS))
            if not decider.alive:
                sys.exit("The process that decides ended by itself; its traceback is above.")
            if dice.random() < SCAN_KILLED_SHARE:
                scan.kill()
                scan.join()
                scans_killed += 1
            decider.end()
            acknowledged += len(decider.lines)
            lost += count_lost(before, decider.lines, states(catalog))
            faulty += bool(faults(catalog))
            if not scan.is_alive():
                scan = _start_scan(catalog, pictures, chosen.seed + kill)
            if (kill + 1) % 25 == 0:
                print(f"{kill + 1} kills: {acknowledged} acknowledged, {lost} lost, {faulty} faulty", flush=True)
        scan.kill()
        scan.join()
        whole = is_whole(catalog, scanned_between=True)
    print(
        f"{chosen.kills} kills of decisions and {scans_killed} of scans, {acknowledged} acknowledged decisions, "
        f"{lost} lost, {faulty} catalogs with faults, {'all' if whole else 'NOT all'} undone and redone"
    )
    return 0 if not lost and not faulty and whole else 1


def _start_scan(catalog: Path, pictures: Path, seed: int) -> multiprocessing.process.BaseProcess:
    process = multiprocessing.get_context("fork").Process(
        target=_scan_without_end, args=(catalog, pictures, seed), daemon=True
    )
    process.start()
    return process


def _scan_without_end(catalog: Path, pictures: Path, seed: int) -> None:
    """Scan, add photos, and so on; once there are many, touch some, so that they are read again."""
    library = open_fake_library(catalog)
    while True:
        there = len(list(pictures.iterdir()))
        first = there if there < MOST_PHOTOS else random.Random(seed).randrange(MOST_PHOTOS)
        save_pictures(pictures, first, NEW_PHOTOS, seed)
        with contextlib.suppress(CatalogBusy):
            library.jobs.scan()
        time.sleep(BETWEEN_SCANS_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
