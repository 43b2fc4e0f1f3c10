"""`photoface models install CHECKPOINT`: installs a network that the user trained as a model.

With photos it measures the thresholds of the model on these.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from photoface.cli.context import current, opened
from photoface.cli.jobs import bytes_done, kept_when_stopped, run_job, steps_done
from photoface.errors import UserFacingError

if TYPE_CHECKING:
    from photoface.cli.context import State
    from photoface.vision.model_registry import Thresholds


def install_checkpoint(checkpoint: Path, title: str | None, photos: Path | None) -> None:
    """Install a checkpoint; with photos, its thresholds are measured on these."""
    state = current()
    with kept_when_stopped(state.output, "Nothing was installed."):
        thresholds = None if photos is None else _measured(state, checkpoint, photos)
        with opened(create=True) as library:
            spec = run_job(
                state.output,
                lambda control: library.models.install_checkpoint(checkpoint, title, thresholds, control),
                bytes_done,
            )
    state.output.line(f"{spec.title} is installed as {spec.id}.")
    found = spec.thresholds
    state.output.note(
        f"Distances: one person up to {found.verification:.3f}; grouped up to {found.grouping_large:.3f} to "
        f"{found.grouping_small:.3f}; named up to {found.assignment:.3f}, suggested up to {found.suggestion:.3f}."
    )
    state.output.note(f"`photoface models use {spec.id}` makes it the one in use.")


def _measured(state: State, checkpoint: Path, photos: Path) -> Thresholds:
    """The checkpoint's thresholds, measured on labelled photos."""
    import numpy as np

    from photoface.learning.checkpoints import load_network
    from photoface.learning.dataset import load_faces
    from photoface.learning.embedding import embed_canvases
    from photoface.learning.threshold_calibration import thresholds_from
    from photoface.learning.validation import judge
    from photoface.settings import Settings
    from photoface.vision.device import choose_device

    network, options = load_network(checkpoint)
    settings = Settings()
    engine = state.parts.load_engine(settings)
    with tempfile.TemporaryDirectory(prefix="photoface-faces-") as cache:
        crops = run_job(
            state.output,
            lambda control: load_faces(photos, Path(cache), options.crop_side, engine.detector, control),
            steps_done,
        )
        if not (np.bincount(crops.labels) > 1).any() or len(crops.people) < 2:
            raise UserFacingError(
                f"{photos} does not show two people, one of them twice.", "Name a folder with more photos."
            )
        device = choose_device(settings.device)
        embeddings = run_job(
            state.output,
            lambda control: embed_canvases(
                network.to(device),
                crops.pixels,
                np.arange(len(crops)),
                (options.height, options.width),
                device,
                checkpoint=control.checkpoint,
            ),
        )
    thresholds = thresholds_from(judge(embeddings, crops.labels))
    assert thresholds is not None
    return thresholds
