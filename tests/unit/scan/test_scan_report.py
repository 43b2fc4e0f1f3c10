"""What the end of a scan says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from photoface.scan.scan_report import ReportOverRestarts, ScanReport


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (ScanReport(), "No new photos."),
        (ScanReport(read=12, new_faces=1), "12 photos read, 1 face found."),
        (ScanReport(read=3, failed=1, new_faces=4), "2 photos read, 4 faces found. 1 photo could not be read."),
        (ScanReport(read=2, failed=2), "2 photos could not be read."),
        (ScanReport(vanished=6), "6 photos are gone."),
        (ScanReport(vanished=1), "1 photo is gone."),
        (ScanReport(waiting=Counter({Path("/media/Pictures"): 76})), "Pictures is away: 76 photos wait."),
    ],
)
def test_the_end_says_what_happened(report: ScanReport, said: str) -> None:
    assert report.sentences() == said


def test_a_restarted_scan_reports_all_of_its_processes() -> None:
    over = ReportOverRestarts()
    assert over.total().read == 0
    over.note(ScanReport(read=5, failed=1, vanished=6))
    over.note(ScanReport(read=10, failed=1, vanished=6))
    over.restart()
    over.restart()
    assert over.total().read == 10
    over.note(ScanReport(read=4, new_faces=3))
    total = over.total()
    assert (total.read, total.failed, total.new_faces, total.vanished) == (14, 1, 3, 6)
