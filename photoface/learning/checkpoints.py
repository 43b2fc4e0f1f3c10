"""Writes and reads checkpoints of a training run, to continue the run or to use its network.

They hold tensors and plain values only and are loaded with `weights_only`, so a checkpoint cannot run code. A new one
replaces the old one atomically.
"""

from __future__ import annotations

import contextlib
import pickle
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import torch

from photoface.errors import UserFacingError
from photoface.learning.training_options import TrainingOptions

if TYPE_CHECKING:
    from torch import nn

FORMAT: Final = 1
LAST: Final = "last.pt"
"""The checkpoint from which a run is continued."""
BEST: Final = "best.pt"
"""The checkpoint with the best accuracy on held-out people."""

_REMEDY: Final = "Name a checkpoint that `photoface train faces` wrote."


def save_checkpoint(path: Path, values: dict[str, Any]) -> None:
    """Write a checkpoint.

    Args:
        values: tensors, numbers, texts, and lists and dicts of them.

    Raises:
        UserFacingError: it cannot be written.
    """
    temporary = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.save({"format": FORMAT, **values}, temporary)
        temporary.replace(path)
    except (OSError, RuntimeError) as error:
        # torch's own writer reports disk errors as RuntimeError.
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise UserFacingError(f"The checkpoint {path} cannot be written.", "Check the disk's space.") from error


def read_checkpoint(path: Path) -> dict[str, Any]:
    """A checkpoint, its tensors on the CPU.

    Raises:
        UserFacingError: there is none, or it is damaged, of another kind, or would run code.
    """
    try:
        values = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError as error:
        raise UserFacingError(f"There is no checkpoint {path}.", _REMEDY) from error
    except OSError as error:
        raise UserFacingError(f"{path} cannot be read: {error.strerror or error}.") from error
    except pickle.UnpicklingError as error:
        raise UserFacingError(f"{path} holds more than weights, so it was not loaded.", _REMEDY) from error
    except (RuntimeError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise UserFacingError(f"{path} is damaged or is no checkpoint.", _REMEDY) from error
    if not isinstance(values, dict) or not {"format", "options", "network"} <= values.keys():
        raise UserFacingError(f"{path} is no checkpoint of a training run.", _REMEDY)
    if values["format"] != FORMAT:
        raise UserFacingError(f"{path} was made by another version of PhotoFace.", "Train again, or use that version.")
    return values


def build_network(options: TrainingOptions) -> nn.Module:
    """The run's network with random weights from its seed; torch's global generator is left unchanged."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(options.seed)
        return options.architecture.build(options.embedding_dimension, batch_normalisation=options.batch_normalisation)


def load_network(path: Path) -> tuple[nn.Module, TrainingOptions]:
    """A trained network in evaluation mode, and the options it was trained with.

    Raises:
        UserFacingError: as `read_checkpoint`, or its weights do not fit its network.
    """
    values = read_checkpoint(path)
    options = TrainingOptions.from_plain(values["options"])
    network = build_network(options)
    try:
        network.load_state_dict(values["network"])
    except RuntimeError as error:
        raise UserFacingError(f"{path} holds the weights of another network.", _REMEDY) from error
    return network.eval(), options
