"""Checks that an ONNX file is a network that embeds faces, in a process of its own with limits on time and memory.

The file may come from anywhere. What would crash the program, fill the memory or never end does so in that process.
Run as a module, it checks the file that is its argument, and prints what it found as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from photoface.errors import UserFacingError
from photoface.vision.onnx_runtime import require_runtime

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from photoface.jobs import JobControl

MOST_SECONDS: Final = 120.0
"""For a check; a network of 261 MB takes 5 s on two cores."""

MOST_MEMORY: Final = 3 << 30
"""Bytes of the process that checks; a network of 261 MB needs 1 GB."""

LOOK_SECONDS: Final = 0.02
"""Between two looks at the time and the memory of that process, in which it gets some 100 MB at most."""

USUAL_SIDE: Final = 112
"""Side of the pictures of a network that takes any."""

LEAST_SIDE, MOST_SIDE = 32, 512
LEAST_DIMENSION, MOST_DIMENSION = 16, 4096

LEAST_DIFFERENCE: Final = 1e-4
"""Of a cosine from 1: nearer embeddings of two pictures that have nothing in common are the same."""

SAME: Final = 1e-2
"""Maximum distance of two embeddings of one picture, of unit length."""

_REMEDY: Final = "Choose a face recognition network that takes aligned faces, such as SFace or one trained as ArcFace."


@dataclass(frozen=True, slots=True)
class OnnxNetwork:
    """What a network takes and gives.

    Attributes:
        input_side: of its pictures, in pixels.
        dimension: numbers in an embedding.
    """

    input_side: int
    dimension: int


class Unusable(Exception):  # noqa: N818 - what the file is
    """Why a file is none that can be used, as the rest of a sentence that begins with the file's name."""


def check(path: Path, name: str, control: JobControl) -> OnnxNetwork:
    """Check an ONNX file.

    Args:
        name: the file's, for the user.

    Raises:
        UserFacingError: it is no network that embeds faces, it takes too long or too much memory, or onnxruntime is
            not installed.
        JobCancelled: by the control.
    """
    import psutil

    require_runtime()
    with tempfile.TemporaryDirectory(prefix="photoface-onnx-") as folder, tempfile.TemporaryFile() as found:
        # -P: the folder that the process starts in is no place to import from.
        command = [sys.executable, "-P", "-m", __name__, str(path.absolute())]
        # In an empty folder: onnxruntime looks for what a network names beside it there.
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=found,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        try:
            looked_at = psutil.Process(process.pid)
            ends = time.monotonic() + MOST_SECONDS
            while process.poll() is None:
                control.checkpoint()
                if time.monotonic() > ends:
                    raise UserFacingError(f"{name} takes too long to be run here.", _REMEDY)
                if _memory(looked_at) > MOST_MEMORY:
                    raise UserFacingError(f"{name} needs too much memory.", _REMEDY)
                time.sleep(LOOK_SECONDS)
        finally:
            process.kill()
            process.wait()
        found.seek(0)
        answer = found.read().decode()
    if process.returncode != 0 or not answer:
        raise UserFacingError(f"{name} cannot be run: it ended the process that tried it.", _REMEDY)
    values = json.loads(answer)
    if "problem" in values:
        raise UserFacingError(f"{name} {values['problem']}.", _REMEDY)
    return OnnxNetwork(**values)


def _memory(process: object) -> int:
    import psutil

    assert isinstance(process, psutil.Process)
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        # It has just ended.
        return 0


def examine(network: bytes) -> OnnxNetwork:
    """What a network takes and gives, after it was tried on a few pictures; for a process of its own.

    Raises:
        Unusable: it does not embed faces.
    """
    from photoface.vision.onnx_file import has_external_data
    from photoface.vision.onnx_runtime import open_session, runtime_errors

    try:
        if has_external_data(network):
            raise Unusable("keeps its weights in other files; export it with all weights in one file")
    except ValueError as error:
        raise Unusable("is damaged or is no ONNX file") from error
    try:
        session = open_session(network)
    except runtime_errors() as error:
        raise Unusable("is damaged, or has operators that onnxruntime does not know") from error
    inputs = session.get_inputs()
    if len(inputs) != 1 or inputs[0].type != "tensor(float)":
        raise Unusable("does not take one picture of 32-bit numbers")
    side = _side(inputs[0].shape)
    import numpy as np

    random = np.random.default_rng(0)
    noise = random.integers(0, 256, (3, side, side)).astype(np.float32)
    slope = np.broadcast_to(np.linspace(0, 255, side, dtype=np.float32), (3, side, side))
    pictures = np.stack([noise, slope, noise])
    try:
        # As pixels are, and scaled to -1 to 1: which of them it wants is not known yet.
        raw, scaled = (_run(session, inputs[0].name, some) for some in (pictures, (pictures - 127.5) / 127.5))
    except runtime_errors() as error:
        raise Unusable("fails when it is run") from error
    if not (_tells_apart(raw) or _tells_apart(scaled)):
        raise Unusable("gives the same numbers for different pictures")
    return OnnxNetwork(side, raw.shape[1])


def _side(shape: list[int | str | None]) -> int:
    """Side of the pictures of an input of this shape, whose sizes are numbers where they are fixed."""
    if len(shape) != 4 or shape[1] != 3 or (isinstance(shape[0], int) and shape[0] != 1):
        raise Unusable("takes other inputs than colour pictures one by one (1 x 3 x height x width)")
    height, width = (side if isinstance(side, int) else USUAL_SIDE for side in shape[2:])
    if height != width or not LEAST_SIDE <= height <= MOST_SIDE:
        raise Unusable(f"takes pictures of {width} x {height}, not squares of {LEAST_SIDE} to {MOST_SIDE}")
    return height


def _run(session: object, name: str, pictures: NDArray[np.float32]) -> NDArray[np.float32]:
    """Embeddings of unit length, (pictures, dimension)."""
    import numpy as np

    rows = []
    for picture in pictures:
        output = session.run(None, {name: np.ascontiguousarray(picture[None])})[0]  # type: ignore[attr-defined]
        if not isinstance(output, np.ndarray) or not LEAST_DIMENSION <= output.size <= MOST_DIMENSION:
            raise Unusable(f"does not give {LEAST_DIMENSION} to {MOST_DIMENSION} numbers for a face")
        rows.append(output.astype(np.float32).reshape(-1))
    if len({row.shape for row in rows}) > 1:
        raise Unusable("does not give as many numbers for every face")
    embeddings = np.stack(rows)
    with np.errstate(all="ignore"):
        lengths = np.linalg.norm(embeddings, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or not (lengths > 0).all():
        raise Unusable("gives no usable numbers")
    unit: NDArray[np.float32] = embeddings / lengths
    if float(np.abs(unit[0] - unit[2]).max()) > SAME:
        raise Unusable("gives other numbers for the same picture each time")
    return unit


def _tells_apart(embeddings: NDArray[np.float32]) -> bool:
    return float(1 - embeddings[0] @ embeddings[1]) > LEAST_DIFFERENCE


def _main(path: str) -> None:
    # The process that started this one may be killed: a network that never ends must not go on then.
    own_end = threading.Timer(MOST_SECONDS, os._exit, (1,))
    own_end.daemon = True
    own_end.start()
    try:
        answer = asdict(examine(Path(path).read_bytes()))
    except Unusable as error:
        answer = {"problem": str(error)}
    except MemoryError:
        answer = {"problem": "needs too much memory"}
    print(json.dumps(answer))


if __name__ == "__main__":
    _main(sys.argv[1])
