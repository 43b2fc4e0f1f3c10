"""The FaceNet path with a checkpoint of random weights: the same arithmetic as with published ones."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from facenet_pytorch import InceptionResnetV1

from photoface.errors import UserFacingError
from photoface.jobs import JobControl
from photoface.settings import Settings
from photoface.vision.device import PROBE_TOLERANCE
from photoface.vision.embedder import TorchEmbedder
from photoface.vision.facenet import cut_face, load_network, normalised
from photoface.vision.model_loading import load_embedder
from photoface.vision.model_registry import FACENET_CASIA, ModelSpec
from photoface.vision.model_store import ModelStore, file_checksum
from photoface.vision.protocols import FaceDetector, Pixels

SPEC = dataclasses.replace(FACENET_CASIA, id="facenet-random", file_name="random.pt")


@pytest.fixture(scope="module")
def crops(detector: FaceDetector, astronaut: Pixels, grace_hopper: Pixels) -> list[Pixels]:
    photos = [astronaut, grace_hopper]
    return [cut_face(photo, faces[0]) for photo, faces in zip(photos, detector.detect(photos), strict=True)]


@pytest.fixture(scope="module")
def expected(random_checkpoint: Path, crops: list[Pixels]) -> np.ndarray:
    """What facenet-pytorch's own class gives on the same crops."""
    network = InceptionResnetV1(pretrained=None, classify=False).eval()
    state = torch.load(random_checkpoint, weights_only=True)
    network.load_state_dict({name: value for name, value in state.items() if not name.startswith("logits.")})
    pixels = torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2).float()
    with torch.inference_mode():
        embeddings: np.ndarray = network((pixels - 127.5) / 128.0).numpy()
    return embeddings


def test_exact_format_equals_the_package(random_checkpoint: Path, crops: list[Pixels], expected: np.ndarray) -> None:
    embedder = TorchEmbedder(
        SPEC,
        load_network(random_checkpoint),
        cut_face,
        normalised,
        torch.device("cpu"),
        mirror=False,
        number_format=torch.float32,
    )
    assert np.abs(embedder.embed(crops) - expected).max() < 1e-5


def test_installed_model_embeds_as_the_package(
    random_checkpoint: Path, crops: list[Pixels], expected: np.ndarray, tmp_path: Path
) -> None:
    store = ModelStore(tmp_path)
    assert not store.is_installed(SPEC)
    assert store.install_from_file(SPEC, random_checkpoint, JobControl()) == file_checksum(random_checkpoint)
    assert store.is_installed(SPEC)
    embedder = load_embedder(SPEC, store, Settings(device="cpu"))
    assert (embedder.model, embedder.dimension) == ("facenet-random", 512)
    embeddings = embedder.embed(crops)
    assert (np.linalg.norm(embeddings - expected, axis=1) <= PROBE_TOLERANCE).all()
    assert np.linalg.norm(embeddings, axis=1) == pytest.approx(1, abs=1e-5)


def test_crop_has_the_margin_of_training(detector: FaceDetector, astronaut: Pixels) -> None:
    (face,) = detector.detect([astronaut])[0]
    assert cut_face(astronaut, face).shape == (160, 160, 3)


class Code:
    """Unpickling this would run code."""

    def __reduce__(self) -> tuple[object, ...]:
        return (print, ("run by unpickling",))


def _write_code(path: Path, checkpoint: Path) -> None:
    torch.save({"weight": Code()}, path)


def _write_truncated(path: Path, checkpoint: Path) -> None:
    content = checkpoint.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def _write_other_network(path: Path, checkpoint: Path) -> None:
    torch.save(torch.nn.Linear(4, 4).state_dict(), path)


def _write_other_shape(path: Path, checkpoint: Path) -> None:
    state = torch.load(checkpoint, weights_only=True)
    torch.save({**state, "last_linear.weight": torch.zeros(128, 1792)}, path)


def _write_list(path: Path, checkpoint: Path) -> None:
    torch.save([torch.zeros(3)], path)


def _write_text(path: Path, checkpoint: Path) -> None:
    path.write_text("<html>not found</html>")


def _write_nothing(path: Path, checkpoint: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize(
    ("write", "sentence"),
    [
        (_write_code, "more than weights"),
        (_write_truncated, "damaged"),
        (_write_other_network, "another network"),
        (_write_other_shape, "another network"),
        (_write_list, "plain weights"),
        (_write_text, "more than weights|damaged"),
        (_write_nothing, "damaged"),
    ],
)
def test_what_is_no_checkpoint_is_refused_and_leaves_nothing(  # type: ignore[no-untyped-def]
    write, sentence: str, random_checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.pt"
    write(bad, random_checkpoint)
    store = ModelStore(tmp_path / "models")
    with pytest.raises(UserFacingError, match=sentence) as caught:
        store.install_from_file(SPEC, bad, JobControl())
    assert "bad.pt" in caught.value.sentence
    assert list(store.folder.iterdir()) == []
    assert capsys.readouterr().out == ""


def test_weights_that_changed_on_disk_are_not_loaded(random_checkpoint: Path, tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    store.install_from_file(SPEC, random_checkpoint, JobControl())
    with store.path_of(SPEC).open("r+b") as file:
        file.seek(5000)
        file.write(b"changed")
    with pytest.raises(UserFacingError, match="changed on disk"):
        load_embedder(SPEC, store, Settings(device="cpu"))


def test_missing_weights_are_told_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match="not installed") as caught:
        load_embedder(SPEC, ModelStore(tmp_path), Settings(device="cpu"))
    assert "photoface models install facenet-random --from FILE" in caught.value.remedy


def test_unknown_architecture_is_told() -> None:
    spec: ModelSpec = dataclasses.replace(SPEC, architecture="transformer")
    with pytest.raises(UserFacingError, match="cannot run"):
        load_embedder(spec, ModelStore(Path("nowhere")), Settings(device="cpu"))
