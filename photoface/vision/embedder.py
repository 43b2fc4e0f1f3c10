"""Embeds faces with any torch network, in batches, on a device; implements the protocol `FaceEmbedder`.

Functions provide what differs between models: how a face is cropped and how the network's input is normalised.
"""

from __future__ import annotations

import copy
import math
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from photoface.vision.device import choose_format, sent
from photoface.vision.torch_threads import map_single_threaded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import Tensor

    from photoface.vision.model_registry import ModelSpec
    from photoface.vision.protocols import DetectedFace, Embeddings, Pixels

    Network = Callable[[Tensor], Tensor]

SMALLEST_BATCH: Final = 8
BATCH: Final = 32
"""Crops per run on a CPU thread. Below eight each face takes longer, as every run reads all weights; more than 32 gain
nothing, and need 200 MB in Inception-ResNet."""

BATCH_STEP: Final = 4
"""Batches are padded to a multiple of this: oneDNN compiles each layer for every new size, which takes longer than
embedding a few more faces."""

ACCELERATOR_BATCH: Final = 256

PROBE_BATCH: Final = 4
"""Crops in the runs that choose the number format, which take under a second on two cores."""


class TorchEmbedder:
    """Embeds crops with a torch network, on a device, in the number format that is fastest there.

    Attributes:
        number_format: in which the network computes. The embeddings are always float32.
    """

    def __init__(
        self,
        spec: ModelSpec,
        network: nn.Module,
        crop: Callable[[Pixels, DetectedFace], Pixels],
        normalise: Callable[[Tensor], Tensor],
        device: torch.device,
        *,
        mirror: bool,
        number_format: torch.dtype | None = None,
        quantized: Callable[[], Network] | None = None,
    ) -> None:
        """
        Args:
            network: (batch, 3, side, side) to (batch, dimension); it is put into evaluation mode.
            crop: cuts a face out of a photo for the network.
            normalise: the network's input from float32 pixels, 0 to 255.
            mirror: whether an embedding is the mean of those of the crop and of its mirror image.
            number_format: None to measure which one is fastest.
            quantized: makes the network in whole numbers, for the format uint8: from uint8 pixels to float32.
        """
        self.model = spec.id
        self.dimension = spec.dimension
        self._side = spec.input_side
        self._crop = crop
        self._normalise = normalise
        self._device = device
        self._mirror = mirror
        network.eval().requires_grad_(False)
        # Convolutions on CPUs and tensor cores are about twice as fast in the channels-last format.
        network = network.to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._quantized = quantized
        if number_format is None:
            whole = (torch.uint8,) if quantized is not None and device.type == "cpu" else ()
            number_format = choose_format(partial(self._probe, network), device, whole)
        self.number_format = number_format
        # Converting the network once is half as fast again as autocast, which converts in every run.
        self._network = self._in_format(network, number_format)

    def crop(self, photo: Pixels, face: DetectedFace) -> Pixels:
        return self._crop(photo, face)

    def embed(self, crops: Sequence[Pixels]) -> Embeddings:
        """Embeddings of crops, float32 (len(crops), dimension), rows of unit length.

        Raises:
            ValueError: a crop is not (side, side, 3).
        """
        embeddings = np.empty((len(crops), self.dimension), dtype=np.float32)
        size = self._batch_size(len(crops))

        def run(start: int) -> None:
            some = crops[start : start + size]
            batch = np.zeros((-(-len(some) // BATCH_STEP) * BATCH_STEP, self._side, self._side, 3), dtype=np.uint8)
            np.stack(some, out=batch[: len(some)])
            embeddings[start : start + len(some)] = self._run(self._network, batch)[: len(some)].cpu().numpy()

        starts = range(0, len(crops), size)
        if self._device.type == "cpu":
            map_single_threaded(run, starts)
        else:
            for start in starts:
                run(start)
        return embeddings

    def _batch_size(self, crops: int) -> int:
        if self._device.type != "cpu":
            return ACCELERATOR_BATCH
        # As many batches as threads, so that no thread waits for the others after every layer.
        share = math.ceil(crops / torch.get_num_threads() / BATCH_STEP) * BATCH_STEP
        return min(max(share, SMALLEST_BATCH), BATCH)

    def _in_format(self, network: nn.Module, number_format: torch.dtype) -> nn.Module | Network:
        if number_format is torch.uint8:
            assert self._quantized is not None
            return self._quantized()
        return network.to(number_format)

    def _probe(self, network: nn.Module, number_format: torch.dtype) -> Callable[[], Tensor]:
        """A function that embeds a fixed batch in a format: noise in squares that are large enough for the pooling."""
        squares = np.random.default_rng(0).integers(0, 256, (PROBE_BATCH, 10, 10, 3), dtype=np.uint8)
        scale = -(-self._side // 10)
        batch = squares.repeat(scale, axis=1).repeat(scale, axis=2)[:, : self._side, : self._side]
        tried = self._in_format(copy.deepcopy(network), number_format)
        return lambda: self._run(tried, batch)

    @torch.inference_mode()
    def _run(self, network: nn.Module | Network, crops: Pixels) -> Tensor:
        pictures = sent(crops, self._device).permute(0, 3, 1, 2)
        if isinstance(network, nn.Module):
            number_format = next(network.parameters()).dtype
            pictures = self._normalise(pictures.float()).to(number_format, memory_format=torch.channels_last)
        outputs = network(pictures).float()
        if self._mirror:
            outputs = outputs + network(pictures.flip(3)).float()
        return functional.normalize(outputs, dim=1)
