"""Layers that FaceNet's networks are built of: convolutions, L2 pooling, maxout, normalisation to unit length.

The paper's networks have no batch normalisation, which was new then. On request it is added between each convolution
and its ReLU, and replaces the local response normalisation of the tables. `embedding_network` joins layers to a network
with random weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import torch
from torch import nn
from torch.nn import functional

if TYPE_CHECKING:
    from torch import Tensor

RESPONSE_SIZE: Final = 5
RESPONSE_ALPHA: Final = 1e-4
RESPONSE_BETA: Final = 0.75
"""Local response normalisation as in Krizhevsky et al. 2012, section 3.3; FaceNet's tables only name the layer."""

SMALLEST_MEAN_SQUARE: Final = 1e-8
"""Keeps the root of L2 pooling differentiable where all inputs are zero."""


@dataclass(frozen=True, slots=True)
class Layers:
    """Makes the layers that exist with and without batch normalisation."""

    batch_normalisation: bool

    def convolution(self, channels: int, filters: int, side: int, stride: int = 1) -> nn.Sequential:
        """A square convolution, which keeps the picture's size at stride 1, and a ReLU."""
        convolution = nn.Conv2d(channels, filters, side, stride, padding=side // 2, bias=not self.batch_normalisation)
        normalisation = [nn.BatchNorm2d(filters)] if self.batch_normalisation else []
        return nn.Sequential(convolution, *normalisation, nn.ReLU())

    def response_normalisation(self) -> nn.Module:
        """The tables' `norm`; an identity where batch normalisation replaces it."""
        if self.batch_normalisation:
            return nn.Identity()
        return nn.LocalResponseNorm(RESPONSE_SIZE, RESPONSE_ALPHA, RESPONSE_BETA)


def max_pool() -> nn.MaxPool2d:
    """3x3 at stride 2, the paper's only pooling between stages; halves a side, rounding up."""
    return nn.MaxPool2d(3, stride=2, padding=1)


class L2Pool(nn.Module):
    """Root mean square over 3x3 pixels, at stride 1: the `L2` of Table 2.

    The mean rather than the sum (Gulcehre et al., "Learned-norm pooling", 2014, equation 1), which keeps the scale.
    """

    def forward(self, pictures: Tensor) -> Tensor:
        squares = functional.avg_pool2d(pictures * pictures, 3, stride=1, padding=1, count_include_pad=False)
        return torch.sqrt(squares + SMALLEST_MEAN_SQUARE)


class Maxout(nn.Module):
    """A fully connected layer whose outputs are the largest of several linear ones (Goodfellow et al., ICML 2013)."""

    def __init__(self, inputs: int, outputs: int, pieces: int = 2) -> None:
        super().__init__()
        self.pieces = pieces
        self.linear = nn.Linear(inputs, outputs * pieces)

    def forward(self, features: Tensor) -> Tensor:
        return self.linear(features).unflatten(1, (-1, self.pieces)).amax(dim=2)  # type: ignore[no-any-return]


class UnitLength(nn.Module):
    """Normalises each embedding to unit length; always in float32, whatever format the layers before it use."""

    def forward(self, features: Tensor) -> Tensor:
        return functional.normalize(features.float(), dim=1)


def embedding_network(layers: Sequence[nn.Module], features: int, dimension: int) -> nn.Sequential:
    """The layers, and a linear map of their features to an embedding of unit length; with random weights.

    The weights keep the variance of activations under ReLU (He et al., ICCV 2015, equation 10); biases are zero.
    """
    network = nn.Sequential(*layers, nn.Linear(features, dimension), UnitLength())
    for module in network.modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    return network
