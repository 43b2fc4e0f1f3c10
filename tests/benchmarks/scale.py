"""How the costs of a library grow with its faces: catalogs of made faces, and what is asked of them.

    python tests/benchmarks/scale.py [--sizes 10000,100000,1000000] [--folder DIR] [--json FILE]

Each catalog is made in a folder, asked in a process that knows nothing yet, and deleted before the next one. A million
faces take about a gigabyte of disk and some gigabytes of memory while they are made; ten million ten times as much.
Figures are processor time: reading all that recognition needs, the first and a later list of suggestions, attaching one
photo's faces, the photos of a person by search, and the nearest faces of one face among all, exactly.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from large_catalog import DIMENSION, Shape, write_large_catalog
from reporting import Figure, arguments, report

SIZES = "10000,100000,1000000"
FACES_OF_A_PERSON = 1_000
"""On average: a larger library has more people, and not the same ones more often."""
FEWEST_PEOPLE, MOST_PEOPLE = 30, 5_000
NEAREST = 100


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--sizes", default=SIZES, help="numbers of faces, separated by commas")
    parser.add_argument("--folder", type=Path, help="where the catalogs are made; that of temporary files by default")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.inside:
        print(json.dumps(ask(chosen.inside)))
        return
    figures: list[Figure] = []
    for size in (int(size) for size in chosen.sizes.split(",")):
        with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
            catalog = Path(folder) / "made.photoface"
            write_large_catalog(catalog, shape_of(size))
            size_of_catalog = sum(file.stat().st_size for file in Path(folder).iterdir() if file.is_file())
            done = subprocess.run(
                [sys.executable, __file__, "--inside", str(catalog)], check=True, stdout=subprocess.PIPE, text=True
            )
        figures.append(Figure(f"{size:,}: catalog", size_of_catalog / size, "B", note="for each face"))
        for what, (value, unit) in json.loads(done.stdout.splitlines()[-1]).items():
            figures.append(Figure(f"{size:,}: {what}", value, unit))
            print(f"{size:,}: {what}: {value:.4g} {unit}", file=sys.stderr, flush=True)
    report("Costs of a library against its faces", figures, chosen.json)


def shape_of(faces: int) -> Shape:
    """A library of so many faces, two in a photo."""
    people = min(max(faces // FACES_OF_A_PERSON, FEWEST_PEOPLE), MOST_PEOPLE)
    return Shape(faces=faces, photos=faces // 2, people=people, largest_group=min(2_000, faces // 50), pictured=0)


def ask(catalog: Path) -> dict[str, tuple[float, str]]:
    """What each question costs: a value and its unit."""
    from photoface.assembly import open_library
    from photoface.recognition.group_jobs import attach_faces, read_input

    library = open_library(catalog)
    database, recognition = library._database, library._recognition
    found: dict[str, tuple[float, str]] = {}
    with database.read() as session:
        faces = read_input(recognition, session).rows.faces
    loose = np.flatnonzero((faces.persons == 0) & (faces.groups == 0))
    photos = np.unique(faces.photos[loose])[-3:].tolist()
    library.close()
    library = open_library(catalog)
    database, recognition = library._database, library._recognition
    found["reading faces, first"] = _processor_time(lambda: recognition.state), "s"
    found["memory then"] = _peak_gigabytes(), "GB"
    people = library.people.all()
    first, second = (person.id for person in people[:2])
    found["suggestions for a person, first"] = _processor_time(lambda: library.review.suggestions(first)), "s"
    found["suggestions for another"] = 1000 * _processor_time(lambda: library.review.suggestions(second)), "ms"
    of_photo = [faces.ids[loose[faces.photos[loose] == photo]].tolist() for photo in photos]
    _processor_time(lambda: attach_faces(database, recognition, of_photo[0]))
    attaching = [_processor_time(lambda ids=ids: attach_faces(database, recognition, ids)) for ids in of_photo[1:]]  # type: ignore[misc]
    found["attaching a photo's faces"] = 1000 * min(attaching), "ms"
    found["photos of a person"] = 1000 * _processor_time(lambda: library.photos.ids(first)), "ms"
    vectors = np.random.default_rng(1).standard_normal((len(faces.ids), DIMENSION), dtype=np.float32)
    found["nearest faces of one, exactly"] = (
        1000 * min(_processor_time(lambda: _nearest(vectors)) for _ in range(3)),
        "ms",
    )
    library.close()
    return found


def _nearest(vectors: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> object:
    return np.argpartition(-(vectors @ vectors[0]), NEAREST)[:NEAREST]


def _processor_time(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _peak_gigabytes() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    main()
