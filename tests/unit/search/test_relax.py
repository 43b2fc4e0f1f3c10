"""What to leave out of a search that found nothing."""

from __future__ import annotations

import pytest
from search_library import Searched

from photoface.errors import UserFacingError


def test_each_condition_is_tried_without(searched: Searched) -> None:
    assert searched.found('Carla "Anna Berg" year:2020') == []
    ways = searched.library.search.wider('Carla "Anna Berg" year:2020')
    assert [(one.left_out, one.words) for one in ways] == [
        ("2020", 'Carla "Anna Berg"'),
        ("Anna Berg", "Carla year:2020"),
    ]
    assert [one.photos for one in ways] == [len(searched.found(one.words)) for one in ways]


@pytest.mark.parametrize("words", ["Carla", "Carla or José", "zzz yyy", ""])
def test_there_may_be_nothing_to_leave_out(searched: Searched, words: str) -> None:
    assert searched.library.search.wider(words) == []


def test_what_cannot_be_read_is_refused(searched: Searched) -> None:
    with pytest.raises(UserFacingError):
        searched.library.search.wider("(Carla")
