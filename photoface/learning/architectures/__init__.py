"""The networks that can be trained, by name (NN1 to NN4, NNS1, NNS2, Inception-ResNet v1, small), with input sizes.

All take pictures of (batch, 3, height, width) from -1 to 1 and give embeddings of (batch, dimension) of unit length.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from photoface.errors import UserFacingError
from photoface.learning.architectures.blocks import Layers
from photoface.learning.architectures.inception import nn2, nn4, nns1, nns2
from photoface.learning.architectures.small import small
from photoface.learning.architectures.zeiler_fergus import nn1
from photoface.vision.model_registry import DLIB_RESNET

if TYPE_CHECKING:
    from torch import nn


@dataclass(frozen=True, slots=True)
class Architecture:
    """A network that can be trained.

    Attributes:
        name: in checkpoints and on the command line.
        height, width: input size in pixels.
        any_size: whether it also takes pictures of other sizes.
        make: see `build`.
        batch_normalised: always has batch normalisation; the others have it on request.
        dimension: default dimension of its embeddings.
    """

    name: str
    height: int
    width: int
    any_size: bool
    make: Callable[[int, Layers], nn.Module]
    batch_normalised: bool = False
    dimension: int = 128

    def build(self, dimension: int, *, batch_normalisation: bool = False) -> nn.Module:
        """The network with random weights, drawn by torch's generator."""
        return self.make(dimension, Layers(self.batch_normalised or batch_normalisation))


def inception_resnet_v1(dimension: int, _: Layers) -> nn.Module:
    """facenet-pytorch's network with random weights; the architecture of the published FaceNet models.

    No dropout: a batch that is run in parts is run twice and must give the same. Batch normalisation is always on.
    """
    from facenet_pytorch import InceptionResnetV1
    from torch import nn

    network = InceptionResnetV1(pretrained=None, classify=False, dropout_prob=0.0)
    if dimension != network.last_linear.out_features:
        network.last_linear = nn.Linear(network.last_linear.in_features, dimension, bias=False)
        network.last_bn = nn.BatchNorm1d(dimension, eps=0.001, momentum=0.1, affine=True)
    return network  # type: ignore[no-any-return]


def dlib_resnet(dimension: int, layers: Layers) -> nn.Module:
    """The default model's network, for training that starts from its weights."""
    from photoface.learning.tuned_resnet import untrained

    return untrained(dimension, layers)


ARCHITECTURES: Final = {
    architecture.name: architecture
    for architecture in (
        Architecture("small", 64, 64, True, small, batch_normalised=True),
        Architecture("nn1", 220, 220, False, nn1),
        Architecture("nn2", 224, 224, True, nn2),
        Architecture("nn3", 160, 160, True, nn2),
        Architecture("nn4", 96, 96, True, nn4),
        Architecture("nns1", 165, 165, False, nns1),
        Architecture("nns2", 140, 116, False, nns2),
        Architecture("inception-resnet-v1", 160, 160, True, inception_resnet_v1, batch_normalised=True, dimension=512),
        Architecture(DLIB_RESNET.id, 150, 150, False, dlib_resnet),
    )
}


def architecture_called(name: str) -> Architecture:
    """The architecture with this name.

    Raises:
        UserFacingError: there is none; the remedy lists all names.
    """
    try:
        return ARCHITECTURES[name]
    except KeyError:
        raise UserFacingError(
            f"There is no network called {name}.", f"The networks are: {', '.join(ARCHITECTURES)}."
        ) from None
