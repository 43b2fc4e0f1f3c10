"""Networks in ONNX files: dlib's in one gives its own embeddings, and files that would do harm are refused in time."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl
from photoface.settings import Settings
from photoface.vision import onnx_check
from photoface.vision.alignment import DLIB_150, align
from photoface.vision.dlib_resnet import DlibResNet, normalised
from photoface.vision.dlib_weights import read_dlib_weights
from photoface.vision.model_loading import load_embedder
from photoface.vision.model_registry import DLIB_RESNET, SFACE, ModelSpec
from photoface.vision.model_store import ModelStore, file_checksum
from photoface.vision.onnx_check import OnnxNetwork, Unusable, check, examine
from photoface.vision.onnx_embedder import OnnxEmbedder
from photoface.vision.onnx_file import has_external_data
from photoface.vision.onnx_runtime import PROCESSOR, choose_provider
from photoface.vision.protocols import FaceEmbedder, Pixels
from photoface.vision.yunet import YunetDetector

SIDE = 32
WEIGHTS = np.random.default_rng(1).normal(size=(3 * SIDE * SIDE, 128)).astype(np.float32)


class Raw(nn.Module):
    """dlib's network as an ONNX file of its own would be: raw pixels in, the mean of both mirror images out."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, pictures: Tensor) -> Tensor:
        pictures = normalised(pictures)
        embeddings: Tensor = self.network(pictures) + self.network(pictures.flip(3))
        return embeddings


def exported(network: nn.Module, path: Path, side: int, *, any_batch: bool) -> Path:
    axes = {"pictures": {0: "faces"}, "embeddings": {0: "faces"}} if any_batch else None
    with warnings.catch_warnings():
        # The exporter that needs no further package is the older one, which says so.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.eval(),
            (torch.zeros(1, 3, side, side),),
            path,
            dynamo=False,
            input_names=["pictures"],
            output_names=["embeddings"],
            dynamic_axes=axes,
        )
    return path


@pytest.fixture(scope="module")
def dlib_onnx(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("onnx")
    weights = ModelStore(folder).path_of(DLIB_RESNET)
    network = DlibResNet.from_weights(read_dlib_weights(weights))
    return exported(Raw(network), folder / "dlib.onnx", 150, any_batch=True)


def spec_of(path: Path, side: int, dimension: int, pixel_format: str = "rgb") -> ModelSpec:
    return dataclasses.replace(
        SFACE,
        id="mine",
        title="Mine",
        sha256=file_checksum(path),
        size=None,
        input_side=side,
        dimension=dimension,
        file_name="mine.onnx",
        pixel_format=pixel_format,
    )


def test_dlib_in_an_onnx_file_gives_its_own_embeddings(
    dlib_onnx: Path, dlib_embedder: FaceEmbedder, astronaut: Pixels, grace_hopper: Pixels, tmp_path: Path
) -> None:
    store, spec = ModelStore(tmp_path), spec_of(dlib_onnx, 150, 128)
    store.install_from_file(spec, dlib_onnx, JobControl())
    embedder = load_embedder(spec, store, Settings(device="cpu"))
    photos = (astronaut, grace_hopper)
    faces = [found[0] for found in YunetDetector().detect(photos)]
    crops = [align(photo, face, DLIB_150) for photo, face in zip(photos, faces, strict=True)] * 9
    cosines = (embedder.embed(crops) * _in_float32(dlib_embedder).embed(crops)).sum(axis=1)
    assert cosines.min() > 0.9999
    assert [embedder.crop(photo, face).shape for photo, face in zip(photos, faces, strict=True)] == [(150, 150, 3)] * 2


def _in_float32(embedder: FaceEmbedder) -> FaceEmbedder:
    """The same network, which may run in bfloat16."""
    from photoface.vision.embedder import TorchEmbedder

    assert isinstance(embedder, TorchEmbedder)
    path = ModelStore(Path()).path_of(DLIB_RESNET)
    network = DlibResNet.from_weights(read_dlib_weights(path))
    given = (DLIB_RESNET, network, embedder.crop, normalised, torch.device("cpu"))
    return TorchEmbedder(*given, mirror=True, number_format=torch.float32)


class Small(nn.Module):
    """A network of the size of YuNet, which takes one picture at a time as SFace's file does."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(3, 8, 3, stride=2), nn.ReLU(), nn.AvgPool2d(3), nn.Flatten())

    def forward(self, pictures: Tensor) -> Tensor:
        features: Tensor = self.layers(pictures)
        return features


@pytest.mark.parametrize("pixel_format", ["rgb", "rgb-scaled", "bgr", "bgr-scaled"])
def test_pixels_are_given_as_the_network_wants_them(pixel_format: str, tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = Small()
    path = exported(network, tmp_path / "small.onnx", SIDE, any_batch=False)
    crops = np.random.default_rng(2).integers(0, 256, (20, SIDE, SIDE, 3), dtype=np.uint8)
    pictures = torch.from_numpy(crops).float()
    if pixel_format.startswith("bgr"):
        pictures = pictures.flip(3)
    if pixel_format.endswith("scaled"):
        pictures = pictures / 127.5 - 1
    with torch.inference_mode():
        wanted = nn.functional.normalize(network(pictures.permute(0, 3, 1, 2)), dim=1).numpy()
    embedder = OnnxEmbedder(spec_of(path, SIDE, 200, pixel_format), path.read_bytes(), "cpu")
    np.testing.assert_allclose(embedder.embed(list(crops)), wanted, atol=1e-4)
    assert embedder.embed([]).shape == (0, 200)


def test_the_device_is_one_that_the_installed_runtime_has() -> None:
    cuda, core = "CUDAExecutionProvider", "CoreMLExecutionProvider"
    assert choose_provider("auto", [core, cuda, PROCESSOR]) == cuda
    assert choose_provider("auto", [core, PROCESSOR]) == core
    assert choose_provider("auto", ["AzureExecutionProvider", PROCESSOR]) == PROCESSOR
    assert choose_provider("cpu", [cuda, PROCESSOR]) == PROCESSOR
    with pytest.raises(UserFacingError, match="cannot use the device cuda"):
        choose_provider("cuda", [PROCESSOR])


def model(
    *nodes: Any,
    initializers: Any = (),
    shape: Any = (1, 3, SIDE, SIDE),
    element: int = TensorProto.FLOAT,
    domains: tuple[str, ...] = (),
) -> bytes:
    """A network from the input x to the output y."""
    made_of = [helper.make_tensor_value_info("x", element, shape)]
    output = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)
    graph = helper.make_graph(list(nodes), "graph", made_of, [output], list(initializers))
    imports = [helper.make_opsetid("", 17), *(helper.make_opsetid(domain, 1) for domain in domains)]
    serialized: bytes = helper.make_model(graph, opset_imports=imports, ir_version=9).SerializeToString()
    return serialized


node = helper.make_node
FLATTEN = node("Flatten", ["x"], ["flat"])
PROJECT = node("MatMul", ["flat", "w"], ["y"])


def tensor(name: str, values: Any) -> Any:
    return numpy_helper.from_array(np.asarray(values), name)


def external(place: str) -> Any:
    found = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=WEIGHTS.shape, data_location=TensorProto.EXTERNAL)
    found.external_data.add(key="location", value=place)
    return found


W = tensor("w", WEIGHTS)
K = tensor("k", np.array([1, 1, 4, 4], np.float32))
O, I = tensor("o", np.array([0], np.int64)), tensor("i", np.array([1], np.int64))  # noqa: E741
C = tensor("c", np.ones((1, 128), np.float32))
HUGE = tensor("huge", np.array([1 << 34, 128], np.int64))

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "damaged"),
    "zeros": (lambda: bytes(1000), "damaged"),
    "a picture": (lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)), "damaged"),
    "half a file": (lambda: model(FLATTEN, PROJECT, initializers=[W])[:100_000], "damaged"),
    "data at an absolute path": (lambda: model(FLATTEN, PROJECT, initializers=[external("/dev/zero")]), "other files"),
    "data above": (lambda: model(FLATTEN, PROJECT, initializers=[external("../w")]), "other files"),
    "data in a branch": (
        lambda: model(
            node("If", ["yes"], ["y"], then_branch=_branch(external("w")), else_branch=_branch(W)),
            initializers=[tensor("yes", np.array(True))],
        ),
        "other files",
    ),
    "an unknown operator": (
        lambda: model(node("Evil", ["x"], ["y"], domain="evil"), domains=("evil",)),
        "onnxruntime does not know",
    ),
    "batches of eight": (lambda: model(FLATTEN, PROJECT, initializers=[W], shape=(8, 3, SIDE, SIDE)), "other inputs"),
    "channels last": (lambda: model(FLATTEN, PROJECT, initializers=[W], shape=(1, SIDE, SIDE, 3)), "other inputs"),
    "no square": (lambda: model(node("Identity", ["x"], ["y"]), shape=(1, 3, SIDE, 96)), "not squares"),
    "a large picture": (lambda: model(node("Identity", ["x"], ["y"]), shape=(1, 3, 9000, 9000)), "not squares"),
    "whole numbers": (
        lambda: model(node("Cast", ["x"], ["y"], to=TensorProto.FLOAT), element=TensorProto.INT64),
        "32-bit numbers",
    ),
    "a picture as output": (lambda: model(node("Resize", ["x", "", "k"], ["y"]), initializers=[K]), "numbers for a"),
    "nothing as output": (
        lambda: model(FLATTEN, node("Slice", ["flat", "o", "o", "i"], ["y"]), initializers=[O, I]),
        "numbers for a face",
    ),
    "no numbers": (
        lambda: model(FLATTEN, node("MatMul", ["flat", "w"], ["z"]), node("Log", ["z"], ["y"]), initializers=[W]),
        "no usable numbers",
    ),
    "zeros as output": (lambda: model(FLATTEN, PROJECT, initializers=[tensor("w", WEIGHTS * 0)]), "no usable numbers"),
    "one output for all": (lambda: model(node("Identity", ["c"], ["y"]), initializers=[C]), "same numbers"),
    "another output each time": (
        lambda: model(
            FLATTEN,
            node("MatMul", ["flat", "w"], ["z"]),
            node("RandomNormalLike", ["z"], ["y"]),
            initializers=[W],
        ),
        "same picture each time",
    ),
}


def _branch(weights: Any) -> Any:
    nodes = [node("Flatten", ["x"], ["flat"]), node("MatMul", ["flat", "w"], ["z"])]
    return helper.make_graph(
        nodes, "branch", [], [helper.make_tensor_value_info("z", TensorProto.FLOAT, None)], [weights]
    )


def test_a_plain_network_passes(tmp_path: Path) -> None:
    (tmp_path / "plain.onnx").write_bytes(model(FLATTEN, PROJECT, initializers=[W]))
    assert check(tmp_path / "plain.onnx", "plain.onnx", JobControl()) == OnnxNetwork(SIDE, 128)


@pytest.mark.parametrize("kind", HOSTILE)
def test_other_networks_are_refused(kind: str) -> None:
    make, sentence = HOSTILE[kind]
    with pytest.raises(Unusable, match=sentence):
        examine(make())


def test_a_refused_file_is_told_by_name_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "hostile.onnx"
    path.write_bytes(model(node("Evil", ["x"], ["y"], domain="evil"), domains=("evil",)))
    store = ModelStore(tmp_path / "models")
    with pytest.raises(UserFacingError, match=r"^hostile\.onnx is damaged, or has operators") as caught:
        store.install_from_file(spec_of(path, SIDE, 128), path, JobControl())
    assert caught.value.remedy
    assert list(store.folder.iterdir()) == []


def test_a_huge_tensor_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "huge.onnx"
    path.write_bytes(model(node("ConstantOfShape", ["huge"], ["y"]), initializers=[HUGE]))
    with pytest.raises(UserFacingError, match=r"^huge\.onnx (needs too much memory|fails|cannot be run|is damaged)"):
        check(path, "huge.onnx", JobControl())


def _endless() -> bytes:
    """A network that adds to a sum a billion times."""
    body = helper.make_graph(
        [node("Add", ["sum", "sum"], ["next"]), node("Identity", ["go"], ["on"])],
        "body",
        [
            helper.make_tensor_value_info("i", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            helper.make_tensor_value_info("sum", TensorProto.FLOAT, None),
        ],
        [
            helper.make_tensor_value_info("on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("next", TensorProto.FLOAT, None),
        ],
    )
    many, yes = tensor("many", np.array(1 << 40, np.int64)), tensor("yes", np.array(True))
    loop = node("Loop", ["many", "yes", "flat"], ["y"], body=body)
    return model(FLATTEN, loop, initializers=[many, yes])


def test_a_network_that_never_ends_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_check, "MOST_SECONDS", 0.7)
    (tmp_path / "endless.onnx").write_bytes(_endless())
    with pytest.raises(UserFacingError, match="takes too long"):
        check(tmp_path / "endless.onnx", "endless.onnx", JobControl())


def test_a_check_can_be_cancelled(tmp_path: Path) -> None:
    (tmp_path / "endless.onnx").write_bytes(_endless())
    control = JobControl()
    control.cancel()
    with pytest.raises(JobCancelled):
        check(tmp_path / "endless.onnx", "endless.onnx", control)


def test_a_network_that_takes_too_much_memory_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_check, "MOST_MEMORY", 1 << 20)
    (tmp_path / "large.onnx").write_bytes(_endless())
    with pytest.raises(UserFacingError, match="too much memory"):
        check(tmp_path / "large.onnx", "large.onnx", JobControl())


def test_a_face_without_numbers_is_told(tmp_path: Path) -> None:
    """A network may give numbers for some faces only: the square root of a negative one is none."""
    path = tmp_path / "root.onnx"
    path.write_bytes(model(FLATTEN, node("MatMul", ["flat", "w"], ["z"]), node("Sqrt", ["z"], ["y"]), initializers=[W]))
    embedder = OnnxEmbedder(spec_of(path, SIDE, 128), path.read_bytes(), "cpu")
    with pytest.raises(UserFacingError, match="no usable numbers"):
        embedder.embed([np.full((SIDE, SIDE, 3), 100, np.uint8)])


def test_data_in_other_files_is_found_wherever_it_is() -> None:
    assert not has_external_data(model(FLATTEN, PROJECT, initializers=[W]))
    constant = helper.make_node("Constant", [], ["w"], value=external("w"))
    assert has_external_data(model(constant, FLATTEN, PROJECT))
    for damaged in (b"\x3a\xff", b"\xff" * 30, b"\x3b"):
        with pytest.raises(ValueError, match="field|integer|wire"):
            has_external_data(damaged)
    assert onnx.__version__


@pytest.mark.parametrize("used_first", ["available_providers()", "runtime_errors()"])
def test_onnxruntime_keeps_and_sends_no_usage_data(used_first: str, tmp_path: Path) -> None:
    # What it would send it first keeps in files of the user's home, beside a number for this computer.
    code = f"from photoface.vision.onnx_runtime import available_providers, runtime_errors; {used_first}"
    folders = {name: str(tmp_path) for name in ("HOME", "LOCALAPPDATA", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
    environment = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    subprocess.run([sys.executable, "-B", "-c", code], env=environment | folders, check=True)
    assert list(tmp_path.rglob("*")) == []
