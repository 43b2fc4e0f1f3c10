"""Data-parallel training in the processes that `torchrun` starts; a single process is a world of one.

Each process mines its own batches; torch's DistributedDataParallel averages their gradients, so the networks stay
equal. Only the first process evaluates, logs and writes checkpoints.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import torch
from torch import distributed

if TYPE_CHECKING:
    from torch import nn

TIMEOUT: Final = dt.timedelta(hours=12)
"""The other processes wait while the first one cuts faces or evaluates."""


@dataclass(frozen=True, slots=True)
class World:
    """The processes of a run.

    Attributes:
        rank: of this process, from 0.
        size: number of processes.
        local_rank: of this process on its computer; the index of its GPU.
    """

    rank: int = 0
    size: int = 1
    local_rank: int = 0

    @property
    def first(self) -> bool:
        return self.rank == 0

    def device(self, chosen: torch.device) -> torch.device:
        """The GPU of this process, if the chosen device is a GPU."""
        return torch.device("cuda", self.local_rank) if chosen.type == "cuda" and self.size > 1 else chosen

    def shared(self, network: nn.Module, device: torch.device) -> nn.Module:
        """The network, its gradients averaged over all processes."""
        if self.size == 1:
            return network
        return torch.nn.parallel.DistributedDataParallel(
            network, device_ids=[device.index] if device.type == "cuda" else None
        )

    def any(self, here: bool, device: torch.device) -> bool:
        """Whether it is true in any of the processes; all of them must call this."""
        if self.size == 1:
            return here
        # NCCL cannot handle tensors on the CPU.
        flag = torch.tensor([float(here)], device=device if device.type == "cuda" else "cpu")
        distributed.all_reduce(flag, op=distributed.ReduceOp.MAX)
        return bool(flag.item())

    @contextlib.contextmanager
    def first_before_others(self) -> Iterator[None]:
        """Runs the block in the first process, then in the others: for files that they share."""
        if self.size > 1 and not self.first:
            distributed.barrier()
        try:
            yield
        finally:
            if self.size > 1 and self.first:
                distributed.barrier()


@contextlib.contextmanager
def joined(environment: Mapping[str, str] | None = None) -> Iterator[World]:
    """The world that `torchrun` describes in the environment, closed at the end; without it a world of one."""
    values = os.environ if environment is None else environment
    size = int(values.get("WORLD_SIZE", "1"))
    if size == 1:
        yield World()
        return
    backend = "nccl" if torch.cuda.is_available() else "gloo"
    local_rank = int(values.get("LOCAL_RANK", "0"))
    if backend == "nccl":
        torch.cuda.set_device(local_rank)
    distributed.init_process_group(backend, timeout=TIMEOUT)
    try:
        yield World(int(values["RANK"]), size, local_rank)
    finally:
        distributed.destroy_process_group()
