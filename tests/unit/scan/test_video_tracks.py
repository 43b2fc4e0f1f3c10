"""Which faces of consecutive frames are one track, and which of them are kept."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from photoface.catalog.scanned_faces import FaceMeasures
from photoface.geometry import Box
from photoface.scan.face_engine import ScannedFace
from photoface.scan.video_tracks import Track, find_tracks, looks_of

SAME_PERSON = 0.4


def vector(angle: float) -> NDArray[np.float32]:
    """A look; the distance of two is about the difference of their angles."""
    return np.array([np.cos(angle), np.sin(angle)], np.float32)


def face(x: float, angle: float, quality: float = 0.5, *, is_good: bool = True) -> ScannedFace:
    measures = FaceMeasures(None, 0.99, 80.0, 1.0, 1.0, quality, is_good)
    made = ScannedFace(Box(x, 0.3, 0.2, 0.3), measures, b"", np.zeros((1, 1, 3), np.uint8))
    made.embedding = vector(angle)
    return made


def tracks_of(*frames: list[ScannedFace], cuts: tuple[int, ...] = ()) -> list[tuple[tuple[int, int], ...]]:
    return [track.faces for track in find_tracks(frames, SAME_PERSON, cuts)]


def test_two_people_keep_their_tracks_while_they_cross() -> None:
    frames = [[face(0.1 * number, 0.0), face(0.6 - 0.1 * number, 1.5)] for number in range(6)]
    assert tracks_of(*frames) == [
        tuple((number, 0) for number in range(6)),
        tuple((number, 1) for number in range(6)),
    ]


def test_somebody_else_at_the_same_place_is_another_track() -> None:
    assert tracks_of([face(0.3, 0.0)], [face(0.3, 0.5)]) == [((0, 0),), ((1, 0),)]


def test_a_head_turns_from_look_to_look() -> None:
    frames = [[face(0.3, 0.2 * number)] for number in range(6)]
    assert len(tracks_of(*frames)) == 1


def test_a_leap_through_the_frame_needs_more_likeness() -> None:
    assert len(tracks_of([face(0.0, 0.0)], [face(0.7, 0.28)])) == 2
    assert len(tracks_of([face(0.0, 0.0)], [face(0.7, 0.2)])) == 1


def test_who_turns_away_for_a_moment_goes_on_and_who_is_long_away_does_not() -> None:
    shown = [face(0.3, 0.0)]
    assert len(tracks_of(shown, [], [], shown)) == 1
    assert len(tracks_of(shown, [], [], [], shown)) == 2


def test_a_cut_ends_every_track() -> None:
    shown = [face(0.3, 0.0)]
    assert len(tracks_of(shown, shown, shown, cuts=(2,))) == 2


def test_two_faces_of_one_frame_are_never_one_track() -> None:
    assert len(tracks_of([face(0.1, 0.0), face(0.6, 0.01)], [face(0.1, 0.0), face(0.6, 0.01)])) == 2


def test_the_best_look_of_each_third_is_kept() -> None:
    qualities = [0.1, 0.9, 0.2, 0.8, 0.3, 0.7]
    frames = [[face(0.3, 0.0, quality)] for quality in qualities]
    (track,) = find_tracks(frames, SAME_PERSON)
    assert looks_of(track, frames) == [(1, 0), (3, 0), (5, 0)]


@pytest.mark.parametrize(("is_good", "kept"), [(True, 1), (False, 0)])
def test_a_face_of_one_frame_is_kept_where_it_is_good(is_good: bool, kept: int) -> None:
    frames = [[], [face(0.3, 0.0, is_good=is_good)], [], []]
    assert len(looks_of(Track(((1, 0),)), frames)) == kept
