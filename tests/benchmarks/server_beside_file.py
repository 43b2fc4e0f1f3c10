"""A catalog on a PostgreSQL server beside the same one in a file: naming 2,000 faces, and the window's start.

    python tests/benchmarks/server_beside_file.py [--catalog FILE] [--rounds 5] [--json FILE]

The generated catalog of 100,000 faces is copied to a server of the test suite's, with its durable settings, on this
computer. Both are measured in turn; the fastest round of each counts.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

from postgres_server import running_server
from reporting import Figure, arguments, report
from startup import best_start

MOST = 3
"""On a server at most so many times the file's time is asked for."""


def main() -> None:
    from large_catalog import write_large_catalog

    from photoface.catalog.copying import copy_catalog
    from photoface.catalog.opening import open_database
    from photoface.jobs import JobControl

    parser = arguments(__doc__)
    parser.add_argument("--catalog", type=Path, help="where the generated catalog is kept; made if it is not there")
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server(is_durable=True, shared_buffers="1GB") as server,
    ):
        file = chosen.catalog or Path(folder) / "large.photoface"
        if not file.exists():
            write_large_catalog(file)
        note = server.note(server.create(), Path(folder))
        source, target = open_database(file), open_database(note)
        copy_catalog(source, target, JobControl())
        source.close()
        target.close()
        names = [_naming(catalog, chosen.rounds) for catalog in (file, note)]
        starts = [best_start(catalog, Path(folder) / "compiled", chosen.rounds) for catalog in (file, note)]
    figures = [
        Figure("naming a group of 2,000, in a file", 1000 * names[0], "ms"),
        Figure("the same on a server", 1000 * names[1], "ms"),
        Figure("in multiples of the file's", names[1] / names[0], "x", MOST),
    ]
    in_file, on_server = (start["paint"] for start in starts)
    figures += [
        Figure("first paint of the window, in a file", in_file, "s"),
        Figure("the same on a server", on_server, "s"),
        Figure("in multiples of the file's", on_server / in_file, "x", MOST),
    ]
    report("A catalog on a server beside a file", figures, chosen.json)


def _naming(catalog: Path, rounds: int) -> float:
    """Seconds until the largest group has a name on the disk, with what is named because of it."""
    from photoface.assembly import open_library
    from photoface.library.commands.groups import NameGroup

    library = open_library(catalog)
    library.groups.all(1)
    library.review.suggestion_counts()
    seconds = []
    for number in range(rounds + 1):
        largest = library.groups.all(1)[0]
        started = time.perf_counter()
        library.execute(NameGroup(largest.id, f"Newly Named {number}"))
        seconds.append(time.perf_counter() - started)
        library.undo()
    library.close()
    return min(seconds[1:])


if __name__ == "__main__":
    main()
