"""The dlib ResNet with some or all blocks open to training, and the features of its frozen part, computed once.

The frozen part gives the same for a crop in every step, so a step on cached features costs a fraction of one on pixels.
An embedding is that of the crop and of its mirror image together, as in the product.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from photoface.errors import UserFacingError
from photoface.jobs import JobControl, RateMeter
from photoface.learning.augmentation import centre_cut
from photoface.learning.embedding import GREY, SCALE, embed_canvases, network_input
from photoface.vision.device import training_format
from photoface.vision.dlib_resnet import DlibResNet, normalised
from photoface.vision.dlib_weights import EMBEDDING_SIZE, FEATURES, read_dlib_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from photoface.learning.architectures.blocks import Layers
    from photoface.vision.protocols import Embeddings, Pixels

CROP_SIDE: Final = 150

FROZEN_BLOCKS: Final = {"last": 10, "half": 7, "all": 0}
"""How many of the fourteen blocks stay as they are, by the name of the choice. The first convolution always does."""

FACES_AT_ONCE: Final = 64


class TunedResNet(nn.Module):
    """The dlib ResNet for pictures from -1 to 1 or for features of its frozen part; embeddings of unit length."""

    def __init__(self, tuned: str = "last") -> None:
        """
        Args:
            tuned: a key of `FROZEN_BLOCKS`.
        """
        super().__init__()
        self.network = DlibResNet()
        self.frozen_blocks = FROZEN_BLOCKS[tuned]
        self.requires_grad_(False)
        self.network.blocks[self.frozen_blocks :].requires_grad_(True)
        self.network.projection.requires_grad_(True)

    @classmethod
    def from_file(cls, path: Path, tuned: str) -> TunedResNet:
        """The network with dlib's weights.

        Raises:
            UserFacingError: the file is damaged.
        """
        network = cls(tuned)
        network.network.load_state_dict(DlibResNet.from_weights(read_dlib_weights(path)).state_dict())
        return network

    def forward(self, inputs: Tensor) -> Tensor:
        """Embeddings, (batch, 128).

        Args:
            inputs: pictures, (batch, 3, 150, 150), or their `features`.
        """
        features = self.features(inputs) if inputs.ndim == 4 else inputs
        both = features.flatten(0, 1).contiguous(memory_format=torch.channels_last)
        outputs = self.network.after_block(both, self.frozen_blocks)
        return functional.normalize(outputs.unflatten(0, (-1, 2)).sum(dim=1), dim=1)

    def features(self, pictures: Tensor) -> Tensor:
        """What the frozen part gives for pictures and their mirror images: (batch, 2, channels, height, width)."""
        pixels = normalised(pictures * SCALE + GREY)
        both = torch.stack([pixels, pixels.flip(3)], dim=1).flatten(0, 1).contiguous(memory_format=torch.channels_last)
        features: Tensor = self.network.until_block(both, self.frozen_blocks).unflatten(0, (-1, 2))
        return features


def blended(before: nn.Module, after: nn.Module, share: float) -> dict[str, Tensor]:
    """The parameters on the way from one network to another that was trained from it.

    Args:
        share: of the way, 0 to 1.
    """
    old = before.state_dict()
    return {name: torch.lerp(old[name].to(new), new, share) for name, new in after.state_dict().items()}


def untrained(dimension: int, _: Layers) -> nn.Module:
    """The architecture, for weights that are loaded into it."""
    network = TunedResNet()
    if dimension != EMBEDDING_SIZE:
        network.network.projection = nn.Linear(FEATURES, dimension, bias=False)
    return network


@dataclass(frozen=True, slots=True, eq=False)
class TuningStart:
    """What a tuning starts from.

    Attributes:
        network: with the weights that it starts from.
        features: (faces, 2, channels, height, width) float16, what the frozen part gives.
        embeddings: (faces, 128) float32, the network's at the start.
    """

    network: TunedResNet
    features: NDArray[np.float16]
    embeddings: Embeddings


def prepare(
    network: TunedResNet, crops: Pixels, device: torch.device, control: JobControl, file: Path | None = None
) -> TuningStart:
    """Compute features and embeddings of all crops.

    Args:
        crops: (faces, side, side, 3) uint8, of 150 pixels or more; their centres are used.
        file: keeps the features on the disk instead of in memory; replaced where it exists.

    Raises:
        JobCancelled: by the control.
        UserFacingError: the file cannot be written.
    """
    network = network.to(device).eval()
    features: NDArray[np.float16] | None = None
    meter = RateMeter(control.working_time)
    number_format = training_format(device)
    coarse = torch.autocast(device.type, dtype=number_format, enabled=number_format is not torch.float32)
    with torch.inference_mode(), coarse:
        for start in range(0, len(crops), FACES_AT_ONCE):
            some = np.stack([centre_cut(crop, CROP_SIDE, CROP_SIDE) for crop in crops[start : start + FACES_AT_ONCE]])
            found = network.features(network_input(some, device)).half().cpu().numpy()
            if features is None:
                features = _empty((len(crops), *found.shape[1:]), file)
            features[start : start + len(found)] = found
            control.report(meter.progress("Looking at the faces", start + len(found), len(crops)))
    assert features is not None
    places = np.arange(len(crops))
    size = (CROP_SIDE, CROP_SIDE)
    embeddings = embed_canvases(network, features, places, size, device, checkpoint=control.checkpoint)
    return TuningStart(network, features, embeddings)


def _empty(shape: tuple[int, ...], file: Path | None) -> NDArray[np.float16]:
    if file is None:
        return np.empty(shape, np.float16)
    try:
        return np.lib.format.open_memmap(file, mode="w+", dtype=np.float16, shape=shape)
    except OSError as error:
        raise UserFacingError(f"{file} cannot be written: {error.strerror}.", "Choose another folder.") from error
