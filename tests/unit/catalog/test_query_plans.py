"""What the window reads again and again goes through indexes: work grows with the answer, not with the library."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from photoface.catalog.database import Database
from photoface.catalog.decided_faces import decided_faces
from photoface.library.commands import NameGroup, RejectFaces, TagPhotos
from photoface.library.library import Library

LARGE = re.compile(r"SCAN (face|photo|photo_file|photo_tag|embedding|change|rejection|cannot_link)(_\d+)?\b")
"""Going through all of a table that grows with the library."""

BY_STATUS_ALONE = re.compile(r"SEARCH face(_\d+)? USING .*\(status=\?\)")
"""An index that nearly all faces match is going through all of them, and slower."""

COUNTED = "SCAN face USING COVERING INDEX ix_face_person"
"""How many faces there are in all, named and unnamed: counted in the index, a few milliseconds for 100,000."""


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """All that is read inside, with its parameters."""
    found: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            found.append((statement, parameters))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)


def steps(library: Library, read: Callable[[Library], object]) -> list[str]:
    """The steps of SQLite's plans for everything that a read asks."""
    with statements() as asked:
        read(library)
    assert asked, "nothing was read"
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(library.catalog_path)))
    with engine.connect() as connection:
        connection.connection.create_function("kilometres", 4, lambda *_: 0.0)  # type: ignore[attr-defined]
        found = [
            str(row[3])
            for statement, parameters in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    engine.dispose()
    return found


@pytest.fixture
def lived_in(grouped: Library) -> Library:
    """A library of which somebody named a part."""
    first, second = grouped.groups()[:2]
    grouped.execute(NameGroup(first.id, "Ada"))
    grouped.execute(NameGroup(second.id, "Ben"))
    grouped.execute(TagPhotos(tuple(grouped.photo_ids()[:2]), "beach"))
    grouped.next_question()
    return grouped


def _person(library: Library) -> int:
    return library.people()[0].id


READS: dict[str, Callable[[Library], object]] = {
    "people": lambda library: library.people(),
    "a person": lambda library: library.person(_person(library)),
    "names that begin so": lambda library: library.complete_name("a"),
    "a page of groups": lambda library: library.groups(20, 20),
    "faces of a person": lambda library: library.person_face_ids(_person(library)),
    "faces of a group": lambda library: library.group_face_ids(1),
    "loose faces": lambda library: library.face_ids(loose_only=True),
    "named faces": lambda library: library.named_face_ids(),
    "named faces by person": lambda library: library.named_face_ids("person"),
    "a page of faces": lambda library: library.faces(library.face_ids()[:5]),
    "photos by date": lambda library: library.photo_ids(),
    "photos of a person": lambda library: library.photo_ids(_person(library)),
    "a page of photos": lambda library: library.photos(library.photo_ids()[:5]),
    "a photo": lambda library: library.photo(library.photo_ids()[0]),
    "faces of photos": lambda library: library.faces_of_photos(library.photo_ids()[:5]),
    "who stands with a person": lambda library: library.appears_with(_person(library)),
    "a person's years": lambda library: library.timeline(_person(library)),
    "tags of photos": lambda library: library.tags_on(library.photo_ids()[:5]),
    "search by name": lambda library: library.search("Ada -Ben"),
    "search by year": lambda library: library.search("year:2019"),
    "search by tag": lambda library: library.search("tag:beach"),
    "suggestions": lambda library: library.suggestions(_person(library)),
    "history": lambda library: library.history(),
}


def _slow(found: list[str]) -> list[str]:
    return [step for step in found if (LARGE.match(step) or BY_STATUS_ALONE.match(step)) and step != COUNTED]


def test_reads_of_the_window_go_through_no_large_table(lived_in: Library) -> None:
    assert {name: slow for name, read in READS.items() if (slow := _slow(steps(lived_in, read)))} == {}


def test_a_decision_and_what_is_asked_after_it_go_through_no_large_table(lived_in: Library) -> None:
    group = lived_in.groups()[0]

    def decide(library: Library) -> None:
        library.execute(NameGroup(group.id, "Carla"))
        library.next_question()
        library.suggestion_counts()
        library.undo()

    assert _slow(steps(lived_in, decide)) == []


def test_whether_a_decision_names_a_face_is_looked_up(lived_in: Library) -> None:
    lived_in.execute(RejectFaces(tuple(lived_in.face_ids(loose_only=False)[-2:]), _person(lived_in)))
    database = Database(lived_in.catalog_path)

    def look(library: Library) -> None:
        with database.read() as session:
            decided_faces(session, library.face_ids()[:3])

    found = steps(lived_in, look)
    database.close()
    assert _slow(found) == []
    assert any(re.match(r"SEARCH decision_face .*face_id=\?", step) for step in found)


def test_what_is_slow_is_told() -> None:
    told = ["SCAN face_1 USING INDEX ix_face_photo_id", "SEARCH face USING INDEX ix_face_loose (status=?)"]
    fast = ["SEARCH face USING COVERING INDEX ix_face_person (person_id=? AND group_id=?)", "SCAN person"]
    assert _slow(told + fast) == told
