"""One of several processes that learn together; started by `test_distributed.py` as `torchrun` would."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import torch
from blobs import blob_faces, pair_accuracy
from torch import nn

from photoface.jobs import JobControl
from photoface.learning.architectures.blocks import UnitLength
from photoface.learning.distributed import World, joined
from photoface.learning.mining_rule import MiningRule, Negatives
from photoface.learning.trainer import Trainer
from photoface.learning.training_options import TrainingOptions
from photoface.learning.training_step import Learner
from photoface.learning.validation import split_people


class Recorder(torch.optim.SGD):
    """Keeps the gradients of its last step."""

    gradients: list[np.ndarray]

    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        self.gradients = [parameter.grad.numpy().copy() for group in self.param_groups for parameter in group["params"]]


def gradients(world: World, batch: int, faces_at_once: int) -> list[np.ndarray]:
    """Of a step with the batch of this number, averaged over the world."""
    torch.manual_seed(0)
    network = nn.Sequential(nn.Flatten(), nn.Linear(16 * 16 * 3, 24), nn.Tanh(), nn.Linear(24, 8), UnitLength())
    recorder = Recorder(network.parameters(), lr=0.1)
    device = torch.device("cpu")
    learner = Learner(world.shared(network, device), recorder, device, faces_at_once=faces_at_once)
    faces = blob_faces(people=10, each=5, seed=batch)
    learner.step(
        faces.pixels[:, 1:17, 1:17],
        torch.from_numpy(faces.labels),
        MiningRule(negatives=Negatives.HARDEST),
        torch.Generator(),
    )
    return recorder.gradients


def main(folder: Path) -> None:
    torch.set_num_threads(1)
    with joined() as world:
        with world.first_before_others():
            (folder / f"started-{world.rank}").write_text(str((folder / "started-0").exists()))
        for name, faces_at_once in (("whole", 50), ("parts", 20)):
            found = gradients(world, world.rank, faces_at_once)
            np.savez(folder / f"{name}-{world.rank}.npz", *found)
        asked = TrainingOptions(
            image_side=16,
            dimension=16,
            batch_size=48,
            faces_per_identity=6,
            random_negatives=6,
            faces_at_once=24,
            steps=4,
            evaluate_every=2,
            offline_mining_every=2,
            device="cpu",
            mixed_precision=False,
        )
        faces = blob_faces()
        split = split_people(faces.labels, 0.34, 0)
        trainer = Trainer(asked, faces, *split, pair_accuracy, folder / "run", world=world)
        trainer.run(JobControl())
        np.save(folder / f"embeddings-{world.rank}.npy", trainer.embeddings(split[1], JobControl()))
        weights = [parameter.detach().numpy() for parameter in trainer.network.parameters()]
        np.savez(folder / f"weights-{world.rank}.npz", *weights)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
