from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from together import gradients

from photoface.learning.distributed import World, joined
from photoface.learning.training_log import read_log

HERE = Path(__file__).resolve().parent


def test_without_torchrun_it_is_a_world_of_one() -> None:
    with joined({}) as world:
        assert world == World(0, 1, 0)
        assert world.first
        with world.first_before_others():
            pass


def arrays(path: Path) -> list[np.ndarray]:
    with np.load(path) as stored:
        return [stored[name] for name in stored.files]


@pytest.mark.slow
def test_two_processes_learn_as_one(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    environment = {
        **os.environ,
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port),
        "WORLD_SIZE": "2",
        "OMP_NUM_THREADS": "1",
        "CUDA_VISIBLE_DEVICES": "",
        "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parents[2])]),
    }
    processes = [
        subprocess.Popen(
            [sys.executable, str(HERE / "together.py"), str(tmp_path)],
            env={**environment, "RANK": str(rank), "LOCAL_RANK": str(rank)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for rank in range(2)
    ]
    try:
        said = [process.communicate(timeout=120)[0] for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.wait()
    assert [process.returncode for process in processes] == [0, 0], "\n".join(said)

    alone = [gradients(World(), batch, 50) for batch in range(2)]
    for name in ("whole", "parts"):
        both = [arrays(tmp_path / f"{name}-{rank}.npz") for rank in range(2)]
        for first, second, one, other in zip(*both, *alone, strict=True):
            assert np.array_equal(first, second)
            np.testing.assert_allclose(first, (one + other) / 2, atol=1e-6, rtol=1e-4)
            assert not np.allclose(one, other, atol=1e-4)
    for first, second in zip(*(arrays(tmp_path / f"weights-{rank}.npz") for rank in range(2)), strict=True):
        assert np.array_equal(first, second)
    # The first process alone keeps a log.
    steps = [line["step"] for line in read_log(tmp_path / "run") if line["kind"] == "train"]
    assert steps == [0, 1, 2, 3]
    assert (tmp_path / "started-1").read_text() == "True"
