"""Embeds faces with a network in an ONNX file, run by onnxruntime; implements the protocol `FaceEmbedder`.

Faces are aligned to the template that ArcFace's training used, as SFace, AuraFace and most such files expect.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from photoface.errors import UserFacingError
from photoface.vision.alignment import ARCFACE_112, align
from photoface.vision.onnx_runtime import (
    PROCESSOR,
    available_providers,
    choose_provider,
    open_session,
    require_runtime,
    runtime_errors,
)
from photoface.vision.torch_threads import map_single_threaded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from photoface.vision.model_registry import ModelSpec
    from photoface.vision.onnx_runtime import Session
    from photoface.vision.protocols import DetectedFace, Embeddings, Pixels

PIXEL_FORMATS: Final = ("rgb", "rgb-scaled", "bgr", "bgr-scaled")
"""What `ModelSpec.pixel_format` may be: colours from 0 to 255, or scaled to -1 to 1 as for InsightFace's networks.

OpenCV reads pictures as BGR, and some networks were trained on such.
"""

BATCH: Final = 16
"""Crops per run on one thread, of a network that takes several."""

PROBE_CROPS: Final = 4
LEAST_AGREEMENT: Final = 0.99
"""Cosine of an accelerator's embeddings and the processor's, below which the accelerator is not used."""


class OnnxEmbedder:
    """Embeds crops with onnxruntime, on the device that the settings ask for.

    Attributes:
        provider: onnxruntime's name of the device.
    """

    def __init__(self, spec: ModelSpec, network: bytes, device: str) -> None:
        """
        Args:
            network: the whole ONNX file.
            device: as in the settings.

        Raises:
            UserFacingError: the network cannot be run, or not on this device.
        """
        require_runtime()
        self.model = spec.id
        self.dimension = spec.dimension
        self._title = spec.title
        self._side = spec.input_side
        self._template = ARCFACE_112.scaled(spec.input_side)
        self._pixel_format = spec.pixel_format
        self.provider = choose_provider(device, available_providers())
        try:
            self._session = self._open(network)
        except runtime_errors() as error:
            raise UserFacingError(
                f"{spec.title} cannot be run by the installed onnxruntime.", "Update onnxruntime, or use another model."
            ) from error

    def _open(self, network: bytes) -> Session:
        session = open_session(network, self.provider)
        if self.provider != PROCESSOR:
            # Accelerators compute in coarser numbers, and drivers have faults.
            exact = open_session(network)
            crops = np.random.default_rng(0).integers(0, 256, (PROBE_CROPS, self._side, self._side, 3), dtype=np.uint8)
            try:
                cosines = (self._run(session, crops) * self._run(exact, crops)).sum(axis=1)
            except runtime_errors():
                cosines = np.zeros(PROBE_CROPS, np.float32)
            if not (cosines >= LEAST_AGREEMENT).all():
                self.provider = PROCESSOR
                return exact
        return session

    def crop(self, photo: Pixels, face: DetectedFace) -> Pixels:
        return align(photo, face, self._template)

    def embed(self, crops: Sequence[Pixels]) -> Embeddings:
        """Embeddings of crops, float32 (len(crops), dimension), rows of unit length.

        Raises:
            UserFacingError: the network gives no numbers for a crop.
        """
        embeddings = np.empty((len(crops), self.dimension), dtype=np.float32)

        def run(start: int) -> None:
            some = np.stack(crops[start : start + BATCH])
            try:
                embeddings[start : start + BATCH] = self._run(self._session, some)
            except runtime_errors() as error:
                raise UserFacingError(f"{self._title} fails on a face.", "Use another model.") from error

        map_single_threaded(run, range(0, len(crops), BATCH))
        return embeddings

    def _run(self, session: Session, crops: Pixels) -> Embeddings:
        given = session.get_inputs()[0]
        pictures = _network_input(crops, self._pixel_format)
        # A network that says no number takes any.
        size = 1 if given.shape[0] == 1 else len(pictures)
        outputs = [
            session.run(None, {given.name: pictures[start : start + size]})[0]
            for start in range(0, len(pictures), size)
        ]
        rows = np.concatenate(outputs).astype(np.float32).reshape(len(pictures), -1)
        if rows.shape[1] != self.dimension:
            raise ValueError(f"{rows.shape[1]} numbers, not {self.dimension}")
        with np.errstate(all="ignore"):
            lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        if not all(math.isfinite(length) and length > 0 for length in lengths[:, 0]):
            raise UserFacingError(f"{self._title} gives no usable numbers for a face.", "Use another model.")
        unit: Embeddings = rows / lengths
        return unit


def _network_input(crops: Pixels, pixel_format: str) -> NDArray[np.float32]:
    """The input of a network, (n, 3, side, side), from crops (n, side, side, 3)."""
    colours, _, scale = pixel_format.partition("-")
    pictures = crops.astype(np.float32)
    if colours == "bgr":
        pictures = pictures[..., ::-1]
    if scale:
        pictures = (pictures - 127.5) / 127.5
    return np.ascontiguousarray(pictures.transpose(0, 3, 1, 2))
