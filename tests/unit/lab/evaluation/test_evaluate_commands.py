"""The measurements from a terminal, with fake models."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fakes.library import fake_engine, open_fake_library
from fakes.photos import fake_photo, save_photo
from PIL import Image

from photoface.cli.application import run
from photoface.lab.evaluation import contenders, robustness

NAMES = ("Anna", "Ben", "Carla", "Dora")
Evaluate = Callable[..., tuple[int, Any]]


@pytest.fixture
def evaluate(catalog_path: Path, capsys: pytest.CaptureFixture[str]) -> Evaluate:
    """Runs `photoface evaluate` and gives its exit code and what it said, read as JSON where it is."""

    def call(*arguments: object) -> tuple[int, Any]:
        capsys.readouterr()
        code = run(
            ["evaluate", *(str(argument) for argument in arguments)],
            lambda path: open_fake_library(path or catalog_path, models=catalog_path.parent / "models"),
            fake_engine,
            lambda path: 0,
        )
        captured = capsys.readouterr()
        assert not code or "--json" not in arguments, captured.err
        said = captured.out
        return code, json.loads(said) if "--json" in arguments else said

    return call


@pytest.fixture
def images(tmp_path: Path) -> Path:
    for person, name in enumerate(NAMES):
        (tmp_path / "lfw" / name).mkdir(parents=True)
        for number in range(1, 5):
            picture = Image.fromarray(fake_photo((person * 3,), shade=person * 7 + number, size=(250, 250)))
            picture.save(tmp_path / "lfw" / name / f"{name}_{number:04}.jpg", quality=95)
    return tmp_path / "lfw"


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    numbers = ((1, 2), (2, 3), (3, 4))
    same = [f"{name}\t{first}\t{second}" for name in NAMES for first, second in numbers]
    different = [
        f"{first}\t{number}\t{second}\t{number}"
        for first, second in zip(NAMES, NAMES[1:] + NAMES[:1], strict=True)
        for number in (1, 2, 3)
    ]
    file = tmp_path / "pairs.txt"
    file.write_text("\n".join([str(len(same)), *same, *different]) + "\n")
    return file


def test_a_verification_report(evaluate: Evaluate, images: Path, pairs: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    folder = tmp_path / "report"
    code, values = evaluate("verification", "--pairs", pairs, "--images", images, "--report", folder, "--json")
    assert (code, values["accuracy"]) == (0, 1.0)
    assert {path.name for path in folder.iterdir()} == {"roc.png", "distances.png", "verification.json", "worst"}
    assert len(list((folder / "worst").iterdir())) == 20


def test_peers_in_one_table(evaluate: Evaluate, images: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def in_this_process(contender: Any, faces: Any, persons: Any) -> contenders.Result:
        labels, seconds, peak = contenders.run_contender(contender, faces)
        return contenders.scored(contender, labels, seconds, peak, persons)

    monkeypatch.setattr(contenders, "measure_apart", in_this_process)
    code, values = evaluate("clustering", "--images", images, "--json")
    assert (code, values["faces"], values["people"]) == (0, 16, 4)
    by_key = {result["key"]: result for result in values["results"]}
    assert by_key["photoface-average-linkage"]["bcubed"]["f"] == 1.0
    assert {
        "photoface-hdbscan",
        "photoface-k-means",
        "sklearn-k-means",
        "hdbscan",
        "sklearn-average-linkage",
        "sklearn-dbscan",
    } <= set(by_key)
    code, shown = evaluate("clustering", "--images", images)
    assert "PhotoFace, average linkage" in shown


def test_an_album_or_images_but_not_both(evaluate: Evaluate, images: Path) -> None:
    assert evaluate("clustering")[0] == 2
    assert evaluate("clustering", images, "--images", images)[0] == 2
    assert evaluate("clustering", images, "--clusters", 3)[0] == 2


def test_identification(evaluate: Evaluate, images: Path) -> None:
    code, values = evaluate("identification", "--images", images, "--json")
    assert (code, values["exemplars"], values["probes_of_known"], values["probes_of_unknown"]) == (0, 4, 4, 8)
    assert any(point["precision"] == point["recall"] == 1 for point in values["points"])
    assert values["chosen"]["expected_precision"] > 0.99
    said = evaluate("identification", "--images", images)[1]
    assert "assignment" in said
    assert "chosen" in said


def test_robustness(
    evaluate: Evaluate, images: Path, pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("matplotlib")
    # The fake detector takes the specks of strong compression for faces.
    monkeypatch.setattr(robustness, "QUALITIES", (95,))
    monkeypatch.setattr(robustness, "FACE_SIDES", (60, 120))
    arguments = ("robustness", "--pairs", pairs, "--images", images, "--sample", 20, "--report", tmp_path / "report")
    code, values = evaluate(*arguments, "--json")
    assert code == 0
    assert {condition["kind"] for condition in values["conditions"]} >= {"as it is", "JPEG quality", "face pixels"}
    assert (tmp_path / "report" / "jpeg_quality.png").is_file()
    assert "JPEG quality" in evaluate(*arguments)[1]


def test_compression(evaluate: Evaluate, images: Path, pairs: Path) -> None:
    code, values = evaluate("compression", "--pairs", pairs, "--images", images, "--json")
    assert code == 0
    assert [found["store_format"] for found in values["formats"]] == ["float32", "float16", "int8"]
    assert "float16" in evaluate("compression", "--pairs", pairs, "--images", images)[1]


def test_detection(evaluate: Evaluate, images: Path, tmp_path: Path) -> None:
    save_photo(tmp_path / "nobody" / "sea.png", ())
    save_photo(tmp_path / "nobody" / "portrait.png", (2,))
    arguments = ("detection", images, "--empty", tmp_path / "nobody", "--report", tmp_path / "sheets")
    code, values = evaluate(*arguments, "--json")
    assert (code, values["labels"], values["recall"], values["unlabelled"]) == (0, 16, 1.0, 0)
    assert (values["empty_photos"], values["false"]) == (2, 1)
    assert (tmp_path / "sheets" / "unlabelled-01.jpg").is_file()
    assert "16 of 16" in evaluate(*arguments)[1]
    assert evaluate("detection", images, "--empty", tmp_path / "gone")[0] == 1


def test_growth(evaluate: Evaluate, images: Path) -> None:
    code, values = evaluate("growth", images, "--share", 0.8, "--json")
    assert (code, values["before"], values["added"], values["moved"]) == (0, 13, 3, 0)
    assert values["difference"] == pytest.approx(values["grown"]["bcubed"]["f"] - values["at_once"]["bcubed"]["f"])
    assert values["at_once"]["bcubed"]["f"] == 1
    assert "one by one" in evaluate("growth", images, "--share", 1)[1]


def test_protocol(evaluate: Evaluate, images: Path, tmp_path: Path) -> None:
    for person, name in enumerate(("Eva", "Finn")):
        for number in range(3):
            save_photo(tmp_path / "album" / name / f"{number}.png", (person * 3,), shade=number)
    arguments = ("protocol", tmp_path, "--cache", tmp_path / "cache", "--folds", 2)
    code, values = evaluate(*arguments, "--fit", "grouping_large", "--calibration", "--json")
    assert (code, values["model"]) == (0, "dlib-resnet")
    assert values["sets"]["lfw"] == {"photos": 16, "labels": 16, "found": 16, "people": 4}
    assert [fitted["fold"] for fitted in values["fitted"]] == [0, 1]
    by_title = {one["title"]: one["sets"] for one in values["reported"]}
    assert by_title["product's constants"]["album"]["spread"]["bcubed_f"]["mean"] == 1
    assert {"fitted on other people", "ceiling: distance chosen by the labels"} < set(by_title)
    assert [one["fold"] for one in values["calibrated"]] == [0, 1]
    assert (tmp_path / "cache").is_dir()
    assert "grouping_large" in evaluate(*arguments)[1]
    assert evaluate(*arguments, "--fit", "nothing")[0] == 2
    assert evaluate(*arguments, "--set", "nothing")[0] == 2
    # Alone, a small set leaves nobody to fit on.
    assert evaluate(*arguments, "--set", "album", "--fit", "grouping_large")[0] == 1


def test_relatives(evaluate: Evaluate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("photoface.lab.evaluation.protocol.folds.FEWEST_PEOPLE", 2)
    monkeypatch.setattr("photoface.lab.evaluation.protocol.folds.FROZEN_SHARE", 0.0)
    album = tmp_path / "families"
    rows = ["file,person,family"]
    for person, name in enumerate(("Eva", "Finn", "Gina", "Hans")):
        for number in range(2):
            save_photo(album / f"{name}-{number}.png", (person * 2,), shade=number)
            rows.append(f"{name}-{number}.png,{name},{person // 2}")
    (album / "labels.csv").write_text("\n".join(rows))
    arguments = ("relatives", tmp_path, "--cache", tmp_path / "cache", "--folds", 2)
    assert evaluate(*arguments)[0] == 2
    (album / "kin.csv").write_text("person_a,person_b\nEva,Finn\n")
    code, values = evaluate(*arguments, "--json")
    assert (code, values["sets"]["families"]["by_fold"][0]["pairs"]) == (0, 1)
    assert "Relatives merged" in evaluate(*arguments)[1]
