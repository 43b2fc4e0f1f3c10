"""The people and groups that a window shows until its catalog is read are those that the catalog still holds."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from fakes.library import open_fake_library

from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import DescribePerson, PutInCircle, RenamePerson
from photoface.library.first_page import close_and_keep_first_page, read_first_page
from photoface.library.first_page_file import SUFFIX, FirstPage, remembered_page
from photoface.library.library import Library

pytestmark = pytest.mark.sqlite
"""What others change on a server is not kept."""


@pytest.fixture
def named(grouped: Library) -> Library:
    first, second, *_ = grouped.groups.all()
    grouped.execute(NameGroup(first.id, "Zoë “Zo” Ångström"))
    grouped.execute(NameGroup(second.id, "Ben"))
    people = grouped.people.all()
    grouped.execute(DescribePerson(people[0].id, dt.date(1950, 2, 3), dt.date(2019, 12, 31), ""))
    grouped.execute(PutInCircle(tuple(person.id for person in people), "Family"))
    return grouped


@pytest.fixture
def closed(named: Library) -> tuple[Path, FirstPage]:
    """A catalog that was closed, and what its window would have shown."""
    page = read_first_page(named)
    close_and_keep_first_page(named)
    return named.catalog_path, page


def test_what_was_shown_is_known_at_the_next_start(closed: tuple[Path, FirstPage]) -> None:
    catalog, page = closed
    assert page.people
    assert page.groups
    assert page.circles
    assert remembered_page(catalog) == page


def test_its_owner_alone_can_read_it(closed: tuple[Path, FirstPage]) -> None:
    catalog, _ = closed
    assert Path(f"{catalog}{SUFFIX}").stat().st_mode & 0o077 == 0


def test_nothing_is_taken_of_a_catalog_that_somebody_changed_since(closed: tuple[Path, FirstPage]) -> None:
    catalog, page = closed
    other = open_fake_library(catalog)
    other.execute(RenamePerson(page.people[0].id, "Anna"))
    # While it is open, what was decided lies in its log.
    assert remembered_page(catalog) is None
    other.close()
    assert remembered_page(catalog) is None


def test_nothing_is_taken_of_a_copy_that_is_damaged(closed: tuple[Path, FirstPage]) -> None:
    catalog, _ = closed
    kept = Path(f"{catalog}{SUFFIX}")
    whole = kept.read_bytes()
    for damaged in (whole[:-1], whole.replace(b"Ben", b"Bem"), b"", b"\n", b"\xff\xfe{"):
        kept.write_bytes(damaged)
        assert remembered_page(catalog) is None
    kept.write_bytes(whole)
    assert remembered_page(catalog) is not None


def test_nothing_is_known_where_there_is_no_copy_or_no_catalog(closed: tuple[Path, FirstPage]) -> None:
    catalog, _ = closed
    catalog.rename(catalog.with_name("elsewhere"))
    assert remembered_page(catalog) is None
    Path(f"{catalog}{SUFFIX}").unlink()
    assert remembered_page(catalog) is None


def test_a_catalog_is_closed_also_where_its_copy_cannot_be_written(named: Library) -> None:
    # A folder stands in its place.
    Path(f"{named.catalog_path}{SUFFIX}").mkdir()
    close_and_keep_first_page(named)
    assert remembered_page(named.catalog_path) is None
    open_fake_library(named.catalog_path).close()
