"""Makes a small catalog with decisions of every kind, as a catalog of an older version for `test_older_catalogs.py`.

A scan of fake photos, then every command of that version, several times, among other things drawn and moved boxes,
merges, tags, stars, searches, cannot-links and second names. Some decisions were undone, some of these made again, some
replaced by other decisions, and the last three wait for a redo. A photo is missing, and one was edited.

It has to be run by the program of that version. `version_0003.sql` and `version_0003.json` were made by commit bb7f67d
(catalog version 0003):

    git worktree add ../older bb7f67d
    PYTHONPATH=../older python tests/older_catalogs/make_catalog.py ../older/tests tests/older_catalogs

This file calls the library of version 0010 and later; as it was at commit 6a6fff9, that of the versions before.

The first file is the catalog, as SQL; the second is what that program said the user had said, at each step from the
first decision to the last one that waits for a redo.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from pathlib import Path

TESTS, TARGET = Path(sys.argv[1]), Path(sys.argv[2])
sys.path[:0] = [str(TESTS), str(TESTS / "unit" / "library")]
sys.path.append(str(Path(__file__).resolve().parent.parent))

from any_command import MAKERS, any_command  # noqa: E402
from fakes.library import open_fake_library  # noqa: E402
from fakes.photos import save_photo  # noqa: E402
from user_state import said_in  # noqa: E402

from photoface.catalog.revision import HEAD_REVISION  # noqa: E402
from photoface.errors import UserFacingError  # noqa: E402
from photoface.library.commands.groups import NameGroup  # noqa: E402
from photoface.library.handlers import HANDLERS  # noqa: E402
from photoface.library.library import Library  # noqa: E402

CAST = [(0, 1), (0,), (1, 2), (2,), (0, 2), (1,), (0, 1), (2, 0.25), (4,), (1.2, 6), (3,), (3, 5), (5,), (3,), (5, 4)]
ROUNDS = 2
SOON = 3
"""Kinds of commands that are tried again and again, until there is something that they can be about."""

WAITING = 3
"""Decisions that are undone at the end."""

PLACE = "/Photos"
"""Where the catalog says that its photos are. They are not there: it does not need them."""


def decide(library: Library, kind: int, seed: int) -> bool:
    """Carry out a command of this kind, if there is something that it could be about."""
    command = any_command(library, kind, iter(range(seed, seed + 50, 7)))
    if command is None:
        return False
    try:
        library.execute(command)
    except UserFacingError:
        return False
    return True


def decide_each(library: Library, seed: int) -> None:
    """Carry out one command of every kind, as far as there is something that it could be about."""
    for kind in range(len(MAKERS)):
        if decide(library, kind, seed + kind) and (seed + kind) % 9 == 0:
            # Undone, and made again, or replaced by the next decision.
            library.undo()
            if kind % 2:
                library.redo()
        for other in missing_kinds(library):
            decide(library, other, seed + kind)


def missing_kinds(library: Library) -> list[int]:
    done = {one.kind for one in library.history.decisions(1_000) if one.state == "done"}
    return [kind for kind, (command, _) in enumerate(MAKERS) if kind and command.__name__ not in done][:SOON]


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    pictures, catalog = folder / "Pictures", folder / "catalog.photoface"
    for number, people in enumerate(CAST):
        save_photo(pictures / f"{number}.png", people, shade=number, taken=dt.datetime(2019, 1, 1 + number))
    library = open_fake_library(catalog)
    library.folders.add(pictures)
    library.jobs.scan()
    library.execute(NameGroup(library.groups.all()[0].id, "Ann"))
    library.execute(NameGroup(library.groups.all()[0].id, "Bob"))
    for number in range(ROUNDS):
        (pictures / f"{8 + number}.png").unlink()
        save_photo(pictures / f"{10 + number}.png", (3, number), shade=40 + number)
        library.jobs.scan()
        decide_each(library, 5 * number)
    kinds = Counter(one.kind for one in library.history.decisions(1_000) if one.state == "done")
    assert set(kinds) == {command.__name__ for command in HANDLERS}, {c.__name__ for c in HANDLERS} - set(kinds)
    assert len({one.state for one in library.history.decisions(1_000)}) == 2
    for _ in range(WAITING):
        library.undo()
    library.close()
    shutil.copy(catalog, folder / "walked.photoface")
    save(catalog, TARGET / f"version_{HEAD_REVISION}.sql")
    states = walk(folder / "walked.photoface")
    (TARGET / f"version_{HEAD_REVISION}.json").write_text(json.dumps(states, separators=(",", ":")) + "\n")
    print(f"{len(states) - 1} decisions: {dict(kinds)}")
    shutil.rmtree(folder)


def walk(catalog: Path) -> list[dict[str, list[tuple[object, ...]]]]:
    """What was said at each step of a catalog, from before its first decision to after its last one.

    Each step is given by what is different from the step before, for most say little.
    """
    library = open_fake_library(catalog)
    while library.history.undo_summary() is not None:
        library.undo()
    states = [said_in(catalog)]
    while library.history.redo_summary() is not None:
        library.redo()
        states.append(said_in(catalog))
    library.close()
    before: dict[str, list[tuple[object, ...]]] = {}
    changes = []
    for state in states:
        changes.append({what: rows for what, rows in state.items() if before.get(what) != rows})
        before = state
    return changes


def save(catalog: Path, target: Path) -> None:
    """Write a catalog as SQL, with its photos at `PLACE`."""
    connection = sqlite3.connect(catalog)
    connection.execute("UPDATE library_folder SET path = ?", (PLACE,))
    connection.commit()
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    lines = [f"PRAGMA application_id = {application_id};", *connection.iterdump()]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    connection.close()


if __name__ == "__main__":
    main()
