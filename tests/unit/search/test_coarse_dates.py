"""Photos of which only the day, the month or the year is known are found by every date at which they may be taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.library import open_fake_library
from fakes.photos import save_photo
from raw_catalog import raw_catalog

from photoface.library.commands.faces import NameFaces
from photoface.library.commands.people import DescribePerson
from photoface.library.library import Library

PHOTOS = {
    "1965": ("1965-01-01 00:00:00", "year"),
    "July 1965": ("1965-07-01 00:00:00", "month"),
    "14 July 1965": ("1965-07-14 00:00:00", "day"),
    "noon": ("1965-07-14 12:00:00", "second"),
    "February 1966": ("1966-02-01 00:00:00", "month"),
}


@pytest.fixture
def dated(catalog_path: Path, tmp_path: Path) -> Iterator[tuple[Library, dict[str, int]]]:
    library = open_fake_library(catalog_path)
    for shade, name in enumerate(PHOTOS):
        save_photo(tmp_path / "Pictures" / f"{name}.png", (0,), shade=shade)
    library.folders.add(tmp_path / "Pictures")
    library.jobs.scan()
    ids = {path.stem: id_ for path, id_ in library.photos.ids_at(list((tmp_path / "Pictures").iterdir())).items()}
    with raw_catalog(catalog_path) as connection:
        for name, (taken, precision) in PHOTOS.items():
            statement = (
                "UPDATE photo SET file_taken_at = ?, file_date_precision = ?, file_dated_by_exif = true, "
                "file_dated_by = 'exif original' WHERE id = ?"
            )
            connection.execute(statement, (f"{taken}.000000", precision, ids[name]))
    yield library, ids
    library.close()


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("year:1965", "1965|July 1965|14 July 1965|noon"),
        ("date:1965", "1965|July 1965|14 July 1965|noon"),
        ("date:1965-07", "1965|July 1965|14 July 1965|noon"),
        ("date:1965-08", "1965"),
        ("date:1965-07-14", "1965|July 1965|14 July 1965|noon"),
        ("date:1965-07-20", "1965|July 1965"),
        ("date:1965-07-20..1965-08-10", "1965|July 1965"),
        ("date:>1965-07-30", "1965|July 1965|February 1966"),
        ("date:>1965-07-31", "1965|February 1966"),
        ("date:>1965", "February 1966"),
        ("date:<1965-07", "1965"),
        ("date:<1965-07-02", "1965|July 1965"),
        ("date:1966-02-28", "February 1966"),
        ("date:1966-03..1966", ""),
        ("month:7", "July 1965|14 July 1965|noon"),
        ("-date:1965", "February 1966"),
    ],
)
def test_a_photo_is_found_by_each_date_that_it_may_be_of(
    dated: tuple[Library, dict[str, int]], words: str, names: str
) -> None:
    library, ids = dated
    assert set(library.search.find(words).photo_ids) == {ids[name] for name in names.split("|") if name}


def test_an_age_counts_where_the_person_may_have_had_it(dated: tuple[Library, dict[str, int]]) -> None:
    library, ids = dated
    faces = [face.id for photo in ids.values() for face in library.photos.detail(photo).faces]
    library.execute(NameFaces(tuple(faces), "Ida"))
    library.execute(DescribePerson(library.people.all()[0].id, dt.date(1960, 7, 20), None, ""))
    assert set(library.search.find("age:Ida:4").photo_ids) == {
        ids[name] for name in ("1965", "July 1965", "14 July 1965", "noon")
    }
    assert set(library.search.find("age:Ida:5").photo_ids) == {
        ids[name] for name in ("1965", "July 1965", "February 1966")
    }
