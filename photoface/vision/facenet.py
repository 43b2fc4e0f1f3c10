"""Loads Inception-ResNet v1, the 512-dimensional FaceNet model of facenet-pytorch, from a file, and prepares its input.

That package's constructor may download weights; here the network is always built empty and loaded from a file.
"""

from __future__ import annotations

import pickle
import zipfile
from typing import TYPE_CHECKING, Final

import torch
from facenet_pytorch import InceptionResnetV1
from facenet_pytorch.models.inception_resnet_v1 import BasicConv2d, Block8, Block17, Block35
from torch import nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from photoface.errors import UserFacingError
from photoface.vision.alignment import cut_box

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor

    from photoface.vision.protocols import DetectedFace, Pixels

INPUT_SIDE: Final = 160
"""Pixels of the crops that the network was trained on."""

MARGIN: Final = 32 / (182 - 32)
"""How much wider than the face's box a crop is: 32 of 182 pixels (davidsandberg/facenet, wiki "Validate on LFW")."""

CLASSIFIER: Final = "logits."
"""Prefix of the classifier's layer, which published checkpoints hold and embedding does not need."""

_REMEDY: Final = "Use a checkpoint of facenet-pytorch's InceptionResnetV1."


def read_state(path: Path, name: str | None = None) -> dict[str, Tensor]:
    """The weights in a checkpoint, without the classifier, checked to fit the network.

    Args:
        name: the file's name for the user, if the file is a copy under another name.

    Raises:
        UserFacingError: the file cannot be read, is damaged, would run code when loaded, or is of another network.
    """
    called = name or path.name
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise UserFacingError(f"{called} cannot be read: {error.strerror or error}.") from error
    except pickle.UnpicklingError as error:
        raise UserFacingError(f"{called} holds more than weights, so it was not loaded.", _REMEDY) from error
    except (RuntimeError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise UserFacingError(f"{called} is damaged or is no checkpoint of PyTorch.", _REMEDY) from error
    if not isinstance(state, dict) or not all(isinstance(value, torch.Tensor) for value in state.values()):
        raise UserFacingError(f"{called} is a checkpoint, but not one of plain weights.", _REMEDY)
    state = {key: value for key, value in state.items() if not str(key).startswith(CLASSIFIER)}
    wanted = empty_network().state_dict()
    # Old checkpoints lack the counters of batches, which serve training only.
    missing = [key for key in wanted if key not in state and not key.endswith("num_batches_tracked")]
    foreign = [key for key in state if key not in wanted]
    unlike = [key for key in state if key in wanted and state[key].shape != wanted[key].shape]
    if missing or foreign or unlike:
        raise UserFacingError(f"{called} holds the weights of another network.", _REMEDY)
    return state


def empty_network() -> nn.Module:
    """The network without memory for its parameters, for their names and shapes."""
    with torch.device("meta"):
        network: nn.Module = InceptionResnetV1(pretrained=None, classify=False)
    return network


def load_network(path: Path) -> nn.Module:
    """The network in evaluation mode with a checkpoint's weights, batch normalisation folded into convolutions.

    Raises:
        UserFacingError: as `read_state`.
    """
    state = read_state(path)
    network: nn.Module = InceptionResnetV1(pretrained=None, classify=False)
    network.load_state_dict(state, strict=False)
    network.eval().requires_grad_(False)
    fuse(network)
    return network


class _Residual(nn.Module):
    """One of the network's residual blocks, with its scale folded in and in-place sums; the same result."""

    def __init__(self, block: Block35 | Block17 | Block8) -> None:
        super().__init__()
        self.branches = nn.ModuleList(
            getattr(block, name) for name in ("branch0", "branch1", "branch2") if hasattr(block, name)
        )
        self.projection = block.conv2d
        self.projection.weight.mul_(block.scale)
        self.projection.bias.mul_(block.scale)
        self.cuts_off = not getattr(block, "noReLU", False)

    def forward(self, pictures: Tensor) -> Tensor:
        changes = self.projection(torch.cat([branch(pictures) for branch in self.branches], 1)).add_(pictures)
        return functional.relu_(changes) if self.cuts_off else changes


def fuse(network: nn.Module) -> None:
    """Speed up inference, in place: each convolution and its batch normalisation become one convolution."""
    for name, module in list(network.named_children()):
        if isinstance(module, BasicConv2d):
            convolution = fuse_conv_bn_eval(module.conv, module.bn)
            setattr(network, name, nn.Sequential(convolution, nn.ReLU(inplace=True)))
            continue
        fuse(module)
        if isinstance(module, Block35 | Block17 | Block8):
            setattr(network, name, _Residual(module))


def normalised(pictures: Tensor) -> Tensor:
    """Network input from float32 pixels, 0 to 255 (`fixed_image_standardization` of the package)."""
    return (pictures - 127.5) / 128.0


def cut_face(photo: Pixels, face: DetectedFace) -> Pixels:
    """The square around the face's box with the margin of the training crops, (160, 160, 3)."""
    return cut_box(photo, face.box, INPUT_SIDE, MARGIN)
