"""Scans malformed files of all formats with good ones among them, as a user does, and measures the scan from outside.

    python tests/durability/malformed_scan.py [--bad 1000] [--good 100] [--seed 1] [--folder FOLDER]

The real program scans them once, with the real models. All good files must be scanned; every bad one must be listed
with a sentence, or have been read as far as it is whole; the processes must take less than 3 GB, and no file may keep
the program busy for more than 20 s. On a computer with other work that is the processor time of all the program while
the file was in hand, which is more than the file's own.

Exit code 0: all of that holds.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import sqlalchemy as sa
from malformed_files import make

from photoface.assembly import open_library
from photoface.catalog.tables.files import PhotoFile
from photoface.scan.crash_record import crash_record_path, read_crash_record

MOST_BYTES = 3_000_000_000
MOST_SECONDS = 20.0
SECONDS_BETWEEN_LOOKS = 0.05


class Watch(threading.Thread):
    """Looks at a scan from outside: how much memory its processes take, and for how long it has a file in hand."""

    def __init__(self, pid: int, catalog: Path) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._record = crash_record_path(catalog)
        self.over = threading.Event()
        self.peak = 0
        self.longest: dict[int, tuple[float, float]] = {}

    def run(self) -> None:
        since: dict[int, tuple[float, float]] = {}
        while not self.over.wait(SECONDS_BETWEEN_LOOKS):
            processes = _with_children(self._pid)
            self.peak = max(self.peak, sum(_peak_memory(pid) for pid in processes))
            now, computed = time.monotonic(), sum(_processor_seconds(pid) for pid in processes)
            held = set(read_crash_record(self._record).verdicts)
            since = {file_id: since.get(file_id, (now, computed)) for file_id in held}
            if len(held) <= _MOST_ALONE:  # more are a batch of faces that is embedded
                for file_id, (start, computed_then) in since.items():
                    busy = min(now - start, computed - computed_then)
                    self.longest[file_id] = max(self.longest.get(file_id, (0.0, 0.0)), (busy, now - start))


_MOST_ALONE = 8
"""As many threads look at photos at most."""


def _with_children(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        try:
            found += [int(child) for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
        except OSError:
            continue
    return found


def _processor_seconds(pid: int) -> float:
    """How long a process has computed so far."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak_memory(pid: int) -> int:
    """The most bytes that a process has had in memory so far."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bad", type=int, default=1000)
    parser.add_argument("--good", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where to work, and to leave everything; else a temporary folder")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place = chosen.folder or Path(temporary)
        pictures, catalog = place / "Pictures", place / "catalog.photoface"
        made = make(pictures, chosen.bad, chosen.good, chosen.seed)
        started = time.monotonic()
        program = subprocess.Popen([sys.executable, "-m", "photoface", "--catalog", catalog, "scan", pictures])
        watch = Watch(program.pid, catalog)
        watch.start()
        code = program.wait()
        watch.over.set()
        watch.join()
        library = open_library(catalog)
        failed = {file.path: file.sentence for file in library.photos.failed_files()}
        with library._database.read() as session:
            names = dict(session.execute(sa.select(PhotoFile.id, PhotoFile.relative_path)).all())
        read = {path for photo_id in library.photos.ids() for path in library.photos.detail(photo_id).file_paths}
        library.close()
        slowest = max(watch.longest, key=watch.longest.__getitem__, default=0)
        lost = [path for path in made.good if path not in read]
        unsaid = [path for path in made.bad if path not in read and not failed.get(path, "").strip().endswith(".")]
        bugs = [sentence for sentence in failed.values() if "bug in PhotoFace" in sentence]
        print(f"exit code {code}, {time.monotonic() - started:.0f} s")
        print(f"good: {len(made.good)}, not scanned: {len(lost)}")
        print(f"bad: {len(made.bad)}, read: {len(read & set(made.bad))}, listed: {len(failed)}, neither: {len(unsaid)}")
        print(f"peak memory of its processes: {watch.peak / 1e9:.2f} GB")
        busy, in_hand = watch.longest.get(slowest, (0.0, 0.0))
        print(f"longest: at most {busy:.1f} s of work, {in_hand:.1f} s in hand: {names.get(slowest, '')!r}")
        for path in (*lost, *unsaid):
            print(f"  neither scanned nor listed: {path.name!r}")
        for sentence in bugs:
            print(f"  {sentence}")
        slow = any(busy > MOST_SECONDS for busy, _ in watch.longest.values())
        return int(bool(code or lost or unsaid or bugs or slow or watch.peak > MOST_BYTES))


if __name__ == "__main__":
    sys.exit(main())
