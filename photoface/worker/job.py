"""Runs inside the worker process: carries out one job with the Library and sends its result or failure as a message."""

from __future__ import annotations

import traceback
from collections.abc import Callable

from photoface.catalog.summaries.changed import Changed
from photoface.errors import CatalogBusy, HelpersMissing, JobCancelled, UserFacingError
from photoface.formatting import counted
from photoface.jobs import JobControl
from photoface.library.library import Library
from photoface.library.other_programs import read_catalog
from photoface.library.personal_learning import personal_sentence
from photoface.metadata.records import Destination
from photoface.scan.scan_report import ScanReport
from photoface.worker.messages import (
    Cancelled,
    CopiesMade,
    DrawMapJob,
    EmptyTrashJob,
    ExportDataJob,
    ExportImmichJob,
    ExportJob,
    ExportPagesJob,
    Failed,
    FindHelpersJob,
    FinishDrawnJob,
    Finished,
    HelpersFound,
    ImmichReported,
    ImportPhotosJob,
    InstallModelJob,
    InstallNetworkJob,
    Job,
    LearnLookAlikesJob,
    LearnPersonalJob,
    LookAgainJob,
    Message,
    OtherJob,
    PhotosImported,
    Postponed,
    Proposed,
    ProposeImportJob,
    ProposeRegroupJob,
    ProposeTakeoverJob,
    RowsChanged,
    ScanJob,
    ShareCopiesJob,
    TakeoverProposed,
    WriteDueJob,
    WriteNamesJob,
)


def run_job(library: Library, job: Job, control: JobControl, send: Callable[[Message], None]) -> None:
    """Run a job to its end and send its result; raises nothing."""
    try:
        if isinstance(job, ScanJob):
            ended = _scan(library, job, control, send)
        else:
            ended = Finished(_run(library, job, control, send))
    except JobCancelled:
        send(Cancelled())
    except CatalogBusy as error:
        # The drawn box is kept; the other job, or the next one, completes it.
        send(Postponed() if isinstance(job, FinishDrawnJob) else Failed(error.sentence, error.remedy, None))
    except UserFacingError as error:
        send(Failed(error.sentence, error.remedy, None, isinstance(error, HelpersMissing)))
    except Exception as error:
        send(Failed(f"PhotoFace has a bug: {error!r}", "", traceback.format_exc()))
    else:
        send(ended)


def _scan(library: Library, job: ScanJob, control: JobControl, send: Callable[[Message], None]) -> Finished:
    report = job.begun or ScanReport()
    library.jobs.scan(
        control,
        lambda changed: send(RowsChanged(changed, report)),
        report,
        waits_for_writers=job.waits_for_writers,
        only=job.only,
        alone=job.alone,
    )
    return Finished(report.sentences(), report)


def _run(library: Library, job: OtherJob, control: JobControl, send: Callable[[Message], None]) -> str:
    match job:
        case ProposeRegroupJob():
            proposal = library.jobs.propose_regroup(control)
            send(Proposed(proposal))
            return f"{proposal.sentence()}." if proposal.changes else "Grouping again would change nothing."
        case FinishDrawnJob(photo_ids):
            changed = library.jobs.finish_drawn_faces(photo_ids, control)
            send(RowsChanged(changed))
            return f"Looked at {len(changed.photos):,} photos with drawn faces."
        case LookAgainJob(photo_id):
            new_faces, changed = library.jobs.look_again(photo_id, control)
            send(RowsChanged(changed))
            if not new_faces:
                return "No other face was found in this photo."
            return f"{new_faces:,} more faces found." if new_faces > 1 else "1 more face found."
        case LearnPersonalJob():
            return personal_sentence(library.learning.learn(control))
        case LearnLookAlikesJob():
            return library.look_alikes.learn(control)
        case DrawMapJob():
            return f"The map shows {library.face_map.draw(control):,} faces."
        case ProposeTakeoverJob(mapping):
            takeover = library.metadata.propose(control, dict(mapping))
            send(TakeoverProposed(takeover))
            return f"{takeover.sentence()}."
        case ProposeImportJob(source, where, key, mapping, roots):
            catalog = read_catalog(source, where, key, control)
            takeover = library.metadata.propose_import(catalog, control, dict(mapping), dict(roots))
            send(TakeoverProposed(takeover))
            return f"{takeover.sentence()}."
        case WriteNamesJob(photo_ids, into_files, keep_modification_time, remove):
            report = library.jobs.write_names(
                photo_ids,
                Destination.FILE if into_files else Destination.SIDECAR,
                control,
                remove=remove,
                keep_modification_time=keep_modification_time,
            )
            send(RowsChanged(report.turned))
            return report.sentences()
        case WriteDueJob(again):
            report = library.jobs.write_due(control, again=again)
            send(RowsChanged(report.turned))
            return report.sentences()
        case EmptyTrashJob(photo_ids, without_trash):
            emptied = library.jobs.empty_trash(photo_ids, control, without_trash=without_trash)
            send(RowsChanged(Changed(photos=frozenset(emptied.photo_ids))))
            return emptied.sentences()
        case ImportPhotosJob(sources, folder, pattern, again):
            imported = library.jobs.import_photos(sources, folder, pattern, control, again=again)
            send(PhotosImported(imported))
            return imported.sentences()
        case ShareCopiesJob(photo_ids, folder, choices):
            copies = library.exports.shared_copies(photo_ids, folder, choices, control)
            send(CopiesMade(copies))
            return f"{counted(len(copies.copied), 'copy', 'copies')} made."
        case FindHelpersJob(choices):
            found = library.jobs.find_helpers(choices, control)
            send(HelpersFound(found))
            return " ".join(found.sentences())
        case ExportDataJob() | ExportPagesJob() | ExportImmichJob():
            return _export(library, job, control, send)
        case InstallModelJob(model, source):
            return f"{model} is installed. SHA-256: {library.models.install(model, source, control)}"
        case InstallNetworkJob(file):
            spec = library.models.install_network(file, control=control)
            return f"{spec.title} is installed. SHA-256: {spec.sha256}"


def _export(library: Library, job: ExportJob, control: JobControl, send: Callable[[Message], None]) -> str:
    match job:
        case ExportDataJob(file, data_format, photo_ids):
            return library.exports.data_file(file, data_format, photo_ids, control, overwrite=True).sentence(file)
        case ExportPagesJob(folder, large, names, places, photo_ids):
            from photoface.library.exports.web_pages import PageChoices, PictureSize

            size = PictureSize.LARGE if large else PictureSize.THUMBNAILS
            choices = PageChoices(size, names, places)
            return library.exports.pages(folder, choices, photo_ids, control, overwrite=True).sentence()
        case ExportImmichJob(address, key, photo_ids, dry_run):
            report = library.exports.to_immich(address, key, photo_ids, control, dry_run=dry_run)
            send(ImmichReported(report))
            return f"{report.sentence()}."
