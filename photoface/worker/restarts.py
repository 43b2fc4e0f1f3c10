"""Whether a job whose process died is started again: not where that was of no use several times in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from photoface.worker.messages import Died

if TYPE_CHECKING:
    from photoface.scan.report import ScanReport

MOST_DEATHS = 4
"""So often in a row a job's process may die with nothing done. One photo may cause three deaths before a scan leaves it
out (`scan.scan.DEATHS_ALLOWED`)."""


class DeathsInARow:
    """Counts the deaths of one job's processes since anything was done."""

    def __init__(self) -> None:
        self._deaths = 0

    def note(self, report: ScanReport | None) -> None:
        """Something was committed; `report` tells what the process that runs now did so far.

        Looking through the folders is nothing done: each process begins with it.
        """
        if report is not None and report.read + report.linked + report.embedded:
            self._deaths = 0

    def is_worth_another(self, died: Died) -> bool:
        """Whether to start the job again after this death."""
        # Who gives up a photo goes on without it.
        self._deaths += not died.gave_up_a_photo
        return self._deaths < MOST_DEATHS
