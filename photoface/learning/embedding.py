"""Runs pixels, or stored features of a network's frozen part, through a network to give embeddings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch

from photoface.learning.augmentation import centre_cut

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from torch import Tensor, nn

    from photoface.vision.protocols import Embeddings, Pixels

GREY: Final = 127.5
SCALE: Final = 128.0
"""Pixels become (x - 127.5) / 128, as in the published FaceNet models."""


def network_input(pixels: Pixels | NDArray[np.float16], device: torch.device) -> Tensor:
    """Network input: (faces, height, width, 3) uint8 to (faces, 3, height, width) float32 from -1 to 1.

    The memory format stays channels-last, in which convolutions are faster. Features of a frozen part, float16 of any
    shape, become float32.
    """
    if pixels.dtype == np.float16:
        return torch.from_numpy(np.ascontiguousarray(pixels)).to(device).float()
    pictures = torch.from_numpy(np.ascontiguousarray(pixels)).to(device).permute(0, 3, 1, 2)
    return (pictures.float() - GREY) / SCALE


def run(
    network: nn.Module, pixels: Pixels | NDArray[np.float16], device: torch.device, number_format: torch.dtype
) -> Tensor:
    """Embeddings of pictures, (faces, dimension) float32, differentiable in the network's parameters.

    Args:
        number_format: in which the network computes; its parameters stay float32.
    """
    with torch.autocast(device.type, dtype=number_format, enabled=number_format is not torch.float32):
        embeddings: Tensor = network(network_input(pixels, device))
    return embeddings.float()


def embed_canvases(
    network: nn.Module,
    canvases: Pixels | NDArray[np.float16],
    places: NDArray[np.int64],
    size: tuple[int, int],
    device: torch.device,
    *,
    faces_at_once: int = 128,
    checkpoint: Callable[[], None] = lambda: None,
) -> Embeddings:
    """Embeddings of the centres of canvases, (faces, dimension) float32 of unit length, in evaluation mode.

    Args:
        canvases: (n, side, side, 3) uint8, or (n, ...) float16, the network's input as it is.
        places: (faces,) indices of canvases.
        size: height and width of the network's pictures.
        checkpoint: called between two runs; what it raises ends the work.
    """
    was_training = network.training
    network.eval()
    parts = []
    try:
        with torch.inference_mode():
            for start in range(0, len(places), faces_at_once):
                checkpoint()
                some = places[start : start + faces_at_once]
                pixels: NDArray[Any]
                if canvases.dtype == np.float16:
                    pixels = canvases[some]
                else:
                    pixels = np.stack([centre_cut(canvases[place], *size) for place in some])
                parts.append(run(network, pixels, device, torch.float32).cpu().numpy())
    finally:
        network.train(was_training)
    return np.concatenate(parts)
