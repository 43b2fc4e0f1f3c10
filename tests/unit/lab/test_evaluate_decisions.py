from __future__ import annotations

from pathlib import Path

from catalog_image import image_of
from command import Command
from fakes.photos import save_photo


def _people_album(folder: Path) -> Path:
    for person in range(3):
        for number in range(4):
            save_photo(folder / f"Person {person}" / f"{number}.png", (person,), shade=person * 5 + number)
    return folder


def test_decisions_of_an_album(photoface: Command, tmp_path: Path) -> None:
    album = _people_album(tmp_path / "faces")
    values = photoface("evaluate", "decisions", album, "--json", catalog=False).json
    queue = values["queue"]
    assert (queue["reached"], queue["named"], queue["wanted"], queue["precision"]) == (True, 12, 12, 1.0)
    assert queue["spent"] == {"naming a group": 3}
    assert values["raw_groups"]["decisions"] == 3
    assert values["one_by_one"]["decisions"] == 12


def test_decisions_of_a_catalog_change_nothing_in_it(photoface: Command, tmp_path: Path, catalog_path: Path) -> None:
    album = _people_album(tmp_path / "faces")
    photoface("scan", album)
    before = image_of(catalog_path)
    shown = photoface("evaluate", "decisions", album)
    assert shown.code == 0
    assert "naming a group 3" in shown.out
    assert image_of(catalog_path) == before
