"""Boxes, maps and turns against pixels, against each other, and against values worked out by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from photoface.geometry import Affine, Box, Landmarks, Turn

fractions = st.floats(0, 1)
places = st.tuples(fractions, fractions)
boxes = st.builds(Box, st.floats(-1, 1), st.floats(-1, 1), st.floats(0, 2), st.floats(0, 2))
turns = st.sampled_from(list(Turn))


def shown_upright(stored: np.ndarray, turn: Turn) -> np.ndarray:
    """The EXIF turns on an array, as section 4.6.4 of EXIF 2.32 words them: where row 0 and column 0 are seen."""
    return {
        Turn.NONE: stored,
        Turn.MIRROR: stored[:, ::-1],
        Turn.HALF_TURN: stored[::-1, ::-1],
        Turn.FLIP: stored[::-1],
        Turn.TRANSPOSE: stored.T,
        Turn.CLOCKWISE: np.rot90(stored, -1),
        Turn.TRANSVERSE: stored[::-1, ::-1].T,
        Turn.COUNTERCLOCKWISE: np.rot90(stored),
    }[turn]


class TestTurn:
    @pytest.mark.parametrize("turn", list(Turn))
    def test_moves_points_as_it_moves_pixels(self, turn: Turn) -> None:
        stored = np.arange(12).reshape(3, 4)
        upright = shown_upright(stored, turn)
        assert upright.shape[::-1] == turn.size(4, 3)
        for row, column in itertools.product(range(3), range(4)):
            x, y = turn.point(((column + 0.5) / 4, (row + 0.5) / 3))
            width, height = turn.size(4, 3)
            assert upright[int(y * height), int(x * width)] == stored[row, column]

    @pytest.mark.parametrize("turn", list(Turn))
    def test_moves_boxes_as_it_moves_pixels(self, turn: Turn) -> None:
        stored = np.zeros((20, 40), bool)
        stored[4:10, 10:30] = True
        upright = shown_upright(stored, turn)
        left, top, right, bottom = turn.box(Box.from_corners(10 / 40, 4 / 20, 30 / 40, 10 / 20)).pixels(
            *turn.size(40, 20)
        )
        expected = np.zeros_like(upright)
        expected[top:bottom, left:right] = True
        assert np.array_equal(upright, expected)

    @given(turns, places)
    def test_inverse_leads_points_back(self, turn: Turn, place: tuple[float, float]) -> None:
        assert turn.inverse.point(turn.point(place)) == pytest.approx(place)

    @given(turns, boxes)
    def test_inverse_leads_boxes_back(self, turn: Turn, box: Box) -> None:
        back = turn.inverse.box(turn.box(box))
        assert (back.left, back.top, back.width, back.height) == pytest.approx(
            (box.left, box.top, box.width, box.height), abs=1e-9
        )

    @given(turns, boxes)
    def test_keeps_areas(self, turn: Turn, box: Box) -> None:
        assert turn.box(box).area == pytest.approx(box.area, abs=1e-9)

    @pytest.mark.parametrize(
        ("turn", "stored_centre_form"),
        [(Turn.CLOCKWISE, (0.3, 0.8, 0.4, 0.2)), (Turn.COUNTERCLOCKWISE, (0.7, 0.2, 0.4, 0.2))],
    )
    def test_of_a_region_worked_out_by_hand(
        self, turn: Turn, stored_centre_form: tuple[float, float, float, float]
    ) -> None:
        # Metadata Working Group regions are a centre and a size: this one, as displayed.
        x, y, width, height = 0.2, 0.3, 0.2, 0.4
        stored = turn.inverse.box(Box(x - width / 2, y - height / 2, width, height))
        assert (*stored.centre, stored.width, stored.height) == pytest.approx(stored_centre_form)

    @pytest.mark.parametrize("turn", list(Turn))
    def test_is_read_from_a_tag(self, turn: Turn) -> None:
        assert Turn.from_exif(int(turn)) is turn
        assert Turn.from_exif(str(int(turn))) is turn

    @pytest.mark.parametrize(
        "value", [0, 9, -1, 65535, None, "", "top", b"\x06\x00", (6, 1), [], float("nan"), float("inf")]
    )
    def test_of_garbage_is_none(self, value: object) -> None:
        assert Turn.from_exif(value) is Turn.NONE

    def test_survives_any_rational(self) -> None:
        class ZeroOverZero:
            def __int__(self) -> int:
                raise ZeroDivisionError

        assert Turn.from_exif(ZeroOverZero()) is Turn.NONE

    def test_only_the_last_four_swap_sides(self) -> None:
        assert [turn for turn in Turn if turn.swaps_sides] == [5, 6, 7, 8]
        assert Turn.CLOCKWISE.size(640, 480) == (480, 640)
        assert Turn.HALF_TURN.size(640, 480) == (640, 480)


class TestOverlap:
    @given(boxes, boxes)
    def test_is_symmetric_and_from_0_to_1(self, one: Box, other: Box) -> None:
        overlap = one.intersection_over_union(other)
        assert 0.0 <= overlap <= 1.0
        assert overlap == pytest.approx(other.intersection_over_union(one))

    @given(boxes)
    def test_with_itself_is_1(self, box: Box) -> None:
        assume(box.width > 1e-6 and box.height > 1e-6)
        assert box.intersection_over_union(box) == pytest.approx(1.0)

    @given(turns, boxes, boxes)
    def test_does_not_change_under_a_turn(self, turn: Turn, one: Box, other: Box) -> None:
        assume(min(one.width, one.height, other.width, other.height) > 1e-3)
        turned = turn.box(one).intersection_over_union(turn.box(other))
        assert turned == pytest.approx(one.intersection_over_union(other), abs=1e-6)

    def test_by_hand(self) -> None:
        assert Box(0, 0, 0.4, 0.4).intersection_over_union(Box(0.2, 0.2, 0.4, 0.4)) == pytest.approx(0.04 / 0.28)
        assert Box(0, 0, 0.4, 0.4).intersection_over_union(Box(0.4, 0, 0.4, 0.4)) == 0.0
        assert Box(0, 0, 0, 0).intersection_over_union(Box(0, 0, 0, 0)) == 0.0
        assert Box(0, 0, 1e-200, 1e-200).intersection_over_union(Box(0, 0, 1e-200, 1e-200)) == 0.0


class TestBox:
    def test_corners_and_centre(self) -> None:
        box = Box.from_corners(0.25, 0.5, 0.75, 1.0)
        assert box == Box(0.25, 0.5, 0.5, 0.5)
        assert (box.right, box.bottom, box.centre, box.area) == (0.75, 1.0, (0.5, 0.75), 0.25)

    @given(boxes)
    def test_clamped_lies_inside(self, box: Box) -> None:
        inside = box.clamped()
        assert 0 <= inside.left <= inside.right <= 1 + 1e-12
        assert 0 <= inside.top <= inside.bottom <= 1 + 1e-12

    @given(boxes, st.floats(0, 3))
    def test_expanded_keeps_its_centre(self, box: Box, factor: float) -> None:
        grown = box.expanded(factor)
        assert grown.centre == pytest.approx(box.centre, abs=1e-9)
        assert grown.width == pytest.approx(box.width * (1 + factor))

    @given(boxes, st.integers(1, 10_000), st.integers(1, 10_000))
    def test_squared_is_square_in_pixels_and_covers_the_box(self, box: Box, width: int, height: int) -> None:
        square = box.squared(width, height)
        assert square.width * width == pytest.approx(square.height * height)
        assert square.centre == pytest.approx(box.centre, abs=1e-9)
        assert square.width >= box.width - 1e-9
        assert square.height >= box.height - 1e-9

    def test_pixels(self) -> None:
        assert Box(0.25, 0.5, 0.5, 0.25).pixels(200, 100) == (50, 50, 150, 75)


def test_landmarks_keep_their_order() -> None:
    landmarks = Landmarks((1, 2), (3, 4), (5, 6), (7, 8), (9, 10))
    assert landmarks.points == ((1, 2), (3, 4), (5, 6), (7, 8), (9, 10))


coefficients = st.floats(-1000, 1000)


class TestAffine:
    @given(st.builds(Affine, *[coefficients] * 6), st.tuples(coefficients, coefficients))
    def test_inverse_leads_back(self, affine: Affine, point: tuple[float, float]) -> None:
        determinant = affine.a * affine.e - affine.b * affine.d
        terms = abs(affine.a * affine.e) + abs(affine.b * affine.d)
        assume(abs(determinant) > 1e-3 * terms and min(abs(affine.a), abs(affine.e)) > 1e-2)
        assert affine.inverse().apply(affine.apply(point)) == pytest.approx(point, rel=1e-4, abs=1e-4)

    def test_by_hand(self) -> None:
        scaled_and_moved = Affine(2, 0, 10, 0, 4, 20)
        assert scaled_and_moved.apply((1, 1)) == (12, 24)
        assert scaled_and_moved.inverse() == Affine(0.5, 0, -5, 0, 0.25, -5)

    @pytest.mark.parametrize(
        "singular",
        [Affine(0, 0, 0, 0, 0, 0), Affine(1, 2, 0, 2, 4, 0), Affine(0.1, 0.3, 5, 1e6, 3e6, 7)],
    )
    def test_onto_a_line_has_no_inverse(self, singular: Affine) -> None:
        with pytest.raises(ValueError, match="singular"):
            singular.inverse()

    def test_from_pixels_of_a_huge_photo_to_fractions_has_one(self) -> None:
        to_fractions = Affine(1e-7, 0, 0, 0, 1e-7, 0)
        assert to_fractions.inverse().apply((0.5, 0.25)) == pytest.approx((5e6, 2.5e6))


@pytest.mark.parametrize("first", list(Turn))
@pytest.mark.parametrize("then", list(Turn))
def test_two_turns_are_one(first: Turn, then: Turn) -> None:
    for point in ((0.1, 0.2), (0.8, 0.3)):
        assert then.after(first).point(point) == pytest.approx(then.point(first.point(point)))
    assert first.inverse.after(first) is Turn.NONE
