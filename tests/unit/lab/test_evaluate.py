from __future__ import annotations

import csv
from pathlib import Path

import pytest
from command import Command
from fakes.photos import fake_photo, save_photo
from PIL import Image

from photoface.library.library import Library


@pytest.fixture
def people_album(tmp_path: Path) -> Path:
    """Three folders of four photos, one person each."""
    for person in range(3):
        for number in range(4):
            save_photo(tmp_path / "faces" / f"Person {person}" / f"{number}.png", (person,), shade=person * 5 + number)
    return tmp_path / "faces"


def test_clustering_of_folders(photoface: Command, people_album: Path, catalog_path: Path) -> None:
    beside = sorted(path.name for path in catalog_path.parent.iterdir())
    ran = photoface("evaluate", "clustering", people_album, "--json", catalog=False)
    assert ran.code == 0
    values = ran.json
    assert (values["photos"], values["photos_with_face"], values["scored"]) == (12, 12, 12)
    assert (values["people"], values["groups"], values["alone"]) == (3, 3, 0)
    assert values["bcubed"] == {"f": 1.0, "precision": 1.0, "recall": 1.0}
    assert values["pairwise"] == {"f": 1.0, "precision": 1.0, "recall": 1.0}
    shown = photoface("evaluate", "clustering", people_album, "--method", "hdbscan", catalog=False)
    assert "B-cubed" in shown.out
    # The user's own catalog has nothing to do with it.
    assert sorted(path.name for path in catalog_path.parent.iterdir() if "models" not in path.name) == beside


def test_clustering_of_a_catalog_counts_names_as_groups(photoface: Command, people_album: Path) -> None:
    photoface("scan", people_album)
    groups = [group["id"] for group in photoface("groups", "--json").json]
    photoface("name", groups[0], "Anna")
    photoface("name", groups[1], "Anna")
    values = photoface("evaluate", "clustering", people_album, "--json").json
    assert values["groups"] == 2
    assert values["bcubed"]["recall"] == 1.0
    assert values["pairwise"]["precision"] < 1
    assert photoface("evaluate", "clustering", people_album, "--method", "hdbscan").code == 2


def test_clustering_by_boxes(photoface: Command, tmp_path: Path) -> None:
    folder = tmp_path / "boxes"
    with_truth = []
    for number in range(4):
        save_photo(folder / f"{number}.png", (0, 1), shade=number)
        for index, person in enumerate(("Anna", "Ben")):
            left, top = 10 + index * 70, 20 + (number * 7 + index * 13) % 120
            with_truth.append((f"{number}.png", person, left / 360, top / 240, 60 / 360, 60 / 240, ""))
    with (folder / "truth.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([("file", "person", "left", "top", "width", "height", "date"), *with_truth])
    values = photoface("evaluate", "clustering", folder, "--json", catalog=False).json
    assert (values["labels"], values["scored"], values["people"], values["groups"]) == (8, 8, 2, 2)
    assert values["bcubed"]["f"] == 1.0


def test_an_album_without_labels(photoface: Command, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refused = photoface("evaluate", "clustering", tmp_path / "empty", catalog=False)
    assert refused.code == 1
    assert "has no labels" in refused.err


@pytest.fixture
def lfw(tmp_path: Path) -> Path:
    """Pictures of four people as LFW keeps them; one of them, of Dora, without a face."""
    for person, name in enumerate(("Anna", "Ben", "Carla", "Dora")):
        (tmp_path / "lfw" / name).mkdir(parents=True)
        for number in range(1, 5):
            people = () if (name, number) == ("Dora", 4) else (person * 3,)
            picture = Image.fromarray(fake_photo(people, shade=person * 7 + number, size=(250, 250)))
            picture.save(tmp_path / "lfw" / name / f"{name}_{number:04}.jpg", quality=95)
    return tmp_path / "lfw"


def test_verification(photoface: Command, lfw: Path, tmp_path: Path) -> None:
    names = ("Anna", "Ben", "Carla", "Dora")
    same = [f"{name}\t{first}\t{second}" for name in names for first, second in ((1, 2), (2, 3), (1, 4))]
    different = [
        f"{names[i]}\t{number}\t{names[j]}\t{number}"
        for i, j in ((0, 1), (1, 2), (2, 3), (0, 2))
        for number in (1, 2, 3)
    ]
    pairs = tmp_path / "pairs.txt"
    pairs.write_text("\n".join([str(len(same)), *same, *different]) + "\n")
    ran = photoface("evaluate", "verification", "--pairs", pairs, "--images", lfw, "--json", catalog=False)
    assert ran.code == 0
    values = ran.json
    assert values["model"] == "dlib-resnet"
    assert values["pairs"] == 24
    assert (values["pictures"], values["without_face"], values["pairs_without_face"]) == (16, 1, 1)
    # The one pair without a face is of one person, and was called different.
    assert values["accuracy"] < 1
    assert values["area_under_curve"] == pytest.approx(11 / 12)
    shown = photoface("evaluate", "verification", "--pairs", pairs, "--images", lfw, catalog=False)
    assert "Pairs called different for that" in shown.out


def test_verification_with_missing_files(photoface: Command, lfw: Path, tmp_path: Path, library: Library) -> None:
    assert photoface("evaluate", "verification", "--pairs", tmp_path / "no.txt", "--images", lfw).code == 1
    pairs = tmp_path / "pairs.txt"
    pairs.write_text("1\nZoe\t1\t2\nAnna\t1\tBen\t1\n")
    refused = photoface("evaluate", "verification", "--pairs", pairs, "--images", lfw)
    assert refused.code == 1
    assert "Zoe_0001.jpg" in refused.err
