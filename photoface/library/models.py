"""`Models`, the library's manager that lists, installs, chooses and removes recognition models."""

from __future__ import annotations

import dataclasses
import tempfile
from dataclasses import dataclass
from pathlib import Path

from photoface.catalog import faces, settings_store, tuned_embeddings
from photoface.catalog.database import Database
from photoface.errors import UserFacingError
from photoface.jobs import JobControl, Progress
from photoface.library.personal_model import PersonalModel
from photoface.settings import base_model
from photoface.vision.imported_models import remove_spec, write_spec
from photoface.vision.model_registry import DLIB_RESNET, ModelRegistry, ModelSpec, Thresholds
from photoface.vision.model_store import ModelStore
from photoface.vision.onnx_runtime import ARCHITECTURE as ONNX

MEASURED = "On faces that you know"
"""Begins the sentence of a description that says how well a model did when it was installed."""


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

        Where enough faces are confirmed, the thresholds of a model are measured on them and replace its published ones.

        Raises:
            JobCancelled: by the control; nothing is left behind, or, while it is measured, the published thresholds.
            UserFacingError: unknown model, no network, not such a checkpoint, wrong checksum, full disk.
        """
        control = control or JobControl()
        spec = self._registry.get(model)
        if source is None:
            checksum = self._weights.download(spec, control)
        else:
            self._database.refuse_own(source)
            checksum = self._weights.install_from_file(spec, source, control)
        if spec.architecture == ONNX:
            measured = self._measured(spec, (spec,), self._weights.path_of(spec), None, control)
            if measured is not None:
                write_spec(self._weights.folder, measured)
        return checksum

    def install_network(
        self,
        file: Path,
        title: str | None = None,
        photos: Path | None = None,
        control: JobControl | None = None,
    ) -> ModelSpec:
        """Make a network in an ONNX file one of the models; the file of a known model installs that.

        What its input means, and its thresholds, are measured on confirmed faces.

        Args:
            title: its name for the user; None for the file's.
            photos: measured on these instead: a folder with a folder of photos for each person.

        Raises:
            JobCancelled: by the control; nothing is left behind.
            UserFacingError: no onnxruntime, no such network, too few faces to measure it on, or it does not tell these
                people apart; a full disk.
        """
        from photoface.learning.threshold_transfer import LEAST_FACES, LEAST_PEOPLE
        from photoface.vision.onnx_check import check
        from photoface.vision.onnx_embedder import PIXEL_FORMATS

        control = control or JobControl()
        self._database.refuse_own(file)
        digest = self._weights.checksum_of_file(file)
        for known in self._registry:
            if known.sha256 == digest:
                self.install(known.id, file, control)
                return self._registry.get(known.id)
        control.report(Progress(f"Trying {file.name}", 0, None))
        found = check(file, file.name, control)
        spec = ModelSpec(
            id=f"onnx-{digest[:8]}",
            title=title or file.stem,
            dimension=found.dimension,
            input_side=found.input_side,
            description=f"The network of the file {file.name}.",
            licence="PhotoFace does not know it; ask its makers",
            source=file.name,
            sha256=digest,
            size=file.stat().st_size,
            file_name=f"onnx-{digest[:8]}.onnx",
            offline=False,
            architecture=ONNX,
            thresholds=DLIB_RESNET.thresholds,
        )
        formats = tuple(dataclasses.replace(spec, pixel_format=each) for each in PIXEL_FORMATS)
        measured = self._measured(spec, formats, file, photos, control)
        if measured is None:
            raise UserFacingError(
                f"PhotoFace cannot measure which distances mean one person to {file.name}: too few faces are known.",
                f"Confirm {LEAST_FACES} faces of {LEAST_PEOPLE} people first, or name a folder of labelled photos: "
                "photoface models install FILE.onnx --photos DIR",
            )
        self._weights.install_from_file(measured, file, control, is_checked=True)
        write_spec(self._weights.folder, measured)
        return measured

    def _measured(
        self,
        spec: ModelSpec,
        candidates: tuple[ModelSpec, ...],
        weights: Path,
        photos: Path | None,
        control: JobControl,
    ) -> ModelSpec | None:
        """The best of some specs of one file, with thresholds measured on known faces; None where they are too few.

        Raises:
            UserFacingError: even the best one does not tell the people apart.
        """
        from photoface.learning.threshold_transfer import LEAST_AREA
        from photoface.library import model_calibration
        from photoface.vision.model_loading import load_embedder
        from photoface.vision.onnx_embedder import OnnxEmbedder

        faces = (
            model_calibration.confirmed_faces(self._database)
            if photos is None
            else model_calibration.faces_of_folder(photos)
        )
        if not faces:
            return None
        settings = self._database.query(settings_store.load)
        network = weights.read_bytes()
        embedders = [OnnxEmbedder(candidate, network, settings.device) for candidate in candidates]
        default = load_embedder(DLIB_RESNET, self._weights, settings)
        measured = model_calibration.measure(faces, embedders, default, settings, control)
        if not measured:
            return None
        best = max(range(len(measured)), key=lambda place: measured[place].area_under_curve)
        if measured[best].area_under_curve < LEAST_AREA:
            raise UserFacingError(
                f"{spec.title} does not tell the people apart whose faces are known here.",
                "Choose a network that was trained to recognise faces.",
            )
        found = measured[best]
        description = spec.description.split(MEASURED)[0].rstrip()
        description += f" {MEASURED}: it judges {found.accuracy:.1%} of pairs right, "
        description += f"{DLIB_RESNET.title} {found.known_accuracy:.1%}."
        return dataclasses.replace(candidates[best], thresholds=found.thresholds, description=description)

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
        if self._model() == model:
            # It may be in use in a form that was tuned to the library's people.
            return
        learned = self._personal.kept()
        with self._database.write() as session:
            tuned_embeddings.keep_only(session, None)
            settings_store.save(session, "model", model)
        if learned is not None and base_model(learned.model) != model:
            # It says nothing about the new model's embeddings.
            self._personal.forget()

    def _model(self) -> str:
        """The id of the catalog's own, or of what that was tuned from."""
        return base_model(self._database.query(settings_store.load).model)
