"""`Models`, the library's manager that lists, installs, chooses and removes recognition models."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from photoface.catalog import faces, settings_store
from photoface.catalog.database import Database
from photoface.errors import UserFacingError
from photoface.jobs import JobControl
from photoface.library.personal_learning import PersonalModel
from photoface.vision.imported_models import remove_spec, write_spec
from photoface.vision.model_registry import ModelRegistry, ModelSpec, Thresholds
from photoface.vision.model_store import ModelStore


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """A model as the user sees it in the list."""

    spec: ModelSpec
    installed: bool
    in_use: bool
    embedded_faces: int
    checksum: str | None


class Models:
    """The models that there are, and the one in use."""

    def __init__(
        self, database: Database, registry: ModelRegistry, weights: ModelStore, personal: PersonalModel
    ) -> None:
        self._database = database
        self._registry = registry
        self._weights = weights
        self._personal = personal

    def all(self) -> list[ModelStatus]:
        """All models, with which are installed, which is in use, and how many faces each has embedded."""
        in_use = self._model()
        embedded = self._database.query(faces.embedded_by_model)
        found = []
        for spec in self._registry:
            is_installed = self._weights.is_installed(spec)
            checksum = self._weights.checksum(spec) if is_installed else None
            found.append(ModelStatus(spec, is_installed, spec.id == in_use, embedded.get(spec.id, 0), checksum))
        return found

    def install(self, model: str, source: Path | None = None, control: JobControl | None = None) -> str:
        """Fetch a model's weights, or take them from a file; returns the SHA-256 of what was installed.

        Raises:
            JobCancelled: by the control; nothing is left behind.
            UserFacingError: unknown model, no network, not such a checkpoint, wrong checksum, full disk.
        """
        spec = self._registry.get(model)
        if source is None:
            return self._weights.download(spec, control or JobControl())
        self._database.refuse_own(source)
        return self._weights.install_from_file(spec, source, control or JobControl())

    def install_checkpoint(
        self,
        checkpoint: Path,
        title: str | None = None,
        thresholds: Thresholds | None = None,
        control: JobControl | None = None,
    ) -> ModelSpec:
        """Make a network that `photoface train faces` made one of the models.

        Args:
            checkpoint: its file.
            title: its name for the user.
            thresholds: instead of those that were measured in its training.

        Raises:
            JobCancelled: by the control; nothing is left behind.
            UserFacingError: no such checkpoint, one that does not say what its distances mean, or a full disk.
        """
        from photoface.learning.trained_model import spec_of, write_weights

        self._database.refuse_own(checkpoint)
        spec = spec_of(checkpoint, title, thresholds)
        with tempfile.TemporaryDirectory(prefix="photoface-model-") as folder:
            weights = Path(folder) / spec.file_name
            write_weights(checkpoint, weights)
            self._weights.install_from_file(spec, weights, control or JobControl())
        # Last: a model is known only once all of it is there.
        write_spec(self._weights.folder, spec)
        return spec

    def remove(self, model: str) -> None:
        """Delete a model's weights. What its embeddings were used for stays, and so do they.

        Raises:
            UserFacingError: unknown, in use here, or one that comes with PhotoFace.
        """
        spec = self._registry.get(model)
        if self._model() == model:
            raise UserFacingError(
                f"The model {model} is in use.", "Choose another one first: photoface models use NAME"
            )
        if not self._weights.is_installed(spec):
            raise UserFacingError(f"The model {model} is not installed.")
        self._weights.remove(spec)
        remove_spec(self._weights.folder, spec)

    def use(self, model: str) -> None:
        """Make a model the catalog's own. The next scan embeds every face with it; decisions stay.

        Raises:
            UserFacingError: unknown, or not installed.
        """
        spec = self._registry.get(model)
        if not self._weights.is_installed(spec):
            raise UserFacingError(
                f"The model {model} is not installed.", f"Install it first: photoface models install {model}"
            )
        with self._database.write() as session:
            settings_store.save(session, "model", model)
        learned = self._personal.kept()
        if learned is not None and learned.model != model:
            # It says nothing about the new model's embeddings.
            self._personal.forget()

    def _model(self) -> str:
        """The id of the catalog's own."""
        return self._database.query(settings_store.load).model
