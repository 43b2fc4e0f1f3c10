from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from embedded_faces import face_at
from PIL import Image as Picture

from photoface.errors import UserFacingError
from photoface.lab.evaluation.lfw import judge
from photoface.lab.evaluation.lfw_pairs import Pair
from photoface.lab.evaluation.pair_report import pair_values, worst_pairs, write_report

NAMES = ("Anna", "Ben", "Carla")
SAME = [Pair((name, 1), (name, 2), same=True, fold=index % 2) for index, name in enumerate(NAMES)]
DIFFERENT = [
    Pair((first, 1), (second, 1), same=False, fold=index % 2)
    for index, (first, second) in enumerate((("Anna", "Ben"), ("Ben", "Carla"), ("Anna", "Carla")))
]


def test_the_worst_are_farthest_on_the_wrong_side() -> None:
    distances = np.array([0.9, 0.3, np.inf, 0.1, 0.8, np.inf])
    judged = worst_pairs([*SAME, *DIFFERENT], distances, 0.5, count=4)
    assert [found.pair for found in judged] == [SAME[2], SAME[0], DIFFERENT[0], SAME[1]]
    assert [found.margin for found in judged] == [-np.inf, pytest.approx(-0.4), pytest.approx(-0.4), pytest.approx(0.2)]
    assert pair_values(judged[0]) == {
        "first": "Carla/Carla_0001.jpg",
        "second": "Carla/Carla_0002.jpg",
        "same": True,
        "distance": None,
        "right": False,
    }


@pytest.fixture
def images(tmp_path: Path) -> Path:
    for name in NAMES:
        (tmp_path / "lfw" / name).mkdir(parents=True)
        for number in (1, 2):
            Picture.new("RGB", (60, 40), "grey").save(tmp_path / "lfw" / name / f"{name}_{number:04}.jpg")
    return tmp_path / "lfw"


def test_the_report_on_disk(images: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    faces = {(name, number): face_at(60 * index + 4 * number) for index, name in enumerate(NAMES) for number in (1, 2)}
    pairs = [*SAME, *DIFFERENT]
    report = judge(pairs, {**faces, ("Carla", 2): None})
    folder = tmp_path / "report"
    write_report(folder, images, "a-model", pairs, report)
    values = json.loads((folder / "verification.json").read_text(encoding="utf-8"))
    assert (values["model"], values["pairs"], values["pairs_without_face"]) == ("a-model", 6, 1)
    assert values["worst_pairs"][0]["picture"] == "worst/01_same_no_face_Carla.jpg"
    assert len(values["worst_pairs"]) == 6
    assert values["roc"]["true_accept_rate"][-1] == values["roc"]["false_accept_rate"][-1] == 1
    for worst in values["worst_pairs"]:
        with Picture.open(folder / worst["picture"]) as shown:
            assert shown.size == (500, 250)
    for diagram in ("roc.png", "distances.png"):
        with Picture.open(folder / diagram) as drawn:
            assert drawn.format == "PNG"
    write_report(folder, images, "a-model", pairs[:4], judge(pairs[:4], faces))
    assert len(list((folder / "worst").iterdir())) == 4


def test_diagrams_without_matplotlib(images: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "matplotlib.figure", None)
    faces = {(name, number): face_at(60 * index) for index, name in enumerate(NAMES) for number in (1, 2)}
    pairs = [*SAME, *DIFFERENT]
    with pytest.raises(UserFacingError, match="matplotlib"):
        write_report(tmp_path / "report", images, "a-model", pairs, judge(pairs, faces))
