"""Two processes decide at once in one catalog on a PostgreSQL server; they and the server are killed meanwhile.

    python tests/durability/shared_deciding.py [--decisions 500] [--kills 10] [--crashes 10] [--seed 1]

Ann and Ben decide without end, undo and redo (fake photos and models), until each has so many acknowledged decisions.
Meanwhile one of them is killed (SIGKILL) and starts again, and the server is shut down at once, as by a power cut, and
starts again. After each the ledger must hold every acknowledged decision of both, in its state, and at most one more
of each that had no time to be acknowledged. At the end each takes back their own decisions, those that the other one
did not build on first, until none is left: what was said in the catalog must be what was said before the first.

Exit code 0: nothing was lost, and all was taken back.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from deciding import Decider, count_lost, make_catalog, states
from fakes.library import open_fake_library
from postgres_server import PostgresServer, running_server
from user_state import said_in

from photoface.errors import UserFacingError

AUTHORS = ("ann@home", "ben@home")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--decisions", type=int, default=500)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--crashes", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, running_server(is_durable=True) as server:
        folder = Path(name)
        catalog = server.note(server.create(), folder)
        make_catalog(catalog, folder / "Pictures")
        said = said_in(catalog)
        acknowledged, lost = _decide(catalog, server, chosen)
        refused, left = _take_all_back(catalog)
        same = said_in(catalog) == said
    print(
        f"{acknowledged} acknowledged decisions, {lost} lost; {refused} undos were refused for the other's sake, "
        f"{left} decisions left; what was said is {'as before' if same else 'NOT as before'}"
    )
    return 0 if not lost and not left and same else 1


def _decide(catalog: Path, server: PostgresServer, chosen: argparse.Namespace) -> tuple[int, int]:
    """Returns how many decisions were acknowledged, and how many of these are not in the ledger."""
    dice = random.Random(chosen.seed)
    ends = ["kill"] * chosen.kills + ["crash"] * chosen.crashes
    dice.shuffle(ends)
    counts = dict.fromkeys(AUTHORS, 0)
    lost, rounds = 0, len(ends) + 1
    for number, end in enumerate([*ends, "rest"], 1):
        before = {author: states(catalog, author) for author in AUTHORS}
        deciders = {author: Decider(catalog, dice.randrange(1 << 30), author) for author in AUTHORS}
        for decider in deciders.values():
            decider.start()
        wanted = chosen.decisions * number // rounds
        while any(counts[author] + decider.listen() < wanted and decider.alive for author, decider in deciders.items()):
            time.sleep(0.01)
        if end == "crash":
            server.stop(at_once=True)
        elif end == "kill":
            deciders[dice.choice(AUTHORS)].end_at_once()
        for decider in deciders.values():
            decider.end()
        if end == "crash":
            server.start()
        for author, decider in deciders.items():
            counts[author] += len(decider.lines)
            lost += count_lost(before[author], decider.lines, states(catalog, author))
        print(f"{number} of {rounds}, {end}: {counts}, {lost} lost", flush=True)
    return sum(counts.values()), lost


def _take_all_back(catalog: Path) -> tuple[int, int]:
    """Each undoes their own; returns how often that was refused, and how many decisions stay."""
    libraries = [open_fake_library(catalog, author=author) for author in AUTHORS]
    refused = stuck = 0
    while stuck < len(libraries):
        stuck = 0
        for library in libraries:
            stuck += 1
            while library.history.undo_summary() is not None:
                try:
                    library.undo()
                except UserFacingError:
                    refused += 1
                    break
                stuck = 0
    left = sum(len([one for one in states(catalog, author).values() if one == "done"]) for author in AUTHORS)
    for library in libraries:
        library.close()
    return refused, left


if __name__ == "__main__":
    sys.exit(main())
