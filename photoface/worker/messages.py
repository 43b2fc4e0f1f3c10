"""What the window and the worker process send each other: small frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from photoface.catalog.summaries import Changed
from photoface.jobs import GIVEN_UP_EXIT_CODE, Progress
from photoface.library.proposals import RegroupProposal
from photoface.scan.report import ScanReport


@dataclass(frozen=True, slots=True)
class ScanJob:
    """Bring the catalog up to date with its folders.

    Attributes:
        begun: the report that awaits photos, where the owner has looked through the folders already.
    """

    begun: ScanReport | None = None


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


OtherJob = ProposeRegroupJob | InstallModelJob | FinishDrawnJob | LookAgainJob | LearnPersonalJob | DrawMapJob
Job = ScanJob | OtherJob


@dataclass(frozen=True, slots=True)
class Progressed:
    progress: Progress


@dataclass(frozen=True, slots=True)
class RowsChanged:
    """The job committed. Of a scan, `report` is what it did so far."""

    changed: Changed
    report: ScanReport | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a `ProposeRegroupJob` found; it ends right after."""

    proposal: RegroupProposal


@dataclass(frozen=True, slots=True)
class Finished:
    """The job is done; `summary` says in one sentence what it did. `report` is a scan's."""

    summary: str
    report: ScanReport | None = None


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

    @property
    def gave_up_a_photo(self) -> bool:
        """Whether the process ended itself to get rid of a photo, and goes on without it when it is started again."""
        return self.exit_code == GIVEN_UP_EXIT_CODE


Message = Progressed | RowsChanged | Proposed | Finished | Cancelled | Postponed | Failed | Died


@dataclass(frozen=True, slots=True)
class Order:
    """What the window asks of a running job: `cancel`, `pause` or `resume`."""

    word: str
