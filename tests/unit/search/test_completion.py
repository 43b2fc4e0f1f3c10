"""What a search field offers while somebody types."""

from __future__ import annotations

import pytest
from search_library import Searched

TYPED = [
    # What is typed (the bar is the cursor), and the whole texts that the offers lead to.
    ("an|", ['"Anna Berg"', "Ann"]),
    ("-an|", ['-"Anna Berg"', "-Ann"]),
    ("(jo|)", ["(José)", "(album:Journeys)"]),
    ('"ann|', ['"Anna Berg"', "Ann"]),
    ('"anna b|erg" ben', ['"Anna Berg" ben']),
    ("ben anna be|", ['ben "Anna Berg"', 'ben anna "Ben Holt"']),
    ("carla be|n", ['Carla "Anna Berg"', 'carla "Anna Berg"', 'carla "Ben Holt"']),
    ("mu|", ['"Anna Berg"']),
    ("ca|", ["Carla", "camera:"]),
    ("ye|", ["year:"]),
    ("carla O|", ['Carla "or"', 'carla "or"', "carla only:"]),
    ("only:an|", ['only:"Anna Berg"', "only:Ann"]),
    ("only:ben,an|", ['only:ben,"Anna Berg"', "only:ben,Ann"]),
    ('only:"Ben Holt",jo|', ['only:"Ben Holt",José']),
    ("age:jo|:3-5", ["age:José:3-5"]),
    ("tag:it|", ["tag:Travel/Italy", "tag:Travel/Italy/Rome"]),
    ("tag:me|", ['tag:"Strand & Meer"']),
    ("stra|", ['tag:"Strand & Meer"']),
    ("camera:pi|", ['camera:"Google Pixel 6"', 'camera:"Google Pixel 7"']),
    ("in:som|", ['in:"Sommerfest bei Tante Ida"']),
    ("album:ro|", ['album:"Journeys/Rome 2016"']),
    ("circle:|", []),
    ("circle:fam|", ['circle:"Holt family"']),
    (
        "is:|",
        [
            "is:favourite",
            "is:hidden",
            "is:damaged",
            "is:duplicate",
            "is:missing",
            "is:stacked",
            "is:unnamed",
            "is:video",
        ],
    ),
    ("anna is:u|", ["anna is:unnamed"]),
    ("with:|", ["with:strangers"]),
    ("year:201|", ["year:2019", "year:2018", "year:2017", "year:2016", "year:2015"]),
    ("anna 202|", ["anna year:2020"]),
    ("year:x|", []),
    ("an |", []),
    ("|", []),
    ('"|', []),
    ("zzz|", []),
    # With typing errors, where nothing begins so.
    ("annna|", ['"Anna Berg"']),
    ("2019 annna|", ['2019 "Anna Berg"']),
    ("journeis|", ["album:Journeys"]),
    ("annna b|", ['annna "Anna Berg"', 'annna "Ben Holt"']),
]


@pytest.mark.parametrize(("typed", "offered"), TYPED)
def test_what_is_offered(searched: Searched, typed: str, offered: list[str]) -> None:
    text, cursor = typed.replace("|", ""), typed.index("|")
    found = searched.library.search.complete(text, cursor)
    assert [text[: one.replaces[0]] + one.text + text[one.replaces[1] :] for one in found] == offered


def test_offers_say_what_they_are(searched: Searched) -> None:
    (carla, camera) = searched.library.search.complete("ca", 2)
    assert (carla.kind, carla.label, carla.text) == ("person", "Carla", "Carla")
    assert (camera.kind, camera.label) == ("key", "camera:")
    assert {one.kind for one in searched.library.search.complete("tag:rome", 8)} == {"tag"}
    assert len(searched.library.search.complete("an", 2, limit=1)) == 1
    assert searched.library.search.complete("an", 99) == searched.library.search.complete("an", 2)
