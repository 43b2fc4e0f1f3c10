"""Words without a prefix are understood as people, tags, places, folders, dates and words of captions."""

from __future__ import annotations

import contextlib

import pytest
from exploring import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from search_library import Searched

from photoface.errors import UserFacingError
from photoface.library.commands.collections import SaveSearch
from photoface.library.commands.photos import DescribePhotos, SetPlaces


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
        ("rome", "tag:=rome or place:rome or text:rome"),
        ("anna or 2019", "person:anna or year:2019"),
        ("Anna Berg", 'person:"Anna Berg"'),
        ("annna", "person:anna"),
        ("annna bergg", 'person:"Anna Berg"'),
        ("Anna Bergg 2019", 'person:"Anna Berg" year:2019'),
        ("octobr 2014", "month:10 year:2014"),
        ("zzqxw", "zzqxw"),
    ],
)
def test_what_words_are_understood_as(searched: Searched, words: str, understood: str) -> None:
    result = searched.library.search.find(words)
    assert result.words.casefold() == understood.casefold()
    again = searched.library.search.find(result.words)
    assert (again.photo_ids, again.words) == (result.photo_ids, result.words)


@pytest.mark.parametrize(
    ("words", "respelled"),
    [
        ("annna 2019", "anna 2019"),
        ("annna bergg", "anna berg"),
        ("-annna (octobr or 2015)", "-anna (october or 2015)"),
        ("anna 2019", "anna 2019"),
        ("person:anna", "person:anna"),
    ],
)
def test_a_search_without_its_typing_errors(searched: Searched, words: str, respelled: str) -> None:
    assert searched.library.search.find(words).respelled == respelled


def test_a_kept_search_means_what_it_meant(searched: Searched) -> None:
    assert searched.library.search.find("2019").photo_ids
    searched.library.execute(SaveSearch("Year", "2019"))
    assert searched.library.search.find("2019").unknown == ("2019",)


def test_captions_are_found_in_any_case_and_without_accents(searched: Searched) -> None:
    photo = searched.library.photos.ids()[0]
    searched.library.execute(DescribePhotos((photo,), caption="Ein Hochzeit im Café Müller"))
    for words in ("hochzeit", "CAFE", "muller", "Müller", "text:hochz", "hochzet"):
        assert searched.library.search.find(words).photo_ids == (photo,)
    assert searched.library.search.find("text:zeit").photo_ids == ()
    searched.library.undo()
    assert searched.library.search.find("text:hochz").photo_ids == ()


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


RUBBISH = [
    "x" * 10_000,
    "x " * 5_000,
    "\x00",
    "a\x00b",
    '"',
    "'",
    "'; DROP TABLE photo",
    "🎂",
    "שלום",
    "%_*?[",
    "\\",
    "\ud800",
    "(",
]


@pytest.mark.parametrize("words", RUBBISH, ids=range(len(RUBBISH)))
def test_rubbish_ends_in_photos_or_in_a_sentence(searched: Searched, words: str) -> None:
    for text in (words, f'text:"{words}"', f"place:{words}", f"tag:{words}", f"-{words}"):
        searched.library.search.complete(text, len(text))
        with contextlib.suppress(UserFacingError):
            searched.library.search.find(text)


@settings(max_examples=examples(25))
@given(words=st.text(max_size=30))
def test_whatever_is_typed_ends_in_photos_or_in_a_sentence(searched: Searched, words: str) -> None:
    searched.library.search.complete(words, len(words))
    with contextlib.suppress(UserFacingError):
        searched.library.search.find(words)
