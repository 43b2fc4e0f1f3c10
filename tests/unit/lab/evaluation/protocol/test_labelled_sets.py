from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from photoface.errors import UserFacingError
from photoface.lab.evaluation.protocol.labelled_sets import labelled_sets


def saved(*files: Path, size: tuple[int, int] = (40, 30)) -> None:
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", size).save(file)


def test_each_set_is_read_in_its_own_way(tmp_path: Path) -> None:
    people = tmp_path / "albums" / "people"
    saved(people / "Ann" / "1.png", people / "Ben" / "2.png", people / "Ben" / "3.png")
    saved(tmp_path / "strangers" / "Cleo.png", tmp_path / "strangers" / "Dan.png")
    (tmp_path / "strangers" / "notes.txt").write_text("who they are")
    saved(tmp_path / "families" / "images" / "Eva" / "1.png", tmp_path / "families" / "images" / "Finn" / "1.png")
    (tmp_path / "families" / "labels.csv").write_text(
        "file,person,family,photo\nEva/1.png,Eva,F1,p1\nFinn/1.png,Finn,F1,p1\n"
    )
    (tmp_path / "families" / "kin.csv").write_text("person_a,person_b\nFinn,Eva\n")
    saved(tmp_path / "unlabelled" / "1.png", tmp_path / "unlabelled" / "2.png")

    named = {one.name: one for one in labelled_sets(tmp_path)}
    assert set(named) == {"albums/people", "strangers", "families"}
    assert [(label.person, str(label.file)) for label in named["albums/people"].labels] == [
        ("Ann", "Ann/1.png"),
        ("Ben", "Ben/2.png"),
        ("Ben", "Ben/3.png"),
    ]
    assert named["strangers"].people == {"Cleo", "Dan"}
    assert named["strangers"].strangers
    families = named["families"]
    assert all((families.folder / label.file).is_file() for label in families.labels)
    assert families.families == {"Eva": "F1", "Finn": "F1"}
    assert set(families.pictures.values()) == {"p1"}
    assert families.kin == {("Eva", "Finn")}


@pytest.mark.parametrize(("size", "centred"), [((250, 250), True), ((640, 480), False)])
def test_only_pictures_of_lfws_size_mean_the_face_in_the_middle(
    tmp_path: Path, size: tuple[int, int], centred: bool
) -> None:
    saved(tmp_path / "Ann_Lee" / "Ann_Lee_0001.png", tmp_path / "Ben_Kay" / "Ben_Kay_0001.png", size=size)
    [found] = labelled_sets(tmp_path)
    assert found.name == tmp_path.name
    assert {label.centred for label in found.labels} == {centred}


def test_a_folder_without_sets(tmp_path: Path) -> None:
    saved(tmp_path / "1.png")
    with pytest.raises(UserFacingError, match="no labelled photos"):
        labelled_sets(tmp_path)
    with pytest.raises(UserFacingError, match="no folder"):
        labelled_sets(tmp_path / "gone")


def test_a_table_of_relatives_with_other_columns(tmp_path: Path) -> None:
    saved(tmp_path / "1.png")
    (tmp_path / "labels.csv").write_text("file,person\n1.png,Ann\n")
    (tmp_path / "kin.csv").write_text("one,other\nAnn,Ben\n")
    with pytest.raises(UserFacingError, match=r"kin\.csv cannot be understood"):
        labelled_sets(tmp_path)
