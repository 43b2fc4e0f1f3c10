"""Why somebody is suggested: the words agree with how likely a yes is."""

from __future__ import annotations

import dataclasses

import pytest

from photoface.gui.person.reasons import reason_sentences
from photoface.recognition.suggestions import Reason

OUTSIDE = Reason((1, 2, 3), distance=0.33, own_share=0.0, years=0.0, quality=0.9)
INSIDE = dataclasses.replace(OUTSIDE, own_share=0.4)


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (0.95, "Much like these faces of Ann, but not so much that PhotoFace decides alone."),
        (0.6, "Somewhat like these faces of Ann. It may be, or may not."),
        (0.1, "Only a little like these faces of Ann. Somebody else is more likely."),
        (None, "Less like these faces of Ann than any of them is like the others."),
    ],
)
def test_what_lies_outside_of_the_confirmed_is_told_by_its_likelihood(score: float | None, words: str) -> None:
    assert reason_sentences(OUTSIDE, "Ann", score) == [words, "Taken within a month of them."]


def test_what_lies_among_the_confirmed_is_as_like_them_as_they_are() -> None:
    assert reason_sentences(INSIDE, "Ann", 0.95)[0] == "As like these faces of Ann as they are like each other."


def test_doubts_come_last() -> None:
    doubtful = dataclasses.replace(
        INSIDE, own_share=None, years=3.2, quality=0.1, rival_id=2, rival_name="Ben", company="Cleo"
    )
    assert reason_sentences(doubtful, "Ann", 0.5) == [
        "Ann has only one confirmed face to compare with.",
        "Taken 3 years from them.",
        "Cleo is in this photo too, and often with Ann.",
        "It may also be Ben.",
        "The face is small, blurred or turned away.",
    ]
