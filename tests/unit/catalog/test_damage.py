"""Damage of a catalog's file, in 84 ways: what is still whole is used as it is, everything else is told."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from fakes.library import open_fake_library

from photoface.catalog.backups import BY_HAND
from photoface.errors import CatalogDamaged, UserFacingError
from photoface.library.commands.collections import TagPhotos
from photoface.library.commands.groups import MergeGroups, NameGroup
from photoface.library.commands.photos import RatePhotos
from photoface.library.library import Library

pytestmark = pytest.mark.sqlite

PAGE = 4096
EACH = 21


def _truncate(content: bytearray, dice: random.Random) -> None:
    del content[dice.randrange(1, len(content)) :]


def _truncate_to_whole_pages(content: bytearray, dice: random.Random) -> None:
    del content[PAGE * dice.randrange(1, len(content) // PAGE) :]


def _zero_a_page(content: bytearray, dice: random.Random) -> None:
    start = PAGE * dice.randrange(len(content) // PAGE)
    content[start : start + PAGE] = bytes(PAGE)


def _flip_a_header_byte(content: bytearray, dice: random.Random) -> None:
    content[dice.randrange(100)] ^= dice.randrange(1, 256)


def _swap_pages(content: bytearray, dice: random.Random) -> None:
    one, other = (PAGE * page for page in dice.sample(range(len(content) // PAGE), 2))
    content[one : one + PAGE], content[other : other + PAGE] = (
        content[other : other + PAGE],
        content[one : one + PAGE],
    )


WAYS: list[Callable[[bytearray, random.Random], None]] = [
    *[_truncate, _truncate_to_whole_pages] * (EACH // 2),
    _truncate,
    *[_zero_a_page, _flip_a_header_byte, _swap_pages] * EACH,
]


def everything_in(catalog: Path) -> list[tuple[str, list[tuple[object, ...]]]]:
    """All rows of all tables, the ledger's too."""
    with closing(sqlite3.connect(catalog)) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
        ]
        return [(name, sorted(connection.execute(f"SELECT * FROM {name}"), key=repr)) for name in tables]  # noqa: S608


@pytest.fixture
def decided(scanned: Library) -> Path:
    """A closed catalog with decisions in it, and a backup."""
    one, two, three = (group.id for group in scanned.groups.all())
    scanned.execute(NameGroup(one, "Ann"))
    scanned.execute(MergeGroups(two, (three,)))
    scanned.execute(TagPhotos(tuple(scanned.photos.ids()[:4]), "Sea/Beach"))
    scanned.execute(RatePhotos(tuple(scanned.photos.ids()[:2]), 5))
    scanned.backups.make()
    scanned.close()
    return scanned.catalog_path


def test_damage_is_told_or_does_no_harm(decided: Path, tmp_path: Path) -> None:
    assert len(WAYS) == 84
    whole, before = decided.read_bytes(), everything_in(decided)
    dice = random.Random(84)
    silent: list[tuple[int, str]] = []
    told = 0
    for number, way in enumerate(WAYS):
        content = bytearray(whole)
        way(content, dice)
        catalog = tmp_path / str(number) / "catalog.photoface"
        catalog.parent.mkdir()
        catalog.write_bytes(content)
        try:
            library = open_fake_library(catalog)
            try:
                library.backups.daily_check()
            finally:
                library.close()
        except UserFacingError:
            told += 1
            continue
        if everything_in(catalog) != before:
            silent.append((number, way.__name__))
    assert silent == []
    # Most of it is damage; were nothing checked, some 60 would be told by reading alone.
    assert told > len(WAYS) // 2


@pytest.mark.parametrize("way", [_zero_a_page, _flip_a_header_byte, _truncate])
def test_a_damaged_catalog_names_its_newest_good_backup(
    decided: Path, way: Callable[[bytearray, random.Random], None]
) -> None:
    content = bytearray(decided.read_bytes())
    if way is _flip_a_header_byte:
        content[3] ^= 1
    elif way is _zero_a_page:
        content[PAGE : 8 * PAGE] = bytes(7 * PAGE)
    else:
        del content[len(content) // 2 :]
    decided.write_bytes(content)
    with pytest.raises(CatalogDamaged) as caught:
        _use(decided)
    assert caught.value.backup is not None
    assert f".{BY_HAND}." in caught.value.backup.name
    assert str(caught.value.backup) in caught.value.remedy


def _use(catalog: Path) -> None:
    library = open_fake_library(catalog)
    try:
        library.backups.daily_check()
    finally:
        library.close()
