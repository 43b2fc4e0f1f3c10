"""Grouping 1,000 to 1,000,000 faces: time, memory, how they grow, how right the groups are, and beside others.

    python tests/benchmarks/group.py [--sizes 1000,10000,100000,1000000] [--faces FILE.npz] [--json FILE]

Faces are drawn as real embeddings lie (`synthetic_faces`), or as those of a file with `embeddings` and `persons` do.
Each measurement is made in a process of its own; memory is that of the whole process at its highest, and what grouping
takes of it beside the faces that it is given. Up to 10,000 faces the `hdbscan` package groups the same ones, and at
100,000 the product does so with exact neighbours. Last, one new photo's faces find their place among 100,000: with
all in memory, and as at the end of a scan that found one new photo, by a process that knows nothing yet.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray
from reporting import Figure, arguments, report
from synthetic_faces import FaceDistribution, SyntheticLibrary

if TYPE_CHECKING:
    from photoface.library.library import Library

SIZES = "1000,3000,10000,30000,100000,1000000"
FEWEST_FOR_GROWTH = 10_000
"""Growth is measured from here on: below, what is done once for any number weighs."""
MOST_FOR_HDBSCAN = 10_000
EXACT_AT = 100_000
TARGETS = {100_000: (25.0, 1.0), 1_000_000: (480.0, 5.0)}
"""Seconds and gigabytes."""
PHOTOS_ATTACHED = 5
NEW_PHOTOS = 3


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--sizes", default=SIZES, help="numbers of faces, separated by commas")
    parser.add_argument("--faces", type=Path, metavar="FILE", help=".npz with embeddings and persons to draw after")
    parser.add_argument("--catalog", type=Path, help="a large catalog to attach to, changed by it; made if not given")
    parser.add_argument("--no-exact", action="store_true", help="leave out the exact neighbours: they take minutes")
    parser.add_argument(
        "--inside", choices=("ours", "exact", "hdbscan", "attach", "whole", "new"), help=argparse.SUPPRESS
    )
    parser.add_argument("--count", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    on_catalog = {"attach": attach_photos, "whole": group_whole, "new": group_new_photo}
    if chosen.inside in on_catalog:
        print(json.dumps(on_catalog[chosen.inside](chosen.catalog)))
        return
    if chosen.inside:
        print(json.dumps(measure(chosen.inside, chosen.count, chosen.faces)))
        return
    sizes = [int(size) for size in chosen.sizes.split(",")]
    figures: list[Figure] = []
    seconds: dict[int, float] = {}
    for size in sizes:
        ours = _in_another_process("ours", size, chosen.faces)
        seconds[size] = ours["seconds"]
        figures += _figures("grouping", size, ours, TARGETS.get(size, (None, None)))
        if size <= MOST_FOR_HDBSCAN:
            figures += _figures("hdbscan", size, _in_another_process("hdbscan", size, chosen.faces))
        if size == EXACT_AT and not chosen.no_exact:
            exact = _in_another_process("exact", size, chosen.faces)
            figures += _figures("exact neighbours", size, exact)
            figures.append(Figure("B-cubed F lost to exact neighbours", exact["f"] - ours["f"], "", 0.01))
    growing = [size for size in sizes if size >= FEWEST_FOR_GROWTH]
    if len(growing) > 1:
        first, last = growing[0], growing[-1]
        exponent = math.log(seconds[last] / seconds[first]) / math.log(last / first)
        figures.append(Figure(f"growth from {first:,} to {last:,}", exponent, "power", 1.3))
    figures += _attaching(chosen.catalog)
    report("Grouping synthetic faces", figures, chosen.json)


def _figures(
    name: str, size: int, measured: dict[str, float], targets: tuple[float | None, float | None] = (None, None)
) -> list[Figure]:
    title = f"{name} {size:,}"
    score = f"precision {measured['precision']:.3f}, recall {measured['recall']:.3f}, {measured['groups']:,.0f} groups"
    return [
        Figure(title, measured["seconds"], "s", targets[0], note=f"{measured['cpu']:.1f} s of CPU"),
        Figure(
            f"{title}, memory", measured["process"], "GB", targets[1], note=f"{measured['beside']:.2f} beside the faces"
        ),
        Figure(f"{title}, B-cubed F", measured["f"], "", note=score),
    ]


def _in_another_process(what: str, size: int, faces: Path | None) -> dict[str, float]:
    command = [sys.executable, __file__, "--inside", what, "--count", str(size)]
    command += ["--faces", str(faces)] if faces is not None else []
    return _answer(command)


def _attaching(catalog: Path | None) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        if catalog is None:
            from large_catalog import Shape, write_large_catalog

            catalog = Path(folder) / "large.photoface"
            write_large_catalog(catalog, Shape(pictured=0))
        measured, whole, *new = (
            _answer([sys.executable, __file__, "--inside", what, "--catalog", str(catalog)])
            for what in ("attach", "whole", *["new"] * NEW_PHOTOS)
        )
        best = min(new, key=lambda one: one["seconds"])
    among = f"among {measured['faces']:,.0f}"
    return [
        Figure(f"attaching a photo's faces {among}", measured["photo"], "ms", 50, note="with all else in memory"),
        Figure(f"the same {among}, from the catalog and back", measured["whole"], "ms", note="first of a process"),
        Figure("of that, reading the catalog", measured["read"], "ms"),
        Figure(
            f"grouping after a scan {among}", whole["seconds"], "s", note=f"all of them; {whole['cpu']:.1f} s of CPU"
        ),
        Figure(
            f"grouping after a scan of one new photo {among}",
            best["seconds"],
            "s",
            2.0,
            note=f"{best['cpu']:.1f} s of CPU, {1000 * best['imported']:.0f} ms of imports before it",
        ),
    ]


def _answer(command: list[str]) -> dict[str, float]:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


# in the other process


def measure(what: str, count: int, file: Path | None) -> dict[str, float]:
    """Group so many faces: seconds, gigabytes and scores."""
    from photoface.lab.evaluation.clustering_scores import bcubed

    distribution = FaceDistribution.typical() if file is None else FaceDistribution.of_file(file)
    library = distribution.draw(count)
    run = {"ours": _ours, "exact": _with_exact_neighbours, "hdbscan": _hdbscan}[what]
    # Once on a few faces: importing is not what is measured.
    run(distribution.draw(200))
    before = _memory("VmRSS")
    wall, cpu = time.perf_counter(), time.process_time()
    labels = run(library)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = _memory("VmHWM")
    score = bcubed(library.persons, labels)
    return {
        "seconds": wall,
        "cpu": cpu,
        "process": peak,
        "beside": peak - before,
        "precision": score.precision,
        "recall": score.recall,
        "f": 2 * score.precision * score.recall / (score.precision + score.recall),
        "groups": float(labels.max() + 1),
    }


def _ours(library: SyntheticLibrary) -> NDArray[np.integer]:
    from photoface.clustering.group_faces import group
    from photoface.recognition.grouping import grouping_thresholds
    from photoface.vision.model_registry import DLIB_RESNET

    return group(
        library.embeddings,
        library.photos,
        good=np.ones(len(library.photos), np.bool_),
        thresholds=grouping_thresholds(DLIB_RESNET.thresholds),
    ).labels


def _with_exact_neighbours(library: SyntheticLibrary) -> NDArray[np.integer]:
    from photoface.clustering import group_faces
    from photoface.clustering.neighbours import NeighbourGraph, nearest_neighbours

    def exact(embeddings: NDArray[np.float32], width: int) -> NeighbourGraph:
        return nearest_neighbours(embeddings, width, exact_limit=len(embeddings))

    vars(group_faces)["nearest_neighbours"] = exact
    return _ours(library)


def _hdbscan(library: SyntheticLibrary) -> NDArray[np.integer]:
    import hdbscan

    clusterer = hdbscan.HDBSCAN(min_cluster_size=2, min_samples=1, core_dist_n_jobs=1)
    labels: NDArray[np.integer] = clusterer.fit_predict(library.embeddings.astype(np.float64))
    return labels


def attach_photos(catalog: Path) -> dict[str, float]:
    """Put faces of some photos where they belong, as after a box was drawn: milliseconds."""
    from photoface.assembly import open_library
    from photoface.recognition.group_jobs import attach_faces, read_input

    library = open_library(catalog)
    database, recognition = library._database, library._recognition
    started = time.perf_counter()
    with database.read() as session:
        faces = read_input(recognition, session).rows.faces
    read = time.perf_counter() - started
    loose = np.flatnonzero((faces.persons == 0) & (faces.groups == 0))
    photos = np.unique(faces.photos[loose])[-PHOTOS_ATTACHED:]
    times = []
    for photo in photos:
        ids = faces.ids[loose[faces.photos[loose] == photo]].tolist()
        started = time.perf_counter()
        attach_faces(database, recognition, ids)
        times.append(time.perf_counter() - started)
    library.close()
    # The first asks for the library's limit.
    return {"faces": float(len(faces.ids)), "photo": 1000 * min(times), "whole": 1000 * times[0], "read": 1000 * read}


def group_whole(catalog: Path) -> dict[str, float]:
    """Group all loose faces, as the first scan does: seconds."""
    from photoface.assembly import open_library

    library = open_library(catalog)
    measured = _grouped(library)
    library.close()
    return measured


def group_new_photo(catalog: Path) -> dict[str, float]:
    """Store a photo with some faces, and group as the scan that found it does: seconds."""
    started = time.perf_counter()
    import sqlalchemy as sa

    from photoface.assembly import open_library
    from photoface.catalog.tables.faces import Embedding, Face
    from photoface.catalog.tables.photos import Photo
    from photoface.recognition import group_jobs  # noqa: F401 (so that importing it is not what is measured)

    imported = time.perf_counter() - started
    library = open_library(catalog)
    database, model = library._database, library.settings().model
    faces = cast(sa.Table, Face.__table__)
    with database.write() as session:
        shown = session.execute(sa.select(sa.func.max(Photo.id))).scalar_one()
        photo = session.execute(sa.select(Photo.__table__).where(Photo.id == shown)).mappings().one()
        values = {**photo, "id": shown + 1, "content_hash": f"{shown + 1:064x}"}
        # SQLite computes some columns of the others.
        given = [column.name for column in Photo.__table__.columns if column.computed is None]
        session.execute(sa.insert(cast(sa.Table, Photo.__table__)), [{name: values[name] for name in given}])
        for kind in (Face.person_id.is_not(None), Face.group_id.is_not(None), Face.group_id.is_(None)):
            like = sa.select(Face.__table__).where(kind, Face.photo_id < shown // 2).order_by(Face.photo_id.desc())
            face = session.execute(like.limit(1)).mappings().one()
            vector = session.execute(sa.select(Embedding.vector).where(Embedding.face_id == face["id"])).scalar_one()
            new = {**face, "photo_id": shown + 1, "person_id": None, "group_id": None, "confirmed": False}
            del new["id"]
            face_id = session.execute(sa.insert(faces).values(new).returning(Face.id)).scalar_one()
            session.execute(sa.insert(Embedding).values(model=model, face_id=face_id, vector=vector))
    measured = _grouped(library)
    library.close()
    return {**measured, "imported": imported}


def _grouped(library: Library) -> dict[str, float]:
    from photoface.recognition.group_jobs import group_new_faces

    wall, cpu = time.perf_counter(), time.process_time()
    group_new_faces(library._database, library._recognition, final=True)
    return {"seconds": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def _memory(wanted: str) -> float:
    """Gigabytes of this process: `VmRSS` now, `VmHWM` at most so far; 0 where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith(wanted))
    return int(line.split()[1]) / 1e6


if __name__ == "__main__":
    main()
