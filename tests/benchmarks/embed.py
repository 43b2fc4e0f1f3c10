"""Embedding faces: every embedder of PhotoFace beside the plain call of the same network.

    python tests/benchmarks/embed.py [--faces 256] [--rounds 5] [--dlib-python PYTHON] [--json FILE]

- dlib-resnet: in float32 and in bfloat16, where the processor has it; with the mirror image that it averages with, so
  twice as many crops. The plain call is dlib's own `compute_face_descriptor`, without the mirror image, where dlib is
  installed, here or in the Python of --dlib-python.
- facenet: InceptionResnetV1 with random weights, which cost the same. The plain call is the module as facenet-pytorch
  makes it, in batches of 32 and, as its README calls it, face by face.

Crops are noise: what a network does does not depend on what it sees. All take turns, round by round; a rate is that of
the fastest round, since noise only ever slows.
"""

from __future__ import annotations

import argparse
import functools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import reporting
import torch
from facenet_pytorch import InceptionResnetV1
from numpy.typing import NDArray

from photoface.vision.alignment import DLIB_150, align
from photoface.vision.allocation import keep_freed_memory
from photoface.vision.device import coarser_format
from photoface.vision.dlib_resnet import DlibResNet, normalised
from photoface.vision.dlib_weights import read_dlib_weights
from photoface.vision.embedder import TorchEmbedder
from photoface.vision.facenet import INPUT_SIDE, cut_face, load_network
from photoface.vision.facenet import normalised as facenet_normalised
from photoface.vision.model_registry import DLIB_RESNET, FACENET_VGGFACE2
from photoface.vision.model_store import ModelStore
from photoface.vision.protocols import DetectedFace

EAGER_BATCH = 32
DLIB_FACES = 24
"""dlib takes a tenth of a second a face."""

DLIB_SCRIPT = """
import dlib, numpy, sys, time
network = dlib.face_recognition_model_v1(sys.argv[1])
crops = numpy.random.default_rng(0).integers(0, 256, (int(sys.argv[2]), 150, 150, 3), dtype=numpy.uint8)
network.compute_face_descriptor(crops[0])
started = time.perf_counter()
for crop in crops:
    network.compute_face_descriptor(crop)
print(time.perf_counter() - started)
"""

Crops = NDArray[np.uint8]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faces", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--dlib-python", default=sys.executable, help="a Python that has dlib, if this one has not")
    parser.add_argument("--json", type=Path, help="file for the figures")
    arguments = parser.parse_args()
    keep_freed_memory()
    contenders = {**dlib_resnet(arguments.faces), **facenet(arguments.faces)}
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    for run in contenders.values():
        run()
    for _ in range(arguments.rounds):
        for name, run in contenders.items():
            started = time.perf_counter()
            run()
            rates[name].append(arguments.faces / (time.perf_counter() - started))
    best = {name: max(each) for name, each in rates.items()}
    plain = dlib_rate(arguments.dlib_python)
    if plain is not None:
        best["dlib, its own"] = plain
    report = {
        "machine": {**reporting.machine(), "torch": torch.__version__},
        "faces": arguments.faces,
        "faces_per_second": best,
    }
    show(best)
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def formats() -> list[torch.dtype]:
    coarser = coarser_format(torch.device("cpu"))
    return [torch.float32] if coarser is None else [torch.float32, coarser]


def crops_of(side: int, faces: int) -> list[Crops]:
    return list(np.random.default_rng(0).integers(0, 256, (faces, side, side, 3), dtype=np.uint8))


def dlib_weights() -> Path:
    return ModelStore(Path(tempfile.gettempdir())).path_of(DLIB_RESNET)


def dlib_resnet(faces: int) -> dict[str, Callable[[], Any]]:
    def network() -> DlibResNet:
        return DlibResNet.from_weights(read_dlib_weights(dlib_weights()))

    def cut(photo: Crops, face: DetectedFace) -> Crops:
        return align(photo, face, DLIB_150)

    crops = crops_of(DLIB_RESNET.input_side, faces)
    runs = embedders("dlib-resnet", crops, lambda: (DLIB_RESNET, network(), cut, normalised), mirror=True)
    plain = network()
    runs["dlib-resnet, plain torch"] = lambda: plain_batches(plain, normalised, crops)
    return runs


def facenet(faces: int) -> dict[str, Callable[[], Any]]:
    torch.manual_seed(0)
    eager = InceptionResnetV1(pretrained=None).eval()
    crops = crops_of(INPUT_SIDE, faces)
    with tempfile.TemporaryDirectory() as folder:
        checkpoint = Path(folder, "random.pt")
        torch.save(eager.state_dict(), checkpoint)
        runs = embedders(
            "facenet",
            crops,
            lambda: (FACENET_VGGFACE2, load_network(checkpoint), cut_face, facenet_normalised),
            mirror=False,
        )
    runs["facenet, eager, batches"] = lambda: plain_batches(eager, facenet_normalised, crops)
    runs["facenet, eager, one by one"] = lambda: plain_batches(eager, facenet_normalised, crops, batch=1)
    return runs


def embedders(
    name: str, crops: list[Crops], parts: Callable[[], tuple[Any, ...]], *, mirror: bool
) -> dict[str, Callable[[], Any]]:
    """The product's embedder in each number format; a network is made for each, since it is converted in place.

    Args:
        parts: the first four of `TorchEmbedder`'s arguments.
    """
    runs: dict[str, Callable[[], Any]] = {}
    for number_format in formats():
        spec, network, crop, normalise = parts()
        embedder = TorchEmbedder(
            spec, network, crop, normalise, torch.device("cpu"), mirror=mirror, number_format=number_format
        )
        runs[f"{name}, {short(number_format)}"] = functools.partial(embedder.embed, crops)
    return runs


def plain_batches(
    network: torch.nn.Module,
    normalise: Callable[[torch.Tensor], torch.Tensor],
    crops: list[Crops],
    batch: int = EAGER_BATCH,
) -> None:
    """The network as its module stands, in float32 and torch's default layout."""
    with torch.no_grad():
        for start in range(0, len(crops), batch):
            pixels = torch.from_numpy(np.stack(crops[start : start + batch])).permute(0, 3, 1, 2)
            network(normalise(pixels.contiguous().float()))


def dlib_rate(python: str) -> float | None:
    """Faces a second of dlib itself, None where it is not installed."""
    command = [python, "-c", DLIB_SCRIPT, str(dlib_weights()), str(DLIB_FACES)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return DLIB_FACES / float(done.stdout) if done.returncode == 0 else None


def short(number_format: torch.dtype) -> str:
    return str(number_format).removeprefix("torch.")


def show(rates: dict[str, float]) -> None:
    eager = rates["facenet, eager, batches"]
    for name, rate in rates.items():
        ratio = f"{rate / eager:6.1f} x the eager call" if name.startswith("facenet") else ""
        print(f"{name:28}{rate:8.0f} faces/s {ratio}")


if __name__ == "__main__":
    main()
