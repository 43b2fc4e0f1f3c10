"""Searching 50,000 photos while somebody types: free words, and the same in the prefixed form of the language.

    python tests/benchmarks/search.py [--catalog FILE] [--rounds 7] [--json FILE]

A copy of the catalog, or of a generated one, gets captions and positions. Times are of the processor, the best of the
rounds: the names of the library are known by then, as they are from the second letter on.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from described_catalog import described_catalog
from reporting import Figure, arguments, report

TARGET_MS = 50
MOST_TIMES = 2.0
"""A free search takes at most so many times as long as the same in the prefixed form."""

FREE = (
    "{person}",
    "{first}",
    "2012",
    "december 2012",
    "Vienna",
    "beach",
    "café",
    "summer cake",
    "{first} 2012 Vienna",
    "weddng",
    "octobr 2012",
    "zzzqqq",
)
"""Somebody, a first name, dates, a place, words of captions, all together, typing errors, and nothing."""


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--catalog", type=Path, help="copied; a generated one if none is named")
    parser.add_argument("--rounds", type=int, default=7)
    chosen = parser.parse_args()
    from photoface.assembly import open_library

    with tempfile.TemporaryDirectory() as folder:
        library = open_library(described_catalog(chosen.catalog, Path(folder)))
        person = library.people.all()[0].name
        figures = []
        for pattern in FREE:
            words = pattern.format(person=person, first=person.partition(" ")[0])
            understood = library.search.find(words).words
            free = _best(lambda words=words: library.search.find(words), chosen.rounds)  # type: ignore[misc]
            prefixed = _best(lambda words=understood: library.search.find(words), chosen.rounds)  # type: ignore[misc]
            offers = _best(lambda words=words: library.search.complete(words, len(words)), chosen.rounds)  # type: ignore[misc]
            found = len(library.search.find(words).photo_ids)
            figures += [
                Figure(words, free, "ms", TARGET_MS, note=f"{found:,} photos: {understood}"),
                Figure("  times the prefixed form", free / prefixed, "", MOST_TIMES, note=f"{prefixed:.1f} ms"),
                Figure("  its completion", offers, "ms", TARGET_MS),
            ]
        library.close()
    report("Searching", figures, chosen.json)


def _best(search: Callable[[], object], rounds: int) -> float:
    """Milliseconds of the processor."""
    times = []
    for _ in range(rounds):
        started = time.thread_time()
        search()
        times.append((time.thread_time() - started) * 1000)
    return min(times)


if __name__ == "__main__":
    main()
