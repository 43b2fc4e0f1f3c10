"""MTCNN's three networks, with facenet-pytorch's weights, arranged for speed: the same sums in a third of the time.

Three things took two thirds of the time of the package's own modules on a processor. Its pooling and its activation
run one channel at a time where the channels, which lie innermost in memory, are no multiple of a vector register: the
first layers get channels of zeros up to the next multiple, which are left behind in pooling. Its pooling also keeps the
places of the maxima: here it is a maximum of slices. And it computes the certainty and the shift of every place, of
which one in a thousand is a candidate: here the shift is computed for candidates only. The scaling of pixels is folded
into the first convolution.

All take (count, height, width, 3) pixels from 0 to 255, float32; the first one also takes uint8.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import torch
from torch.nn import functional

from photoface.errors import UserFacingError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from torch import Tensor

    Weights = Mapping[str, Tensor]

CHANNELS_AT_ONCE: Final = 16
"""Numbers in a vector register of AVX-512, and a multiple of those in narrower ones."""

PIXEL_MEAN: Final = 127.5
PIXEL_SCALE: Final = 128.0
"""(x - mean) / scale is what the networks were trained on."""


@dataclass(frozen=True, slots=True, eq=False)
class _Stage:
    """A convolution without a margin, its activation (PReLU) and the pooling behind it.

    Attributes:
        window: side of the windows that pooling takes the maximum of, two places apart; 0 for none.
        channels: that go on to the next stage: the first ones.
    """

    weight: Tensor
    bias: Tensor
    slopes: Tensor
    window: int
    channels: int

    def __call__(self, pictures: Tensor) -> Tensor:
        """(count, height, width, channels) in and out."""
        sums = functional.conv2d(pictures.permute(0, 3, 1, 2), self.weight, self.bias)
        features = functional.prelu(sums, self.slopes).permute(0, 2, 3, 1)
        if self.window:
            features = _pooled(_pooled(features, 1, self.window)[..., : self.channels], 2, self.window)
        return features[..., : self.channels]


class ProposalNetwork:
    """P-Net: looks at every second place of a picture of any size."""

    def __init__(self, device: torch.device) -> None:
        weights = _package_weights("pnet.pt", device)
        self._stages = (
            _stage(weights, 1, window=2),
            _stage(weights, 2),
            _stage(weights, 3),
        )
        certainty, certainty_bias = _layer(weights, "conv4_1")
        self._certainty = (certainty[1] - certainty[0]).flatten()
        self._certainty_bias = certainty_bias[1] - certainty_bias[0]
        shift, shift_bias = _layer(weights, "conv4_2")
        self._shift = (shift.flatten(1), shift_bias)

    def features(self, pictures: Tensor) -> Tensor:
        """What the network sees at every place, (count, rows, columns, 32).

        Args:
            pictures: uint8 or float32.
        """
        pictures = pictures.float()
        for stage in self._stages:
            pictures = stage(pictures)
        return pictures

    def logits(self, features: Tensor) -> Tensor:
        """Log odds that there is a face at each place, (count, rows, columns)."""
        return features @ self._certainty + self._certainty_bias

    def shifts(self, features: Tensor) -> Tensor:
        """By what part of its side each corner of a face lies off, (places, 4), of the features of some places."""
        return functional.linear(features, *self._shift)


class CandidateNetwork:
    """R-Net or O-Net: looks at candidates of one size."""

    def __init__(self, weights: Weights, stages: Sequence[_Stage], joining: int, heads: Sequence[str]) -> None:
        """
        Args:
            weights: of the package's network.
            joining: number of the layer that joins all places of a candidate.
            heads: names of the last layers, the certainty's first.
        """
        self._stages = tuple(stages)
        weight, bias = _layer(weights, f"dense{joining}")
        # The package's networks order columns before rows before channels; here it is as they lie in memory.
        channels = stages[-1].channels
        side = round((weight.shape[1] // channels) ** 0.5)
        self._dense = (weight.view(-1, side, side, channels).transpose(1, 2).flatten(1).contiguous(), bias)
        self._slopes = weights[f"prelu{joining}.weight"]
        (certainty, certainty_bias), *others = (_layer(weights, name) for name in heads)
        self._head = (
            torch.cat([certainty[1:] - certainty[:1], *(weight for weight, _ in others)]),
            torch.cat([certainty_bias[1:] - certainty_bias[:1], *(bias for _, bias in others)]),
        )
        self.outputs = len(self._head[1])

    def __call__(self, pictures: Tensor) -> Tensor:
        """(count, 5) or (count, 15): the certainty, from 0 to 1, then the shift of both corners, then five x and five
        y of landmarks, these as parts of the candidate's side."""
        for stage in self._stages:
            pictures = stage(pictures)
        joined = functional.prelu(functional.linear(pictures.flatten(1), *self._dense), self._slopes)
        outputs = functional.linear(joined, *self._head)
        outputs[:, 0].sigmoid_()
        return outputs


def refinement_network(device: torch.device) -> CandidateNetwork:
    """R-Net, for candidates of 24 x 24 pixels."""
    weights = _package_weights("rnet.pt", device)
    stages = tuple(_stage(weights, number, window=window) for number, window in ((1, 3), (2, 3), (3, 0)))
    return CandidateNetwork(weights, stages, 4, ("dense5_1", "dense5_2"))


def output_network(device: torch.device) -> CandidateNetwork:
    """O-Net, for candidates of 48 x 48 pixels."""
    weights = _package_weights("onet.pt", device)
    stages = tuple(_stage(weights, number, window=window) for number, window in ((1, 3), (2, 3), (3, 2), (4, 0)))
    return CandidateNetwork(weights, stages, 5, ("dense6_1", "dense6_2", "dense6_3"))


def _pooled(features: Tensor, dimension: int, window: int) -> Tensor:
    """Maxima along a dimension over windows two places apart; the last one may reach over the end (`ceil_mode`)."""
    length = features.shape[dimension]
    count = max(-(-(length - window) // 2), 0) + 1
    phases = [
        features[(slice(None),) * dimension + (slice(offset, offset + 2 * count - 1, 2),)] for offset in range(window)
    ]
    shape = list(features.shape)
    shape[dimension] = count
    maxima = features.new_empty(shape)
    first, second, *others = phases
    whole = second.shape[dimension]
    torch.maximum(first.narrow(dimension, 0, whole), second, out=maxima.narrow(dimension, 0, whole))
    if whole < count:
        maxima.narrow(dimension, whole, 1).copy_(first.narrow(dimension, whole, 1))
    for phase in others:
        reached = maxima.narrow(dimension, 0, phase.shape[dimension])
        torch.maximum(reached, phase, out=reached)
    return maxima


def _stage(weights: Weights, number: int, *, window: int = 0) -> _Stage:
    """A stage with as many channels as fill vector registers; those added are zero and stay so.

    Args:
        number: of the convolution in its network; the first one sees pixels.
    """
    (weight, bias), slopes = _layer(weights, f"conv{number}"), weights[f"prelu{number}.weight"]
    if number == 1:
        weight = weight / PIXEL_SCALE
        bias = bias - weight.sum(dim=(1, 2, 3)) * PIXEL_MEAN
    channels = len(weight)
    added = -channels % CHANNELS_AT_ONCE
    weight = functional.pad(weight, (0, 0, 0, 0, 0, 0, 0, added))
    bias, slopes = functional.pad(bias, (0, added)), functional.pad(slopes, (0, added))
    return _Stage(weight.contiguous(memory_format=torch.channels_last), bias, slopes, window, channels)


def _layer(weights: Weights, name: str) -> tuple[Tensor, Tensor]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _package_weights(file_name: str, device: torch.device) -> Weights:
    """The weights of one of the package's networks.

    They are found without importing the package, which would import torchvision and take longer than all else.

    Raises:
        UserFacingError: the package is not installed.
    """
    found = importlib.util.find_spec("facenet_pytorch")
    for folder in (found.submodule_search_locations or []) if found is not None else []:
        path = Path(folder) / "data" / file_name
        if path.is_file():
            weights: Weights = torch.load(path, map_location=device, weights_only=True)
            return weights
    raise UserFacingError("The weights of the face detector are missing.", "Install the package facenet-pytorch.")
