"""`photoface train faces` on fake photos, with the fake detector."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fakes.library import fake_engine
from fakes.photos import save_photo

from photoface.cli.application import run
from photoface.cli.jobs import steps_done
from photoface.jobs import Progress
from photoface.learning.checkpoints import BEST, LAST, load_network, read_checkpoint
from photoface.learning.trained_model import spec_of
from photoface.learning.training_log import read_log
from photoface.learning.validation import judge

Command = Callable[..., tuple[int, str, str]]

SMALL = (
    *("--side", 16, "--dimension", 16, "--batch", 30, "--per-identity", 4, "--random-negatives", 6),
    *("--evaluate-every", 2, "--device", "cpu", "--no-mixed-precision", "--curriculum-steps", 4),
)


@pytest.fixture
def train(capsys: pytest.CaptureFixture[str]) -> Command:
    def command(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["train", "faces", *(str(argument) for argument in arguments)], None, fake_engine)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    for person in range(10):
        for number in range(4):
            save_photo(folder / f"Person {person}" / f"{number}.png", [person], shade=number)
    save_photo(folder / "Person 3" / "landscape.png", [])
    return folder


def test_a_run_and_its_continuation(train: Command, photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    code, stdout, stderr = train(photos, "--out", out, *SMALL, "--steps", 3, "--label-errors")
    assert code == 0, stderr
    assert "Held-out accuracy before" in stdout
    assert "32 faces of 8 people to learn from, 8 of 2 people held out; small at 16 x 16." in stderr
    assert "1 photo without a face or unreadable: left out." in stderr
    assert f"photoface models install {out / BEST}" in stderr
    network, options = load_network(out / BEST)
    assert options.embedding_dimension == 16
    assert not network.training
    with (out / "label_errors.csv").open() as stream:
        assert next(csv.reader(stream))[:2] == ["file", "label"]

    code, _, stderr = train(photos, "--out", out, *SMALL, "--steps", 5)
    assert code == 1
    assert stderr.splitlines()[-2:] == [
        f"{out} holds a training run already.",
        "Add --resume, or choose another folder.",
    ]

    # Options of the run are remembered; only its end is new.
    code, stdout, stderr = train(
        photos, "--out", out, "--steps", 5, "--evaluate-every", 2, "--device", "cpu", "--resume", "--json"
    )
    assert code == 0, stderr
    report: dict[str, Any] = json.loads(stdout)
    assert report["steps"] == 5
    assert [one["step"] for one in report["evaluations"]] == [0, 2, 3, 4, 5]
    assert read_checkpoint(out / LAST)["options"]["batch_size"] == 30
    logged = [line["step"] for line in read_log(out) if line["kind"] == "held-out"]
    assert logged == [0, 2, 3, 4, 5]


def test_the_comparison(train: Command, photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "runs"
    code, stdout, stderr = train(photos, "--out", out, *SMALL, "--steps", 2, "--compare")
    assert code == 0, stderr
    for name in ("semi-hard-curriculum", "random", "hardest"):
        assert name in stdout
        assert (out / name / LAST).is_file()
    assert [read_checkpoint(out / name / LAST)["options"]["negatives"] for name in ("random", "hardest")] == [
        "random",
        "hardest",
    ]
    assert (out / "comparison.png").read_bytes().startswith(b"\x89PNG")
    assert len(list((out / "faces").glob("*.npy"))) == 1, "the runs share the faces that were cut"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "The training would never end."),
        (("--steps", 2, "--net", "nn9"), "There is no network called nn9."),
        (("--steps", 2, "--net", "nn1", "--side", 64), "nn1 takes pictures of 220 x 220 pixels only."),
    ],
)
def test_what_is_refused(train: Command, tmp_path: Path, arguments: tuple[object, ...], sentence: str) -> None:
    code, _, stderr = train(tmp_path, "--out", tmp_path / "run", *arguments)
    assert code == 1
    assert stderr.startswith(sentence)


def test_folders_that_cannot_be_learnt_from(train: Command, photos: Path, tmp_path: Path) -> None:
    code, _, stderr = train(tmp_path / "none", "--out", tmp_path / "run", "--steps", 1)
    assert code == 1
    assert "There is no folder" in stderr
    few = tmp_path / "few"
    for person in range(3):
        save_photo(few / str(person) / "1.png", [person])
        save_photo(few / str(person) / "2.png", [person])
    code, _, stderr = train(few, "--out", tmp_path / "run", "--steps", 1)
    assert code == 1
    assert "Only 3 people have two faces or more." in stderr


def test_judging() -> None:
    import numpy as np

    labels = np.repeat(np.arange(12), 4)
    apart = np.eye(12, dtype=np.float32)[labels]
    values = judge(apart, labels)
    assert values["accuracy"] == 1
    assert 0 <= values["threshold"] <= 2**0.5
    same_everywhere = np.full((48, 4), 0.5, np.float32)
    assert judge(same_everywhere, labels)["accuracy"] == pytest.approx(0.5)


def test_progress_words() -> None:
    assert steps_done(Progress("Training", 120, 2000, None, 0.41, 4320.0)) == (
        "120 of 2,000 steps, 0.4 steps/s, 1 h 12 min left"
    )
    assert steps_done(Progress("Cutting faces", 16, 90, 15)) == "16 of 90 photos"
    assert steps_done(Progress("Training", 3)) == "3 steps"


def test_tuning_the_default_model(train: Command, photos: Path, tmp_path: Path) -> None:
    out, families = tmp_path / "run", tmp_path / "families.csv"
    families.write_text("person,family\nPerson 0,A\nPerson 1,A\n")
    words = (photos, "--out", out, "--start", "dlib-resnet", "--steps", 1, "--batch", 12, "--device", "cpu")
    code, stdout, stderr = train(*words, "--families", families)
    assert code == 0, stderr
    assert "Held-out accuracy before" in stdout
    values = read_checkpoint(out / BEST)
    assert (values["options"]["network"], values["options"]["margin"]) == ("dlib-resnet", 0.08)
    spec = spec_of(out / BEST)
    assert (spec.dimension, spec.input_side) == (128, 150)
    code, _, stderr = train(*words, "--families", photos)
    assert code == 1
    families.write_text("who,where\n1,2\n")
    code, _, stderr = train(*words, "--resume", "--families", families)
    assert code == 1
    assert "does not say who is of which family" in stderr
