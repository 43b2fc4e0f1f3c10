"""FaceNet's network NN1: Zeiler and Fergus' network with 1x1 convolutions between its layers (FaceNet, Table 1)."""

from __future__ import annotations

from typing import Final

from torch import nn

from photoface.learning.architectures.blocks import Layers, Maxout, embedding_network, max_pool

LAST_SIDE: Final = 7
"""Side of the picture after the four poolings."""

FULLY_CONNECTED: Final = 32 * 128
"""Outputs of fc1 and fc2, each a maxout of two linear outputs."""


def nn1(dimension: int, layers: Layers) -> nn.Sequential:
    """The network for (batch, 3, 220, 220) pictures."""
    layer = layers.convolution
    rows = [
        layer(3, 64, 7, stride=2),
        max_pool(),
        layers.response_normalisation(),
        layer(64, 64, 1),
        layer(64, 192, 3),
        layers.response_normalisation(),
        max_pool(),
        layer(192, 192, 1),
        layer(192, 384, 3),
        max_pool(),
        layer(384, 384, 1),
        layer(384, 256, 3),
        *(layer(256, 256, side) for side in (1, 3, 1, 3)),
        max_pool(),
        nn.Flatten(),
        Maxout(LAST_SIDE * LAST_SIDE * 256, FULLY_CONNECTED),
        Maxout(FULLY_CONNECTED, FULLY_CONNECTED),
    ]
    return embedding_network(rows, FULLY_CONNECTED, dimension)
