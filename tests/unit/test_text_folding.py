"""How texts of the user compare."""

# ruff: noqa: RUF001

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoface.text_folding import (
    begins_with,
    cleaned,
    folded,
    look,
    same_words,
    same_words_of,
    shows_something,
    spelled,
)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Søren Kierkegaard", "soren"),
        ("Łukasz", "lukasz"),
        ("Đorđe", "dorde"),
        ("Işık", "isik"),
        ("IŞIK", "isik"),
        ("İpek", "ipek"),
        ("Weiß", "weiss"),
        ("Þórunn", "thor"),
        ("Æsa", "aesa"),
        ("José", "jose"),
        ("O’Neil", "o'neil"),
        ("O'Neil", "o’neil"),
        ("O’Neil", "oneil"),
        ("O’Neil", "neil"),
        ("D`Angelo", "d´angelo"),
        ("Anna-Lena", "lena"),
        ("Anna‑Lena", "anna-l"),
        ("Jean-Paul Sartre", "jean paul s"),
        ("Robert “Bobby” Fischer", "bobby"),
        ("Robert “Bobby” Fischer", 'robert "bob'),
        ("Ann (née Smith)", "smith"),
        ("Ann (née Smith)", "nee smith"),
        ("grandma_ruth", "ruth"),
        ("Mary.Ann", "ann"),
        ("Ｚｏｅ\u200b", "zoe"),
        ("An\u00adna\ufe0f", "anna"),
        ("\u202bAnna\u202c", "anna"),
        ("山田 太郎", "太郎"),
        ("?", "?"),
    ],
)
def test_every_part_of_a_name_is_found(name: str, typed: str) -> None:
    assert begins_with(name, typed)


@pytest.mark.parametrize(("name", "typed"), [("Anna", ""), ("Anna", " "), ("Hanna", "anna"), ("Anna", "\u200b")])
def test_what_is_not_found(name: str, typed: str) -> None:
    assert not begins_with(name, typed)


def test_spelled_keeps_accents_and_nothing_else() -> None:
    assert spelled("  ANNA\u200b  Bérg ") == spelled("anna bérg") != spelled("anna berg")
    assert spelled("O’Neil") == spelled("o'neil")
    assert spelled("Jean–Paul") == spelled("jean-paul") != spelled("jean paul")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna", "Аnnа"),
        ("Anna", "Anna."),
        ("Ian", "lan"),
        ("Müller", "Muller"),
        ("Bo", "B0"),
        ("Ben", "Вen"),
        ("Bo", "Вο"),
    ],
)
def test_names_that_look_the_same(one: str, other: str) -> None:
    assert spelled(one) != spelled(other)
    assert look(one) == look(other)


@pytest.mark.parametrize(("one", "other"), [("Ian", "Lan"), ("Anna", "Hanna"), ("Мария", "Maria"), ("...", "?")])
def test_names_that_do_not(one: str, other: str) -> None:
    assert look(one) != look(other)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Anna \t Berg\n", "Anna Berg"),
        ("\x1b[31mAnna\x1b[0m", "Anna"),
        ("\x1b]0;title\x07Anna", "Anna"),
        ("An\x00na\x9b2J", "Anna"),
        ("An\u202ena\u2066", "Anna"),
        ("M\udcfcller", "Mller"),
        ("e\u0301", "é"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_what_is_kept_of_a_name(typed: str, kept: str) -> None:
    assert cleaned(typed) == kept


@pytest.mark.parametrize("text", ["", " ", "\u200b", "\u0301", "\u3164", "\u2800", "\u200d\u0300", "\ufe0f"])
def test_what_shows_nothing(text: str) -> None:
    assert not shows_something(text)


@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert spelled(spelled(text)) == spelled(text)
    assert folded(spelled(text)) == folded(text)
    assert cleaned(cleaned(text)) == cleaned(text)
    if shows_something(cleaned(text)):
        assert folded(text)
        assert begins_with(text, text)


@given(st.lists(st.text(max_size=8), max_size=8))
def test_many_texts_at_once_are_folded_as_one_by_one(texts: list[str]) -> None:
    assert same_words_of(texts) == [same_words(text) for text in texts]
