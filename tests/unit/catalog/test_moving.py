"""A catalog moves to another folder whole, or stays where it was."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from catalog_image import image_of
from fakes.library import open_fake_library

from photoface import assembly
from photoface.catalog import backups
from photoface.catalog.moving import move
from photoface.errors import CatalogBusy, UserFacingError
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library

pytestmark = pytest.mark.sqlite


@pytest.fixture
def catalog(scanned: Library) -> Path:
    """A closed catalog with a name, a backup and what was learned."""
    scanned.execute(NameGroup(scanned.groups.all(1)[0].id, "Anna"))
    scanned.backups.make()
    scanned.close()
    scanned.catalog_path.with_name(f"{scanned.catalog_path.name}.personal.npz").write_bytes(b"learned")
    return scanned.catalog_path


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def test_all_that_belongs_to_it_moves_along(catalog: Path, tmp_path: Path) -> None:
    before, beside = image_of(catalog), _names(catalog.parent)
    told: list[Path] = []
    target = move(catalog, tmp_path / "disk" / "Photos", told.append)
    assert target == tmp_path / "disk" / "Photos" / catalog.name
    assert told == [target]
    assert _names(target.parent) | {f"{catalog.name}.job.lock"} >= beside
    assert image_of(target) == before
    assert not catalog.exists()
    assert _names(catalog.parent) <= {f"{catalog.name}.job.lock"}
    library = open_fake_library(target)
    assert [person.name for person in library.people.all()] == ["Anna"]
    assert len(library.backups.all()) == 1
    library.close()


@pytest.mark.parametrize("step", ["copy_whole", "sync"])
def test_a_move_that_is_killed_leaves_the_old_one_in_use(
    catalog: Path, tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = image_of(catalog)
    with monkeypatch.context() as patch:
        patch.setattr(backups, step, _stop)
        with pytest.raises(KeyboardInterrupt):
            move(catalog, tmp_path / "disk", lambda _: None)
    assert image_of(catalog) == before
    assert not (tmp_path / "disk" / catalog.name).exists()
    move(catalog, tmp_path / "disk", lambda _: None)
    assert image_of(tmp_path / "disk" / catalog.name) == before


def test_a_move_that_is_killed_before_the_switch_leaves_the_old_one_in_use(catalog: Path, tmp_path: Path) -> None:
    before = image_of(catalog)
    with pytest.raises(KeyboardInterrupt):
        move(catalog, tmp_path / "disk", _stop)
    assert image_of(catalog) == before


def test_what_is_open_changed_or_in_the_way_is_not_moved(
    catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / catalog.name).write_bytes(b"mine")
    with pytest.raises(UserFacingError, match="already"):
        move(catalog, tmp_path / "disk", _stop)
    assert (tmp_path / "disk" / catalog.name).read_bytes() == b"mine"
    with pytest.raises(UserFacingError, match="There is no file"):
        move(catalog.with_name("other"), tmp_path / "disk", _stop)
    copy_whole = backups.copy_whole

    def changed_meanwhile(source: sqlite3.Connection, path: Path, target: Path) -> None:
        copy_whole(source, path, target)
        shutil.copy(catalog, f"{catalog}.new")
        Path(f"{catalog}.new").replace(catalog)

    monkeypatch.setattr(backups, "copy_whole", changed_meanwhile)
    with pytest.raises(CatalogBusy):
        move(catalog, tmp_path / "other disk", _stop)
    assert catalog.exists()
    assert not (tmp_path / "other disk" / catalog.name).exists()


def test_the_users_own_catalog_is_found_where_it_was_moved(
    catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    monkeypatch.setattr(assembly, "data_folder", lambda: data)
    usual = assembly.default_catalog()
    shutil.copy(catalog, usual)
    moved = assembly.move_catalog(usual, tmp_path / "disk")
    assert assembly.default_catalog() == moved == tmp_path / "disk" / usual.name
    moved.rename(tmp_path / "away")
    with pytest.raises(UserFacingError, match="is not there now"):
        assembly.default_catalog()
    (tmp_path / "away").rename(moved)
    assert assembly.move_catalog(moved, data) == usual == assembly.default_catalog()
    assembly.move_catalog(catalog, tmp_path / "third")
    assert assembly.default_catalog() == usual
