"""A network in an ONNX file becomes a model: measured on confirmed faces, used for a scan, removed; decisions stay."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from fakes.library import fake_engine, open_fake_library
from fakes.models import FakeDetector
from onnx import TensorProto, helper, numpy_helper

from photoface.cli.application import run
from photoface.errors import UserFacingError
from photoface.jobs import JobControl, Progress
from photoface.learning import threshold_transfer
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library
from photoface.scan.face_engine import FaceEngine
from photoface.settings import Settings
from photoface.vision.imported_models import write_spec
from photoface.vision.model_loading import load_embedder
from photoface.vision.model_registry import SFACE, ModelSpec
from photoface.vision.model_store import ModelStore, file_checksum

SIDE = 32


def network(path: Path, *, is_chaotic: bool = False) -> Path:
    """A network that knows people by the colours of their squares, or nobody."""
    mean = helper.make_node("GlobalAveragePool", ["x"], ["mean"])
    flat = helper.make_node("Flatten", ["mean"], ["colours"])
    project = helper.make_node("MatMul", ["colours", "w"], ["people"])
    # Each pixel that differs gives another embedding.
    pixels = helper.make_node("Flatten", ["x"], ["pixels"])
    mixed = helper.make_node("MatMul", ["pixels", "v"], ["mixed"])
    sine = helper.make_node("Sin", ["mixed"], ["noise"])
    add = helper.make_node("Add", ["people", "noise"], ["y"])
    random = np.random.default_rng(0)
    colours = random.normal(size=(3, 64)) * (not is_chaotic)
    pattern = random.normal(size=(3 * SIDE * SIDE, 64)) * 10
    graph = helper.make_graph(
        [mean, flat, project, pixels, mixed, sine, add],
        "graph",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, (1, 3, SIDE, SIDE))],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, (1, 64))],
        [numpy_helper.from_array(values.astype(np.float32), name) for name, values in (("w", colours), ("v", pattern))],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    path.write_bytes(made.SerializeToString())
    return path


@pytest.fixture
def named(scanned: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A library whose three people are named: enough to measure on, for these tests."""
    monkeypatch.setattr(threshold_transfer, "LEAST_PEOPLE", 3)
    monkeypatch.setattr(threshold_transfer, "LEAST_FACES", 10)
    for group, name in zip(scanned.groups.all(), ("Anna", "Ben", "Cleo"), strict=True):
        scanned.execute(NameGroup(group.id, name))
    return scanned


def models_folder(library: Library) -> Path:
    return library.catalog_path.parent / "models"


def test_a_file_becomes_a_model_and_decisions_stay(named: Library, tmp_path: Path) -> None:
    seen: list[Progress] = []
    spec = named.models.install_network(network(tmp_path / "colours.onnx"), "Colours", control=JobControl(seen.append))
    assert (spec.title, spec.dimension, spec.input_side) == ("Colours", 64, SIDE)
    assert spec.sha256 == file_checksum(models_folder(named) / spec.file_name)
    assert 0 < spec.thresholds.assignment < spec.thresholds.suggestion < 2**0.5
    assert "Measuring the model on known faces" in {progress.stage for progress in seen}
    before = {person.name: person.confirmed for person in named.people.all()}

    def engine(settings: Settings) -> FaceEngine:
        return FaceEngine(FakeDetector(), load_embedder(spec, ModelStore(models_folder(named)), settings))

    named.models.use(spec.id)
    scanning = open_fake_library(named.catalog_path, engine)
    scanning.jobs.scan()
    in_use = next(model for model in scanning.models.all() if model.in_use)
    assert (in_use.spec, in_use.embedded_faces) == (spec, scanning.overview().faces)
    assert {person.name: person.confirmed for person in scanning.people.all()} == before
    scanning.models.use("dlib-resnet")
    scanning.models.remove(spec.id)
    assert list(models_folder(scanning).iterdir()) == []
    scanning.close()


def test_a_network_that_knows_nobody_here_is_refused(named: Library, tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match="does not tell the people apart"):
        named.models.install_network(network(tmp_path / "noise.onnx", is_chaotic=True))
    assert not models_folder(named).exists()


def test_without_known_faces_nothing_is_installed(scanned: Library, tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match="too few faces are known") as caught:
        scanned.models.install_network(network(tmp_path / "colours.onnx"))
    assert "--photos DIR" in caught.value.remedy
    assert not models_folder(scanned).exists()


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), lambda path: path.write_bytes(b""), lambda path: None])
def test_what_is_no_network_is_told(make: Callable[[Path], object], scanned: Library, tmp_path: Path) -> None:
    make(tmp_path / "x.onnx")
    with pytest.raises(UserFacingError, match=r"x\.onnx (is|cannot)"):
        scanned.models.install_network(tmp_path / "x.onnx")


def published(path: Path) -> ModelSpec:
    return dataclasses.replace(
        SFACE,
        id="colours",
        title="Colours",
        sha256=file_checksum(path),
        size=path.stat().st_size,
        dimension=64,
        input_side=SIDE,
        file_name="colours.onnx",
    )


def test_published_thresholds_are_replaced_by_measured_ones(named: Library, tmp_path: Path) -> None:
    """The file of a known model is told by its checksum, whatever it is called."""
    path = network(tmp_path / "download.onnx")
    models_folder(named).mkdir()
    write_spec(models_folder(named), published(path))
    spec = named.models.install_network(path)
    assert spec.id == "colours"
    assert spec.thresholds != SFACE.thresholds
    assert spec.description.startswith(f"{SFACE.description} On faces that you know: it judges 100.0% of pairs right")
    again = named.models.install_network(path)
    assert again.description == spec.description


def test_published_thresholds_hold_where_nothing_is_known(scanned: Library, tmp_path: Path) -> None:
    path = network(tmp_path / "colours.onnx")
    models_folder(scanned).mkdir()
    write_spec(models_folder(scanned), published(path))
    scanned.models.install("colours", path)
    assert scanned.models.all()[-1].spec == published(path)


def test_the_licence_is_shown_and_accepted_first(
    named: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = network(tmp_path / "colours.onnx")

    def command(*words: object) -> tuple[int, str, str]:
        code = run([str(word) for word in words], lambda _: open_fake_library(named.catalog_path), fake_engine)
        said = capsys.readouterr()
        return code, said.out, said.err

    for words in ((path,), ("sface",), ("facenet-vggface2",)):
        code, out, err = command("models", "install", *words)
        assert (code, out) == (1, "")
        assert "licence" in err.splitlines()[0]
        assert "--accept-licence" in err
    assert not models_folder(named).exists()
    code, out, err = command("models", "install", path, "--accept-licence", "--title", "Colours")
    assert code == 0, err
    assert "Colours is installed as onnx-" in out
    assert "named up to" in err
    assert "could not be downloaded" in command("models", "install", "sface", "--accept-licence")[2]
