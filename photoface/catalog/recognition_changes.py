"""Follows which rows recognition has to read again since it kept its state in a file (`recognition.state_file`).

The file and the catalog hold the same random number, the mark. It is put into both while nobody else can commit, and
from then on triggers note every face and photo that a decision, undo, a scan, another process or another program
changes. A catalog that holds the mark of a file is therefore the one that the file was made of,
but for what is noted, also after it was copied or restored from a backup: those hold the mark and the notes of their
own time. A file whose mark is not in the catalog says nothing about it.

`schema_check` refuses all triggers but these, so a statement is never changed: where others are needed, they get other
names, and these stay known. SQLite drops a table's triggers with the table: a migration that makes one of these tables
again has to call `follow` again. Catalogs on PostgreSQL have no triggers of this kind, and therefore no mark.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.sql_dialects import is_postgresql
from photoface.catalog.summaries.changed import Changed
from photoface.catalog.tables.settings import RecognitionChange

MARK, FACE, PHOTO = "mark", "face", "photo"

FACE_COLUMNS = (
    *("photo_id", "person_id", "group_id", "confirmed", "passes_gate", "quality", "score", "pixels", "sharpness"),
    *("box_source", '"left"', "top", "track", "track_start", "track_end", "status"),
)
PHOTO_COLUMNS = (
    *("content_hash", "file_taken_at", "own_taken_at", "file_dated_by_exif", "file_date_precision"),
    *("own_date_precision", "forgotten", "hidden"),
)
"""What `recognition_rows` reads of a face and of its photo; a test compares both with its queries."""


def _triggers() -> Iterator[tuple[str, str]]:
    """Name and statement of each."""

    for table, kind, key, columns in (
        ("face", FACE, "id", FACE_COLUMNS),
        ("embedding", FACE, "face_id", ("model", "vector")),
        ("photo", PHOTO, "id", PHOTO_COLUMNS),
    ):
        for name, event, row in (
            ("inserted", "INSERT", "NEW"),
            ("deleted", "DELETE", "OLD"),
            ("updated", f"UPDATE OF {', '.join((key, *columns))}", "NEW"),
            # Under the number that the row had.
            ("renumbered", f"UPDATE OF {key}", "OLD"),
        ):
            # Not INSERT OR IGNORE: the policy of the statement that fires a trigger takes the place of its own.
            yield (
                f"recognition_{table}_{name}",
                f"CREATE TRIGGER recognition_{table}_{name} AFTER {event} ON {table} "  # noqa: S608 - our own names
                f"WHEN EXISTS (SELECT 1 FROM recognition_change WHERE kind = '{MARK}') "
                f"AND NOT EXISTS (SELECT 1 FROM recognition_change WHERE kind = '{kind}' AND row_id = {row}.{key}) "
                f"BEGIN INSERT INTO recognition_change (kind, row_id) VALUES ('{kind}', {row}.{key}); END",
            )


TRIGGERS = dict(_triggers())
"""The statements by the triggers' names, as SQLite keeps them."""


def follow(driver: sqlite3.Connection) -> None:
    """Make the triggers, in the place of those that there are; a file that was kept before is not believed any more."""
    driver.execute("DELETE FROM recognition_change")
    for name, statement in TRIGGERS.items():
        driver.execute(f"DROP TRIGGER IF EXISTS {name}")
        driver.execute(statement)


def set_mark(session: Session, mark: int) -> bool:
    """Begin to note changes for a file with this mark; False where the catalog cannot.

    Args:
        session: one that writes; nothing may have changed since what is in the file was read.
        mark: a random number of up to 63 bits.
    """
    if not _are_followed(session):
        return False
    session.execute(sa.delete(RecognitionChange))
    session.execute(sa.insert(RecognitionChange).values(kind=MARK, row_id=mark))
    return True


def changed_since(session: Session, mark: int) -> Changed | None:
    """The faces and photos that changed since a mark was set; None where it is not the catalog's."""
    if not _are_followed(session):
        return None
    noted: dict[str, list[int]] = {MARK: [], FACE: [], PHOTO: []}
    for kind, row_id in session.execute(sa.select(RecognitionChange.kind, RecognitionChange.row_id)):
        noted.setdefault(kind, []).append(row_id)
    if noted[MARK] != [mark]:
        return None
    faces = frozenset(noted[FACE])
    return Changed(faces=faces, boxes=faces, photos=frozenset(noted[PHOTO]))


def _are_followed(session: Session) -> bool:
    """Whether the catalog has these triggers, each unchanged."""
    if is_postgresql(session):
        return False
    found = session.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    return {name: sql for name, sql in found} == TRIGGERS  # noqa: C416 - rows are not pairs to mypy
