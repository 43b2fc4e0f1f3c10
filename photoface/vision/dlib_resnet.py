"""dlib's face recognition network in torch, the default embedder: a crop of 150 pixels to 128 numbers.

The affine layers are folded into the preceding convolutions: gamma * (w * x + b) + beta is one convolution.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from photoface.vision.dlib_weights import (
    BLOCK_FILTERS,
    EMBEDDING_SIZE,
    FEATURES,
    STEM_FILTERS,
    ConvolutionWeights,
    DlibWeights,
)

if TYPE_CHECKING:
    from torch import Tensor

CHANNEL_MEANS: Final = (122.782, 117.001, 104.298)
"""Red, green and blue means that dlib subtracts (`input_rgb_image_sized` in dlib/dnn/input.h)."""

INPUT_SCALE: Final = 256.0
"""dlib's divisor after that, in the same place."""


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions and a shortcut; a down block halves the picture and may widen the channels."""

    def __init__(self, channels: int, filters: int, down: bool) -> None:
        super().__init__()
        self.down = down
        if down:
            self.first = nn.Conv2d(channels, filters, 3, stride=2)
        else:
            self.first = nn.Conv2d(channels, filters, 3, padding=1)
        self.second = nn.Conv2d(filters, filters, 3, padding=1)

    def forward(self, pictures: Tensor) -> Tensor:
        changed: Tensor = self.second(functional.relu_(self.first(pictures)))
        if self.down:
            pictures = functional.avg_pool2d(pictures, 2, stride=2)
            # dlib adds tensors of different sizes by extending the smaller one with zeros (`add_prev`).
            high, wide = max(changed.shape[2], pictures.shape[2]), max(changed.shape[3], pictures.shape[3])
            deep = max(changed.shape[1], pictures.shape[1])
            changed, pictures = _zero_extended(changed, deep, high, wide), _zero_extended(pictures, deep, high, wide)
        return functional.relu_(changed.add_(pictures))


def _zero_extended(pictures: Tensor, deep: int, high: int, wide: int) -> Tensor:
    missing = (0, wide - pictures.shape[3], 0, high - pictures.shape[2], 0, deep - pictures.shape[1])
    return functional.pad(pictures, missing) if any(missing) else pictures


class DlibResNet(nn.Module):
    """The network `anet_type` of dlib's examples/dnn_face_recognition_ex.cpp, without its training loss."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, STEM_FILTERS, 7, stride=2)
        self.blocks = nn.Sequential(
            *(
                ResidualBlock(channels, filters, down=index in DOWN_BLOCKS)
                for index, (channels, filters) in enumerate(
                    zip((STEM_FILTERS, *BLOCK_FILTERS), BLOCK_FILTERS, strict=False)
                )
            )
        )
        self.projection = nn.Linear(FEATURES, EMBEDDING_SIZE, bias=False)

    @classmethod
    def from_weights(cls, weights: DlibWeights) -> DlibResNet:
        """The network with these parameters, float32, in evaluation mode, its parameters frozen."""
        network = cls()
        with torch.no_grad():
            _load(network.stem, weights.stem)
            for block, (first, second) in zip(network.blocks, weights.blocks, strict=True):
                assert isinstance(block, ResidualBlock)
                _load(block.first, first)
                _load(block.second, second)
            network.projection.weight.copy_(torch.from_numpy(weights.projection.T.copy()))
        return network.eval().requires_grad_(False)

    def forward(self, pictures: Tensor) -> Tensor:
        """Embeddings as dlib gives them, not of unit length.

        Args:
            pictures: (batch, 3, 150, 150) RGB, made by `normalised`.

        Returns:
            (batch, 128) in the type of the network's parameters.
        """
        return self.after_block(self.until_block(pictures, 0), 0)

    def until_block(self, pictures: Tensor, block: int) -> Tensor:
        """The first part of `forward`: the input of a block, (batch, channels, height, width)."""
        # Max pooling before ReLU gives the same as after it, with fewer numbers to clamp.
        features = functional.relu_(functional.max_pool2d(self.stem(pictures), 3, stride=2))
        found: Tensor = self.blocks[:block](features)
        return found

    def after_block(self, features: Tensor, block: int) -> Tensor:
        """The rest of `forward`, from the input of a block."""
        embeddings: Tensor = self.projection(self.blocks[block:](features).mean(dim=(2, 3)))
        return embeddings


DOWN_BLOCKS: Final = frozenset({3, 7, 10, 13})
"""The first block of every stage after the first: 3 of 32, 4 of 64, 3 of 128, 3 of 256 and 1 of 256 filters."""


def normalised(pictures: Tensor) -> Tensor:
    """Network input from float32 pixels, 0 to 255: (batch, 3, height, width), the same shape."""
    means = torch.tensor(CHANNEL_MEANS, dtype=pictures.dtype, device=pictures.device).view(1, 3, 1, 1)
    return (pictures - means) / INPUT_SCALE


def _load(convolution: nn.Conv2d, weights: ConvolutionWeights) -> None:
    """Load a convolution and the affine layer behind it into one convolution, folded in float64."""
    gamma = weights.gamma.astype(np.float64)
    filters = weights.filters * gamma[:, None, None, None]
    biases = weights.biases * gamma + weights.beta
    assert convolution.bias is not None
    convolution.weight.copy_(torch.from_numpy(filters.astype(np.float32)))
    convolution.bias.copy_(torch.from_numpy(biases.astype(np.float32)))
