"""`photoface backup` and `restore`, the backup of the day, and damaged catalogs in the terminal."""

from __future__ import annotations

import json
from pathlib import Path

from command import Command

from photoface.catalog.backups import DAILY, backups_of
from photoface.library.library import Library


def spoil(catalog: Path) -> None:
    content = bytearray(catalog.read_bytes())
    for start in range(20 * 4096, len(content), 4096):
        content[start : start + 8] = b"\xff" * 8
    catalog.write_bytes(content)


def test_back_up_decide_and_restore(photoface: Command, scanned: Library, catalog_path: Path, tmp_path: Path) -> None:
    group = scanned.groups.all()[0].id
    scanned.close()
    copy = tmp_path / "copy.photoface"
    assert photoface("backup", str(copy)).out.startswith(str(copy))
    assert photoface("name", str(group), "Anna").code == 0
    ran = photoface("restore", str(copy))
    assert (ran.code, ran.out) == (0, f"{catalog_path} is the backup copy.photoface now.\n")
    assert json.loads(photoface("people", "--json").out) == []
    (kept,) = [backup for backup in backups_of(catalog_path) if backup.reason == "before-restore"]
    assert str(kept.path) in ran.err
    assert photoface("restore", str(kept.path)).code == 0
    assert [person["name"] for person in json.loads(photoface("people", "--json").out)] == ["Anna"]


def test_a_backup_without_a_name_is_dated_and_listed(photoface: Command, scanned: Library, catalog_path: Path) -> None:
    scanned.close()
    assert photoface("backup").code == 0
    listed = json.loads(photoface("restore", "--json").out)
    assert [one["reason"] for one in listed] == ["by-hand", "daily"]
    assert all(Path(one["path"]).parent == catalog_path.with_name("catalog.photoface.backups") for one in listed)


def test_a_file_that_is_there_is_not_written_over(photoface: Command, scanned: Library, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_text("mine")
    ran = photoface("backup", str(mine))
    assert ran.code == 1
    assert "is there already" in ran.err
    assert mine.read_text() == "mine"
    assert photoface("backup", str(tmp_path)).code == 1


def test_the_backup_of_the_day_is_made_once_and_before_what_is_said(
    photoface: Command, scanned: Library, catalog_path: Path
) -> None:
    group = scanned.groups.all()[0].id
    scanned.close()
    for name in ("Anna", "Berta"):
        photoface("name", str(group), name)
    (backup,) = backups_of(catalog_path)
    assert backup.reason == DAILY
    photoface("restore", str(backup.path))
    assert json.loads(photoface("people", "--json").out) == []


def test_a_damaged_catalog_is_not_used_and_its_backup_brings_all_back(
    photoface: Command, scanned: Library, catalog_path: Path
) -> None:
    groups = [group.id for group in scanned.groups.all()]
    scanned.close()
    photoface("name", str(groups[0]), "Anna")
    photoface("backup")
    spoil(catalog_path)
    for words in (("people",), ("name", str(groups[1]), "Ben")):
        ran = photoface(*words)
        assert ran.code == 1
        assert "is damaged" in ran.err
        assert "photoface restore" in ran.err
    backup = backups_of(catalog_path)[0].path
    assert str(backup) in ran.err.replace("\n", "")
    assert photoface("restore", str(backup)).code == 0
    assert [person["name"] for person in json.loads(photoface("people", "--json").out)] == ["Anna"]


def test_restoring_what_is_no_backup_says_so(photoface: Command, scanned: Library, tmp_path: Path) -> None:
    scanned.close()
    ran = photoface("restore", str(tmp_path / "nothing"))
    assert ran.code == 1
    assert "There is no file" in ran.err
