"""Writes and reads the file that says what was learned from the user: which tuned model, and look-alike classifiers.

What the file holds can be learned again at any time, so callers treat a damaged one as missing. It never holds a
user's decision.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from photoface.clustering.array_file import read_arrays, write_arrays
from photoface.errors import UserFacingError
from photoface.learning.look_alike_judges import LookAlike
from photoface.learning.open_set_comparison import Comparison
from photoface.settings import base_model

FORMAT: Final = 1


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """What was learned, and its results on held-out faces.

    Attributes:
        model: the model whose embeddings it is for: one that was tuned to the library's people, or the user's own.
        comparison: of the tuned model with the one that it was tuned from, adopted or not; None where the user's model
            cannot be tuned.
        look_alikes: classifiers of two people by their ids.
    """

    model: str
    made_at: dt.datetime
    comparison: Comparison | None = None
    look_alikes: tuple[LookAlike, ...] = ()

    @property
    def is_tuned(self) -> bool:
        """Whether a tuned model was adopted."""
        return self.model != base_model(self.model)

    @property
    def useful(self) -> bool:
        """Whether anything was adopted."""
        return self.is_tuned or bool(self.look_alikes)


def write_learned(path: Path, learned: Learned) -> None:
    """Write atomically.

    Raises:
        UserFacingError: the folder cannot be written to.
    """
    pairs = learned.look_alikes
    about = {
        "format": FORMAT,
        "model": learned.model,
        "made_at": learned.made_at.isoformat(),
        "comparison": None if learned.comparison is None else asdict(learned.comparison),
        "look_alikes": [
            [one.first, one.second, one.bias, one.faces, one.errors_before, one.errors_after] for one in pairs
        ],
    }
    weights = np.stack([one.weights for one in pairs]) if pairs else np.zeros((0, 0), np.float32)
    write_arrays(path, about, {"weights": weights})


def read_learned(path: Path) -> Learned:
    """Read what `write_learned` wrote. Of a file of earlier versions, which may also hold a matrix that was applied to
    embeddings, what is still used is read.

    Raises:
        FileNotFoundError: there is none.
        UserFacingError: it is damaged, or of another version.
    """
    about, arrays = read_arrays(path)
    try:
        return _from_arrays(about, arrays)
    except (ValueError, KeyError, TypeError) as error:
        raise UserFacingError(f"{path} is of another version.", "Learn again; nothing else is lost.") from error


def _from_arrays(about: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Learned:
    if about["format"] != FORMAT:
        raise ValueError("another version")
    look_alikes = tuple(
        LookAlike(first, second, weights, bias, faces, before, after)
        for (first, second, bias, faces, before, after), weights in zip(
            about["look_alikes"], arrays["weights"], strict=True
        )
    )
    comparison = about["comparison"]
    return Learned(
        about["model"],
        dt.datetime.fromisoformat(about["made_at"]),
        None if comparison is None else Comparison(**comparison),
        look_alikes,
    )
