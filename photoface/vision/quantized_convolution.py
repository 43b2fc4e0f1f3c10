"""Convolutions in 8-bit whole numbers by oneDNN, as torch's operators for quantized networks call it.

Four times as fast as float32 with the instructions of VNNI, twice with AVX2. Jacob et al. 2018, "Quantization and
Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", CVPR, section 2.1: a number is a scale
times a whole number. Activations are 0 to 255 and never negative, since each is behind a ReLU; weights are -127 to 127,
with a scale for each filter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import torch
from torch.nn import functional

if TYPE_CHECKING:
    from torch import Tensor

STEPS: Final = 255
"""Largest whole number of an activation."""

LARGEST_WEIGHT: Final = 127

LARGEST_PAIR: Final = 127
"""Largest sum of the weights of two neighbouring channels, before rounding. Without VNNI, processors add their products
in 16 bits and clip the sum (`vpmaddubsw`; oneDNN's documentation, "Nuances of int8 Computations"): 255 times 128 fits.
Held on all processors, so that all give the same numbers."""


class QuantizedConvolution:
    """A convolution of uint8 pictures whose channels lie last, and the ReLU behind it.

    Attributes:
        scale: what a step of its output is worth.
    """

    def __init__(
        self,
        weight: Tensor,
        bias: Tensor | None,
        *,
        input_scale: float,
        scale: float,
        stride: int = 1,
        padding: int = 0,
        input_mean: Tensor | None = None,
    ) -> None:
        """
        Args:
            weight: (filters, channels, height, width) float32.
            input_scale: what a step of its input is worth.
            input_mean: of each channel, in steps, to be subtracted from the input; only without padding.

        Raises:
            AttributeError, RuntimeError, TypeError: this version of torch has no such operators, or others.
        """
        self.scale = scale
        whole, self._steps = quantized(weight)
        bias = torch.zeros(len(weight)) if bias is None else bias
        if input_mean is not None:
            # Of the rounded weights: the error of their sum times a mean of 117 would be a constant in every pixel.
            exact = whole * self._steps[:, None, None, None] * input_scale
            bias = bias - (exact * input_mean[:, None, None]).sum(dim=(1, 2, 3))
        self._zeros = torch.zeros(len(weight), dtype=torch.int64)
        self._bias = bias.clone()
        self._input_scale = input_scale
        self._place = [stride, stride], [padding, padding], [1, 1], 1
        self._whole = torch.ops.onednn.qconv_prepack(
            whole.to(torch.int8), self._steps, input_scale, 0, *self._place, None
        )

    def __call__(self, pictures: Tensor) -> Tensor:
        """(batch, filters, height, width) uint8 from (batch, channels, height, width) uint8."""
        given = pictures, self._input_scale, 0, self._whole, self._steps, self._zeros
        output = self.scale, 0, torch.uint8
        found: Tensor = torch.ops.onednn.qconv_pointwise(*given, self._bias, *self._place, *output, "relu", [], "")
        return found

    def added_to(self, sums: Tensor, sums_scale: float, pictures: Tensor) -> Tensor:
        """The same with `sums` added before the ReLU, which are overwritten.

        Args:
            sums: of the output's shape, uint8.
            sums_scale: what a step of them is worth.
        """
        given = pictures, self._input_scale, 0, self._whole, self._steps, self._zeros
        output = self.scale, 0, torch.uint8
        found: Tensor = torch.ops.onednn.qconv2d_pointwise.binary(
            *given, sums, self._bias, *self._place, *output, sums_scale, 0, "sum", 1.0, "relu", [], ""
        )
        return found


def quantized(weight: Tensor) -> tuple[Tensor, Tensor]:
    """Weights as whole numbers, float32 of the same shape, and what a step is worth for each filter, (filters,)."""
    neighbours = functional.pad(weight, (0, 0, 0, 0, 0, weight.shape[1] % 2)).unflatten(1, (-1, 2))
    pairs = torch.maximum(neighbours.clamp(min=0).sum(dim=2), neighbours.clamp(max=0).sum(dim=2).neg())
    steps = torch.maximum(weight.abs().amax(dim=(1, 2, 3)) / LARGEST_WEIGHT, pairs.amax(dim=(1, 2, 3)) / LARGEST_PAIR)
    steps = torch.where(steps > 0, steps, 1)
    return torch.round(weight / steps[:, None, None, None]), steps
