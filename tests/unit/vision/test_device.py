from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from photoface.errors import UserFacingError
from photoface.vision import device
from photoface.vision.device import choose_device, choose_format


class FakeNetwork:
    """Takes given seconds in each format and gives given embeddings."""

    def __init__(self, seconds: dict[torch.dtype, float], outputs: dict[torch.dtype, torch.Tensor]) -> None:
        self.now = 0.0
        self._seconds, self._outputs = seconds, outputs

    def prepare(self, number_format: torch.dtype) -> Callable[[], torch.Tensor]:
        def run() -> torch.Tensor:
            assert torch.get_num_threads() == 1
            self.now += self._seconds[number_format]
            return self._outputs[number_format]

        return run


ONE = torch.tensor([[1.0, 0.0]])
NEAR = torch.tensor([[0.9999, 0.0141]])
FAR = torch.tensor([[0.9, 0.4359]])


@pytest.mark.parametrize(
    ("seconds", "output", "chosen"),
    [
        (0.5, NEAR, torch.bfloat16),
        (0.95, NEAR, torch.float32),
        (2.0, NEAR, torch.float32),
        (0.5, FAR, torch.float32),
        (0.5, ONE * float("nan"), torch.float32),
    ],
    ids=["faster and equal", "hardly faster", "slower", "another embedding", "not numbers"],
)
def test_coarser_format_only_where_faster_and_equal(
    monkeypatch: pytest.MonkeyPatch, seconds: float, output: torch.Tensor, chosen: torch.dtype
) -> None:
    network = FakeNetwork({torch.float32: 1.0, torch.bfloat16: seconds}, {torch.float32: ONE, torch.bfloat16: output})
    monkeypatch.setattr(device, "coarser_format", lambda _: torch.bfloat16)
    monkeypatch.setattr("photoface.vision.device.time.thread_time", lambda: network.now)
    assert choose_format(network.prepare, torch.device("cpu")) is chosen


def test_a_format_that_is_refused_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """torch and oneDNN do not always agree on what a processor can."""

    def prepare(number_format: torch.dtype) -> Callable[[], torch.Tensor]:
        if number_format is torch.bfloat16:
            raise RuntimeError("bf16 path needs the cpu support")
        return lambda: ONE

    monkeypatch.setattr(device, "coarser_format", lambda _: torch.bfloat16)
    assert choose_format(prepare, torch.device("cpu")) is torch.float32


def test_the_fastest_of_several_formats_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    for whole, chosen in ((0.3, torch.uint8), (0.49, torch.bfloat16), (0.9, torch.bfloat16)):
        network = FakeNetwork(
            {torch.float32: 1.0, torch.bfloat16: 0.5, torch.uint8: whole},
            {torch.float32: ONE, torch.bfloat16: NEAR, torch.uint8: NEAR},
        )
        monkeypatch.setattr(device, "coarser_format", lambda _: torch.bfloat16)
        monkeypatch.setattr("photoface.vision.device.time.thread_time", lambda network=network: network.now)
        assert choose_format(network.prepare, torch.device("cpu"), [torch.uint8]) is chosen


@pytest.mark.parametrize("error", [RuntimeError, AttributeError, TypeError])
def test_operators_that_this_torch_lacks_are_not_taken(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    def prepare(number_format: torch.dtype) -> Callable[[], torch.Tensor]:
        if number_format is torch.uint8:
            raise error("no such operator")
        return lambda: ONE

    monkeypatch.setattr(device, "coarser_format", lambda _: None)
    assert choose_format(prepare, torch.device("cpu"), [torch.uint8]) is torch.float32


def test_no_coarser_format_no_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "coarser_format", lambda _: None)
    network = FakeNetwork({}, {})
    assert choose_format(network.prepare, torch.device("cpu")) is torch.float32


def test_explicit_processor_and_automatic_choice() -> None:
    assert choose_device("cpu") == torch.device("cpu")
    assert choose_device("auto").type in ("cuda", "mps", "cpu")


def test_accelerators_come_before_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert choose_device("auto").type == "mps"
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert choose_device("auto").type == "cuda"


def test_missing_device_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(UserFacingError, match="no cuda device"):
        choose_device("cuda")
    with pytest.raises(UserFacingError, match="no device called tpu"):
        choose_device("tpu")
