"""What the user said, as a catalog of any version holds it."""

from __future__ import annotations

from pathlib import Path

from raw_catalog import columns_of, raw_catalog

from photoface.catalog.word_text import word_text

SAID = {
    "faces": """
        SELECT id, status, CASE WHEN confirmed THEN person_id END, box_source = 'detected',
            CASE WHEN box_source != 'detected' THEN "left" || ' ' || top || ' ' || width || ' ' || height END
        FROM face WHERE confirmed OR status != 'active' OR box_source != 'detected'""",
    "rejections": "SELECT face_id, person_id FROM rejection",
    "refused names": "SELECT face_id, name FROM name_rejection",
    "cannot-links": "SELECT face_id, other_face_id FROM cannot_link",
    "people": "SELECT id, name, cover_face_id, born, died, favourite, hidden, notes FROM person",
    "aliases": "SELECT person_id, name FROM person_alias",
    "tags": "SELECT id, parent_id, path FROM tag",
    "photo tags": "SELECT photo_id, tag_id FROM photo_tag",
    "stars": "SELECT id, rating FROM photo WHERE rating IS NOT NULL",
    "dates": "SELECT id, own_taken_at, own_date_precision FROM photo WHERE own_taken_at IS NOT NULL",
    "places": "SELECT id, own_latitude, own_longitude, own_place FROM photo WHERE own_latitude IS NOT NULL",
    "marks": "SELECT id, favourite, hidden FROM photo WHERE favourite OR hidden",
    "texts": "SELECT id, title, caption FROM photo WHERE title IS NOT NULL OR caption IS NOT NULL",
    "albums": "SELECT id, parent_id, name, cover_photo_id FROM album",
    "order of albums": "SELECT id, position FROM album WHERE position IS NOT NULL",
    "album photos": "SELECT album_id, photo_id, position FROM album_photo",
    "circles": "SELECT id, name FROM circle",
    "circle members": "SELECT circle_id, person_id FROM circle_member",
    "relations": "SELECT person_id, other_person_id, kind FROM relation",
    "deleted photos": "SELECT id, deleted_at FROM photo WHERE deleted_at IS NOT NULL",
    "stacks": "SELECT photo_id, other_photo_id, together FROM stack_pair",
    "tops of stacks": "SELECT photo_id FROM stack_top ORDER BY id",
    "searches": "SELECT id, name, words FROM saved_search",
}


_LATER_TABLES = {
    "refused names": ["name_rejection"],
    "stacks": ["stack_pair"],
    "tops of stacks": ["stack_top"],
}


_LATER_COLUMNS = {"order of albums": ("album", "position")}
"""A table and its column, without which older catalogs do not know of it."""


def said_in(catalog: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that the user said, and nothing that a scan or a grouping may change."""
    with raw_catalog(catalog) as rows:
        # Older catalogs have fewer tables.
        columns = columns_of(rows)
        return {
            what: sorted(rows.execute(query).fetchall(), key=repr)
            for what, query in SAID.items()
            if columns.keys() >= set(_LATER_TABLES.get(what, ())) and _has_column(columns, what)
        }


def _has_column(columns: dict[str, list[str]], what: str) -> bool:
    if what not in _LATER_COLUMNS:
        return True
    table, column = _LATER_COLUMNS[what]
    return column in columns[table]


def assert_words_are_right(catalog: Path) -> None:
    """What is looked through for words is what titles, captions and paths hold."""
    with raw_catalog(catalog) as rows:
        texts: dict[int, list[str]] = {
            photo: [title or "", caption or ""]
            for photo, title, caption in rows.execute("SELECT id, title, caption FROM photo").fetchall()
        }
        for photo, path in rows.execute("SELECT photo_id, relative_path FROM photo_file ORDER BY id"):
            if photo is not None:
                texts[photo].append(path)
        kept = {photo: words for photo, words in rows.execute("SELECT photo_id, words FROM photo_words") if words}
    # The order of a photo's files does not matter.
    right = {photo: sorted(word_text("\n".join(lines)).split("\n")) for photo, lines in texts.items()}
    assert {photo: sorted(words.split("\n")) for photo, words in kept.items()} == {
        photo: lines for photo, lines in right.items() if lines != [""]
    }
