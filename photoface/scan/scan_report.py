"""The result of a scan: its counts, the sentences about them for the user, and their sum over restarted processes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from photoface.catalog.scanned_files import Failure
from photoface.errors import displayed
from photoface.formatting import counted, photos_in_words
from photoface.scan.inventory import Inventory

_COUNTS = ("read", "linked", "failed", "new_faces", "embedded", "looked_again", "seconds", "vanished", "videos")


@dataclass(slots=True)
class ScanReport:
    """The result of a scan."""

    inventory: Inventory = field(default_factory=Inventory)
    read: int = 0
    videos: int = 0
    """Those of them that are videos and could be read."""
    linked: int = 0
    """Files that hold a photo which the catalog knows already."""
    failed: int = 0
    new_faces: int = 0
    embedded: int = 0
    looked_again: int = 0
    """Photos in which another detector looked for faces before."""
    not_looked_at: list[Failure] = field(default_factory=list)
    """Why some of those could not be looked at again."""
    seconds: float = 0.0
    vanished: int = 0
    """Photos whose last file is gone since the scan before."""
    waiting: Counter[Path] = field(default_factory=Counter)
    """Files that were not read since their library folder went away meanwhile; the next scan reads them."""
    unfinished: list[Failure] = field(default_factory=list)
    """Why faces that need an embedding got none."""
    left_out_workers: dict[str, str] = field(default_factory=dict)
    """Why workers of a cluster did not help and what to do about it, by their addresses."""
    awaits_photos: bool = False
    """The scan might open no photo, and some have to be opened: another one goes on from this report."""

    def after(self, earlier: ScanReport) -> ScanReport:
        """This scan's report together with that of one whose process ended before; this one went on from there."""
        sums = {name: getattr(self, name) + getattr(earlier, name) for name in _COUNTS}
        inventory = replace(self.inventory, gone=self.inventory.gone + earlier.inventory.gone)
        return replace(self, inventory=inventory, awaits_photos=False, **sums)

    def sentences(self) -> str:
        """What happened, for the user, in as few words as say it."""
        photos = self.read - self.failed
        said = []
        if photos or self.new_faces:
            read = (
                f"{photos_in_words(photos, min(self.videos, photos))} read, " if photos or not self.looked_again else ""
            )
            said.append(f"{read}{counted(self.new_faces, 'new face' if not read else 'face')} found.")
        if self.embedded:
            said.append(f"{counted(self.embedded, 'face')} brought to the new model.")
        if self.looked_again:
            said.append(f"{counted(self.looked_again, 'photo')} looked at again.")
        if self.not_looked_at:
            said.append(f"{counted(len(self.not_looked_at), 'photo')} could not be looked at again.")
        if self.failed:
            said.append(f"{counted(self.failed, 'photo')} could not be read.")
        if self.vanished:
            said.append(f"{counted(self.vanished, 'photo')} {'is' if self.vanished == 1 else 'are'} gone.")
        for root, files in self.waiting.items():
            name = displayed(root.name or str(root))
            said.append(f"{name} is away: {counted(files, 'photo')} {'waits' if files == 1 else 'wait'}.")
        if self.unfinished:
            said.append(f"{counted(len(self.unfinished), 'face')} could not be looked at.")
        return " ".join(said) or "No new photos."


class ReportOverRestarts:
    """The report of a scan whose process may be started again several times."""

    def __init__(self) -> None:
        self._earlier = ScanReport()
        self._latest: ScanReport | None = None

    def note(self, report: ScanReport) -> None:
        """What the process that runs now did so far."""
        self._latest = report

    def restart(self) -> None:
        """The process ended, and another one goes on."""
        self._earlier, self._latest = self.total(), None

    def total(self) -> ScanReport:
        """What all of them did."""
        return self._earlier if self._latest is None else self._latest.after(self._earlier)
