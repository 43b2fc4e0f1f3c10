"""Makes a network trained by `photoface train faces` an installable model, and loads an installed one."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import torch
from torch import nn

from photoface.errors import UserFacingError
from photoface.learning.checkpoints import load_network, read_checkpoint, save_checkpoint
from photoface.learning.embedding import GREY, SCALE
from photoface.learning.threshold_calibration import thresholds_from
from photoface.vision.alignment import DLIB_150, align
from photoface.vision.embedder import TorchEmbedder
from photoface.vision.model_registry import ModelSpec, Thresholds

if TYPE_CHECKING:
    from torch import Tensor

ARCHITECTURE: Final = "photoface-checkpoint"
"""`ModelSpec.architecture` of such models."""


def spec_of(checkpoint: Path, title: str | None = None, thresholds: Thresholds | None = None) -> ModelSpec:
    """The model spec of a checkpoint.

    Its id is derived from its weights, so that embeddings of different weights are never mixed.

    Args:
        title: its name for the user; the network's name and size by default.
        thresholds: newly measured ones; by default those that training measured on held-out people.

    Raises:
        UserFacingError: no such checkpoint, or its distances are unknown.
    """
    values = read_checkpoint(checkpoint)
    # Built once to check that the weights fit.
    _, options = load_network(checkpoint)
    if thresholds is None:
        evaluated = values.get("evaluation") or dict((values.get("evaluations") or [[0, {}]])[-1][1])
        thresholds = thresholds_from(evaluated)
    if thresholds is None:
        raise UserFacingError(
            f"{checkpoint.name} does not say which distances mean one person.",
            "Name labelled photos of people whom it did not learn from with --photos.",
        )
    digest = _digest(values["network"])
    size = f"{options.height} x {options.width}"
    return ModelSpec(
        id=f"trained-{digest[:8]}",
        title=title or f"Trained here ({options.network}, {size})",
        dimension=options.embedding_dimension,
        input_side=options.crop_side,
        description=f"The network {options.network} at {size} pixels, {values.get('step', 0):,} steps of training.",
        licence="that of the photos it was trained on",
        source="photoface train faces",
        sha256=None,
        size=None,
        file_name=f"trained-{digest[:8]}.pt",
        offline=False,
        architecture=ARCHITECTURE,
        thresholds=thresholds,
    )


def write_weights(checkpoint: Path, path: Path) -> None:
    """Write what is needed to use a checkpoint, without the state that is needed to continue its training."""
    values = read_checkpoint(checkpoint)
    save_checkpoint(path, {name: values[name] for name in ("options", "network", "step") if name in values})


def load_trained(spec: ModelSpec, path: Path, device: torch.device) -> TorchEmbedder:
    """The embedder of an installed checkpoint.

    Raises:
        UserFacingError: the weights are damaged, or of another version.
    """
    network, options = load_network(path)
    template = DLIB_150.scaled(options.crop_side)
    return TorchEmbedder(
        spec,
        _Middle(network, options.height, options.width),
        lambda photo, face: align(photo, face, template),
        lambda pictures: (pictures - GREY) / SCALE,
        device,
        # As its thresholds were measured.
        mirror=False,
    )


class _Middle(nn.Module):
    """A network that sees the centre of square pictures, as in its training."""

    def __init__(self, network: nn.Module, height: int, width: int) -> None:
        super().__init__()
        self.network = network
        self._height, self._width = height, width

    def forward(self, pictures: Tensor) -> Tensor:
        top, left = (pictures.shape[2] - self._height) // 2, (pictures.shape[3] - self._width) // 2
        embeddings: Tensor = self.network(
            pictures[:, :, top : top + self._height, left : left + self._width].contiguous(
                memory_format=torch.channels_last
            )
        )
        return embeddings


def _digest(network: dict[str, Tensor]) -> str:
    digest = hashlib.sha256()
    for name in sorted(network):
        digest.update(name.encode())
        digest.update(network[name].detach().contiguous().reshape(-1).view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()
