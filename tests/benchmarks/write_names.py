"""Writing names into files: how long `photoface metadata write` takes beside bare write, fsync and rename.

    python tests/benchmarks/write_names.py [--photos 10000] [--into-files] [--folder FOLDER] [--json FILE]

Makes a library of as many named photos, and writes their sidecars by the library's job. As many files of the same size
are then written one after the other by write, fsync and rename. The pace is the ratio of both times: noise of the disk
and of other programs is in both.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

from library_to_write import make_library_to_write
from reporting import Figure, arguments, report

from photoface.jobs import JobControl
from photoface.library.commands.people import RenamePerson
from photoface.library.library import Library
from photoface.metadata.records import Destination


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--photos", type=int, default=10_000)
    parser.add_argument("--into-files", action="store_true")
    parser.add_argument("--folder", type=Path, help="where to work; the system's folder for temporary files by default")
    parser.add_argument("--profile", action="store_true", help="print where the first job's processor time goes")
    chosen = parser.parse_args()
    destination = Destination.FILE if chosen.into_files else Destination.SIDECAR
    figures = []
    with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
        folder = Path(name)
        library = make_library_to_write(folder, chosen.photos)
        sample = folder / "Album/0/1.jpg"
        seconds, processor, written = _job(library, destination, profiled=chosen.profile)
        assert written == chosen.photos, written
        size = (sample if chosen.into_files else sample.with_name(f"{sample.name}.xmp")).stat().st_size
        bare = _bare(folder / "bare", chosen.photos, size)
        figures += _figures("writing the first time", seconds, processor, bare, chosen.photos)
        library.execute(RenamePerson(1, "Somebody Else"))
        seconds, processor, written = _job(library, destination)
        bare = _bare(folder / "bare", written, size)
        figures += _figures(f"renaming somebody, {written:,} files of them changed", seconds, processor, bare, written)
        seconds, processor, written = _job(library, destination)
        assert written == 0, written
        each = 1e3 * seconds / chosen.photos
        figures.append(
            Figure(
                "looking at files that say everything",
                each,
                "ms",
                note=f"{1e3 * processor / chosen.photos:.2f} ms of processor time",
            )
        )
        library.close()
    report(f"Writing names of {chosen.photos:,} photos", figures, chosen.json)


def _job(library: Library, destination: Destination, *, profiled: bool = False) -> tuple[float, float, int]:
    """Wall and processor seconds of the job, and how many files it changed."""
    started, processor = time.perf_counter(), time.process_time()
    if profiled:
        import cProfile
        import pstats

        with cProfile.Profile() as profile:
            report = library.jobs.write_names(None, destination, JobControl())
        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)
    else:
        report = library.jobs.write_names(None, destination, JobControl())
    assert report.skipped == [], report.skipped[:3]
    return time.perf_counter() - started, time.process_time() - processor, report.written


def _bare(folder: Path, files: int, size: int) -> float:
    """Seconds to write as many files of this size by write, fsync and rename."""
    folder.mkdir(exist_ok=True)
    data = os.urandom(size)
    started = time.perf_counter()
    for number in range(files):
        temporary = folder / f".{number}"
        with temporary.open("wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        temporary.replace(folder / str(number))
    return time.perf_counter() - started


def _figures(name: str, seconds: float, processor: float, bare: float, files: int) -> list[Figure]:
    each = [1e3 * one / files for one in (seconds, bare, processor)]
    note = f"{each[0]:.2f} ms each, bare {each[1]:.2f} ms; {each[2]:.2f} ms of processor time"
    return [Figure(f"pace of {name}", bare / seconds, "of bare", 0.5, at_least=True, note=note)]


if __name__ == "__main__":
    main()
