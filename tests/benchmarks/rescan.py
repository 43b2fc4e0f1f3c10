"""Scanning a library in which nothing changed: how many photos a second `photoface scan` passes by.

    python tests/benchmarks/rescan.py [--photos 5000] [--rounds 5] [--json FILE]

Makes a folder of as many small files, and a catalog that knows them all, with faces, people and groups. The first scan
groups what is there and is shown beside; each of the others is a process of its own, as a user starts it, and the
fastest counts, since noise only ever slows.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from reporting import Figure, arguments, installed_environment, report

FACES_PER_PHOTO = 2


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--photos", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        catalog = folder / "known.photoface"
        make_library(catalog, chosen.photos)
        environment = installed_environment(folder / "compiled")
        first = _scan(catalog, environment)
        others = [_scan(catalog, environment) for _ in range(chosen.rounds)]
    fastest = min(others)
    figures = [
        Figure(
            "scanning an unchanged library",
            chosen.photos / fastest,
            "a s",
            2000,
            at_least=True,
            note=f"{fastest:.2f} s",
        ),
        Figure("the first scan, that groups", first, "s"),
    ]
    report(f"Scanning {chosen.photos:,} photos of which none is new", figures, chosen.json)


def make_library(catalog: Path, photos: int) -> None:
    """A catalog that knows each of so many files by its size and time; the files hold a byte each."""
    import sqlalchemy as sa
    from large_catalog import Shape, write_large_catalog

    from photoface.catalog.opening import open_database
    from photoface.catalog.tables.files import PhotoFile

    faces = FACES_PER_PHOTO * photos
    write_large_catalog(
        catalog, Shape(faces=faces, photos=photos, people=max(faces // 300, 2), largest_group=faces // 50, pictured=0)
    )
    database = open_database(catalog)
    with database.write() as session:
        files = session.execute(sa.select(PhotoFile.id, PhotoFile.relative_path)).all()
        known = []
        for file_id, relative_path in files:
            path = catalog.parent / "Photos" / relative_path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x")
            status = path.stat()
            content = f"{file_id:040x}"
            known.append(
                {"id": file_id, "size": status.st_size, "modified_ns": status.st_mtime_ns, "content_hash": content}
            )
        session.execute(sa.update(PhotoFile), known)
    database.close()


def _scan(catalog: Path, environment: dict[str, str]) -> float:
    command = [sys.executable, "-m", "photoface", "scan", "--catalog", str(catalog)]
    started = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
