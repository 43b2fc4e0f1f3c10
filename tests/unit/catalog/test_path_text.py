"""File names as the catalog stores them: exact both ways, also for names that are not text."""

from __future__ import annotations

import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoface.catalog.path_text import from_stored, to_stored

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="names are bytes on Unix alone")


@given(st.binary() | st.text().map(lambda text: text.encode("utf-8", "ignore")) | st.just("a\U0010fe80é".encode()))
def test_any_name_comes_back_as_it_was(name: bytes) -> None:
    stored = to_stored(os.fsdecode(name))
    stored.encode("utf-8")
    assert os.fsencode(from_stored(stored)) == name


@given(st.lists(st.binary(min_size=1), min_size=2, max_size=2, unique=True))
def test_different_names_are_stored_differently(names: list[bytes]) -> None:
    first, second = (to_stored(os.fsdecode(name)) for name in names)
    assert first != second


def test_names_that_are_text_are_stored_as_they_are() -> None:
    for name in ("IMG_0001.jpg", "Zoë/Übersee/日本.jpg", "🙂.png"):
        assert to_stored(name) == name
