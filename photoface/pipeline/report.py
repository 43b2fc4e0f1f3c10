"""What a scan did, as its caller gets it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from photoface.pipeline.failures import Failure
from photoface.pipeline.inventory import Inventory


@dataclass(slots=True)
class ScanReport:
    """The result of a scan."""

    inventory: Inventory = field(default_factory=Inventory)
    read: int = 0
    linked: int = 0
    failed: int = 0
    new_faces: int = 0
    embedded: int = 0
    seconds: float = 0.0
    waiting: Counter[Path] = field(default_factory=Counter)
    """Files that were not read since their library folder went away meanwhile; the next scan reads them."""
    unfinished: list[Failure] = field(default_factory=list)
    """Why faces that need an embedding got none."""
