"""FaceNet's Inception networks: NN2, NN3, NN4, NNS1 and NNS2.

NN2 follows Table 2 of the paper. NN3 is the same at 160 pixels; NN4, at 96, has no 5x5 convolutions in the higher
layers (section 3.3). Of NNS1 and NNS2 the paper prints input size, parameters and cost only: their layers are this
project's, chosen to meet these figures.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import torch
from torch import nn

from photoface.learning.architectures.blocks import L2Pool, Layers, Maxout, embedding_network, max_pool

if TYPE_CHECKING:
    from torch import Tensor


class Pool(enum.Enum):
    """The pooling of a module's fourth tower."""

    MAX = "max"
    L2 = "L2"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of Table 2: an Inception module, by the numbers of filters of its towers. 0 leaves a tower out.

    Attributes:
        one: of the 1x1 convolution.
        reduce_three, three: of the 1x1 convolution before the 3x3 one, and of the 3x3 one.
        reduce_five, five: the same for the 5x5 convolution.
        pool: the pooling before the 1x1 projection.
        projection: filters of the projection; 0 for no projection.
        stride: 2 where all towers halve the picture.
    """

    one: int
    reduce_three: int
    three: int
    reduce_five: int
    five: int
    pool: Pool
    projection: int
    stride: int = 1

    def filters(self, channels: int) -> int:
        """Number of output channels, given the number of input channels."""
        return self.one + self.three + self.five + (self.projection or channels)

    def without_five(self) -> Row:
        return dataclasses.replace(self, reduce_five=0, five=0)

    def narrowed(self, divisor: int) -> Row:
        """The row with its numbers of filters divided."""
        filters = ("one", "reduce_three", "three", "reduce_five", "five", "projection")
        return dataclasses.replace(self, **{name: getattr(self, name) // divisor for name in filters})


TABLE_2: Final = {
    "3a": Row(64, 96, 128, 16, 32, Pool.MAX, 32),
    "3b": Row(64, 96, 128, 32, 64, Pool.L2, 64),
    "3c": Row(0, 128, 256, 32, 64, Pool.MAX, 0, stride=2),
    "4a": Row(256, 96, 192, 32, 64, Pool.L2, 128),
    "4b": Row(224, 112, 224, 32, 64, Pool.L2, 128),
    "4c": Row(192, 128, 256, 32, 64, Pool.L2, 128),
    "4d": Row(160, 144, 288, 32, 64, Pool.L2, 128),
    "4e": Row(0, 160, 256, 64, 128, Pool.MAX, 0, stride=2),
    "5a": Row(384, 192, 384, 48, 128, Pool.L2, 128),
    "5b": Row(384, 192, 384, 48, 128, Pool.MAX, 128),
}
"""The modules of NN2 in order."""

NN4_WITHOUT_FIVE: Final = frozenset({"4e", "5a", "5b"})
"""The paper says "in the higher layers". With these three the cost is the 285 million multiply-adds that it prints."""


class InceptionModule(nn.Module):
    """Parallel towers whose outputs are concatenated (Szegedy et al., CVPR 2015, figure 2b)."""

    def __init__(self, layers: Layers, channels: int, row: Row) -> None:
        super().__init__()
        layer = layers.convolution
        towers: list[nn.Module] = []
        if row.one:
            towers.append(layer(channels, row.one, 1, row.stride))
        for reduced, filters, side in ((row.reduce_three, row.three, 3), (row.reduce_five, row.five, 5)):
            if filters:
                towers.append(nn.Sequential(layer(channels, reduced, 1), layer(reduced, filters, side, row.stride)))
        pooled: list[nn.Module] = [L2Pool() if row.pool is Pool.L2 else nn.MaxPool2d(3, stride=row.stride, padding=1)]
        if row.projection:
            pooled.append(layer(channels, row.projection, 1))
        self.towers = nn.ModuleList([*towers, nn.Sequential(*pooled)])

    def forward(self, pictures: Tensor) -> Tensor:
        return torch.cat([tower(pictures) for tower in self.towers], dim=1)


def _stem(layers: Layers, filters: int, wide: int) -> list[nn.Module]:
    """The rows before 3a: a 7x7 convolution, and `inception (2)`, which has a 3x3 tower only."""
    return [
        layers.convolution(3, filters, 7, stride=2),
        max_pool(),
        layers.response_normalisation(),
        layers.convolution(filters, filters, 1),
        layers.convolution(filters, wide, 3),
        layers.response_normalisation(),
        max_pool(),
    ]


def _modules(layers: Layers, channels: int, rows: Sequence[Row]) -> tuple[list[nn.Module], int]:
    """The modules of these rows, and the number of channels that the last one gives."""
    modules: list[nn.Module] = []
    for row in rows:
        modules.append(InceptionModule(layers, channels, row))
        channels = row.filters(channels)
    return modules, channels


def _pooled_network(layers: Layers, rows: Sequence[Row], dimension: int) -> nn.Sequential:
    """Stem, modules, global average pooling and the embedding: takes pictures of any size."""
    modules, channels = _modules(layers, 192, rows)
    pooling = (nn.AdaptiveAvgPool2d(1), nn.Flatten())
    return embedding_network([*_stem(layers, 64, 192), *modules, *pooling], channels, dimension)


def nn2(dimension: int, layers: Layers) -> nn.Sequential:
    """The network of Table 2, made for 224 pixels; NN3 is the same for 160."""
    return _pooled_network(layers, list(TABLE_2.values()), dimension)


def nn4(dimension: int, layers: Layers) -> nn.Sequential:
    """NN2 without 5x5 convolutions in its higher layers, made for 96 pixels."""
    rows = [row.without_five() if name in NN4_WITHOUT_FIVE else row for name, row in TABLE_2.items()]
    return _pooled_network(layers, rows, dimension)


def _connected_network(
    layers: Layers, stem: tuple[int, int], rows: Sequence[Row], last_picture: int, connected: int, dimension: int
) -> nn.Sequential:
    """Stem, modules and two fully connected layers as in NN1: many parameters at little cost.

    Args:
        last_picture: pixels that the last module gives.
    """
    modules, channels = _modules(layers, stem[1], rows)
    joined = Maxout(last_picture * channels, connected)
    return embedding_network([*_stem(layers, *stem), *modules, nn.Flatten(), joined], connected, dimension)


def nns1(dimension: int, layers: Layers) -> nn.Sequential:
    """A mini Inception for (batch, 3, 165, 165) pictures: half of NN2's filters, without its 4c and 4d."""
    rows = [row.narrowed(2) for name, row in TABLE_2.items() if name not in ("4c", "4d")]
    return _connected_network(layers, (32, 68), rows, 6 * 6, 664, dimension)


def nns2(dimension: int, layers: Layers) -> nn.Sequential:
    """A tiny Inception for (batch, 3, 140, 116) pictures: a quarter of NN2's filters and half of its modules."""
    rows = [TABLE_2[name].narrowed(4) for name in ("3a", "3c", "4a", "4e", "5a")]
    return _connected_network(layers, (8, 24), rows, 5 * 4, 402, dimension)
