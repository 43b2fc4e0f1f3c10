"""Whole runs on blobs of colour, with the narrow residual network at 16 pixels."""

from __future__ import annotations

import itertools
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from blobs import blob_faces, pair_accuracy
from torch import nn

from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl, Progress
from photoface.learning.architectures.blocks import UnitLength
from photoface.learning.checkpoints import BEST, LAST, load_network, read_checkpoint, save_checkpoint
from photoface.learning.collapse_monitor import COLLAPSED
from photoface.learning.dataset import FaceCrops
from photoface.learning.embedding import embed_canvases
from photoface.learning.loss import Triplets, triplet_loss
from photoface.learning.mining_rule import MiningRule, Negatives
from photoface.learning.trainer import Trainer
from photoface.learning.training_log import read_log
from photoface.learning.training_options import TrainingOptions
from photoface.learning.training_step import Learner
from photoface.learning.validation import split_people


def options(**changed: Any) -> TrainingOptions:
    values: dict[str, Any] = {
        "image_side": 16,
        "dimension": 16,
        "batch_size": 96,
        "faces_per_identity": 6,
        "random_negatives": 12,
        "curriculum_steps": 20,
        "steps": 40,
        "evaluate_every": 20,
        "checkpoint_every": 5,
        "device": "cpu",
        "mixed_precision": False,
        "augment": False,
        **changed,
    }
    return TrainingOptions(**values)


def trainer(
    folder: Path, asked: TrainingOptions, faces: FaceCrops | None = None, network: nn.Module | None = None
) -> Trainer:
    faces = faces or blob_faces(pattern=25)
    train, held_out = split_people(faces.labels, 0.34, 0)
    return Trainer(asked, faces, train, held_out, pair_accuracy, folder, network=network)


def parameters(of: Path) -> dict[str, torch.Tensor]:
    weights: dict[str, torch.Tensor] = read_checkpoint(of / LAST)["network"]
    return weights


def assert_same(first: dict[str, torch.Tensor], second: dict[str, torch.Tensor]) -> None:
    assert first.keys() == second.keys()
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_it_learns(tmp_path: Path) -> None:
    """Of people it has not seen, a random network judges .63 of the pairs rightly, the trained one over .8."""
    faces = blob_faces(pattern=25)
    report = trainer(tmp_path, options(), faces).run(JobControl())
    accuracies = [evaluation.values["accuracy"] for evaluation in report.evaluations]
    assert [evaluation.step for evaluation in report.evaluations] == [0, 20, 40]
    assert accuracies[0] < 0.7
    assert accuracies[-1] > 0.8
    assert report.best.values["accuracy"] == max(accuracies)
    assert report.warnings == []
    assert report.steps == 40
    lines = [line for line in read_log(tmp_path) if line["kind"] == "train"]
    assert [line["step"] for line in lines] == list(range(40))
    active = [line["active_fraction"] for line in lines]
    assert np.mean(active[-10:]) < np.mean(active[:3]) / 2
    assert [line["floor"] for line in lines[:2]] == pytest.approx([0.1, 0.095])

    network, used = load_network(tmp_path / BEST)
    _, held_out = split_people(faces.labels, 0.34, 0)
    embeddings = embed_canvases(network, faces.pixels, held_out, (used.height, used.width), torch.device("cpu"))
    assert pair_accuracy(embeddings, faces.labels[held_out]) == report.best.values


def test_it_memorises_a_handful(tmp_path: Path) -> None:
    """The loss on all triplets of a few faces falls to nothing."""
    faces = blob_faces(people=8, each=4)
    asked = options(batch_size=16, faces_per_identity=4, random_negatives=0, negatives="hardest", curriculum_steps=0)
    trainer(tmp_path, asked, faces).run(JobControl())
    losses = [line["active_fraction"] * line["loss"] for line in read_log(tmp_path) if line["kind"] == "train"]
    assert losses[0] > 0.2
    assert np.mean(losses[-5:]) < 0.02


@pytest.mark.parametrize(
    ("optimizer", "stage", "done"),
    [("adagrad", "Training", 7), ("adamw", "Training", 8), ("adagrad", "Looking at people it has not seen", 8)],
)
def test_going_on_is_as_never_having_stopped(tmp_path: Path, optimizer: str, stage: str, done: int) -> None:
    asked = options(
        steps=12, evaluate_every=4, optimizer=optimizer, augment=True, choice="random", offline_mining_every=4
    )
    whole = trainer(tmp_path / "whole", asked).run(JobControl())

    def stop(progress: Progress) -> None:
        if (progress.stage, progress.done) == (stage, done):
            control.cancel()

    control = JobControl(stop)
    with pytest.raises(JobCancelled):
        trainer(tmp_path / "parts", asked).run(control)
    later = trainer(tmp_path / "parts", asked)
    later.resume(tmp_path / "parts" / LAST)
    assert later.report.steps == done
    parts = later.run(JobControl())
    assert_same(parameters(tmp_path / "whole"), parameters(tmp_path / "parts"))
    assert parts.evaluations == whole.evaluations
    assert parts.last == whole.last
    assert read_log(tmp_path / "parts") == read_log(tmp_path / "whole")


def test_seeds(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        trainer(tmp_path / name, options(steps=3, seed=seed, augment=True)).run(JobControl())
    assert_same(parameters(tmp_path / "a"), parameters(tmp_path / "b"))
    assert not torch.equal(parameters(tmp_path / "a")["0.0.weight"], parameters(tmp_path / "c")["0.0.weight"])


def test_hardest_negatives_of_meaningless_labels_collapse(tmp_path: Path) -> None:
    """What the paper warns of: where nothing can be learnt, the loss is least with all faces in one spot."""
    asked = options(negatives="hardest", curriculum_steps=0, steps=45)
    report = trainer(tmp_path, asked, blob_faces(pattern=0)).run(JobControl())
    assert [warning.kind for warning in report.warnings] == [COLLAPSED]
    assert report.last is not None
    assert report.last.loss == pytest.approx(0.2, abs=0.02)
    assert report.last.variance < 0.005


def test_a_degenerate_network_is_noticed(tmp_path: Path) -> None:
    flat = nn.Sequential(nn.Flatten(), nn.Linear(16 * 16 * 3, 16), UnitLength())
    nn.init.zeros_(flat[1].weight)  # type: ignore[arg-type]
    flat[1].weight.requires_grad_(False)
    report = trainer(tmp_path, options(steps=41, evaluate_every=41), network=flat).run(JobControl())
    assert [warning.kind for warning in report.warnings] == [COLLAPSED]


def test_minutes_end_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock that goes on by half a second whenever it is asked."""
    clock = SimpleNamespace(monotonic=itertools.count(0, 0.5).__next__)
    monkeypatch.setattr("photoface.learning.trainer.time", clock)
    report = trainer(tmp_path, options(steps=None, minutes=0.1)).run(JobControl())
    assert 1 <= report.steps < 6 / 0.5
    assert report.seconds >= 6
    assert report.evaluations[-1].step == report.steps


def test_a_loss_that_is_no_number_says_what_to_do(tmp_path: Path) -> None:
    broken = nn.Sequential(nn.Flatten(), nn.Linear(16 * 16 * 3, 16), UnitLength())
    nn.init.constant_(broken[1].weight, float("nan"))  # type: ignore[arg-type]
    faces = blob_faces()
    asked = options(steps=1)
    run = Trainer(
        asked,
        faces,
        *split_people(faces.labels, 0.34, 0),
        lambda _embeddings, _labels: {"accuracy": 0.5},
        tmp_path,
        network=broken,
    )
    with pytest.raises(UserFacingError, match="diverged") as raised:
        run.run(JobControl())
    assert raised.value.remedy == "Use a lower learning rate."


class Recorder(torch.optim.SGD):
    """Keeps the gradients of its last step."""

    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        self.gradients = [parameter.grad.clone() for group in self.param_groups for parameter in group["params"]]


def learner_gradients(faces_at_once: int) -> list[torch.Tensor]:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Flatten(), nn.Linear(16 * 16 * 3, 24), nn.Tanh(), nn.Linear(24, 8), UnitLength())
    recorder = Recorder(network.parameters(), lr=0.1)
    learner = Learner(network, recorder, torch.device("cpu"), faces_at_once=faces_at_once)
    faces = blob_faces(people=10, each=5)
    pixels = faces.pixels[:, 1:17, 1:17]
    rule = MiningRule(negatives=Negatives.HARDEST)
    report = learner.step(pixels, torch.from_numpy(faces.labels), rule, torch.Generator())
    assert report.pairs == 10 * 5 * 4
    return recorder.gradients


@pytest.mark.parametrize("faces_at_once", [7, 25, 49])
def test_in_parts_the_gradients_are_the_same(faces_at_once: int) -> None:
    for whole, parts in zip(learner_gradients(50), learner_gradients(faces_at_once), strict=True):
        assert whole.abs().max() > 1e-4
        torch.testing.assert_close(parts, whole, atol=1e-6, rtol=1e-4)


def test_parts_count_once_in_the_running_statistics() -> None:
    norm = nn.BatchNorm2d(3, momentum=0.5)
    network = nn.Sequential(norm, nn.Flatten(), nn.Linear(16 * 16 * 3, 8), UnitLength())
    learner = Learner(network, torch.optim.SGD(network.parameters(), lr=0.0), torch.device("cpu"), faces_at_once=20)
    faces = blob_faces(people=8, each=5)
    pixels = faces.pixels[:, 1:17, 1:17]
    learner.step(pixels, torch.from_numpy(faces.labels), MiningRule(), torch.Generator())
    assert norm.momentum == 0.5
    means = [(part.mean(axis=(0, 1, 2)) - 127.5) / 128 for part in np.array_split(pixels, 2)]
    expected = 0.25 * 0 + 0.25 * means[0] + 0.5 * means[1]
    torch.testing.assert_close(norm.running_mean, torch.from_numpy(expected).float(), atol=1e-5, rtol=1e-4)


def test_the_loss_of_a_step_is_that_of_its_triplets() -> None:
    """A network that passes embeddings through, one pair and one negative."""
    faces = np.zeros((3, 1, 1, 3), np.uint8)
    faces[0, 0, 0], faces[1, 0, 0], faces[2, 0, 0] = (255, 127, 127), (255, 200, 127), (255, 127, 230)
    network = nn.Sequential(nn.Flatten(), nn.Linear(3, 3, bias=False), UnitLength())
    nn.init.eye_(network[1].weight)  # type: ignore[arg-type]
    learner = Learner(network, torch.optim.SGD(network.parameters(), lr=0.0), torch.device("cpu"), faces_at_once=9)
    report = learner.step(faces, torch.tensor([0, 0, 1]), MiningRule(negatives=Negatives.HARDEST), torch.Generator())
    embeddings = network((torch.from_numpy(faces).permute(0, 3, 1, 2).float() - 127.5) / 128).detach()
    both = Triplets(torch.tensor([0, 1]), torch.tensor([1, 0]), torch.tensor([2, 2]))
    expected = triplet_loss(embeddings, both)
    assert report.triplets == report.pairs == 2
    assert report.loss == pytest.approx(expected.value.item())
    assert report.active_fraction == expected.active / expected.triplets


def test_checkpoints_that_cannot_be_used(tmp_path: Path) -> None:
    run = trainer(tmp_path, options(steps=2))
    run.run(JobControl())
    with pytest.raises(UserFacingError, match="other options: dimension, margin"):
        trainer(tmp_path, options(steps=9, dimension=8, margin=0.3)).resume(tmp_path / LAST)
    with pytest.raises(UserFacingError, match="for use, not for going on"):
        trainer(tmp_path, options()).resume(tmp_path / BEST)
    with pytest.raises(UserFacingError, match="other faces"):
        trainer(tmp_path, options(), blob_faces(people=20)).resume(tmp_path / LAST)
    with pytest.raises(UserFacingError, match="There is no checkpoint"):
        load_network(tmp_path / "none.pt")
    broken = tmp_path / "broken.pt"
    broken.write_bytes((tmp_path / LAST).read_bytes()[:2000])
    with pytest.raises(UserFacingError, match="damaged"):
        load_network(broken)
    torch.save({"format": 1, "options": options(), "network": {}}, broken)
    with pytest.raises(UserFacingError, match="more than weights"):
        load_network(broken)
    torch.save({"weights": torch.zeros(2)}, broken)
    with pytest.raises(UserFacingError, match="no checkpoint of a training run"):
        load_network(broken)
    values = read_checkpoint(tmp_path / LAST)
    for wrong, words in (
        ({"format": 99}, "another version"),
        ({"options": {**values["options"], "colour": "red"}}, "another version"),
        ({"network": {}}, "weights of another network"),
    ):
        torch.save({**values, **wrong}, broken)
        with pytest.raises(UserFacingError, match=words):
            load_network(broken)


def test_a_checkpoint_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    save_checkpoint(tmp_path / LAST, {"options": {}, "network": {}, "step": 1})
    (tmp_path / "last.part").mkdir()
    with pytest.raises(UserFacingError, match="cannot be written"):
        save_checkpoint(tmp_path / LAST, {"options": {}, "network": {}, "step": 2})
    assert read_checkpoint(tmp_path / LAST)["step"] == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"steps": None}, "never end"),
        ({"optimizer": "sgd"}, "no optimizer called sgd"),
        ({"network": "nn1"}, "220 x 220"),
        ({"evaluate_every": 0}, "start at 1"),
        ({"learning_rate": 0.0}, "above 0"),
        ({"margin": -1.0}, "do not fit together"),
        ({"batch_size": 10}, "do not fit together"),
        ({"held_out": 1.0}, "held out"),
        ({"image_side": 4}, "16 pixels"),
        ({"dimension": 1}, "two dimensions"),
        ({"network": "nn9"}, "no network called"),
    ],
)
def test_options_that_make_no_sense(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(UserFacingError, match=words):
        options(**wrong)


def test_too_few_faces(tmp_path: Path) -> None:
    faces = blob_faces(people=4, each=2)
    with pytest.raises(UserFacingError, match="too few faces"):
        Trainer(options(), faces, np.array([0, 2, 4]), np.array([6, 7]), pair_accuracy, tmp_path)


def test_in_bfloat16_the_gradients_point_the_same_way() -> None:
    exact, coarse = (step_gradients(number_format) for number_format in (torch.float32, torch.bfloat16))
    cosine = nn.functional.cosine_similarity(exact, coarse, dim=0)
    assert not torch.equal(exact, coarse)
    assert coarse.dtype == torch.float32
    assert cosine > 0.98


def step_gradients(number_format: torch.dtype) -> torch.Tensor:
    torch.manual_seed(1)
    network = nn.Sequential(nn.Flatten(), nn.Linear(16 * 16 * 3, 24), nn.Tanh(), nn.Linear(24, 8), UnitLength())
    recorder = Recorder(network.parameters(), lr=0.1)
    learner = Learner(network, recorder, torch.device("cpu"), faces_at_once=50, number_format=number_format)
    # One face alone is the negative of all others: rounding chooses none.
    labels = torch.tensor([0] * 49 + [1])
    pixels = blob_faces(people=10, each=5).pixels[:, 1:17, 1:17]
    report = learner.step(pixels, labels, MiningRule(negatives=Negatives.HARDEST), torch.Generator())
    assert report.pairs == report.triplets == 49 * 48
    return torch.cat([gradient.flatten() for gradient in recorder.gradients])
