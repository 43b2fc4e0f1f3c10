from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photoface.catalog.ages import age_on, birthday
from photoface.catalog.distance import around, kilometres

LEAP_DAY = dt.date(1988, 2, 29)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (dt.date(2000, 6, 15), dt.date(2010, 6, 14), 9),
        (dt.date(2000, 6, 15), dt.date(2010, 6, 15), 10),
        (dt.date(2000, 6, 15), dt.date(2000, 6, 15), 0),
        (dt.date(2000, 6, 15), dt.date(2000, 6, 14), None),
        (None, dt.date(2000, 6, 14), None),
        (LEAP_DAY, dt.date(2019, 2, 28), 30),
        (LEAP_DAY, dt.date(2019, 3, 1), 31),
        (LEAP_DAY, dt.date(2020, 2, 28), 31),
        (LEAP_DAY, dt.date(2020, 2, 29), 32),
        (dt.date(1, 1, 1), dt.date(9999, 12, 31), 9998),
    ],
)
def test_ages(born: dt.date | None, day: dt.date, age: int | None) -> None:
    assert age_on(born, day) == age


@given(st.dates(dt.date(1800, 1, 1), dt.date(2100, 12, 31)), st.integers(0, 150))
def test_an_age_begins_on_its_birthday(born: dt.date, age: int) -> None:
    day = birthday(born, age)
    assert age_on(born, day) == age
    assert age_on(born, day - dt.timedelta(days=1)) == (age - 1 if age else None)


def test_birthdays_end_with_the_calendar() -> None:
    assert birthday(dt.date(9990, 1, 1), 150) == dt.date.max


def test_known_distances() -> None:
    # Great-circle distances of the haversine formula on a sphere of 6,371.0088 km.
    assert kilometres(0, 0, 0, 90) == pytest.approx(math.pi / 2 * 6371.0088)
    assert kilometres(90, 0, -90, 17) == pytest.approx(math.pi * 6371.0088)
    assert kilometres(48.2082, 16.3738, 52.52, 13.405) == pytest.approx(523.6, abs=0.5)
    assert kilometres(-17, 179.99, -17, -179.99) == pytest.approx(2.127, abs=0.01)


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(0.001, 20_000), st.floats(-90, 90), st.floats(-180, 180))
def test_the_frame_holds_the_circle(north: float, east: float, distance: float, other: float, across: float) -> None:
    if kilometres(north, east, other, across) > distance:
        return
    low, high, reach = around(north, east, distance)
    assert low - 1e-9 <= other <= high + 1e-9
    apart = abs((across - east + 180) % 360 - 180)
    assert reach is None or apart <= reach + 1e-6
