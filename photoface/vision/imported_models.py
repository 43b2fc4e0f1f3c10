"""Writes, reads and removes the `ModelSpec` of models as small JSON files beside their weights.

These are networks that the user imported, models that were tuned to the library's people, and built-in ones whose
thresholds were measured on the user's faces.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Final

from photoface.errors import UserFacingError
from photoface.vision.model_registry import ModelSpec, Thresholds
from photoface.writable import replacing

SUFFIX: Final = ".model.json"


def write_spec(folder: Path, spec: ModelSpec) -> None:
    """Register a model, whose weights must be there already.

    Raises:
        UserFacingError: the folder cannot be written to.
    """
    try:
        with replacing(folder / (spec.id + SUFFIX)) as file:
            file.write(f"{json.dumps(dataclasses.asdict(spec), indent=2)}\n".encode())
    except OSError as error:
        raise UserFacingError(f"{folder} cannot be written to: {error.strerror}.") from error


def remove_spec(folder: Path, spec: ModelSpec) -> None:
    """Unregister a model; does nothing for one that is not registered."""
    (folder / (spec.id + SUFFIX)).unlink(missing_ok=True)


def read_specs(folder: Path) -> list[ModelSpec]:
    """The specs of all registered models, by id.

    Raises:
        UserFacingError: a file is damaged or of another version.
    """
    return [_read(path) for path in sorted(folder.glob(f"*{SUFFIX}"))]


def _read(path: Path) -> ModelSpec:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        values["thresholds"] = Thresholds(**values["thresholds"])
        return ModelSpec(**values)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserFacingError(
            f"What is known of a model is damaged: {path}.", "Delete the file, and install the model again."
        ) from error
