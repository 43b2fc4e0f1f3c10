"""A checkpoint becomes a model: measured, installed, used for a scan, removed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from fakes.library import fake_engine, open_fake_library
from fakes.models import FakeDetector
from fakes.photos import fake_photo, save_photo
from PIL import Image, ImageFilter

from photoface.cli.application import run
from photoface.errors import UserFacingError
from photoface.learning.checkpoints import build_network, save_checkpoint
from photoface.learning.embedding import embed_canvases
from photoface.learning.threshold_calibration import stranger_distances, thresholds_from
from photoface.learning.trained_model import ARCHITECTURE, load_trained, spec_of, write_weights
from photoface.learning.training_options import TrainingOptions
from photoface.library.library import Library
from photoface.scan.face_engine import FaceEngine
from photoface.settings import Settings
from photoface.vision.alignment import align
from photoface.vision.imported_models import read_specs
from photoface.vision.model_registry import ModelRegistry

OPTIONS = TrainingOptions(network="small", image_side=16, dimension=8, steps=1, batch_size=30, random_negatives=6)
MEASURED = {"threshold": 1.0, "assignment": 0.5, "grouping_large": 0.6, "grouping_small": 0.7, "suggestion": 0.9}


def checkpoint(path: Path, *, seed: int = 0, **more: Any) -> Path:
    options = TrainingOptions(**{**OPTIONS.plain(), "seed": seed})
    values = {"options": options.plain(), "network": build_network(options).state_dict(), "step": 40}
    save_checkpoint(path, {**values, "evaluation": MEASURED, **more})
    return path


def test_strangers_of_each_pair_of_people_set_the_distances() -> None:
    random = np.random.default_rng(0)
    vectors = random.normal(size=(300, 16))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    labels = np.arange(300)
    found = stranger_distances(vectors, labels)
    distances = np.linalg.norm(vectors[:, None] - vectors[None, :], axis=2)[np.triu_indices(300, 1)]
    assert (distances <= found["suggestion"]).mean() == pytest.approx(0.045, abs=1e-3)
    assert (distances <= found["grouping_small"]).mean() == pytest.approx(0.0036, abs=1e-3)
    # More photos of one of them change nothing.
    more = stranger_distances(np.concatenate([vectors, vectors[:1].repeat(50, axis=0)]), np.append(labels, [0] * 50))
    assert more == pytest.approx(found)


def test_thresholds_rise_even_where_few_people_were_measured() -> None:
    few = thresholds_from({**MEASURED, "assignment": 0.8, "grouping_large": 0.8, "grouping_small": 0.8})
    assert few is not None
    assert 0 < few.assignment < few.grouping_large < few.grouping_small < few.suggestion
    assert thresholds_from({"threshold": 1.0}) is None


def test_a_checkpoint_embeds_as_it_did_in_training(tmp_path: Path) -> None:
    path = checkpoint(tmp_path / "best.pt")
    spec = spec_of(path, "Mine")
    assert (spec.title, spec.dimension, spec.input_side, spec.architecture) == ("Mine", 8, 16, ARCHITECTURE)
    write_weights(path, tmp_path / "weights.pt")
    embedder = load_trained(spec, tmp_path / "weights.pt", torch.device("cpu"))
    sharp = fake_photo([3])
    (face,) = FakeDetector().detect([sharp])[0]
    # Its checks are finer than pixels of such a crop, of which two resamplings may make two greys.
    photo = np.array(Image.fromarray(sharp).filter(ImageFilter.GaussianBlur(5)))
    crop = embedder.crop(photo, face)
    from photoface.learning.dataset import canvas_template

    canvas = align(photo, face, canvas_template(16))
    network = build_network(TrainingOptions(**OPTIONS.plain()))
    wanted = embed_canvases(network, canvas[None], np.array([0]), (16, 16), torch.device("cpu"))
    np.testing.assert_allclose(embedder.embed([crop]), wanted, atol=0.05)


def test_the_id_is_of_the_weights(tmp_path: Path) -> None:
    first, again = checkpoint(tmp_path / "a.pt"), checkpoint(tmp_path / "b.pt", optimizer={"other": 1})
    other = checkpoint(tmp_path / "c.pt", seed=1)
    assert spec_of(first).id == spec_of(again).id != spec_of(other).id


def test_a_model_comes_scans_and_goes(library: Library, album: Path, tmp_path: Path) -> None:
    path = checkpoint(tmp_path / "best.pt")
    spec = library.models.install_checkpoint(path, "Mine")
    status = next(model for model in library.models.all() if model.spec.id == spec.id)
    assert (status.installed, status.in_use, status.spec) == (True, False, spec)
    library.models.use(spec.id)

    def engine(settings: Settings) -> FaceEngine:
        weights = library.catalog_path.parent / "models" / spec.file_name
        return FaceEngine(FakeDetector(), load_trained(spec, weights, torch.device("cpu")))

    scanning = open_fake_library(library.catalog_path, engine)
    scanning.folders.add(album)
    assert scanning.jobs.scan().new_faces > 12
    scanning.close()
    with pytest.raises(UserFacingError, match="in use"):
        library.models.remove(spec.id)
    library.models.use("dlib-resnet")
    library.models.remove(spec.id)
    assert spec.id not in [model.spec.id for model in library.models.all()]
    assert list((library.catalog_path.parent / "models").iterdir()) == []
    with pytest.raises(UserFacingError, match="no model called"):
        library.models.remove(spec.id)
    with pytest.raises(UserFacingError, match="not installed"):
        library.models.remove("facenet-casia")


def test_what_is_no_checkpoint_is_refused(library: Library, tmp_path: Path) -> None:
    torch.save({"format": 1, "options": {}, "network": print}, tmp_path / "code.pt")
    with pytest.raises(UserFacingError, match="more than weights"):
        library.models.install_checkpoint(tmp_path / "code.pt")
    old = checkpoint(tmp_path / "old.pt", evaluation={})
    with pytest.raises(UserFacingError, match="does not say"):
        library.models.install_checkpoint(old)
    assert read_specs(library.catalog_path.parent / "models") == []


def test_a_damaged_description_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.model.json").write_text("{}")
    with pytest.raises(UserFacingError, match="damaged"):
        ModelRegistry(imported=lambda: read_specs(tmp_path)).get("dlib-resnet")


def test_the_command_measures_on_photos(catalog_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for person in range(6):
        for number in range(2):
            save_photo(tmp_path / "photos" / f"P{person}" / f"{number}.png", [person], shade=number)
    path = checkpoint(tmp_path / "old.pt", evaluation={})

    def command(*words: object) -> tuple[int, str, str]:
        open_library: Callable[[Path | None], Library] = lambda catalog: open_fake_library(catalog or catalog_path)  # noqa: E731
        code = run([str(word) for word in words], open_library, fake_engine)
        said = capsys.readouterr()
        return code, said.out, said.err

    code, out, err = command("models", "install", path, "--title", "Mine", "--photos", tmp_path / "photos")
    assert code == 0, err
    model = read_specs(catalog_path.parent / "models")[0].id
    assert f"Mine is installed as {model}." in out
    assert "named up to" in err
    assert model in command("models", "list")[1]
    code, _, err = command("models", "install", "dlib-resnet", "--title", "x")
    assert code == 2
    code, out, err = command("models", "remove", model)
    assert (code, out.strip()) == (0, f"{model} is removed."), err
