"""Keeps what was learned from the user (tuned models, classifiers of look-alikes) in files beside the catalog.

It also gives recognition the embeddings of the faces together with the classifiers that belong to them.
"""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

from numpy.typing import NDArray

from photoface.errors import UserFacingError
from photoface.jobs import JobControl
from photoface.learning.personal_file import Learned, read_learned, write_learned
from photoface.recognition.look_alikes import Judge
from photoface.recognition.probability import Scale
from photoface.recognition.state import FaceView
from photoface.settings import TUNED_MARK, Settings, base_model
from photoface.vision.imported_models import read_specs, remove_spec, write_spec
from photoface.vision.model_registry import ModelSpec, Thresholds
from photoface.vision.model_store import ModelStore

if TYPE_CHECKING:
    import numpy as np

    from photoface.learning.tuned_resnet import TunedResNet

SUFFIX: Final = ".personal.npz"
MODELS_SUFFIX: Final = ".personal.models"
"""The folder with the weights of tuned models: of the one in use, and of one that faces are being brought to."""

Stamp = tuple[int, int] | None


def remove_files(catalog: Path) -> None:
    """Delete all files beside a catalog that hold what was learned from its user.

    Raises:
        OSError: they cannot be deleted.
    """
    catalog.with_name(catalog.name + SUFFIX).unlink(missing_ok=True)
    folder = catalog.with_name(catalog.name + MODELS_SUFFIX)
    if folder.exists():
        shutil.rmtree(folder)


class PersonalModel:
    """What was learned, in files beside the catalog. Safe to use from several threads."""

    def __init__(self, catalog: Path) -> None:
        self._catalog = catalog
        self.path = catalog.with_name(catalog.name + SUFFIX)
        self.store = ModelStore(catalog.with_name(catalog.name + MODELS_SUFFIX))
        self._lock = threading.Lock()
        self._read: tuple[Stamp, Learned | None] = (None, None)

    def stamp(self) -> Stamp:
        """Changes whenever the file does, also when another process writes it."""
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size

    def kept(self) -> Learned | None:
        """What was learned last, used or not. A damaged file counts as none: it is made again at any time."""
        with self._lock:
            stamp = self.stamp()
            if stamp != self._read[0]:
                try:
                    self._read = (stamp, read_learned(self.path))
                except (FileNotFoundError, UserFacingError):
                    self._read = (stamp, None)
            return self._read[1]

    def write(self, learned: Learned) -> None:
        """Keep what was learned, in the place of what was before."""
        write_learned(self.path, learned)

    def forget(self) -> None:
        """Forget what was learned. No tuned model may be in use any more.

        Raises:
            UserFacingError: it cannot be deleted.
        """
        try:
            remove_files(self._catalog)
        except OSError as error:
            raise UserFacingError(
                f"What was learned cannot be deleted from {self._catalog.parent}: {error.strerror}."
            ) from error

    def view(self, settings: Settings, vectors: NDArray[np.float32], scale: Scale) -> FaceView:
        """Embeddings of the settings' model, with the classifiers of people who look alike to it."""
        learned = self.kept() if settings.personal_learning == "yes" else None
        judges: tuple[Judge, ...] = ()
        if learned is not None and learned.model == settings.model and vectors.size:
            judges = tuple(
                Judge(one.first, one.second, one.log_odds)
                for one in learned.look_alikes
                if len(one.weights) == vectors.shape[1]
            )
        return FaceView(vectors, vectors, scale, judges, company=settings.usual_company == "yes")

    def tuned_spec(self, model: str) -> ModelSpec | None:
        """A tuned model whose weights are there."""
        if model == base_model(model) or not self.store.folder.is_dir():
            return None
        return next(
            (one for one in read_specs(self.store.folder) if one.id == model and self.store.is_installed(one)), None
        )

    def add_tuned(self, network: TunedResNet, base: ModelSpec, scale: float, control: JobControl) -> ModelSpec:
        """Keep a tuned network as a model; nothing uses it yet.

        Args:
            base: what it was tuned from.
            scale: factor of its thresholds.

        Raises:
            JobCancelled: by the control; nothing is left behind.
            UserFacingError: the disk is full.
        """
        from photoface.learning.checkpoints import save_checkpoint
        from photoface.learning.trained_model import spec_of
        from photoface.learning.training_options import TrainingOptions

        options = TrainingOptions(steps=1, start=base.id)
        thresholds = Thresholds(
            *(scale * getattr(base.thresholds, field.name) for field in dataclasses.fields(Thresholds))
        )
        with tempfile.TemporaryDirectory(prefix="photoface-model-") as folder:
            checkpoint = Path(folder) / "tuned.pt"
            save_checkpoint(checkpoint, {"options": options.plain(), "network": network.cpu().state_dict()})
            trained = spec_of(checkpoint, f"{base.title}, tuned to your people", thresholds)
            name = trained.id.rpartition("-")[2]
            spec = dataclasses.replace(trained, id=f"{base.id}{TUNED_MARK}{name}", file_name=f"{name}.pt")
            self.store.install_from_file(spec, checkpoint, control)
        write_spec(self.store.folder, spec)
        return spec

    def keep_only(self, model: str) -> None:
        """Delete the weights of all other tuned models."""
        if self.store.folder.is_dir():
            for spec in read_specs(self.store.folder):
                if spec.id != model:
                    remove_spec(self.store.folder, spec)
                    self.store.remove(spec)
