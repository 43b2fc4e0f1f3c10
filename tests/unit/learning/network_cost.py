"""Counts a network's parameters and the multiply-adds of one picture, which the paper calls FLOPS."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class Cost:
    """Numbers of a network.

    Attributes:
        parameters: that are learnt.
        multiply_adds: of convolutions and fully connected layers for one picture.
    """

    parameters: int
    multiply_adds: int


def cost_of(build: Callable[[], nn.Module], height: int, width: int) -> Cost:
    """The cost of a network for pictures of a size, without memory for its parameters or its activations.

    Args:
        build: makes the network; it is called on torch's meta device.
    """
    multiply_adds = 0

    def count(module: nn.Module, _inputs: Any, output: Tensor) -> None:
        nonlocal multiply_adds
        weight = module.weight
        assert isinstance(weight, torch.Tensor)
        # Each output number of either kind of layer is one product of a filter (or a row) with what it sees.
        multiply_adds += output.numel() * math.prod(weight.shape[1:])

    with torch.device("meta"):
        network = build().eval()
        handles = [
            module.register_forward_hook(count)
            for module in network.modules()
            if isinstance(module, nn.Conv2d | nn.Linear)
        ]
        with torch.no_grad():
            network(torch.empty(1, 3, height, width))
        for handle in handles:
            handle.remove()
    return Cost(sum(parameter.numel() for parameter in network.parameters()), multiply_adds)
