"""Regions meet the faces that they overlap most, each once."""

from __future__ import annotations

from photoface.geometry import Box
from photoface.metadata.region_matching import match_regions


def test_the_pairs_with_the_largest_overlap_together_count() -> None:
    faces = [Box(0.1, 0.1, 0.2, 0.2), Box(0.18, 0.1, 0.2, 0.2)]
    regions = [Box(0.17, 0.1, 0.2, 0.2), Box(0.12, 0.1, 0.2, 0.2)]
    assert match_regions(regions, faces) == {0: 1, 1: 0}


def test_a_region_around_the_whole_head_is_the_face_in_it() -> None:
    face = Box(0.4, 0.4, 0.1, 0.1)
    assert match_regions([Box(0.36, 0.34, 0.18, 0.2)], [face]) == {0: 0}


def test_of_two_regions_the_one_that_fits_a_detectors_box_has_the_face() -> None:
    face = Box(0.4, 0.4, 0.1, 0.1)
    assert match_regions([Box(0.36, 0.34, 0.18, 0.2), Box(0.41, 0.41, 0.1, 0.1)], [face]) == {1: 0}


def test_what_lies_elsewhere_meets_nothing() -> None:
    assert match_regions([Box(0.7, 0.7, 0.1, 0.1)], [Box(0.4, 0.4, 0.1, 0.1)]) == {}
    assert match_regions([], [Box(0.4, 0.4, 0.1, 0.1)]) == match_regions([Box(0.4, 0.4, 0.1, 0.1)], []) == {}
