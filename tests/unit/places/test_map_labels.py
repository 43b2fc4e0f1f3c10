"""Names on the map lie in their countries, the largest towns come first, and the scale has a round length."""

from __future__ import annotations

import pytest

from photoface.places.map_labels import country_labels, scale_length, town_labels


def test_countries_are_named_within_themselves() -> None:
    by_name = {label.name: label for label in country_labels()}
    france, austria = by_name["France"], by_name["Austria"]
    # Not in French Guiana, which is the same country.
    assert 0 < france.longitude < 6
    assert 44 < france.latitude < 49
    assert 46 < austria.latitude < 49
    assert country_labels()[0].degrees >= country_labels()[-1].degrees


def test_the_largest_towns_of_a_part_come_first_without_districts() -> None:
    names = [label.name for label in town_labels(9.5, 46.4, 17.2, 49.0, 4)]
    assert "Vienna" in names[:2]
    assert "Favoriten" not in names
    assert town_labels(-40, 30, -35, 32, 4) == []


@pytest.mark.parametrize(
    ("kilometres_a_pixel", "miles", "length"),
    [(1.0, False, 100), (0.5, False, 50), (0.0004, False, 0.02), (1.0, True, 50)],
)
def test_the_scale_is_round_and_fits(kilometres_a_pixel: float, miles: bool, length: float) -> None:
    found, pixels = scale_length(kilometres_a_pixel, 110, miles=miles)
    assert found == pytest.approx(length)
    assert 110 / 2.6 < pixels <= 110
