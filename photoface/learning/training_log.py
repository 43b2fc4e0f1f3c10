"""Writes and reads the log of a training run: JSON lines, and TensorBoard's files where that package is installed."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

LOG_NAME: Final = "log.jsonl"

TRAIN: Final = "train"
HELD_OUT: Final = "held-out"


class TrainingLog:
    """Numbers by step, appended as they come, so that a killed run keeps its log."""

    def __init__(self, folder: Path, first_steps: Mapping[str, int] | None = None) -> None:
        """
        Args:
            folder: created if missing.
            first_steps: by kind of line, for a continued run: lines of this step and later ones are dropped. A run
                killed after its last checkpoint has logged them already.
        """
        first_steps = first_steps or {}
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / LOG_NAME
        kept = [line for line in read_log(folder) if line["step"] < first_steps.get(line["kind"], 0)]
        path.write_text("".join(json.dumps(line) + "\n" for line in kept), encoding="utf-8")
        self._file = path.open("a", encoding="utf-8")
        self._board: Any = None
        if importlib.util.find_spec("tensorboard") is not None:
            from torch.utils.tensorboard import SummaryWriter

            self._board = SummaryWriter(str(folder / "tensorboard"), purge_step=max(first_steps.values(), default=0))

    def write(self, step: int, kind: str, values: Mapping[str, float]) -> None:
        """Add a line of kind `TRAIN` or `HELD_OUT`."""
        self._file.write(json.dumps({"step": step, "kind": kind, **values}) + "\n")
        self._file.flush()
        if self._board is not None:
            for name, value in values.items():
                self._board.add_scalar(f"{kind}/{name}", value, step)

    def close(self) -> None:
        self._file.close()
        if self._board is not None:
            self._board.close()


def read_log(folder: Path) -> list[dict[str, Any]]:
    """The lines of a run's log, empty where there is none; reading stops at a line that a crash cut off."""
    lines: list[dict[str, Any]] = []
    try:
        text = (folder / LOG_NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return lines
    for line in text.splitlines():
        try:
            lines.append(json.loads(line))
        except ValueError:
            break
    return lines
