"""Kills PhotoFace, or the exiftool that it runs, again and again while it writes into PNG, WebP, TIFF, AVIF and HEIC.

    python tests/durability/exiftool_kills.py [--kills 40] [--photos 20] [--seed 1] [--folder FOLDER]

Half of the people are renamed each time, so that nearly each file has to change, and at a random moment one of both
processes gets SIGKILL. After each kill every file must be whole: its names all from before or all from after, its
foreign values there, its pixels as at first. No exiftool may be left running. If exiftool was killed, the job must
bring all files up to date nevertheless; if PhotoFace was, the next job must, and a scan must find all files as noted.

Exit code 0: no file was damaged, nothing foreign was lost, and the state was known after each kill.
"""

from __future__ import annotations

import argparse
import random
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import made_photos
import pictures
import psutil
from library_to_write import FOREIGN, PHOTOS_PER_FOLDER, Container, make_library_to_write
from writing_job import rename_half, start_writing, write_to_the_end

from photoface.imaging.decode import decode
from photoface.library.library import Library
from photoface.metadata.packets.embedded import read_embedded
from photoface.metadata.reading import read_embedded_metadata
from photoface.metadata.records import Destination

MARK = b"<rdf:li>0, 0</rdf:li>"
POLL_SECONDS = 0.01
SECONDS_TO_END = 10.0
"""For an exiftool whose PhotoFace is gone."""


def _foreign(number: int) -> bytes:
    return FOREIGN.replace(b"+0.35", f"+{number}".encode())


def _heic(number: int) -> bytes:
    content = str(number).encode()
    return pictures.HEIC_UPRIGHT + struct.pack(">I", 8 + len(content)) + b"free" + content


CONTAINERS = (
    Container(".png", "PNG", made_photos.SIZE, lambda number: made_photos.png(_foreign(number))),
    Container(".webp", "WEBP", made_photos.SIZE, lambda number: made_photos.webp(_foreign(number))),
    Container(".tif", "TIFF", made_photos.SIZE, lambda number: made_photos.tiff(_foreign(number))),
    Container(".avif", "AVIF", made_photos.SIZE, lambda number: made_photos.avif(_foreign(number))),
    Container(".heic", "HEIF", (pictures.WIDTH, pictures.HEIGHT), _heic),
)


class Photos:
    """The library's files, and their pixels at first."""

    def __init__(self, folder: Path, photos: int) -> None:
        self.folder = folder
        self.paths = [
            folder / "Album" / str(number // PHOTOS_PER_FOLDER) / f"{number}{CONTAINERS[number % 5].suffix}"
            for number in range(photos)
        ]
        self._pixels = [self._decoded(path) for path in self.paths]

    def _decoded(self, path: Path) -> bytes:
        return decode(path.read_bytes(), name=path.name).pixels.tobytes()

    def names(self) -> list[tuple[str, ...]]:
        return [tuple(sorted(str(one.name) for one in read_embedded_metadata(path).regions)) for path in self.paths]

    def faults(self, before: list[tuple[str, ...]], after: list[tuple[str, ...]]) -> list[str]:
        found = []
        for number, (path, names) in enumerate(zip(self.paths, self.names(), strict=True)):
            if names not in (before[number], after[number]):
                found.append(f"{path.name} names {names}, not {before[number]} or {after[number]}")
            if self._decoded(path) != self._pixels[number]:
                found.append(f"{path.name} is another picture")
            if path.suffix != ".heic" and MARK not in (read_embedded(path).xmp or b""):
                found.append(f"{path.name} lost what another program wrote")
        found += [f"{one.name} was made" for one in self.folder.rglob("*.xmp")]
        return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--photos", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where to work; the system's folder for temporary files by default")
    chosen = parser.parse_args()
    dice = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
        folder = Path(name)
        library = make_library_to_write(folder, chosen.photos, CONTAINERS)
        for sidecar in folder.rglob("*.xmp"):
            sidecar.unlink()
        library.jobs.scan()
        photos = Photos(folder, chosen.photos)
        report = library.jobs.write_names(destination=Destination.FILE)
        assert (report.written, report.remarks, report.skipped) == (chosen.photos, [], []), report
        wrong, mixed, ours = _run(library, photos, chosen.kills, dice)
        library.close()
    print(f"{chosen.kills} kills ({ours} of PhotoFace, {chosen.kills - ours} of exiftool), ", end="")
    print(f"{mixed} in the midst of the files, {len(wrong)} faults")
    print("\n".join(wrong[:20]))
    return bool(wrong)


def _run(library: Library, photos: Photos, kills: int, dice: random.Random) -> tuple[list[str], int, int]:
    wrong: list[str] = []
    mixed = ours = 0
    rename_half(library, photos.names(), 0)
    seconds = _seconds_of_exiftool(photos)
    for kill in range(1, kills + 1):
        before = photos.names()
        after = rename_half(library, before, kill)
        job = start_writing(photos.folder)
        is_ours = dice.random() < 0.5
        ours += is_ours
        exiftools = _started_exiftools(job)
        time.sleep(dice.uniform(0, seconds))
        if is_ours:
            job.kill()
            job.wait()
        else:
            for one in exiftools:
                _kill(one)
            _, said = job.communicate()
            wrong += [f"the job failed: {said.decode()}"] if job.returncode else []
        wrong += photos.faults(before, after)
        now = photos.names()
        mixed += now not in (before, after)
        if not is_ours and now != after:
            wrong.append("the job did not write all files after its exiftool was killed")
        _, alive = psutil.wait_procs(exiftools, SECONDS_TO_END)
        wrong += [f"exiftool {one.pid} still runs" for one in alive]
        if is_ours:
            write_to_the_end(photos.folder)
            if photos.names() != after:
                wrong.append("the next job did not write all files")
        wrong += _unknown(library)
    return wrong, mixed, ours


def _seconds_of_exiftool(photos: Photos) -> float:
    """How long exiftool runs in a job that is not killed."""
    job = start_writing(photos.folder)
    exiftools = _started_exiftools(job)
    started = time.monotonic()
    psutil.wait_procs(exiftools)
    job.wait()
    return time.monotonic() - started


def _started_exiftools(job: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The exiftools of a job, once it runs one; none where it ends without."""
    while job.poll() is None:
        if found := _exiftools_of(job):
            return found
        time.sleep(POLL_SECONDS)
    return []


def _exiftools_of(job: subprocess.Popen[bytes]) -> list[psutil.Process]:
    try:
        children = psutil.Process(job.pid).children(recursive=True)
        return [one for one in children if any("exiftool" in word for word in one.cmdline())]
    except psutil.Error:
        return []


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return


def _unknown(library: Library) -> list[str]:
    """What a scan and another job do not find as it should be."""
    report = library.jobs.scan()
    found = [f"a scan read {report.read} photos again"] if report.read else []
    again = library.jobs.write_names(destination=Destination.FILE)
    found += [f"{path.name}: {sentence}" for path, sentence in (*again.skipped, *again.left, *again.remarks)]
    found += [f"another job changed {again.written} files"] if again.written else []
    waiting = library.metadata.counts().waiting
    return [*found, f"{waiting} photos are offered to be taken over"] if waiting else found


if __name__ == "__main__":
    sys.exit(main())
