"""Several processes that learn together, as `torchrun` starts them; one process is a world of one.

Each process mines its own batches; torch's DistributedDataParallel takes the mean of their gradients, so their networks
stay alike. The first one alone evaluates, logs and writes checkpoints.
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
"""The others wait while the first one cuts faces or evaluates."""


@dataclass(frozen=True, slots=True)
class World:
    """The processes of a run.

    Attributes:
        rank: of this one, from 0.
        size: how many there are.
        local_rank: of this one on its computer; the number of its GPU.
    """

    rank: int = 0
    size: int = 1
    local_rank: int = 0

    @property
    def first(self) -> bool:
        return self.rank == 0

    def device(self, chosen: torch.device) -> torch.device:
        """The GPU of this process, where the chosen device is one."""
        return torch.device("cuda", self.local_rank) if chosen.type == "cuda" and self.size > 1 else chosen

    def shared(self, network: nn.Module, device: torch.device) -> nn.Module:
        """The network, its gradients averaged over all processes."""
        if self.size == 1:
            return network
        return torch.nn.parallel.DistributedDataParallel(
            network, device_ids=[device.index] if device.type == "cuda" else None
        )

    def any(self, here: bool, device: torch.device) -> bool:
        """Whether it is so in any of the processes; all must ask."""
        if self.size == 1:
            return here
        # NCCL knows no tensors on the processor.
        flag = torch.tensor([float(here)], device=device if device.type == "cuda" else "cpu")
        distributed.all_reduce(flag, op=distributed.ReduceOp.MAX)
        return bool(flag.item())

    @contextlib.contextmanager
    def first_before_others(self) -> Iterator[None]:
        """The block runs in the first process, and then in the others: for files that they share."""
        if self.size > 1 and not self.first:
            distributed.barrier()
        try:
            yield
        finally:
            if self.size > 1 and self.first:
                distributed.barrier()


@contextlib.contextmanager
def joined(environment: Mapping[str, str] | None = None) -> Iterator[World]:
    """The world that `torchrun` describes in the environment, left again at the end; of one where it does not."""
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
