"""Keeps the searchable words of each photo (title, caption, file paths), and makes search conditions on them.

It also lists all of them, for the correction of misspelled searches.

Decisions, scans, undo and redo change titles, captions and paths by many statements. Triggers of SQLite follow them all
in the same transaction. They are temporary ones, made by each connection that writes: they call a function of ours,
which nothing in the catalog's file may (`connections`).
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from photoface.catalog.sql_dialects import contains
from photoface.catalog.sql_helpers import among
from photoface.catalog.tables.files import PhotoFile
from photoface.catalog.tables.photos import Photo, PhotoWords
from photoface.catalog.word_text import needle, word_text

_WORDS_OF = """
INSERT OR REPLACE INTO photo_words (photo_id, words)
SELECT id, photo_word_text(
    coalesce(title, '') || char(10) || coalesce(caption, '') || char(10) ||
    coalesce((SELECT group_concat(relative_path, char(10)) FROM photo_file WHERE photo_id = photo.id), '')
)
FROM photo WHERE id {those}
"""

_TRIGGERS = {
    "words_of_new_photo": ("INSERT ON main.photo", "NEW.title IS NOT NULL OR NEW.caption IS NOT NULL", "= NEW.id"),
    "words_of_described_photo": (
        "UPDATE OF title, caption ON main.photo",
        "OLD.title IS NOT NEW.title OR OLD.caption IS NOT NEW.caption",
        "= NEW.id",
    ),
    "words_of_new_file": ("INSERT ON main.photo_file", "NEW.photo_id IS NOT NULL", "= NEW.photo_id"),
    "words_of_moved_file": (
        "UPDATE OF photo_id, relative_path ON main.photo_file",
        "OLD.photo_id IS NOT NEW.photo_id OR OLD.relative_path IS NOT NEW.relative_path",
        "IN (OLD.photo_id, NEW.photo_id)",
    ),
    "words_of_deleted_file": ("DELETE ON main.photo_file", "OLD.photo_id IS NOT NULL", "= OLD.photo_id"),
}
"""After what, when, and of which photos the words are written again. A deleted photo takes its own with it."""


def follow_changes(driver: sqlite3.Connection) -> bool:
    """Keep the words right from now on, whatever this connection writes. Call it outside of a transaction.

    Returns:
        False where the catalog has no words yet, since it is brought up to date first.
    """
    known = "SELECT 1 FROM main.sqlite_master WHERE type = 'table' AND name = 'photo_words'"
    if driver.execute(known).fetchone() is None:
        return False
    driver.create_function("photo_word_text", 1, word_text, deterministic=True)
    for name, (event, when, those) in _TRIGGERS.items():
        body = _WORDS_OF.format(those=those)
        driver.execute(f"CREATE TEMP TRIGGER IF NOT EXISTS {name} AFTER {event} WHEN {when} BEGIN {body}; END")
    return True


def write_all(driver: sqlite3.Connection) -> None:
    """Write the words of all photos, as of a catalog that has none yet."""
    driver.create_function("photo_word_text", 1, word_text, deterministic=True)
    driver.execute(_WORDS_OF.format(those="IS NOT NULL"))


def write_due(session: Session) -> None:
    """Write the words of photos that a transaction on PostgreSQL changed, as its triggers noted (`postgres.schema`)."""
    due = [int(row[0]) for row in session.execute(sa.text("DELETE FROM photo_words_due RETURNING photo_id"))]
    if not due:
        return
    session.execute(sa.delete(PhotoWords).where(among(PhotoWords.photo_id, due)))
    paths: dict[int, list[str]] = defaultdict(list)
    stored = sa.type_coerce(PhotoFile.relative_path, sa.String())
    files = sa.select(PhotoFile.photo_id, stored).where(among(PhotoFile.photo_id, due)).order_by(PhotoFile.id)
    for photo_id, path in session.execute(files):
        paths[photo_id or 0].append(path)
    rows = [
        {"photo_id": photo_id, "words": word_text("\n".join([title or "", caption or "", *paths[photo_id]]))}
        for photo_id, title, caption in session.execute(
            sa.select(Photo.id, Photo.title, Photo.caption).where(among(Photo.id, due))
        )
    ]
    if rows:
        session.execute(sa.insert(PhotoWords), rows)


def all_words(session: Session, shortest: int) -> tuple[str, ...]:
    """The words of at least so many letters that titles, captions and paths have, without numbers, sorted."""
    found: set[str] = set()
    for words in session.execute(sa.select(PhotoWords.words)).scalars():
        found.update(words.split())
    return tuple(sorted(word for word in found if len(word) >= shortest and not word.isdigit()))


def size(session: Session) -> tuple[int, int]:
    """How many photos have words, and how many letters these have: a change of words nearly always changes this."""
    query = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(sa.func.length(PhotoWords.words)), 0))
    count, letters = session.execute(query).one()
    return count, letters


def condition(words: str) -> sa.ColumnElement[bool]:
    """The title, the caption, or the path of a file has a word that begins so, or these words beside each other."""
    wanted = needle(words)
    if not wanted:
        return sa.false()
    found = sa.select(PhotoWords.photo_id).where(contains(PhotoWords.words, wanted))
    return Photo.id.in_(found.correlate(None))
