"""The models that a user brought along: what is known of each lies beside its weights, in a small JSON file."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Final

from photoface.errors import UserFacingError
from photoface.vision.registry import ModelSpec, Thresholds

SUFFIX: Final = ".model.json"


def write_spec(folder: Path, spec: ModelSpec) -> None:
    """Make a model known; its weights must be there already.

    Raises:
        UserFacingError: the folder cannot be written to.
    """
    path = folder / (spec.id + SUFFIX)
    temporary = path.with_name(path.name + ".part")
    try:
        temporary.write_text(json.dumps(dataclasses.asdict(spec), indent=2) + "\n", encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        raise UserFacingError(f"{folder} cannot be written to: {error.strerror}.") from error


def remove_spec(folder: Path, spec: ModelSpec) -> None:
    """Let a model be unknown again; nothing happens where it was not brought along."""
    (folder / (spec.id + SUFFIX)).unlink(missing_ok=True)


def read_specs(folder: Path) -> list[ModelSpec]:
    """All models that were brought along, by id.

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
            f"What is known of a model is damaged: {path}.", "Delete the file, and install the model anew."
        ) from error
