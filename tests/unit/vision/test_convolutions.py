from __future__ import annotations

import pytest
import torch
from torch import nn

from photoface.vision import convolutions, device
from photoface.vision.convolutions import Layer, fastest

PROCESSOR = torch.device("cpu")

needs_bfloat16 = pytest.mark.skipif(
    device.coarser_format(PROCESSOR) is None, reason="this processor has no instructions for bfloat16"
)


def modules(*, window: int) -> nn.Sequential:
    """Layers as torch has them: with channels that fill no register, and activations that fall below zero."""
    torch.manual_seed(1)
    layers = nn.Sequential(
        nn.Conv2d(3, 10, 3),
        nn.PReLU(10),
        nn.MaxPool2d(window, 2, ceil_mode=True),
        nn.Conv2d(10, 7, 1),
        nn.PReLU(7),
        nn.Conv2d(7, 5, 2),
    )
    for activation in (layers[1], layers[4]):
        nn.init.uniform_(activation.get_parameter("weight"), -0.5, 1.2)
    return layers.requires_grad_(False)


def layers_of(network: nn.Sequential, window: int) -> list[Layer]:
    of = network.get_parameter
    return [
        Layer(of("0.weight"), of("0.bias"), of("1.weight"), window),
        Layer(of("3.weight"), of("3.bias"), of("4.weight")),
        Layer(of("5.weight"), of("5.bias")),
    ]


def pictures(*size: int) -> torch.Tensor:
    return torch.randn((2, 3, *size), generator=torch.Generator().manual_seed(2))


@pytest.mark.parametrize("window", [2, 3])
@pytest.mark.parametrize("size", [(8, 8), (9, 12), (13, 10), (21, 22)], ids=str)
@torch.inference_mode()
def test_gives_what_modules_give(size: tuple[int, int], window: int) -> None:
    network = modules(window=window)
    seen = pictures(*size)
    run = fastest(layers_of(network, window), seen, PROCESSOR, torch.float32)
    assert torch.allclose(run(seen), network(seen), atol=1e-5)


@needs_bfloat16
@pytest.mark.parametrize("window", [2, 3])
@torch.inference_mode()
def test_gives_almost_the_same_in_bfloat16(window: int) -> None:
    network = modules(window=window)
    seen = pictures(13, 10)
    coarse = fastest(layers_of(network, window), seen, PROCESSOR, torch.bfloat16)(seen)
    assert torch.allclose(coarse, network(seen), atol=0.02)
    assert not torch.allclose(coarse, network(seen), atol=1e-5)


@needs_bfloat16
@pytest.mark.parametrize("number_format", [torch.float32, torch.bfloat16], ids=str)
@torch.inference_mode()
def test_takes_the_format_that_was_chosen(monkeypatch: pytest.MonkeyPatch, number_format: torch.dtype) -> None:
    layers, seen = layers_of(modules(window=2), 2), pictures(13, 10)
    monkeypatch.setattr(convolutions, "choose_format", lambda prepare, device: number_format)
    assert torch.equal(fastest(layers, seen, PROCESSOR)(seen), fastest(layers, seen, PROCESSOR, number_format)(seen))


@needs_bfloat16
@pytest.mark.parametrize("wrong_by", [0.0, 2.0])
def test_a_processor_that_miscalculates_is_not_relied_on(monkeypatch: pytest.MonkeyPatch, wrong_by: float) -> None:
    """As versions of torch did with convolutions of 2 x 2 in bfloat16: one channel is wrong, and there is no error."""
    of_torch = torch.Tensor.to_dense

    def wrong(self: torch.Tensor, number_format: torch.dtype) -> torch.Tensor:
        dense = of_torch(self, number_format)
        dense[:, 3] *= wrong_by
        return dense

    monkeypatch.setattr(torch.Tensor, "to_dense", wrong)
    # Were it fast, it would be taken.
    monkeypatch.setattr(device, "PROBE_SPEEDUP", 0)
    layers, seen = layers_of(modules(window=2), 2), pictures(13, 10)
    # The wrong channel has small numbers among large ones.
    layers[-1].weight[3] *= 0.01
    layers[-1].bias[3] *= 0.01
    with torch.inference_mode():
        exact = fastest(layers, seen, PROCESSOR, torch.float32)(seen)
        assert torch.equal(fastest(layers, seen, PROCESSOR)(seen), exact)


def test_accelerators_are_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convolutions, "choose_format", lambda prepare, device: pytest.fail("it was tried"))
    layers, seen = layers_of(modules(window=2), 2), pictures(13, 10)
    exact = fastest(layers, seen, PROCESSOR, torch.float32)(seen)
    assert torch.equal(fastest(layers, seen, torch.device("meta"))(seen), exact)
