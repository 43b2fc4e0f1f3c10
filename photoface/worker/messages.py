"""What the window and the worker process send each other: small frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from photoface.catalog.summaries import Changed
from photoface.jobs import Progress
from photoface.library.proposals import RegroupProposal


@dataclass(frozen=True, slots=True)
class ScanJob:
    """Bring the catalog up to date with its folders."""


@dataclass(frozen=True, slots=True)
class ProposeRegroupJob:
    """See what would change if all unnamed faces were grouped afresh."""


@dataclass(frozen=True, slots=True)
class FinishDrawnJob:
    """Look at the faces that the user drew or moved in these photos."""

    photo_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LookAgainJob:
    """Look for faces in one photo once more."""

    photo_id: int


@dataclass(frozen=True, slots=True)
class InstallModelJob:
    """Install a model's weights from the network, or from a file."""

    model: str
    source: Path | None = None


@dataclass(frozen=True, slots=True)
class LearnPersonalJob:
    """Learn from what the user confirmed and rejected."""


@dataclass(frozen=True, slots=True)
class DrawMapJob:
    """Draw the map of faces."""


Job = ScanJob | ProposeRegroupJob | InstallModelJob | FinishDrawnJob | LookAgainJob | LearnPersonalJob | DrawMapJob


@dataclass(frozen=True, slots=True)
class Progressed:
    progress: Progress


@dataclass(frozen=True, slots=True)
class RowsChanged:
    changed: Changed


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a `ProposeRegroupJob` found; it ends right after."""

    proposal: RegroupProposal


@dataclass(frozen=True, slots=True)
class Finished:
    """The job is done; `summary` says in one sentence what it came to."""

    summary: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The job stopped because it was asked to."""


@dataclass(frozen=True, slots=True)
class Postponed:
    """Another process runs a job on the catalog. Nothing was done, and what was asked can wait until that is over."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The job ended with an error: the user's to mend, or, where there is a traceback, a bug of ours."""

    sentence: str
    remedy: str
    traceback: str | None


@dataclass(frozen=True, slots=True)
class Died:
    """The process ended without a word: killed, out of memory, or crashed in a decoder."""

    exit_code: int


Message = Progressed | RowsChanged | Proposed | Finished | Cancelled | Postponed | Failed | Died


@dataclass(frozen=True, slots=True)
class Order:
    """What the window asks of a running job: `cancel`, `pause` or `resume`."""

    word: str
