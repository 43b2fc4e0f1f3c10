"""What came of a decision."""

from __future__ import annotations

from dataclasses import dataclass

from photoface.catalog.summaries import Changed


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command, an undo or a redo did: the ledger's sentence, and the rows it touched."""

    decision_id: int
    summary: str
    changed: Changed
