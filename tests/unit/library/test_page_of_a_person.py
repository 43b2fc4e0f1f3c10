"""The page of a person to print: escaped, without scripts, with photos spread over the years."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from photoface.catalog.states import RelationKind
from photoface.errors import UserFacingError
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import DescribePerson, RelatePeople, RenamePerson
from photoface.library.commands.photos import DescribePhotos, HidePhotos, RatePhotos, SetDates, StackPhotos
from photoface.library.library import Library

HOSTILE = "<script>alert('1')</script>\"&"


@pytest.fixture
def named(scanned: Library) -> Library:
    for group, name in zip(scanned.groups.all(), ("Ada", "Ben"), strict=False):
        scanned.execute(NameGroup(group.id, name))
    return scanned


def _ids(library: Library) -> tuple[int, int]:
    return library.people.called("Ada")[0].id, library.people.called("Ben")[0].id


def test_it_has_dates_relations_ages_and_captions_and_nothing_is_markup(named: Library, tmp_path: Path) -> None:
    ada, ben = _ids(named)
    named.execute(RenamePerson(ben, HOSTILE))
    named.execute(DescribePerson(ada, dt.date(1990, 5, 1), None, ""))
    named.execute(RelatePeople(ada, ben, RelationKind.PARENT))
    photo = named.photos.ids(ada)[0]
    named.execute(SetDates(((photo, dt.datetime(2000, 6, 1), "day"),)))
    named.execute(DescribePhotos((photo,), "Title", HOSTILE))
    file = tmp_path / "Ada.html"
    count = named.exports.person_page_file(ada, file)
    html = file.read_text(encoding="utf-8")
    assert count == len(named.photos.ids(ada))
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 2
    assert "Born 1 May 1990" in html
    assert "Child: " in html
    assert "1 June 2000, aged 10" in html
    assert re.findall(r'src="(?!data:image/jpeg;base64,)', html) == []
    assert html.count("<img") == count + 1
    with pytest.raises(UserFacingError, match="is there already"):
        named.exports.person_page_file(ada, file)


def test_a_year_that_is_known_alone_is_no_day(named: Library, tmp_path: Path) -> None:
    ada, _ = _ids(named)
    named.execute(DescribePerson(ada, dt.date(1935, 1, 1), dt.date(2021, 12, 31), ""))
    file = tmp_path / "Ada.html"
    named.exports.person_page_file(ada, file)
    assert "Born 1935, Died 2021" in file.read_text(encoding="utf-8")


def test_photos_are_spread_over_the_years_the_best_first_and_hidden_ones_are_left_out(named: Library) -> None:
    ada, _ = _ids(named)
    ids = named.photos.ids(ada)
    assert len(ids) >= 4
    years = [2001, 2001, 2001, *range(2002, 2002 + len(ids) - 3)]
    dates = tuple(
        (id_, dt.datetime(year, 1, 1 + at), "day") for at, (id_, year) in enumerate(zip(ids, years, strict=True))
    )
    named.execute(SetDates(dates))
    named.execute(RatePhotos((ids[1],), 5))
    page = named.exports.person_page(ada, len(ids) - 2)
    assert [photo.heading for photo in page.photos] == [str(year) for year in sorted(set(years))]
    assert page.photos[0].when == "2 January 2001"
    named.execute(HidePhotos((ids[1],), True))
    assert named.exports.person_page(ada, len(ids) - 2).photos[0].when == "1 January 2001"


def test_a_file_of_the_user_is_not_written_over(named: Library) -> None:
    ada, _ = _ids(named)
    path = named.photos.detail(named.photos.ids()[0]).path
    assert path is not None
    with pytest.raises(UserFacingError):
        named.exports.person_page_file(ada, path, overwrite=True)


def test_a_photo_and_its_copy_stand_on_it_once(named: Library) -> None:
    ada, _ = _ids(named)
    ids = named.photos.ids(ada)
    every = len(named.exports.person_page(ada, len(ids)).photos)
    named.execute(StackPhotos((ids[0], ids[1])))
    assert len(named.exports.person_page(ada, len(ids)).photos) == every - 1
    named.set_setting("stacks", "no")
    assert len(named.exports.person_page(ada, len(ids)).photos) == every
