"""Builds the detector and the embedder that the settings ask for; torch is imported inside of these functions only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from photoface.errors import UserFacingError
from photoface.vision.onnx_runtime import ARCHITECTURE as ONNX

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import torch

    from photoface.settings import Settings
    from photoface.vision.model_registry import ModelSpec
    from photoface.vision.model_store import ModelStore
    from photoface.vision.protocols import FaceDetector, FaceEmbedder

    Loader = Callable[[ModelSpec, Path, torch.device], FaceEmbedder]


def load_detector(settings: Settings) -> FaceDetector:
    """The face detector on the settings' device.

    Raises:
        UserFacingError: that device is not available, or the detector's weights are damaged.
    """
    from photoface.vision.allocation import keep_freed_memory
    from photoface.vision.device import choose_device

    keep_freed_memory()
    given = settings.detection_long_side, settings.detection_minimum_face, choose_device(settings.device)
    if settings.detector == "yunet":
        from photoface.vision.yunet import YunetDetector

        return YunetDetector(*given)
    from photoface.vision.mtcnn import MtcnnDetector

    return MtcnnDetector(*given)


def load_embedder(
    spec: ModelSpec, store: ModelStore, settings: Settings, loaders: Mapping[str, Loader] | None = None
) -> FaceEmbedder:
    """The embedder of a model with verified weights, on the settings' device.

    Args:
        loaders: by `ModelSpec.architecture`, for architectures that this package does not know.

    Raises:
        UserFacingError: the weights are missing, changed or damaged, or the device is not available.
    """
    from photoface.vision.allocation import keep_freed_memory
    from photoface.vision.device import choose_device

    keep_freed_memory()
    if spec.architecture == ONNX:
        return _load_onnx(spec, store, settings)
    loader = {"dlib-resnet": _load_dlib_resnet, "inception-resnet-v1": _load_facenet, **(loaders or {})}.get(
        spec.architecture
    )
    if loader is None:
        raise UserFacingError(f"This version of PhotoFace cannot run {spec.title}.", "Choose another model.")
    return loader(spec, store.verified_path(spec), choose_device(settings.device))


def _load_dlib_resnet(spec: ModelSpec, path: Path, device: torch.device) -> FaceEmbedder:
    from photoface.vision.alignment import DLIB_150, align
    from photoface.vision.dlib_resnet import DlibResNet, normalised
    from photoface.vision.dlib_weights import read_dlib_weights
    from photoface.vision.embedder import TorchEmbedder
    from photoface.vision.quantized_resnet import QuantizedResNet

    weights = read_dlib_weights(path)
    return TorchEmbedder(
        spec,
        DlibResNet.from_weights(weights),
        lambda photo, face: align(photo, face, DLIB_150),
        normalised,
        device,
        mirror=True,
        quantized=lambda: QuantizedResNet(DlibResNet.from_weights(weights)),
    )


def _load_facenet(spec: ModelSpec, path: Path, device: torch.device) -> FaceEmbedder:
    from photoface.vision.embedder import TorchEmbedder
    from photoface.vision.facenet import cut_face, load_network, normalised

    return TorchEmbedder(spec, load_network(path), cut_face, normalised, device, mirror=False)


def _load_onnx(spec: ModelSpec, store: ModelStore, settings: Settings) -> FaceEmbedder:
    """onnxruntime has devices of its own, whatever torch can use."""
    from photoface.vision.onnx_embedder import OnnxEmbedder
    from photoface.vision.onnx_runtime import require_runtime

    require_runtime()
    return OnnxEmbedder(spec, store.verified_path(spec).read_bytes(), settings.device)
