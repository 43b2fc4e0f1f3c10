"""Decides whether a job whose process died is started again: not after several deaths without progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from photoface.worker.messages import Died

if TYPE_CHECKING:
    from photoface.scan.scan_report import ScanReport

MOST_DEATHS = 4
"""Deaths in a row without any progress after which a job is given up. One photo may cause three before a scan leaves it
out (`scan.scan.DEATHS_ALLOWED`)."""


class RestartPolicy:
    """Counts the deaths of one job's processes since its last progress."""

    def __init__(self) -> None:
        self._deaths = 0

    def note_progress(self, report: ScanReport | None) -> None:
        """Something was committed; `report` is that of the present process. Listing folders is not progress."""
        if report is not None and report.read + report.linked + report.embedded + report.looked_again:
            self._deaths = 0

    def should_restart(self, died: Died) -> bool:
        """Whether to start the job again after this death."""
        # A process that gave up a photo is restarted without that photo.
        self._deaths += not died.gave_up_a_photo
        return self._deaths < MOST_DEATHS
