"""Portraits in the public domain, the measurement photos where they are at hand, and fakes of this folder's tests."""

from __future__ import annotations

from pathlib import Path

import matplotlib.cbook
import numpy as np
import pytest
import skimage.data
import torch
from PIL import Image

from photoface.settings import Settings
from photoface.vision.model_loading import load_embedder
from photoface.vision.model_registry import DLIB_RESNET
from photoface.vision.model_store import ModelStore
from photoface.vision.mtcnn import MtcnnDetector
from photoface.vision.protocols import FaceDetector, FaceEmbedder, Pixels
from photoface.vision.yunet import YunetDetector

SHARED = Path(__file__).parents[4] / "shared" / "data"


@pytest.fixture(scope="session")
def astronaut() -> Pixels:
    """Eileen Collins, 512x512, NASA."""
    return np.ascontiguousarray(skimage.data.astronaut())


@pytest.fixture(scope="session")
def grace_hopper() -> Pixels:
    """Grace Hopper, 512x600, US Navy."""
    path = matplotlib.cbook.get_sample_data("grace_hopper.jpg", asfileobj=False)
    with Image.open(path) as picture:
        return np.array(picture.convert("RGB"))


@pytest.fixture(scope="session", params=[MtcnnDetector, YunetDetector], ids=["mtcnn", "yunet"])
def detector(request: pytest.FixtureRequest) -> FaceDetector:
    found: FaceDetector = request.param()
    return found


@pytest.fixture(scope="session")
def dlib_embedder(tmp_path_factory: pytest.TempPathFactory) -> FaceEmbedder:
    return load_embedder(DLIB_RESNET, ModelStore(tmp_path_factory.mktemp("models")), Settings(device="cpu"))


@pytest.fixture
def hard_photos() -> Path:
    folder = SHARED / "hard"
    if not folder.is_dir():
        pytest.skip("the labelled photos of ../shared are not here")
    return folder


@pytest.fixture(scope="session")
def random_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint as facenet-pytorch publishes them, classifier included, with random weights."""
    from facenet_pytorch import InceptionResnetV1

    torch.manual_seed(7)
    network = InceptionResnetV1(pretrained=None, classify=True, num_classes=8631)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm1d | torch.nn.BatchNorm2d):
            # Fresh normalisations do nothing, which would hide a mistake in folding them.
            torch.nn.init.uniform_(module.weight, 0.8, 1.2)
            torch.nn.init.normal_(module.bias, std=0.1)
            torch.nn.init.normal_(module.get_buffer("running_mean"), std=0.1)
            torch.nn.init.uniform_(module.get_buffer("running_var"), 0.8, 1.2)
    path = tmp_path_factory.mktemp("checkpoint") / "random.pt"
    torch.save(network.state_dict(), path)
    return path
