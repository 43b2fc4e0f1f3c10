"""`photoface train personal` and `photoface evaluate personal`, on fake photos."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes.library import fake_engine, open_fake_library
from fakes.photos import save_photo

from photoface.cli.application import run
from photoface.learning import personal_tuning
from photoface.learning.personal_tuning import PersonalOptions
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(catalog_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    def open_library(catalog: Path | None) -> Library:
        return open_fake_library(catalog or catalog_path)

    def command(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run([str(word) for word in words], open_library, fake_engine)
        said = capsys.readouterr()
        return code, said.out, said.err

    monkeypatch.setattr(personal_tuning, "PersonalOptions", lambda: PersonalOptions(steps=1, faces=12, others=2))
    return command


def _photos(folder: Path, people: int, each: int) -> Path:
    for person in range(people):
        for number in range(each):
            save_photo(folder / f"P{person}" / f"{number}.png", [person], shade=number)
    return folder


def test_learning_from_what_was_confirmed(command: Command, catalog_path: Path, tmp_path: Path) -> None:
    assert command("train", "personal", "--show")[1].strip() == "Nothing was learned yet."
    code, _, err = command("train", "personal")
    assert code == 1
    assert "There is too little to learn from yet." in err
    library = open_fake_library(catalog_path)
    library.folders.add(_photos(tmp_path / "Pictures", 10, 5))
    library.jobs.scan()
    for group in library.groups.all():
        library.execute(NameGroup(group.id, f"P{group.id}"))
    library.close()
    code, out, err = command("train", "personal")
    assert code == 0, err
    assert "Suggestions stay as they were" in out
    command("settings", "personal_learning", "no")
    code, out, err = command("train", "personal", "--show")
    assert "not better by more than chance" in out
    assert "switched off" in err
    shown = json.loads(command("train", "personal", "--show", "--json")[1])
    assert (shown["adopted"], shown["in_use"], shown["look_alikes"]) == (False, False, [])
    assert shown["people"] == 10
    assert command("train", "personal", "--forget")[0] == 0
    assert json.loads(command("train", "personal", "--show", "--json")[1]) is None
    assert command("train", "personal", "--forget", "--show")[0] == 2


def test_measuring_on_a_simulated_user(command: Command, tmp_path: Path) -> None:
    photos = _photos(tmp_path / "photos", 10, 10)
    save_photo(photos / "Stranger" / "1.png", [11])
    code, out, err = command("evaluate", "personal", "--images", photos, "--seeds", 1, "--json")
    assert code == 0, err
    found = json.loads(out)
    assert [user["seed"] for user in found["users"]] == [0]
    first = found["users"][0]
    assert (first["people"], first["confirmed"], first["faces"], first["strangers"]) == (10, 50, 50, 1)
    assert not first["adopted"]
    assert not found["mixed_up"]["adopted"]
    assert found["change_in_misnamed"]["mean"] == pytest.approx(0)
    code, _, err = command("evaluate", "personal", "--images", photos / "P1")
    assert code == 1
