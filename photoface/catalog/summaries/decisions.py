"""Results of reads about decisions: the lines of the history, and the undo or redo steps to one of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DecisionSummary:
    """One line of the history. `state` is `done`, `undone`, `dropped` or `erased`; `face_ids` are some of its faces.

    `author` is who made it, where that is somebody else with whom the catalog is shared.
    """

    id: int
    kind: str
    summary: str
    made_at: dt.datetime
    state: str
    faces: int
    face_ids: tuple[int, ...] = ()
    author: str | None = None


@dataclass(frozen=True, slots=True)
class WayBack:
    """The undo or redo steps between now and just after a decision.

    Attributes:
        decision_id: the decision, or 0 for the time before the first one.
        undo: steps to take back, newest first; 0 where the way leads forward.
        redo: steps to make again, oldest first.
        first: the sentences of the first few of them.
    """

    decision_id: int
    undo: int
    redo: int
    first: tuple[str, ...]
