"""Kills `photoface metadata write` again and again, and looks at what is on the disk and in the catalog.

    python tests/durability/writing_kills.py [--kills 200] [--photos 400] [--seed 1] [--folder FOLDER]

A library of named photos is written half into sidecars and half into the JPEGs themselves, beside what another program
wrote there. Half of the people are renamed each time, so that most files have to change, and the process that writes is
killed at a random moment (SIGKILL). After each kill every file must be whole: its names all from before or all from
after, everything foreign there, and every byte of a JPEG but its packet as at first. Now and then, and in the end, one
that is not killed must bring all files up to date, while another program changes its own field in one of them. A scan
must then find all files as they are noted.

Exit code 0: no file was damaged, nothing foreign was lost, and the state was known after each kill.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from library_to_write import PHOTOS_PER_FOLDER, make_library_to_write
from writing_job import rename_half, start_writing, write_to_the_end

from photoface.library.library import Library
from photoface.metadata.jpeg_writing import without_packet
from photoface.metadata.packets.embedded import read_embedded
from photoface.metadata.reading import read_embedded_metadata, read_metadata
from photoface.metadata.records import Destination
from photoface.metadata.replacing import TEMPORARY_PREFIX, FileState, replace_file

KILLS_BETWEEN_WHOLE_JOBS = 10

FOREIGN_MARKS = (b'crs:Exposure2012="+', b"<rdf:li>0, 0</rdf:li>")

OTHERS_SECONDS = 0.05
"""How often the other program writes."""


class OtherProgram(threading.Thread):
    """Counts up a field of its own in one sidecar, again and again, and remembers what it wrote last."""

    def __init__(self, sidecar: Path) -> None:
        super().__init__(daemon=True)
        self.sidecar = sidecar
        self.count = 0
        self._ends = threading.Event()

    def run(self) -> None:
        while not self._ends.wait(OTHERS_SECONDS):
            state = FileState.of(self.sidecar)
            data = self.sidecar.read_bytes()
            old, new = (f'crs:Exposure2012="+{number}"'.encode() for number in (self.count, self.count + 1))
            try:
                replace_file(self.sidecar, data.replace(old, new), state)
            except Exception:  # noqa: BLE001 - PhotoFace wrote at the same time: then it tries again
                continue
            self.count += 1

    def end(self) -> None:
        self._ends.set()
        self.join()


class Photos:
    """The library's files, and how they were at first."""

    def __init__(self, folder: Path, photos: int) -> None:
        self.folder = folder
        album = folder / "Album"
        self.paths = [album / str(number // PHOTOS_PER_FOLDER) / f"{number}.jpg" for number in range(photos)]
        self.plain = [without_packet(path.read_bytes()) for path in self.paths]

    def in_file(self, number: int) -> bool:
        return number % 2 == 1

    def sidecar(self, number: int) -> Path:
        path = self.paths[number]
        return path.with_name(f"{path.name}.xmp")

    def names(self, number: int) -> tuple[str, ...]:
        return tuple(sorted(str(region.name) for region in read_metadata(self.paths[number]).regions))

    def faults(self, before: list[tuple[str, ...]], after: list[tuple[str, ...]]) -> list[str]:
        """A sentence for each file that is not whole; its names are to be those of before or after."""
        found = []
        for number, path in enumerate(self.paths):
            names = self.names(number)
            if names not in (before[number], after[number]):
                found.append(f"{path.name} names {names}, not {before[number]} or {after[number]}")
            if read_metadata(path).remarks:
                found.append(f"{path.name} is damaged: {read_metadata(path).remarks}")
            if without_packet(path.read_bytes()) != self.plain[number]:
                found.append(f"{path.name} is another picture")
            packets = [read_embedded(path).xmp or b""] if number % 3 == 0 else []
            packets += [self.sidecar(number).read_bytes()] if number % 4 == 0 else []
            if any(mark not in packet for packet in packets for mark in FOREIGN_MARKS):
                found.append(f"{path.name} lost what another program wrote")
        return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--photos", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where to work; the system's folder for temporary files by default")
    chosen = parser.parse_args()
    dice = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
        folder = Path(name)
        library = make_library_to_write(folder, chosen.photos)
        photos = Photos(folder, chosen.photos)
        ids = library.photos.ids_at(photos.paths)
        odd = [ids[path] for number, path in enumerate(photos.paths) if photos.in_file(number)]
        library.jobs.write_names(odd, Destination.FILE)
        library.jobs.write_names()
        wrong, mixed, others = run(library, photos, chosen.kills, dice)
        library.close()
    print(
        f"{chosen.kills} kills, {mixed} of them in the midst of the files, {others} changes by another program, ",
        end="",
    )
    print(f"{len(wrong)} faults")
    print("\n".join(wrong[:20]))
    return bool(wrong)


def run(library: Library, photos: Photos, kills: int, dice: random.Random) -> tuple[list[str], int, int]:
    """Kill as often; returns the faults, how often files of before and after lay beside each other, and changes."""
    wrong: list[str] = []
    mixed = others = 0
    begins = write_to_the_end(photos.folder)
    before = [photos.names(number) for number in range(len(photos.paths))]
    after = rename_half(library, before, 0)
    ends = write_to_the_end(photos.folder)
    before = [photos.names(number) for number in range(len(photos.paths))]
    for kill in range(1, kills + 1):
        after = rename_half(library, before, kill)
        job = start_writing(photos.folder)
        time.sleep(dice.uniform(0.8 * begins, ends))
        job.kill()
        job.wait()
        wrong += photos.faults(before, after)
        now = [photos.names(number) for number in range(len(photos.paths))]
        mixed += any(one != other for one, other in zip(now, before, strict=True)) and now != after
        before = [*now]
        if kill % KILLS_BETWEEN_WHOLE_JOBS == 0 or kill == kills:
            other = OtherProgram(photos.sidecar(0))
            other.count = others
            if not others:
                data = other.sidecar.read_bytes().replace(b'Exposure2012="+0.35"', b'Exposure2012="+0"')
                other.sidecar.write_bytes(data)
            other.start()
            time.sleep(OTHERS_SECONDS)
            write_to_the_end(photos.folder)
            other.end()
            others = other.count
            if f'crs:Exposure2012="+{others}"'.encode() not in other.sidecar.read_bytes():
                wrong.append("the last change of the other program was lost")
            wrong += _unknown(library, photos, after)
            before = [photos.names(number) for number in range(len(photos.paths))]
    return wrong, mixed, others


def _unknown(library: Library, photos: Photos, wanted: list[tuple[str, ...]]) -> list[str]:
    """What a scan and another job do not find as it should be. What the other program changed comes with the scan."""
    report = library.jobs.scan()
    found = [f"a scan read {report.read} photos again"] if report.read else []
    again = library.jobs.write_names()
    found += [f"{path.name}: {sentence}" for path, sentence in (*again.skipped, *again.left)]
    last = library.jobs.write_names()
    found += [f"a second job changed {last.written} files"] if last.written else []
    for number, path in enumerate(photos.paths):
        if photos.names(number) != wanted[number]:
            found.append(f"{path.name} names {photos.names(number)}, not {wanted[number]}, after a whole job")
        if photos.in_file(number):
            inside = tuple(sorted(str(one.name) for one in read_embedded_metadata(path).regions))
            found += [] if inside == wanted[number] else [f"{path.name} names {inside} in itself"]
    if library.metadata.counts().waiting:
        found.append(f"{library.metadata.counts().waiting} photos are offered to be taken over")
    found += [f"{path.name} was left" for path in photos.folder.rglob(f"{TEMPORARY_PREFIX}*") if _is_old(path)]
    return found


def _is_old(path: Path) -> bool:
    return time.time() - path.stat().st_mtime > 3600


if __name__ == "__main__":
    sys.exit(main())
