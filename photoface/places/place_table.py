"""Finds the nearest town of a position, and towns, regions and countries by name, from GeoNames, without a network.

The table is `resources/places/places.npz`, made by `photoface.lab.geography.make_places`; it also holds villages that
are far from towns. It is read when it is first needed, its names for search only when somebody searches. The map gets
the largest cities of a part of the world from it.
"""

from __future__ import annotations

import functools
import importlib.resources
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from photoface.places.byte_planes import from_folded_differences, from_planes
from photoface.text_folding import same_words, same_words_of

if TYPE_CHECKING:
    from typing import IO

    from numpy.typing import ArrayLike, NDArray
    from scipy.spatial import cKDTree

EARTH_RADIUS_KM: Final = 6371.0088
"""Mean radius (IUGG)."""

FARTHEST_KM: Final = 50.0
"""A position farther than this from every town gets no name: "near" would mislead at sea and in deserts."""

DEGREE_STEPS: Final = 200
"""Positions are stored in steps of this part of a degree, 550 m on the equator: a town is larger."""

MAIN_NAME_WEIGHT: Final = 10
"""A place of that very name comes before one ten times as large that has it only as another spelling."""

_BETWEEN = b"\t"


@dataclass(frozen=True, slots=True)
class Region:
    """A country, or its first division: a state, a province, a Land.

    Attributes:
        code: "AT" of a country (ISO 3166-1), "AT.09" of a division (GeoNames). Stays the same in later tables.
        name: English of a country, mostly the local name of a division.
        country: English name of the country.
    """

    code: str
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class Place:
    """A town, or a district of one.

    Attributes:
        identifier: GeoNames' number, which stays the same in later tables.
        name: in English where English has a name for it, such as Vienna.
        city: the larger city that it is a district of; empty if it is none.
        city_identifier: that city's number, or its own.
        region: state, province or Land; its name may be empty.
        latitude, longitude: degrees, north and east positive.
        population: 0 if unknown.
    """

    identifier: int
    name: str
    city: str
    city_identifier: int
    region: Region
    latitude: float
    longitude: float
    population: int

    @property
    def country_code(self) -> str:
        """Two letters (ISO 3166-1)."""
        return self.region.code.partition(".")[0]

    @property
    def label(self) -> str:
        """Such as "Favoriten, Vienna, Austria"; a region of the city's name is not repeated."""
        parts = dict.fromkeys((self.name, self.city, self.region.name, self.region.country))
        return ", ".join(part for part in parts if part)


class PlaceTable:
    """Towns with their positions, names and regions. Rows are numbers from 0, in the order of GeoNames' numbers."""

    def __init__(self, source: str | IO[bytes]) -> None:
        """Read positions and names of a table that `write_place_table` wrote."""
        with np.load(source, allow_pickle=False) as arrays:
            self._identifiers = from_folded_differences(from_planes(arrays["identifiers"]))
            self._latitudes = from_folded_differences(from_planes(arrays["latitudes"])) / DEGREE_STEPS
            self._longitudes = from_folded_differences(from_planes(arrays["longitudes"])) / DEGREE_STEPS
            quarters = arrays["population_quarters"]
            self._populations = np.where(quarters == 0, 0, np.exp2(quarters / 4)).astype(np.int64)
            self._regions = from_planes(arrays["regions"])
            self._cities = np.arange(len(self._identifiers)) + from_planes(arrays["cities"])
            self._packed_names = arrays["names"].tobytes()
            self._region_names = [line.split("\t") for line in arrays["region_names"].tobytes().decode().split("\n")]
            self._packed_keys = arrays["other_keys"].tobytes()
        self._countries = {code: names[0] for code, *names in self._region_names if "." not in code}

    def __len__(self) -> int:
        return len(self._identifiers)

    @functools.cached_property
    def _names(self) -> list[str]:
        return zlib.decompress(self._packed_names).decode().split("\n")

    @functools.cached_property
    def _tree(self) -> cKDTree:
        from scipy.spatial import cKDTree

        # An unbalanced tree is built four times faster, and towns are spread enough.
        return cKDTree(on_sphere(self._latitudes, self._longitudes), balanced_tree=False, compact_nodes=False)

    def nearest(
        self, latitudes: ArrayLike, longitudes: ArrayLike, farthest_km: float = FARTHEST_KM
    ) -> NDArray[np.int64]:
        """The row of the nearest town of each position, -1 where there is none; over date line and poles as well.

        Args:
            latitudes, longitudes: (n,) degrees. A position that is not finite, or beyond a pole, has no town.
            farthest_km: along the surface.
        """
        north = np.atleast_1d(np.asarray(latitudes, dtype=np.float64))
        east = np.atleast_1d(np.asarray(longitudes, dtype=np.float64))
        rows = np.full(north.shape, -1, dtype=np.int64)
        known = np.isfinite(north) & np.isfinite(east) & (np.abs(north) <= 90)
        if known.any():
            chord = 2 * np.sin(min(farthest_km / EARTH_RADIUS_KM, np.pi) / 2)
            _, found = self._tree.query(on_sphere(north[known], east[known]), distance_upper_bound=chord)
            rows[known] = np.where(found < len(self), found, -1)
        return rows

    def place(self, row: int) -> Place:
        """The town of a row.

        Raises:
            IndexError: there is no such row.
        """
        if not 0 <= row < len(self):
            raise IndexError(row)
        city = int(self._cities[row])
        return Place(
            identifier=int(self._identifiers[row]),
            name=self._names[row],
            city=self._names[city] if city != row else "",
            city_identifier=int(self._identifiers[city]),
            region=self._region(int(self._regions[row])),
            latitude=float(self._latitudes[row]),
            longitude=float(self._longitudes[row]),
            population=int(self._populations[row]),
        )

    def largest_within(self, west: float, south: float, east: float, north: float, most: int) -> list[int]:
        """The rows of the cities of most people in a part of the world, in degrees; no districts of other cities."""
        rows, latitudes, longitudes = self._largest_cities
        inside = (longitudes >= west) & (longitudes <= east) & (latitudes >= south) & (latitudes <= north)
        found: list[int] = rows[np.flatnonzero(inside)[:most]].tolist()
        return found

    @functools.cached_property
    def _largest_cities(self) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """The rows of all cities, those of most people first, with their latitudes and longitudes."""
        rows = np.flatnonzero(self._cities == np.arange(len(self)))
        rows = rows[np.argsort(-self._populations[rows], kind="stable")]
        return rows, self._latitudes[rows], self._longitudes[rows]

    def row_of(self, identifier: int) -> int | None:
        """The row of GeoNames' number; None if the table does not have it."""
        row = int(np.searchsorted(self._identifiers, identifier))
        return row if row < len(self) and self._identifiers[row] == identifier else None

    def find(self, text: str, most: int = 20, *, prefix: bool = False) -> list[Place]:
        """Towns by any of their names, in any case, with or without accents, the likeliest first.

        After commas may follow names of its region or country: "Paris, Texas". If no town has the name, those count
        whose name goes on after it: "Krems".

        Args:
            most: the largest number of towns.
            prefix: also towns of which a name begins so, for completion.
        """
        name, *within = [same_words(part) for part in text.split(",")]
        if not name:
            return []
        keys, starts = self._keys
        # "Krems" is Krems an der Donau where no place has just that name.
        for end in (b"",) if prefix else (_BETWEEN, b" "):
            wanted = re.escape(_BETWEEN + name.encode(errors="replace") + end)
            at = np.array([found.start() for found in re.finditer(wanted, keys)], dtype=np.int64)
            if len(at):
                break
        rows = np.searchsorted(starts, at, side="right") - 1
        weights = np.maximum(self._populations[rows], 1) * np.where(at == starts[rows], MAIN_NAME_WEIGHT, 1)
        order = np.argsort(-weights, kind="stable")
        ranked = dict.fromkeys(int(row) for row in rows[order])
        regions = [self._region_indices(part) for part in within if part]
        chosen = (row for row in ranked if all(int(self._regions[row]) in part for part in regions))
        return [self.place(row) for row, _ in zip(chosen, range(most), strict=False)]

    def find_regions(self, text: str) -> list[Region]:
        """Countries and their divisions by any of their names: "Bayern", "Österreich"; countries first."""
        key = same_words(text)
        found = [index for index, keys in enumerate(self._region_keys) if key and key in keys]
        return sorted((self._region(index) for index in found), key=lambda region: "." in region.code)

    @functools.cached_property
    def _keys(self) -> tuple[bytes, NDArray[np.int64]]:
        """The keys of all names, each between tabs, a line for each town with its main name first; and where lines
        begin. Searching these bytes takes a millisecond and needs no index."""
        others = zlib.decompress(self._packed_keys).split(b"\n")
        main = [key.encode() for key in same_words_of(self._names)]
        lines = [
            _BETWEEN + name + _BETWEEN + (more + _BETWEEN if more else b"")
            for name, more in zip(main, others, strict=True)
        ]
        lengths = np.fromiter(map(len, lines), dtype=np.int64, count=len(lines))
        return b"\n".join(lines), np.cumsum(lengths + 1) - (lengths + 1)

    @functools.cached_property
    def _region_keys(self) -> list[frozenset[str]]:
        return [frozenset(same_words_of(names)) | {code.lower()} for code, *names in self._region_names]

    def _region_indices(self, key: str) -> frozenset[int]:
        """Divisions that have this name, or whose country has it."""
        codes = {self._region_names[index][0] for index, keys in enumerate(self._region_keys) if key in keys}
        return frozenset(
            index
            for index, (code, *_) in enumerate(self._region_names)
            if code in codes or code.partition(".")[0] in codes
        )

    def _region(self, index: int) -> Region:
        code, name, *_ = self._region_names[index]
        return Region(code, name, self._countries.get(code.partition(".")[0], ""))


@functools.cache
def place_table() -> PlaceTable:
    """The table that comes with PhotoFace, read at the first call."""
    shipped = importlib.resources.files("photoface") / "resources" / "places" / "places.npz"
    with shipped.open("rb") as file:
        return PlaceTable(file)


def nearest_place(latitude: float, longitude: float, farthest_km: float = FARTHEST_KM) -> Place | None:
    """The nearest town of one position in degrees; None if it is farther away than `farthest_km`."""
    table = place_table()
    row = int(table.nearest(latitude, longitude, farthest_km)[0])
    return table.place(row) if row >= 0 else None


def on_sphere(latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points of the unit sphere, (n, 3): there the date line and the poles are nothing special."""
    north, east = np.radians(latitudes), np.radians(longitudes)
    return np.column_stack((np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)))
