"""Runs small convolutional networks (MTCNN's) by the faster of two implementations: torch's own kernels or oneDNN's.

MTCNN's layers are slow as they are: max pooling keeps the indices of the maxima, channel counts that are no multiple of
a vector register are computed one by one, and oneDNN converts the memory layout before and after every layer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import torch
from torch.nn import functional

from photoface.vision.device import choose_format

if TYPE_CHECKING:
    from torch import Tensor

    Convolutions = Callable[[Tensor], Tensor]

CHANNELS_AT_ONCE: Final = 16
"""Float32 numbers in an AVX-512 register, and a multiple of those in narrower ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A convolution without padding, its PReLU, and the max pooling after it.

    Attributes:
        slopes: of the PReLU, per channel; None without activation.
        window: side of the pooling windows, at stride 2; 0 without pooling. The last window may exceed the input.
    """

    weight: Tensor
    bias: Tensor
    slopes: Tensor | None = None
    window: int = 0


def fastest(
    layers: Sequence[Layer], pictures: Tensor, device: torch.device, number_format: torch.dtype | None = None
) -> Convolutions:
    """Layers as a function from (count, channels, height, width) float32 to the same.

    Args:
        pictures: example input for the measurement.
        number_format: float32 for torch's own kernels, bfloat16 for oneDNN's; None for the faster one that gives the
            same result. Some versions of torch compute wrong results in oneDNN on some processors, without an error
            (2.5.1: convolutions of 2 x 2 in bfloat16, pytorch issue 163347).
    """

    def run_in(tried: torch.dtype) -> Convolutions:
        return _Plain(layers) if tried is torch.float32 else _InOneDnn(layers, tried)

    def prepare(tried: torch.dtype) -> Callable[[], Tensor]:
        run = run_in(tried)
        # Each channel is compared by itself: a wrong one must not be hidden by others with larger numbers.
        return lambda: run(pictures).transpose(0, 1).flatten(1)

    if number_format is None:
        number_format = choose_format(prepare, device) if device.type == "cpu" else torch.float32
    return run_in(number_format)


class _InOneDnn:
    """Layers in oneDNN's memory layout from input to output, in a coarser number format."""

    def __init__(self, layers: Sequence[Layer], number_format: torch.dtype) -> None:
        self._number_format = number_format
        self._layers: list[Layer] = []
        added_before = 0
        for layer in layers:
            # So that oneDNN need not convert the layout of the pooling's output.
            added = _missing_channels(layer) if layer is not layers[-1] else 0
            filled = _filled_up(layer, added)
            weight = self._laid_out(functional.pad(filled.weight, (0, 0, 0, 0, 0, added_before)))
            slopes = None if filled.slopes is None else self._laid_out(filled.slopes)
            self._layers.append(Layer(weight, self._laid_out(filled.bias), slopes, filled.window))
            added_before = added

    def __call__(self, pictures: Tensor) -> Tensor:
        features = self._laid_out(pictures)
        for layer in self._layers:
            features = functional.conv2d(features, layer.weight, layer.bias)
            if layer.slopes is not None:
                features = functional.prelu(features, layer.slopes)
            if layer.window:
                features = functional.max_pool2d(features, layer.window, 2, ceil_mode=True)
        return features.to_dense(torch.float32)

    def _laid_out(self, tensor: Tensor) -> Tensor:
        return tensor.to_mkldnn(self._number_format)


class _Plain:
    """Layers in torch's memory layout and float32, on any device."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self._channels = [len(layer.weight) for layer in layers]
        filled = [_filled_up(layer, _missing_channels(layer)) for layer in layers]
        self._layers = [
            replace(layer, weight=layer.weight.contiguous(memory_format=torch.channels_last)) for layer in filled
        ]

    def __call__(self, pictures: Tensor) -> Tensor:
        features = pictures
        for layer, channels in zip(self._layers, self._channels, strict=True):
            features = functional.conv2d(features, layer.weight, layer.bias)
            if layer.slopes is not None:
                features = functional.prelu(features, layer.slopes)
            if layer.window:
                # Padding channels of zeros are dropped between the two poolings, of which the second writes the output.
                features = pooled(pooled(features, 2, layer.window)[:, :channels], 3, layer.window)
            features = features[:, :channels]
        return features


def _missing_channels(layer: Layer) -> int:
    return -len(layer.weight) % CHANNELS_AT_ONCE


def _filled_up(layer: Layer, added: int) -> Layer:
    """The layer with `added` more channels, which are zero and stay so."""
    return Layer(
        functional.pad(layer.weight, (0, 0, 0, 0, 0, 0, 0, added)),
        functional.pad(layer.bias, (0, added)),
        None if layer.slopes is None else functional.pad(layer.slopes, (0, added)),
        layer.window,
    )


def pooled(features: Tensor, dimension: int, window: int) -> Tensor:
    """Max pooling along one dimension at stride 2; the last window may exceed the input (`ceil_mode`).

    Takes a third of the time of `max_pool2d`, which keeps the indices of the maxima.
    """
    length = features.shape[dimension]
    count = max(-(-(length - window) // 2), 0) + 1
    phases = [
        features[(slice(None),) * dimension + (slice(offset, offset + 2 * count - 1, 2),)] for offset in range(window)
    ]
    shape = list(features.shape)
    shape[dimension] = count
    maxima = torch.empty(shape, dtype=features.dtype, device=features.device, memory_format=torch.channels_last)
    first, second, *others = phases
    whole = second.shape[dimension]
    torch.maximum(first.narrow(dimension, 0, whole), second, out=maxima.narrow(dimension, 0, whole))
    if whole < count:
        maxima.narrow(dimension, whole, 1).copy_(first.narrow(dimension, whole, 1))
    for phase in others:
        reached = maxima.narrow(dimension, 0, phase.shape[dimension])
        torch.maximum(reached, phase, out=reached)
    return maxima
