"""Writes and reads the file with what was learned from the user: personal head and look-alike classifiers.

It can be learned again at any time, so a damaged file is treated as a missing one. It never holds a user's decision.
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
from photoface.learning.personal_head import PersonalHead

FORMAT: Final = 1


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """What was learned, and its results on held-out faces.

    Attributes:
        model: the model whose embeddings it is for.
        head: None where none was adopted.
        method: of the head, or of the one with the highest gain where none was adopted.
        comparison: of that head with no head.
        look_alikes: classifiers of two people by their ids.
    """

    model: str
    made_at: dt.datetime
    head: PersonalHead | None
    method: str
    comparison: Comparison
    look_alikes: tuple[LookAlike, ...] = ()

    @property
    def useful(self) -> bool:
        """Whether anything was adopted."""
        return self.head is not None or bool(self.look_alikes)


def write_learned(path: Path, learned: Learned) -> None:
    """Write atomically.

    Raises:
        UserFacingError: the folder cannot be written to.
    """
    dimension = len(learned.head.matrix) if learned.head is not None else 0
    pairs = learned.look_alikes
    about = {
        "format": FORMAT,
        "model": learned.model,
        "made_at": learned.made_at.isoformat(),
        "method": learned.method,
        "comparison": asdict(learned.comparison),
        "scale": None if learned.head is None else learned.head.scale,
        "look_alikes": [
            [one.first, one.second, one.bias, one.faces, one.errors_before, one.errors_after] for one in pairs
        ],
    }
    arrays = {
        "matrix": np.zeros((dimension, dimension), np.float32) if learned.head is None else learned.head.matrix,
        "weights": np.stack([one.weights for one in pairs]) if pairs else np.zeros((0, 0), np.float32),
    }
    write_arrays(path, about, arrays)


def read_learned(path: Path) -> Learned:
    """Read what `write_learned` wrote.

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
    head = None if about["scale"] is None else PersonalHead(arrays["matrix"], float(about["scale"]))
    look_alikes = tuple(
        LookAlike(first, second, weights, bias, faces, before, after)
        for (first, second, bias, faces, before, after), weights in zip(
            about["look_alikes"], arrays["weights"], strict=True
        )
    )
    return Learned(
        about["model"],
        dt.datetime.fromisoformat(about["made_at"]),
        head,
        about["method"],
        Comparison(**about["comparison"]),
        look_alikes,
    )
