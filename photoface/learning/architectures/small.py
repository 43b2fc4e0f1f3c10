"""A narrow residual network that learns on a CPU in minutes; for experiments, not from the paper.

He et al., "Deep residual learning for image recognition", CVPR 2016, figure 3, with about a third of the filters, and
one block for each stage.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import torch
from torch import nn

from photoface.learning.architectures.blocks import Layers, embedding_network

if TYPE_CHECKING:
    from torch import Tensor

FILTERS: Final = (24, 48, 96, 160)
"""Of the four stages; each but the first halves the picture."""


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions with batch normalisation, and a shortcut; a 1x1 convolution where the shape changes."""

    def __init__(self, layers: Layers, channels: int, filters: int, stride: int) -> None:
        super().__init__()
        self.first = layers.convolution(channels, filters, 3, stride)
        self.second = nn.Sequential(nn.Conv2d(filters, filters, 3, padding=1, bias=False), nn.BatchNorm2d(filters))
        self.past: nn.Module = nn.Identity()
        if stride != 1 or channels != filters:
            self.past = nn.Sequential(nn.Conv2d(channels, filters, 1, stride, bias=False), nn.BatchNorm2d(filters))

    def forward(self, pictures: Tensor) -> Tensor:
        return torch.relu(self.second(self.first(pictures)) + self.past(pictures))


def small(dimension: int, layers: Layers) -> nn.Sequential:
    """The network, made for 64 to 96 pixels. Without batch normalisation it does not learn."""
    blocks: list[nn.Module] = [layers.convolution(3, FILTERS[0], 3, stride=2)]
    channels = FILTERS[0]
    for stage, filters in enumerate(FILTERS):
        blocks.append(ResidualBlock(layers, channels, filters, stride=1 if stage == 0 else 2))
        channels = filters
    return embedding_network([*blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten()], channels, dimension)
