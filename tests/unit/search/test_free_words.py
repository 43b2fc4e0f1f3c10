"""Words without a prefix are understood as people, tags, places, folders, dates and words of captions."""

from __future__ import annotations

import sqlite3

import pytest
from search_library import Searched

from photoface.library.commands import SaveSearch, SetPlaces


@pytest.mark.parametrize(
    ("words", "understood"),
    [
        ("anna", "person:anna"),
        ("2019", "year:2019"),
        ("anna 2019", "person:anna year:2019"),
        ("december 2019", "date:2019-12-01..2019-12-31"),
        ("Dezember", "month:12"),
        ("3 may 2019", "date:2019-05-03"),
        ("-anna 2019", "-person:anna year:2019"),
        ("rome", "tag:=rome or place:rome"),
        ("anna or 2019", "person:anna or year:2019"),
        ("Anna Berg", 'person:"Anna Berg"'),
        ("annna", "person:anna"),
        ("zzqxw", "zzqxw"),
    ],
)
def test_what_words_are_understood_as(searched: Searched, words: str, understood: str) -> None:
    result = searched.library.search.find(words)
    assert result.words.casefold() == understood.casefold()
    again = searched.library.search.find(result.words)
    assert (again.photo_ids, again.words) == (result.photo_ids, result.words)


def test_a_kept_search_means_what_it_meant(searched: Searched) -> None:
    assert searched.library.search.find("2019").photo_ids
    searched.library.execute(SaveSearch("Year", "2019"))
    assert searched.library.search.find("2019").unknown == ("2019",)


def test_captions_are_found_in_any_case_and_without_accents(searched: Searched) -> None:
    photo = searched.library.photos.ids()[0]
    with sqlite3.connect(searched.library.catalog_path) as catalog:
        catalog.execute("UPDATE photo SET caption = 'Ein Hochzeit im Café Müller' WHERE id = ?", (photo,))
    for words in ("hochzeit", "CAFE", "muller", "Müller", "text:hochz"):
        assert searched.library.search.find(words).photo_ids == (photo,)
    assert searched.library.search.find("text:zeit").photo_ids == ()


def test_places_are_found_by_any_of_their_names(searched: Searched) -> None:
    photo = searched.library.photos.ids()[0]
    searched.library.execute(SetPlaces(((photo, 48.2085, 16.3721, None),)))
    for words in ("place:Vienna", "place:Wien", "Vienna", "Österreich", "place:Austria"):
        assert photo in searched.library.search.find(words).photo_ids
    assert searched.library.search.find("place:Berlin").photo_ids == ()
    assert searched.library.search.find("Vienna").words == "place:Vienna"
    searched.library.undo()
    assert photo not in searched.library.search.find("place:Vienna").photo_ids


def test_chips_say_each_condition_and_the_search_without_it(searched: Searched) -> None:
    chips = searched.library.search.find("anna 2019").chips
    assert [chip.without for chip in chips] == ["year:2019", "person:anna"]
    assert chips[1].label == "2019"
