"""Words of photos are found as people type them, and follow titles, captions and paths in the same transaction."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from fakes.library import open_fake_library
from inside import database_of
from user_state import assert_words_are_right

from photoface.catalog.recognition_changes import TRIGGERS
from photoface.catalog.tables.files import PhotoFile
from photoface.catalog.tables.photos import Photo
from photoface.catalog.word_text import needle, word_text
from photoface.library.commands.photos import DescribePhotos
from photoface.library.library import Library


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Wedding in Rome", "\n wedding in rome"),
        ("Müller’s Café\nØre", "\n muller s cafe\n ore"),
        ("2019/Rome_2/IMG20190412.JPG", "\n 2019 rome 2 img 20190412 jpg"),
        ("東京の桜", "\n 東 京 の 桜"),
        ("Свадьба", "\n свадьба"),
        ("שלום עולם", "\n שלום עולם"),
        ("🎂🎈 Anna", "\n 🎂 🎈 anna"),
        (" -- \n\x00\n", ""),
        ("", ""),
    ],
)
def test_words_are_kept_plain(text: str, words: str) -> None:
    assert word_text(text) == words


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("wed", "A Wedding"),
        ("jean paul", "Jean-Paul"),
        ("muller", "Frau MÜLLER"),
        ("京", "東京"),
        ("🎂", "cake 🎂"),
        ("IMG2019", "IMG_2019"),
        ("2019", "x20190412"),
    ],
)
def test_words_are_found_by_how_they_begin(typed: str, text: str) -> None:
    assert needle(typed) in word_text(text)


@pytest.mark.parametrize(("typed", "text"), [("ding", "A Wedding"), ("rome img", "Rome\nimg"), ("019", "2019")])
def test_the_middle_of_a_word_and_two_lines_are_no_match(typed: str, text: str) -> None:
    assert needle(typed) not in word_text(text)


def test_words_follow_what_is_decided_undone_and_scanned(scanned: Library, album: Path) -> None:
    photo = scanned.photos.ids()[0]
    scanned.execute(DescribePhotos((photo,), "Zermatt", "Snow"))
    assert scanned.search.find("text:zerm").photo_ids == (photo,)
    scanned.undo()
    assert scanned.search.find("text:zerm").photo_ids == ()
    scanned.redo()
    (first, *_) = sorted(path for path in album.rglob("*") if path.is_file())
    (album / "Moved here").mkdir()
    first.rename(album / "Moved here" / first.name)
    scanned.jobs.scan()
    assert len(scanned.search.find('text:"moved here"').photo_ids) == 1
    assert_words_are_right(scanned.catalog_path)


def test_words_follow_a_photo_that_goes_and_a_transaction_that_is_taken_back(scanned: Library) -> None:
    first, second, *_ = scanned.photos.ids()
    database = database_of(scanned)

    def fail() -> None:
        with database.write() as session:
            session.execute(sa.update(Photo).values(caption="gone"))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with database.write() as session:
        session.execute(sa.update(PhotoFile).where(PhotoFile.photo_id == second).values(photo_id=first))
    with database.write() as session:
        session.execute(sa.delete(Photo).where(Photo.id == second))
    assert scanned.search.find("text:gone").photo_ids == ()
    assert_words_are_right(scanned.catalog_path)


@pytest.mark.sqlite
def test_no_trigger_that_writes_words_is_left_in_the_file(scanned: Library) -> None:
    scanned.execute(DescribePhotos((scanned.photos.ids()[0],), "Zermatt"))
    scanned.close()
    connection = sqlite3.connect(scanned.catalog_path)
    found = connection.execute("SELECT name FROM sqlite_master WHERE type NOT IN ('table', 'index')").fetchall()
    assert {name for (name,) in found} == set(TRIGGERS)
    connection.close()
    open_fake_library(scanned.catalog_path).close()
