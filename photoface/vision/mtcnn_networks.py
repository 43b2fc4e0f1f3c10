"""MTCNN's three networks (P-Net, R-Net, O-Net) with facenet-pytorch's weights, run faster than that package.

In bfloat16 on a CPU the first network takes a quarter of the time of the package's own modules, the second a sixth and
the third an eighth. In float32 it is a third for the first and a quarter for the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import torch
from torch.nn import functional

from photoface.errors import UserFacingError
from photoface.importing import file_of_package
from photoface.vision.convolutions import Layer, fastest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from torch import Tensor

    from photoface.vision.convolutions import Convolutions

    Weights = Mapping[str, Tensor]

PIXEL_MEAN: Final = 127.5
PIXEL_SCALE: Final = 128.0
"""The networks' input is (x - mean) / scale. A whole pixel less the mean is exact in bfloat16."""

COUNT_STEP: Final = 4
"""Candidates are padded to a multiple of this: oneDNN compiles all layers for every new number, which takes longer than
running them, and caches a thousand programs."""

TRIAL_SIZE: Final = (128, 256)
"""Height and width of the picture with which the first network is measured."""

TRIAL_CANDIDATES: Final = 16
"""Number of candidates with which the other two are measured."""


class ProposalNetwork:
    """P-Net: classifies every second position of a picture of any size."""

    def __init__(self, device: torch.device, number_format: torch.dtype | None = None) -> None:
        """
        Args:
            number_format: between the layers, float32 or bfloat16; None for the faster one.
        """
        weights = _package_weights("pnet.pt", device)
        certainty, certainty_bias = _certainty(weights, "conv4_1")
        shift, shift_bias = _parameters(weights, "conv4_2")
        heads = Layer(torch.cat([certainty, shift]), torch.cat([certainty_bias, shift_bias]))
        layers = (_layer(weights, 1, 2), _layer(weights, 2), _layer(weights, 3), heads)
        self._layers = _fastest(layers, 1, TRIAL_SIZE, device, number_format)

    def __call__(self, picture: Tensor) -> Tensor:
        """For every position the log odds of a face, and the offset of each box corner as a part of the box's side.

        Args:
            picture: (3, height, width) pixels from 0 to 255, uint8 or float32.

        Returns:
            (5, rows, columns) float32.
        """
        return self._layers(picture[None] - PIXEL_MEAN)[0]


class CandidateNetwork:
    """R-Net or O-Net: classifies candidates of one size."""

    def __init__(
        self,
        weights: Weights,
        side: int,
        layers: Sequence[Layer],
        joining: int,
        heads: Sequence[str],
        device: torch.device,
        number_format: torch.dtype | None,
    ) -> None:
        """
        Args:
            side: of its candidates, in pixels.
            layers: its convolutions.
            joining: number of the fully connected layer after them. It and the following ones compute in float32.
            heads: names of the last layers, the classifier first.
        """
        self._layers = _fastest(layers, TRIAL_CANDIDATES, (side, side), device, number_format)
        weight, bias = _parameters(weights, f"dense{joining}")
        # The package's networks flatten as columns, rows, channels; here channels come first, then rows.
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
        """The score, from 0 to 1, the offsets of both corners, and for O-Net five x and five y of landmarks, all
        offsets as parts of the candidate's side.

        Args:
            candidates: (count, 3, side, side) pixels from 0 to 255, float32.

        Returns:
            (count, 5) or (count, 15) float32.
        """
        count = len(candidates)
        if added := -count % COUNT_STEP:
            candidates = functional.pad(candidates, (0, 0, 0, 0, 0, 0, 0, added))
        places = self._layers(candidates - PIXEL_MEAN)[:count].flatten(1)
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


def _fastest(
    layers: Sequence[Layer],
    count: int,
    size: tuple[int, int],
    device: torch.device,
    number_format: torch.dtype | None,
) -> Convolutions:
    """The fastest way to run the layers on pictures of this number and size."""
    noise = torch.randint(0, 256, (count, 3, *size), generator=torch.Generator().manual_seed(0))
    return fastest(layers, noise.to(device) - PIXEL_MEAN, device, number_format)


def _layer(weights: Weights, number: int, window: int = 0) -> Layer:
    """Convolution `number` of a network; the first one includes the scaling of pixels."""
    weight, bias = _parameters(weights, f"conv{number}")
    if number == 1:
        weight = weight / PIXEL_SCALE
    return Layer(weight, bias, weights[f"prelu{number}.weight"], window)


def _certainty(weights: Weights, name: str) -> tuple[Tensor, Tensor]:
    """A two-class output layer as one output, the log odds of a face."""
    weight, bias = _parameters(weights, name)
    return weight[1:] - weight[:1], bias[1:] - bias[:1]


def _parameters(weights: Weights, name: str) -> tuple[Tensor, Tensor]:
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _package_weights(file_name: str, device: torch.device) -> Weights:
    """The weights of one of the package's networks, read without importing the package and with it torchvision.

    Raises:
        UserFacingError: the package is not installed.
    """
    path = file_of_package("facenet_pytorch", f"data/{file_name}")
    if path is None:
        raise UserFacingError("The weights of the face detector are missing.", "Install the package facenet-pytorch.")
    weights: Weights = torch.load(path, map_location=device, weights_only=True)
    return weights
