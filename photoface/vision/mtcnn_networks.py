"""MTCNN's three networks, with facenet-pytorch's weights, arranged for speed: the same sums in a third of the time.

Three things took two thirds of the time of the package's own modules on a processor. Its pooling and its activation
run one channel at a time where the channels, which lie innermost in memory, are no multiple of a vector register: the
first layers get channels of zeros up to the next multiple. Its pooling also keeps the places of the maxima: here it is
a maximum of slices. And it computes the certainty and the shift of every place, of which one in a thousand is a
candidate: here the shift is computed for candidates only. The scaling of pixels is folded into the first convolution.

All take (count, height, width, 3) float32 pixels from 0 to 255.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import facenet_pytorch
import torch
from facenet_pytorch.models.mtcnn import ONet, PNet, RNet
from torch.nn import functional

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor, nn

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
            features = _pooled(_pooled(features, 1, self.window), 2, self.window)
        return features


class ProposalNetwork:
    """P-Net: looks at every second place of a picture of any size."""

    def __init__(self, device: torch.device) -> None:
        network = _package_network(PNet, "pnet.pt")
        self._stages = (
            _stage(network.conv1, network.prelu1, device, window=2, first=True),
            _stage(network.conv2, network.prelu2, device, inputs=CHANNELS_AT_ONCE),
            _stage(network.conv3, network.prelu3, device),
        )
        certainty, shift = network.conv4_1, network.conv4_2
        self._certainty: Tensor = (certainty.weight[1] - certainty.weight[0]).flatten().to(device)
        self._certainty_bias: Tensor = (certainty.bias[1] - certainty.bias[0]).to(device)
        self._shift = (shift.weight.flatten(1).to(device), shift.bias.to(device))

    def features(self, pictures: Tensor) -> Tensor:
        """What the network sees at every place, (count, rows, columns, 32)."""
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

    def __init__(self, stages: Sequence[_Stage], dense: nn.Linear, slopes: Tensor, heads: Sequence[nn.Linear]) -> None:
        """
        Args:
            dense: the layer that joins all places of a candidate.
            slopes: of its activation.
            heads: the certainty's layer first.
        """
        device = stages[0].weight.device
        self._stages = tuple(stages)
        # The package's networks order columns before rows before channels; here it is as they lie in memory.
        side = round((dense.in_features // stages[-1].channels) ** 0.5)
        weight = dense.weight.view(-1, side, side, stages[-1].channels).transpose(1, 2).flatten(1)
        self._dense = (weight.contiguous().to(device), dense.bias.to(device))
        self._slopes = slopes.to(device)
        certainty, *others = heads
        self._head = (
            torch.cat([certainty.weight[1:] - certainty.weight[:1], *(head.weight for head in others)]).to(device),
            torch.cat([certainty.bias[1:] - certainty.bias[:1], *(head.bias for head in others)]).to(device),
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
    network = _package_network(RNet, "rnet.pt")
    stages = (
        _stage(network.conv1, network.prelu1, device, window=3, first=True),
        _stage(network.conv2, network.prelu2, device, window=3, inputs=2 * CHANNELS_AT_ONCE),
        _stage(network.conv3, network.prelu3, device),
    )
    return CandidateNetwork(stages, network.dense4, network.prelu4.weight, (network.dense5_1, network.dense5_2))


def output_network(device: torch.device) -> CandidateNetwork:
    """O-Net, for candidates of 48 x 48 pixels."""
    network = _package_network(ONet, "onet.pt")
    stages = (
        _stage(network.conv1, network.prelu1, device, window=3, first=True),
        _stage(network.conv2, network.prelu2, device, window=3),
        _stage(network.conv3, network.prelu3, device, window=2),
        _stage(network.conv4, network.prelu4, device),
    )
    heads = (network.dense6_1, network.dense6_2, network.dense6_3)
    return CandidateNetwork(stages, network.dense5, network.prelu5.weight, heads)


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


def _stage(
    convolution: nn.Conv2d,
    activation: nn.PReLU,
    device: torch.device,
    *,
    window: int = 0,
    first: bool = False,
    inputs: int | None = None,
) -> _Stage:
    """A stage with as many channels as fill vector registers; those added are zero and stay so.

    Args:
        first: whether the stage sees pixels.
        inputs: channels that the stage before gives, if more than the convolution takes.
    """
    assert convolution.bias is not None
    weight: Tensor = convolution.weight
    bias: Tensor = convolution.bias
    slopes: Tensor = activation.weight
    if first:
        weight = weight / PIXEL_SCALE
        bias = bias - weight.sum(dim=(1, 2, 3)) * PIXEL_MEAN
    channels = -(-len(weight) // CHANNELS_AT_ONCE) * CHANNELS_AT_ONCE
    added = channels - len(weight)
    added_inputs = (inputs or weight.shape[1]) - weight.shape[1]
    weight = functional.pad(weight, (0, 0, 0, 0, 0, added_inputs, 0, added))
    bias, slopes = functional.pad(bias, (0, added)), functional.pad(slopes, (0, added))
    weight = weight.contiguous(memory_format=torch.channels_last)
    return _Stage(weight.to(device), bias.to(device), slopes.to(device), window, channels)


def _package_network(kind: type[nn.Module], weights: str) -> Any:
    """One of the package's networks with the package's weights, frozen. The package declares no types."""
    network = kind(pretrained=False)
    folder = Path(facenet_pytorch.__file__).parent / "data"
    network.load_state_dict(torch.load(folder / weights, map_location="cpu", weights_only=True))
    return network.eval().requires_grad_(False)
