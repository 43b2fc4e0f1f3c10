"""The jobs and orders that are sent to the worker process, and the messages that tell of a job: frozen dataclasses."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from photoface.jobs import GIVEN_UP_EXIT_CODE, Progress

if TYPE_CHECKING:
    from photoface.catalog.summaries.changed import Changed
    from photoface.cluster.checking import FoundHelpers
    from photoface.cluster.choices import ClusterChoices
    from photoface.library.exports.data_files import DataFormat
    from photoface.library.exports.immich import ImmichReport
    from photoface.library.exports.shared_copies import SharedCopyChoices
    from photoface.library.import_report import ImportReport
    from photoface.library.photo_copies import CopyReport
    from photoface.library.regroup_proposal import RegroupProposal
    from photoface.library.takeover import Proposal
    from photoface.scan.folder_to_scan import FolderToScan
    from photoface.scan.scan_report import ScanReport


@dataclass(frozen=True, slots=True)
class ScanJob:
    """Bring the catalog up to date with its folders.

    Attributes:
        begun: the report that awaits photos, where the folders have been listed already.
        waits_for_writers: leave files that were changed a moment ago to a later scan.
        only: look through this folder alone; None for all.
        alone: have no other computer or process help, whatever the settings say.
    """

    begun: ScanReport | None = None
    waits_for_writers: bool = False
    only: FolderToScan | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class ProposeRegroupJob:
    """Propose what would change if all unnamed faces were grouped again."""


@dataclass(frozen=True, slots=True)
class FinishDrawnJob:
    """Embed the faces that the user drew or moved in these photos."""

    photo_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LookAgainJob:
    """Detect faces in one photo once more."""

    photo_id: int


@dataclass(frozen=True, slots=True)
class InstallModelJob:
    """Install a model's weights from the network, or from a file."""

    model: str
    source: Path | None = None


@dataclass(frozen=True, slots=True)
class InstallNetworkJob:
    """Make a network in an ONNX file one of the models."""

    file: Path


@dataclass(frozen=True, slots=True)
class LearnPersonalJob:
    """Train the personal head on what the user confirmed and rejected."""


@dataclass(frozen=True, slots=True)
class LearnLookAlikesJob:
    """Learn to tell people apart who are confused with each other."""


@dataclass(frozen=True, slots=True)
class DrawMapJob:
    """Compute the map of faces."""


@dataclass(frozen=True, slots=True)
class ProposeTakeoverJob:
    """Propose to take over what photo files say.

    Attributes:
        mapping: names of the files with the user's answers, as for `Metadata.propose`.
    """

    mapping: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ProposeImportJob:
    """Read another program's catalog, and propose to take over what it says.

    Attributes:
        source, where, key: as for `read_catalog`.
        mapping, roots: as for `Metadata.propose_import`.
    """

    source: str
    where: str | None = None
    key: str | None = None
    mapping: tuple[tuple[str, str], ...] = ()
    roots: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WriteNamesJob:
    """Write names, tags, stars and captions beside photos or into them.

    Attributes:
        photo_ids: of these photos; None for all about which there is something to write.
        into_files: into the photo files where that is safe.
        keep_modification_time: of the photo files.
        remove: take the names that PhotoFace wrote out again, instead of writing.
    """

    photo_ids: tuple[int, ...] | None = None
    into_files: bool = False
    keep_modification_time: bool = False
    remove: bool = False


@dataclass(frozen=True, slots=True)
class WriteDueJob:
    """Bring files up to date with what was decided since they were written.

    Attributes:
        again: also those that could not be written before.
    """

    again: bool = False


@dataclass(frozen=True, slots=True)
class EmptyTrashJob:
    """Move the files of deleted photos to the trash of the system.

    Attributes:
        photo_ids, without_trash: as for `Jobs.empty_trash`.
    """

    photo_ids: tuple[int, ...] | None = None
    without_trash: bool = False


@dataclass(frozen=True, slots=True)
class ImportPhotosJob:
    """Copy what is new on a card into the library.

    Attributes:
        sources, folder, pattern, again: as for `Jobs.import_photos`.
    """

    sources: tuple[Path, ...]
    folder: Path
    pattern: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class ShareCopiesJob:
    """Make copies of photos to give away. It reads the catalog and changes nothing in it."""

    photo_ids: tuple[int, ...]
    folder: Path
    choices: SharedCopyChoices


@dataclass(frozen=True, slots=True)
class ExportDataJob:
    """Write photos, faces and people into a file; one that is there is replaced.

    Attributes:
        photo_ids: of these photos; None for all.
    """

    file: Path
    data_format: DataFormat
    photo_ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class ExportPagesJob:
    """Write web pages into a folder; older ones of PhotoFace are replaced.

    Attributes:
        large, names, places: as for `PageChoices`.
        photo_ids: of these photos; None for all.
    """

    folder: Path
    large: bool = True
    names: bool = True
    places: bool = True
    photo_ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class ExportImmichJob:
    """Give names, birthdays and boxes of faces to an Immich server.

    Attributes:
        address, key, dry_run: as for `Exports.to_immich`.
        photo_ids: of these photos; None for all.
    """

    address: str
    key: str = field(repr=False)
    photo_ids: tuple[int, ...] | None = None
    dry_run: bool = True


@dataclass(frozen=True, slots=True)
class FindHelpersJob:
    """Find out which computers would help with scans by these choices."""

    choices: ClusterChoices


ExportJob = ExportDataJob | ExportPagesJob | ExportImmichJob
OtherJob = (
    ProposeRegroupJob
    | InstallModelJob
    | InstallNetworkJob
    | FinishDrawnJob
    | LookAgainJob
    | LearnPersonalJob
    | LearnLookAlikesJob
    | DrawMapJob
    | ProposeTakeoverJob
    | ProposeImportJob
    | WriteNamesJob
    | WriteDueJob
    | EmptyTrashJob
    | ImportPhotosJob
    | ShareCopiesJob
    | FindHelpersJob
    | ExportJob
)
Job = ScanJob | OtherJob


@dataclass(frozen=True, slots=True)
class Progressed:
    progress: Progress


@dataclass(frozen=True, slots=True)
class RowsChanged:
    """The job committed rows. `report` is the state of a scan."""

    changed: Changed
    report: ScanReport | None = None


@dataclass(frozen=True, slots=True)
class Proposed:
    """The proposal of a `ProposeRegroupJob`, which ends right after it."""

    proposal: RegroupProposal


@dataclass(frozen=True, slots=True)
class TakeoverProposed:
    """The proposal of a `ProposeTakeoverJob` or `ProposeImportJob`, which ends right after it."""

    proposal: Proposal


@dataclass(frozen=True, slots=True)
class PhotosImported:
    """What an `ImportPhotosJob` did, which ends right after it."""

    report: ImportReport


@dataclass(frozen=True, slots=True)
class CopiesMade:
    """What a `ShareCopiesJob` did, which ends right after it."""

    report: CopyReport


@dataclass(frozen=True, slots=True)
class HelpersFound:
    """What a `FindHelpersJob`, which ends right after it, found."""

    found: FoundHelpers


@dataclass(frozen=True, slots=True)
class ImmichReported:
    """What an `ExportImmichJob`, which ends right after it, sent or would send."""

    report: ImmichReport


@dataclass(frozen=True, slots=True)
class Finished:
    """The job is done; `summary` is its result in one sentence. `report` is a scan's."""

    summary: str
    report: ScanReport | None = None


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The job was cancelled."""


@dataclass(frozen=True, slots=True)
class Postponed:
    """Another process runs a job on the catalog. Nothing was done; the job can wait for its end."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The job ended with an error: one for the user, or, with a traceback, a bug.

    `can_go_on_alone`: only the computers that should help are missing.
    """

    sentence: str
    remedy: str
    traceback: str | None
    can_go_on_alone: bool = False


@dataclass(frozen=True, slots=True)
class Died:
    """The process ended without a message: killed, out of memory, or crashed in a decoder."""

    exit_code: int

    @property
    def gave_up_a_photo(self) -> bool:
        """Whether the process ended itself because of a photo, which the next process leaves out."""
        return self.exit_code == GIVEN_UP_EXIT_CODE


Told = (
    Progressed | RowsChanged | Proposed | TakeoverProposed | PhotosImported | CopiesMade | HelpersFound | ImmichReported
)
Message = Told | Finished | Cancelled | Postponed | Failed | Died


Order = Literal["cancel", "pause", "resume"]
"""What the window sends to a running job: the method of its `JobControl` to call."""
