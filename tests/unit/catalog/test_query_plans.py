"""What the window reads again and again goes through indexes: work grows with the answer, not with the library."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from read_statements import statements

from photoface.catalog import contents, scanned_faces, sql_helpers
from photoface.catalog.decided_faces import decided_faces
from photoface.catalog.sqlite_database import SqliteDatabase
from photoface.library.commands.collections import TagPhotos
from photoface.library.commands.faces import RejectFaces
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library

pytestmark = pytest.mark.sqlite

LARGE = re.compile(r"SCAN (face|photo|photo_file|photo_tag|embedding|change|rejection|cannot_link)(_\d+)?\b")
"""Going through all of a table that grows with the library."""

BY_STATUS_ALONE = re.compile(r"SEARCH face(_\d+)? USING .*\(status=\?\)")
"""An index that nearly all faces match is going through all of them, and slower."""

COUNTED = "SCAN face USING COVERING INDEX ix_face_person"
"""How many faces there are in all, named and unnamed: counted in the index, a few milliseconds for 100,000."""

UNDATED = "SCAN photo USING INDEX ix_photo_undated"
"""An index of the photos without a date alone."""

VIDEOS = "SCAN photo USING INDEX ix_photo_video"
"""An index of the videos alone."""


def steps(library: Library, read: Callable[[Library], object]) -> list[str]:
    """The steps of SQLite's plans for everything that a read asks."""
    with statements() as asked:
        read(library)
    assert asked, "nothing was read"
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(library.catalog_path)))
    with engine.connect() as connection:
        connection.connection.create_function("kilometres", 4, lambda *_: 0.0)
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
    first, second = grouped.groups.all()[:2]
    grouped.execute(NameGroup(first.id, "Ada"))
    grouped.execute(NameGroup(second.id, "Ben"))
    grouped.execute(TagPhotos(tuple(grouped.photos.ids()[:2]), "beach"))
    grouped.review.next_question()
    # Reads the names that words without a prefix may mean, once for as long as they hold.
    grouped.search.find("Ada")
    return grouped


@pytest.fixture(params=["few ids", "many ids"], autouse=True)
def lists_of_ids(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists of ids as they go to the database in a small library, and as one parameter in a large one."""
    if request.param == "many ids":
        monkeypatch.setattr(sql_helpers, "FEW_IDS", 0)


def _person(library: Library) -> int:
    return library.people.all()[0].id


READS: dict[str, Callable[[Library], object]] = {
    "people": lambda library: library.people.all(),
    "a person": lambda library: library.people.get(_person(library)),
    "names that begin so": lambda library: library.people.complete("a"),
    "a page of groups": lambda library: library.groups.all(20, 20),
    "faces of a person": lambda library: library.people.face_ids(_person(library)),
    "faces of a group": lambda library: library.groups.face_ids(1),
    "loose faces": lambda library: library.faces.ids(loose_only=True),
    "named faces": lambda library: library.faces.named_ids(),
    "named faces by person": lambda library: library.faces.named_ids("person"),
    "a page of faces": lambda library: library.faces.summaries(library.faces.ids()[:5]),
    "photos by date": lambda library: library.photos.ids(),
    "photos of a person": lambda library: library.photos.ids(_person(library)),
    "a page of photos": lambda library: library.photos.summaries(library.photos.ids()[:5]),
    "a photo": lambda library: library.photos.detail(library.photos.ids()[0]),
    "faces of photos": lambda library: library.faces.of_photos(library.photos.ids()[:5]),
    "who stands with a person": lambda library: library.people.companions(_person(library)),
    "a person's years": lambda library: library.people.timeline(_person(library)),
    "tags of photos": lambda library: library.tags.on_photos(library.photos.ids()[:5]),
    "search by name": lambda library: library.search.find("Ada -Ben"),
    "search by year": lambda library: library.search.find("year:2019"),
    "search by tag": lambda library: library.search.find("tag:beach"),
    "suggestions": lambda library: library.review.suggestions(_person(library)),
    "history": lambda library: library.history.decisions(),
}


def _slow(found: list[str]) -> list[str]:
    slow = (step for step in found if LARGE.match(step) or BY_STATUS_ALONE.match(step))
    return [step for step in slow if step not in (COUNTED, UNDATED, VIDEOS)]


def test_reads_of_the_window_go_through_no_large_table(lived_in: Library) -> None:
    assert {name: slow for name, read in READS.items() if (slow := _slow(steps(lived_in, read)))} == {}


def test_a_decision_and_what_is_asked_after_it_go_through_no_large_table(lived_in: Library) -> None:
    group = lived_in.groups.all()[0]

    def decide(library: Library) -> None:
        library.execute(NameGroup(group.id, "Carla"))
        library.review.next_question()
        library.review.suggestion_counts()
        library.undo()

    assert _slow(steps(lived_in, decide)) == []


@pytest.mark.parametrize("words", ["year:2019", "date:2019-05..2019-07", "faces:>0 year:2019"])
def test_photos_of_some_days_are_looked_up_by_their_days(lived_in: Library, words: str) -> None:
    found = steps(lived_in, lambda library: library.search.find(words))
    assert any("taken_at>?" in step and "taken_at<?" in step for step in found), found


def test_the_history_is_read_in_a_few_statements_however_long_it_is(lived_in: Library) -> None:
    def asked() -> int:
        with statements() as found:
            lived_in.history.decisions()
        return len(found)

    before = asked()
    lived_in.execute(TagPhotos(tuple(lived_in.photos.ids()[:2]), "lake"))
    lived_in.execute(NameGroup(lived_in.groups.all()[0].id, "Carla"))
    assert asked() == before


def test_whether_a_decision_names_a_face_is_looked_up(lived_in: Library) -> None:
    lived_in.execute(RejectFaces(tuple(lived_in.faces.ids(loose_only=False)[-2:]), _person(lived_in)))
    database = SqliteDatabase(lived_in.catalog_path)

    def look(library: Library) -> None:
        with database.read() as session:
            decided_faces(session, library.faces.ids()[:3])

    found = steps(lived_in, look)
    database.close()
    assert _slow(found) == []
    assert any(re.match(r"SEARCH decision_face .*face_id=\?", step) for step in found)


def test_what_a_scan_asks_about_a_few_files_is_looked_up(lived_in: Library) -> None:
    database = SqliteDatabase(lived_in.catalog_path)

    def ask(_library: Library) -> None:
        with database.read() as session:
            contents.photos_with_content(session, ["a", "b"])
            contents.photos_with_picture(session, ["a", "b"])
            contents.with_files(session, [1, 2], [3])
            scanned_faces.of_photo(session, 1, "a model")

    def ask_for_drawn_faces(_library: Library) -> None:
        with database.read() as session:
            scanned_faces.unembedded(session, "a model", only_by_hand=True)

    found, drawn = steps(lived_in, ask), steps(lived_in, ask_for_drawn_faces)
    database.close()
    assert _slow(found) == []
    assert not [step for step in found if re.search(r"\((state|successor_id)=\?", step)], "nearly all rows share it"
    assert any("ix_face_box_source" in step for step in drawn)


def test_what_is_slow_is_told() -> None:
    told = ["SCAN face_1 USING INDEX ix_face_photo_id", "SEARCH face USING INDEX ix_face_loose (status=?)"]
    fast = ["SEARCH face USING COVERING INDEX ix_face_person (person_id=? AND group_id=?)", "SCAN person"]
    assert _slow(told + fast) == told
