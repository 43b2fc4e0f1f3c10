from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch.nn import functional

from photoface.learning.collapse_monitor import (
    COLLAPSED,
    IDLE,
    PATIENCE_STEPS,
    WARM_UP_STEPS,
    HealthMonitor,
    HealthWarning,
    embedding_variance,
)
from photoface.learning.training_log import LOG_NAME, TrainingLog, read_log


def observed(steps: list[tuple[float, float]]) -> list[HealthWarning]:
    monitor = HealthMonitor()
    found = [monitor.observe(step, *values) for step, values in enumerate(steps)]
    return [warning for warning in found if warning is not None]


def test_variance() -> None:
    points = functional.normalize(torch.randn(500, 8, generator=torch.Generator().manual_seed(0)), dim=1)
    assert embedding_variance(points) == pytest.approx(1 - float(points.mean(dim=0).square().sum()), abs=1e-6)
    assert embedding_variance(points[:1].expand(10, 8)) == pytest.approx(0, abs=1e-12)


def test_a_collapse_is_told_once_and_says_what_to_change() -> None:
    warnings = observed([(0.001, 1.0)] * 100)
    assert [(warning.step, warning.kind) for warning in warnings] == [(WARM_UP_STEPS + PATIENCE_STEPS - 1, COLLAPSED)]
    assert "semi-hard negatives with a curriculum" in warnings[0].sentence
    assert "variance 0.0010, active triplets 100%" in warnings[0].sentence


def test_nothing_left_to_learn() -> None:
    warnings = observed([(0.5, 0.0)] * 100)
    assert [warning.kind for warning in warnings] == [IDLE]
    assert "0.00% of the triplets" in warnings[0].sentence


def test_health_is_not_worth_a_word() -> None:
    assert observed([(0.5, 0.3)] * 200) == []
    # A random network starts in one spot, and a bad batch now and then is no trend.
    assert observed([(0.001, 1.0)] * WARM_UP_STEPS + [(0.5, 0.3)] * 50) == []
    assert observed(([(0.001, 1.0)] * 10 + [(0.5, 0.3)]) * 20) == []


def test_a_collapse_is_not_idle() -> None:
    assert [warning.kind for warning in observed([(0.0, 0.0)] * 100)] == [COLLAPSED]


def test_the_monitor_goes_on_from_its_state() -> None:
    monitor, later = HealthMonitor(), HealthMonitor()
    for step in range(WARM_UP_STEPS + PATIENCE_STEPS - 1):
        assert monitor.observe(step, 0.0, 1.0) is None
    later.load_state_dict(monitor.state_dict())
    assert later.observe(50, 0.0, 1.0) is not None


def test_the_log_of_a_run_that_was_killed(tmp_path: Path) -> None:
    log = TrainingLog(tmp_path / "run")
    for step in range(5):
        log.write(step, "train", {"loss": step / 10})
    log.close()
    with (tmp_path / "run" / LOG_NAME).open("a") as file:
        file.write('{"step": 5, "kind": "tr')
    log = TrainingLog(tmp_path / "run", {"train": 3})
    log.write(3, "train", {"loss": 7.0})
    log.close()
    assert [(line["step"], line["loss"]) for line in read_log(tmp_path / "run")] == [
        (0, 0.0),
        (1, 0.1),
        (2, 0.2),
        (3, 7.0),
    ]
    assert read_log(tmp_path / "none") == []
