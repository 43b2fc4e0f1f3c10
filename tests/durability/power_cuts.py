"""Cuts the power while decisions are made, and counts the acknowledged ones that are gone afterwards.

    sudo python tests/durability/power_cuts.py [--cuts 20] [--seed 1] [--batch-durability]

Needs root and Linux: the catalog lies on an ext4 file system in a file (a loop device). A cut copies that file while
the process that decides is stopped at a random moment: what only the system's memory holds is not in the copy, as a
cut loses it. The copy is mounted, which replays the file system's journal, and opened. `--batch-durability` lets the
decisions be written as a scan's batches are: it shows what such a cut takes then, and that this script can tell.

Exit code 0: none was lost and every catalog was whole.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from deciding import Decider, count_lost, faults, is_whole, make_catalog, states

from photoface.catalog.database import Database

IMAGE_MEGABYTES = 64
LONGEST_WAIT_SECONDS = 4.0
"""Before a cut; some ten to a hundred decisions."""

COPIES_TRIED = 200
SECTORS_WRITTEN, IN_FLIGHT = 6, 8
"""Fields of /sys/block/*/stat (Documentation/block/stat.rst)."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cuts", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch-durability", action="store_true")
    chosen = parser.parse_args()
    if chosen.batch_durability:
        _write_as_a_batch()
    dice = random.Random(chosen.seed)
    # In memory, so that a copy takes milliseconds.
    with tempfile.TemporaryDirectory(dir="/dev/shm") as name:  # noqa: S108
        folder = Path(name)
        acknowledged = lost = broken = 0
        for cut in range(chosen.cuts):
            said, missing, wrong = _cut(folder, dice, cut)
            acknowledged, lost, broken = acknowledged + said, lost + missing, broken + wrong
            print(f"cut {cut + 1}: {said} acknowledged, {missing} lost{', NOT WHOLE' if wrong else ''}", flush=True)
    print(f"{chosen.cuts} cuts, {acknowledged} acknowledged decisions, {lost} lost, {broken} catalogs not whole")
    return 1 if lost or broken else 0


def _write_as_a_batch() -> None:
    write = Database.write
    Database.write = lambda self, durable=True: write(self, durable=False)  # type: ignore[method-assign, misc]


def _cut(folder: Path, dice: random.Random, number: int) -> tuple[int, int, bool]:
    """Returns how many decisions were acknowledged, how many of them are lost, and whether the catalog is broken."""
    image, copy = folder / "disk.img", folder / "cut.img"
    with image.open("wb") as file:
        file.truncate(IMAGE_MEGABYTES * 1024 * 1024)
    subprocess.run(["mkfs.ext4", "-q", "-F", image], check=True)
    with _mounted(image, folder / "disk") as (disk, device):
        catalog = disk / "catalog.photoface"
        make_catalog(catalog, folder / f"pictures {number}")
        subprocess.run(["sync", "-f", disk], check=True)
        before = states(catalog)
        decider = Decider(catalog, dice.randrange(1 << 30))
        decider.start()
        while decider.listen() < 1:
            time.sleep(0.01)
        time.sleep(dice.uniform(0, LONGEST_WAIT_SECONDS))
        os.kill(decider.pid, signal.SIGSTOP)
        said = decider.listen()
        _copy_at_rest(image, copy, device)
        decider.lines, lines = [], decider.lines
        decider.end()
    with _mounted(copy, folder / "after") as (disk, _):
        catalog = disk / "catalog.photoface"
        missing = count_lost(before, lines, states(catalog))
        broken = bool(faults(catalog)) or not is_whole(catalog)
    return said, missing, broken


def _copy_at_rest(image: Path, copy: Path, device: str) -> None:
    """Copy the disk at one moment: once more if the system wrote to it meanwhile."""
    statistics = Path("/sys/block") / device / "stat"
    for _ in range(COPIES_TRIED):
        before = statistics.read_text().split()
        shutil.copyfile(image, copy)
        after = statistics.read_text().split()
        if before[SECTORS_WRITTEN] == after[SECTORS_WRITTEN] and before[IN_FLIGHT] == after[IN_FLIGHT] == "0":
            return
        time.sleep(0.02)
    sys.exit("The disk is never at rest.")


@contextlib.contextmanager
def _mounted(image: Path, at: Path) -> Iterator[tuple[Path, str]]:
    """Mount a file system that lies in a file; yields the folder and the device's name."""
    at.mkdir(exist_ok=True)
    found = subprocess.run(["losetup", "--find", "--show", image], check=True, capture_output=True, text=True)
    device = found.stdout.strip()
    try:
        subprocess.run(["mount", device, at], check=True)
        try:
            yield at, Path(device).name
        finally:
            subprocess.run(["umount", at], check=True)
    finally:
        subprocess.run(["losetup", "--detach", device], check=True)


if __name__ == "__main__":
    sys.exit(main())
