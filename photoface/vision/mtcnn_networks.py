"""MTCNN's three networks, with facenet-pytorch's weights, arranged for speed.

The package's own modules keep a processor waiting: their pooling keeps the places of the maxima, channels that are no
multiple of a vector register are computed one by one, and every layer is brought into another layout of memory and
back. Here the convolutions of a network stay in oneDNN's own layout from pixels to outputs, in bfloat16 where there are
instructions for it. That takes a quarter of the package's time for the first network and an eighth for the others; in
float32 it is a third and a fifth.
"""

from __future__ import annotations

import importlib.util
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import torch
from torch.nn import functional

from photoface.errors import UserFacingError
from photoface.vision.device import coarser_format

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from torch import Tensor

    Weights = Mapping[str, Tensor]

PIXEL_MEAN: Final = 127.5
PIXEL_SCALE: Final = 128.0
"""(x - mean) / scale is what the networks were trained on. A whole pixel less the mean is exact in bfloat16."""

CHANNELS_AT_ONCE: Final = 16
"""Numbers in a vector register of AVX-512, and a multiple of those in narrower ones."""

COUNT_STEP: Final = 4
"""Candidates are filled up to a multiple of this: for every new number oneDNN makes programs for all layers, which
takes longer than running them, and it keeps a thousand."""

PROCESSORS: Final = frozenset({"x86_64", "amd64"})
"""Where oneDNN has programs of its own for these layers."""

TRIAL_SIDE: Final = 40
"""Pixels of the pictures that the first network is tried on; the others are tried on candidates."""

TOLERANCE: Final = 0.05
"""How far outputs may lie from torch's own on average, in parts of these: in bfloat16 they lie .006 off."""


@dataclass(frozen=True, slots=True, eq=False)
class _Layer:
    """A convolution without a margin, its activation (PReLU) and the pooling behind it.

    Attributes:
        slopes: of the activation below zero, for each channel; None where there is no activation.
        window: side of the windows that pooling takes the maximum of, two places apart; 0 for none.
    """

    weight: Tensor
    bias: Tensor
    slopes: Tensor | None = None
    window: int = 0

    def __call__(self, pictures: Tensor) -> Tensor:
        features = functional.conv2d(pictures, self.weight, self.bias)
        if self.slopes is not None:
            features = functional.prelu(features, self.slopes)
        if self.window:
            # The last window may reach over the end.
            features = functional.max_pool2d(features, self.window, 2, ceil_mode=True)
        return features


class _Convolutions:
    """Layers one after the other, in a number format, as torch computes them by itself or in oneDNN's own layout."""

    def __init__(self, layers: Sequence[_Layer], number_format: torch.dtype, *, in_onednn: bool) -> None:
        self._number_format = number_format
        self._in_onednn = in_onednn
        self._layers = [self._prepared(layer) for layer in (_filled_up(layers) if in_onednn else layers)]

    def __call__(self, pictures: Tensor) -> Tensor:
        """(count, channels, rows, columns) float32 of (count, 3, height, width) pixels from 0 to 255."""
        features = self._laid_out(pictures - PIXEL_MEAN)
        for layer in self._layers:
            features = layer(features)
        return features.to_dense(torch.float32) if self._in_onednn else features.float()

    def _prepared(self, layer: _Layer) -> _Layer:
        slopes = None if layer.slopes is None else self._laid_out(layer.slopes)
        return _Layer(self._laid_out(layer.weight), self._laid_out(layer.bias), slopes, layer.window)

    def _laid_out(self, tensor: Tensor) -> Tensor:
        if self._in_onednn:
            return tensor.to_mkldnn(self._number_format)
        # With the channels innermost candidates take a quarter of the time, most of which was pooling.
        layout = torch.channels_last if tensor.dim() == 4 else torch.preserve_format
        return tensor.to(self._number_format, memory_format=layout)


@torch.no_grad()
def _convolutions(
    layers: Sequence[_Layer], side: int, device: torch.device, number_format: torch.dtype | None
) -> _Convolutions:
    """Layers in the way that is fastest on a device and gives what torch gives by itself in float32.

    Some versions of torch compute something wrongly in oneDNN on some processors, and say nothing: in 2.5.1 it was
    convolutions of 2 x 2 in bfloat16 (pytorch issue 163347).

    Args:
        side: of pictures to try them on, in pixels.
        number_format: None for the fastest.
    """
    plain = _Convolutions(layers, torch.float32, in_onednn=False)
    if device.type != "cpu" or platform.machine().lower() not in PROCESSORS or not _has_onednn():
        return plain
    seen = torch.randint(0, 256, (COUNT_STEP, 3, side, side), generator=torch.Generator().manual_seed(0))
    expected = plain(seen)
    for tried in (number_format,) if number_format is not None else (coarser_format(device), torch.float32):
        if tried is not None:
            fast = _Convolutions(layers, tried, in_onednn=True)
            if (fast(seen) - expected).abs().mean() <= TOLERANCE * expected.abs().mean():
                return fast
    return plain


def _has_onednn() -> bool:
    return bool(torch.backends.mkldnn.is_available())  # type: ignore[no-untyped-call]


def _filled_up(layers: Sequence[_Layer]) -> list[_Layer]:
    """Layers with channels of zeros between them, up to the next multiple of a vector register.

    Without them oneDNN brings what lies between two layers into another layout and back.
    """
    filled = []
    added_before = 0
    for layer in layers:
        added = -len(layer.weight) % CHANNELS_AT_ONCE if layer is not layers[-1] else 0
        filled.append(
            _Layer(
                functional.pad(layer.weight, (0, 0, 0, 0, 0, added_before, 0, added)),
                functional.pad(layer.bias, (0, added)),
                None if layer.slopes is None else functional.pad(layer.slopes, (0, added)),
                layer.window,
            )
        )
        added_before = added
    return filled


class ProposalNetwork:
    """P-Net: looks at every second place of a picture of any size."""

    def __init__(self, device: torch.device, number_format: torch.dtype | None = None) -> None:
        """
        Args:
            number_format: of what lies between the layers; None for what suits the device.
        """
        weights = _package_weights("pnet.pt", device)
        certainty, certainty_bias = _certainty(weights, "conv4_1")
        shift, shift_bias = _parameters(weights, "conv4_2")
        heads = _Layer(torch.cat([certainty, shift]), torch.cat([certainty_bias, shift_bias]))
        layers = (_layer(weights, 1, 2), _layer(weights, 2), _layer(weights, 3), heads)
        self._layers = _convolutions(layers, TRIAL_SIDE, device, number_format)

    def __call__(self, picture: Tensor) -> Tensor:
        """For every place the log odds that there is a face, and by what part of its side each corner of it lies off.

        Args:
            picture: (3, height, width) pixels from 0 to 255, uint8 or float32.

        Returns:
            (5, rows, columns) float32.
        """
        return self._layers(picture[None])[0]


class CandidateNetwork:
    """R-Net or O-Net: looks at candidates of one size."""

    def __init__(
        self,
        weights: Weights,
        side: int,
        layers: Sequence[_Layer],
        joining: int,
        heads: Sequence[str],
        device: torch.device,
        number_format: torch.dtype | None,
    ) -> None:
        """
        Args:
            weights: of the package's network.
            side: of its candidates, in pixels.
            layers: its convolutions.
            joining: number of the layer that joins all places of a candidate. That one and those behind it are computed
                in float32.
            heads: names of the last layers, the certainty's first.
        """
        self._layers = _convolutions(layers, side, device, number_format)
        weight, bias = _parameters(weights, f"dense{joining}")
        # The package's networks order columns before rows before channels; here channels come before rows.
        channels = len(layers[-1].weight)
        rows = round((weight.shape[1] // channels) ** 0.5)
        weight = weight.view(-1, rows, rows, channels).permute(0, 3, 2, 1).flatten(1).contiguous()
        self._joining = weight, bias
        self._slopes = weights[f"prelu{joining}.weight"]
        certainty, *others = heads
        parameters = [_certainty(weights, certainty), *(_parameters(weights, name) for name in others)]
        self._heads = torch.cat([weight for weight, _ in parameters]), torch.cat([bias for _, bias in parameters])
        self.outputs = len(self._heads[1])

    def __call__(self, candidates: Tensor) -> Tensor:
        """The certainty, from 0 to 1, then the shift of both corners, then five x and five y of landmarks, these as
        parts of the candidate's side.

        Args:
            candidates: (count, 3, side, side) pixels from 0 to 255, float32.

        Returns:
            (count, 5) or (count, 15) float32.
        """
        count = len(candidates)
        if added := -count % COUNT_STEP:
            candidates = functional.pad(candidates, (0, 0, 0, 0, 0, 0, 0, added))
        places = self._layers(candidates)[:count].flatten(1)
        joined = functional.prelu(functional.linear(places, *self._joining), self._slopes)
        outputs = functional.linear(joined, *self._heads)
        outputs[:, 0].sigmoid_()
        return outputs


def refinement_network(device: torch.device, number_format: torch.dtype | None = None) -> CandidateNetwork:
    """R-Net, for candidates of 24 x 24 pixels; arguments as for `ProposalNetwork`."""
    weights = _package_weights("rnet.pt", device)
    layers = [_layer(weights, number, window) for number, window in ((1, 3), (2, 3), (3, 0))]
    return CandidateNetwork(weights, 24, layers, 4, ("dense5_1", "dense5_2"), device, number_format)


def output_network(device: torch.device, number_format: torch.dtype | None = None) -> CandidateNetwork:
    """O-Net, for candidates of 48 x 48 pixels; arguments as for `ProposalNetwork`."""
    weights = _package_weights("onet.pt", device)
    layers = [_layer(weights, number, window) for number, window in ((1, 3), (2, 3), (3, 2), (4, 0))]
    return CandidateNetwork(weights, 48, layers, 5, ("dense6_1", "dense6_2", "dense6_3"), device, number_format)


def _layer(weights: Weights, number: int, window: int = 0) -> _Layer:
    """Convolution `number` of a network; the first one sees pixels."""
    weight, bias = _parameters(weights, f"conv{number}")
    if number == 1:
        weight = weight / PIXEL_SCALE
    return _Layer(weight, bias, weights[f"prelu{number}.weight"], window)


def _certainty(weights: Weights, name: str) -> tuple[Tensor, Tensor]:
    """A layer that tells faces from all else, as one output, log odds, instead of two."""
    weight, bias = _parameters(weights, name)
    return weight[1:] - weight[:1], bias[1:] - bias[:1]


def _parameters(weights: Weights, name: str) -> tuple[Tensor, Tensor]:
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
