"""Tuning the last stages of the default model's network: what changes, what stays, and that it can be installed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl
from photoface.learning.mining_rule import MiningRule
from photoface.learning.training_options import TUNING, TrainingOptions
from photoface.learning.training_step import Learner, Pull
from photoface.learning.tuned_resnet import FROZEN_BLOCKS, TunedResNet, TuningStart, prepare
from photoface.vision.dlib_resnet import DlibResNet, normalised

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def crops() -> NDArray[np.uint8]:
    """Two people's faces, three of each: noise about a picture of their own, on canvases of 152 pixels."""
    random = np.random.default_rng(0)
    coarse = random.integers(0, 256, (2, 1, 8, 8, 3))
    people = coarse.repeat(19, axis=2).repeat(19, axis=3).repeat(3, axis=1).reshape(6, 152, 152, 3)
    noisy: NDArray[np.uint8] = np.clip(people + random.integers(-60, 60, people.shape), 0, 255).astype(np.uint8)
    return noisy


def start_of(crops: NDArray[np.uint8], tuned: str = "last") -> TuningStart:
    torch.manual_seed(0)
    return prepare(TunedResNet(tuned), crops, CPU, JobControl())


@pytest.mark.parametrize("tuned", FROZEN_BLOCKS)
def test_features_lead_to_the_embedding_that_the_product_computes(crops: NDArray[np.uint8], tuned: str) -> None:
    start = start_of(crops[:3], tuned)
    pictures = normalised(torch.from_numpy(crops[:3, 1:151, 1:151].copy()).permute(0, 3, 1, 2).float())
    with torch.inference_mode():
        both = start.network.network(pictures) + start.network.network(pictures.flip(3))
    expected = torch.nn.functional.normalize(both, dim=1).numpy()
    # The features are kept in half the precision.
    assert (start.embeddings * expected).sum(axis=1).min() > 0.999


def learn(start: TuningStart, pull: float = 0.0, steps: int = 1) -> None:
    learning = [one for one in start.network.parameters() if one.requires_grad]
    learner = Learner(start.network, torch.optim.AdamW(learning, lr=1e-3), CPU, faces_at_once=100)
    labels = torch.arange(len(start.features)) // 3
    keep = Pull(torch.from_numpy(start.embeddings), pull) if pull else None
    for step in range(steps):
        generator = torch.Generator().manual_seed(step)
        learner.step(start.features, labels, MiningRule(margin=1.0), generator, pull=keep)


def embedded(start: TuningStart) -> NDArray[np.float32]:
    with torch.inference_mode():
        found: NDArray[np.float32] = start.network(torch.from_numpy(start.features).float()).numpy()
    return found


def test_only_the_last_stages_learn_and_a_run_repeats(crops: NDArray[np.uint8]) -> None:
    first, second = start_of(crops), start_of(crops)
    before = {name: values.clone() for name, values in first.network.state_dict().items()}
    learn(first)
    learn(second)
    after = first.network.state_dict()
    changed = {name for name, values in before.items() if not torch.equal(values, after[name])}
    learnt = {name.split(".")[2] for name in changed if "blocks" in name}
    assert learnt == {"10", "11", "12", "13"}
    assert changed - {name for name in changed if "blocks" in name} == {"network.projection.weight"}
    np.testing.assert_array_equal(embedded(first), embedded(second))


def test_the_pull_keeps_embeddings_near_the_old_ones(crops: NDArray[np.uint8]) -> None:
    def distance(pull: float) -> float:
        start = start_of(crops)
        learn(start, pull, steps=2)
        return float(1 - (embedded(start) * start.embeddings).sum(axis=1).mean())

    assert distance(30.0) < distance(0.0)


def test_features_lie_on_the_disk_where_asked_and_looking_can_be_cancelled(
    crops: NDArray[np.uint8], tmp_path: Path
) -> None:
    kept = prepare(TunedResNet(), crops[:2], CPU, JobControl(), tmp_path / "features.npy")
    np.testing.assert_array_equal(np.load(tmp_path / "features.npy"), kept.features)
    with pytest.raises(UserFacingError, match="cannot be written"):
        prepare(TunedResNet(), crops[:2], CPU, JobControl(), tmp_path / "nowhere" / "features.npy")
    control = JobControl()
    control.cancel()
    with pytest.raises(JobCancelled):
        prepare(TunedResNet(), crops[:2], CPU, control)


def test_options_that_are_not_given_fit_a_start_that_is_good_already() -> None:
    options = TrainingOptions(steps=300, start="dlib-resnet", margin=0.1)
    assert options.margin == 0.1
    assert (options.network, options.rate, options.shape.size) == ("dlib-resnet", 1e-4, TUNING["batch_size"])
    assert TrainingOptions.from_plain(options.plain()) == options
    assert TrainingOptions(steps=1).margin == 0.2
    for wrong in ({"network": "dlib-resnet"}, {"network": "nn4", "start": "dlib-resnet"}):
        with pytest.raises(UserFacingError, match="dlib ResNet"):
            TrainingOptions(steps=1, **wrong)  # type: ignore[arg-type]


def test_weights_are_dlibs(crops: NDArray[np.uint8]) -> None:
    with pytest.raises(UserFacingError):
        TunedResNet.from_file(Path(__file__), "last")
    assert isinstance(TunedResNet().network, DlibResNet)
