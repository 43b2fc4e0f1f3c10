"""`Jobs`, the library's manager of long jobs: scan, import, regrouping proposals, writing names, emptying trash.

It also looks for faces in one photo again, and finishes faces that were drawn by hand. Jobs run in the calling thread,
and one at a time over all processes of this computer.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

from photoface.catalog import (
    detector_switch,
    folders,
    photo_imports,
    photo_signatures,
    regroup_mark,
    scanned_files,
    settings_store,
    writing_queue,
    written_metadata,
)
from photoface.catalog.database import Database
from photoface.catalog.summaries.changed import Changed
from photoface.cluster.choices import ClusterChoices, choices_of
from photoface.imaging.thumbnail_store import ThumbnailStore
from photoface.importing import rarer_collection, without_collection
from photoface.jobs import JobControl, Progress
from photoface.library.import_folders import DEFAULT_PATTERN
from photoface.library.job_lock import only_job
from photoface.library.manager import Manager, reads
from photoface.library.system_trash import MoveToTrash
from photoface.metadata.records import Destination
from photoface.recognition.recognition import Recognition
from photoface.settings import Settings
from photoface.vision.detector_names import name_in_settings

if TYPE_CHECKING:
    from photoface.cluster.checking import FoundHelpers
    from photoface.cluster.looking import ClusterLook
    from photoface.cluster.tasks import LookRequest
    from photoface.library.import_report import ImportReport
    from photoface.library.regroup_proposal import RegroupProposal
    from photoface.library.trash_emptying import TrashReport
    from photoface.library.writing_report import WritingReport
    from photoface.scan.face_engine import FaceEngine
    from photoface.scan.folder_to_scan import FolderToScan
    from photoface.scan.scan_report import ScanReport

CLOSER_LONG_SIDE = 2560
"""Pixels of the photo's long side when its faces are looked for again: twice a scan's, so faces half as large show."""


class Jobs(Manager):
    """Runs long jobs in the calling thread, one at a time over all processes.

    Args:
        load_engine: makes the detector and the embedder; imports torch.
        now: the clock of the ledger.
        move_to_trash: moves a file to the trash of the system.
    """

    def __init__(
        self,
        database: Database,
        thumbnails: ThumbnailStore,
        recognition: Recognition,
        load_engine: Callable[[Settings], FaceEngine],
        now: Callable[[], dt.datetime],
        move_to_trash: MoveToTrash,
    ) -> None:
        super().__init__(database)
        self._now = now
        self._move_to_trash = move_to_trash
        self._thumbnails = thumbnails
        self._recognition = recognition
        self._load_engine = load_engine

    def scan(
        self,
        control: JobControl | None = None,
        on_changed: Callable[[Changed], None] | None = None,
        report: ScanReport | None = None,
        *,
        opens_photos: bool = True,
        waits_for_writers: bool = False,
        cluster: ClusterChoices | None = None,
        alone: bool = False,
        only: FolderToScan | None = None,
    ) -> ScanReport:
        """Bring the catalog up to date with all its folders: find files, faces, embeddings, groups.

        Every batch is one transaction, so a cancelled or killed scan loses at most one; the next goes on from there.

        Args:
            report: filled in while the scan goes on, for who wants to know it before the end. One that awaits photos
                is gone on from.
            opens_photos: whether this process may open photos, which may end it. If not, and some have to be opened,
                the report awaits photos.
            waits_for_writers: leave files that were changed a moment ago to a later scan.
            cluster: the computers that look at photos; None for those of the settings.
            alone: have none of them look, whatever the settings say.
            only: look through this folder alone; of what lies elsewhere nothing changes.

        Raises:
            JobCancelled: by the control.
            UserFacingError: another job runs, the disk is full, or the model's weights are missing.
            HelpersMissing: the computers that should help cannot be reached.
        """
        with without_collection():
            from photoface.scan.scan import Scan
            from photoface.scan.scan_report import ScanReport

        control, on_changed = control or JobControl(), on_changed or (lambda changed: None)
        with only_job(self._database) as settings, ExitStack() as opened:
            cluster = None if alone else cluster or choices_of(settings)
            helpers = None if cluster is None else opened.enter_context(self._helpers(cluster, settings, control))
            this = Scan(
                self._database,
                self._thumbnails,
                lambda: self._load_engine(settings),
                self._recognition,
                settings,
                control,
                on_changed,
                report or ScanReport(),
                waits_for_writers,
                functools.partial(self._find_stacks, control, on_changed),
                helpers,
                only,
                (lambda: 0) if helpers is None else helpers.helping,
            )
            done = this.run(opens_photos=opens_photos)
            if helpers is not None:
                done.left_out_workers = helpers.unfit
            with self._database.write(durable=False) as session:
                photo_imports.note_photos(session)
            self._database.prepare_similar_faces(settings.model)
            changed = self._database.query(written_metadata.changed_by_others)
            if changed and not done.awaits_photos:
                from photoface.library.names_writing import NamesWriting

                # What another program took out of files, or named otherwise, is listed for the user to decide.
                NamesWriting(self._database, self._thumbnails, this.control, changed).note_changes()
            return done

    def _helpers(self, cluster: ClusterChoices, settings: Settings, control: JobControl) -> closing[ClusterLook]:
        from photoface.cluster.looking import ClusterLook

        known_sizes = functools.partial(self._database.query, scanned_files.known_sizes)
        return closing(ClusterLook(cluster, self._look_request(settings), known_sizes, control))

    def _look_request(self, settings: Settings) -> LookRequest:
        from photoface.cluster.tasks import LookRequest

        return LookRequest(settings, self._load_engine, self._recognition.thresholds(settings.model).verification)

    def find_helpers(self, choices: ClusterChoices, control: JobControl | None = None) -> FoundHelpers:
        """Which computers would help with scans, what they lack, and which library folders they see.

        Raises:
            JobCancelled: by the control.
            HelpersMissing: none can help.
        """
        from photoface.cluster.checking import find_helpers

        with self._database.read() as session:
            settings = settings_store.load(session)
            paths = list(folders.paths(session).values())
        return find_helpers(choices, self._look_request(settings), paths, control or JobControl())

    def _find_stacks(self, control: JobControl, on_changed: Callable[[Changed], None]) -> None:
        if not self._database.query(photo_signatures.any_to_do):
            return
        with without_collection():
            from photoface.library.stack_finding import StackFinding

        changed = StackFinding(self._database, self._thumbnails, control).run()
        if changed.photos:
            on_changed(changed)

    def finish_drawn_faces(self, photo_ids: Collection[int], control: JobControl | None = None) -> Changed:
        """Look at the faces that were drawn or moved in these photos: landmarks, quality, embedding, and who it may be.

        What is interrupted goes on with the next scan; a scan that runs does the same between its batches.

        Raises:
            JobCancelled: by the control.
            UserFacingError: another job runs, or the model's weights are missing.
        """
        from photoface.scan.missing_embeddings import MissingEmbeddings

        with only_job(self._database) as settings, ThreadPoolExecutor(1, thread_name_prefix="reader") as pool:
            engine = functools.cache(lambda: self._load_engine(settings))
            job = MissingEmbeddings(self._database, engine, settings, control or JobControl(), pool)
            return job.finish_drawn(self._recognition, photo_ids)

    def look_again(self, photo_id: int, control: JobControl | None = None) -> tuple[int, Changed]:
        """Look for faces in a photo once more, more closely than a scan does; returns how many are new.

        Nothing that was said about the photo's faces is lost, and none of them goes away.

        Raises:
            JobCancelled: by the control.
            UserFacingError: another job runs, or the photo's file is gone, damaged or was changed since the last scan.
        """
        from photoface.recognition.group_jobs import attach_faces
        from photoface.scan.missed_faces import find_missed_faces

        control = control or JobControl()
        with only_job(self._database) as settings:
            long_side = max(settings.detection_long_side, CLOSER_LONG_SIDE)
            closer = dataclasses.replace(settings, detection_long_side=long_side)
            control.report(Progress("Looking for faces", 0, 1))
            engine = self._load_engine(closer)
            control.report(Progress("Looking for faces", 0, 1))
            stored = find_missed_faces(self._database, self._thumbnails, engine, closer, photo_id)
            changed = Changed(faces=stored.faces, photos=frozenset({photo_id}))
            if stored.new_faces:
                changed |= attach_faces(self._database, self._recognition, stored.faces)
            control.report(Progress("Looking for faces", 1, 1, stored.new_faces))
        return stored.new_faces, changed

    look_again_wanted = reads(detector_switch.is_wanted)

    def photos_of_other_detector(self) -> int:
        """How many photos a detector looked at that is not the settings' one, or with other sizes."""
        with self._database.read() as session:
            return detector_switch.photos_of_others(session, name_in_settings(settings_store.load(session)))

    def want_look_again(self, *, wanted: bool) -> None:
        """Have scans look for faces again in photos that another detector looked at, or stop that.

        Every answer about a face is kept; boxes that the new detector does not find go, if nothing was said about them.
        """
        with self._database.write() as session:
            detector_switch.set_wanted(session, wanted=wanted)

    regroup_due = reads(regroup_mark.due)

    def propose_regroup(
        self, control: JobControl | None = None, cluster: ClusterChoices | None = None
    ) -> RegroupProposal:
        """What would change if all unnamed faces were grouped again by the current settings; nothing changes yet.

        Named, confirmed and ignored faces are not looked at, nor are groups that the user made taken apart. The
        command `ApplyRegroup` carries out any of the changes.

        Args:
            cluster: the computers that compare faces, where these are many; None for this process alone.

        Raises:
            JobCancelled: by the control.
            UserFacingError: another job runs, or the cluster cannot be reached.
        """
        from photoface.library.regrouping import propose_regroup

        control = control or JobControl()
        with only_job(self._database), ExitStack() as opened:
            searches = None
            if cluster is not None:
                from photoface.cluster.grouping import ClusterSearches

                searches = opened.enter_context(closing(ClusterSearches(cluster, control)))
            return propose_regroup(self._database, self._recognition, control, searches)

    def write_names(
        self,
        photo_ids: Collection[int] | None = None,
        destination: Destination = Destination.SIDECAR,
        control: JobControl | None = None,
        *,
        remove: bool = False,
        dry_run: bool = False,
        keep_modification_time: bool | None = None,
    ) -> WritingReport:
        """Write names, tags, stars and captions beside photos or into them; see `library.names_writing`.

        Files that cannot be written, and those that another program changed since the last scan, are left and reported.

        Args:
            photo_ids: whose files; None for all photos about which there is something to write.
            remove: take the names that PhotoFace wrote out again, instead of writing.
            dry_run: only say what would be written.
            keep_modification_time: of photo files; None for what the setting says.

        Raises:
            JobCancelled: by the control; what was written is noted.
            UserFacingError: another job runs.
        """
        from photoface.library.names_writing import NamesWriting
        from photoface.metadata.writing import WritingChoices

        with only_job(self._database) as settings, rarer_collection():
            if keep_modification_time is None:
                keep_modification_time = settings.keep_modification_time == "yes"
            choices = WritingChoices(destination, keep_modification_time=keep_modification_time)
            control = control or JobControl()
            writing = NamesWriting(self._database, self._thumbnails, control, photo_ids, choices, remove=remove)
            return writing.preview() if dry_run else writing.run()

    def write_due(self, control: JobControl | None = None, *, again: bool = False) -> WritingReport:
        """Bring the files up to date with what was decided since they were written, as the user's setting says.

        Args:
            again: also try files that could not be written before.

        Raises:
            JobCancelled: by the control; what was written is noted, and the rest is still due.
            UserFacingError: another job runs.
        """
        from photoface.library.names_writing import NamesWriting
        from photoface.metadata.writing import WritingChoices

        with only_job(self._database) as settings, rarer_collection():
            with self._database.write() as session:
                writing_queue.take_decisions(session)
                photo_ids = writing_queue.due(session, again=again)
            destination = Destination.FILE if settings.names_in_files == "files" else Destination.SIDECAR
            choices = WritingChoices(destination, keep_modification_time=settings.keep_modification_time == "yes")
            return NamesWriting(self._database, self._thumbnails, control or JobControl(), photo_ids, choices).run()

    def import_photos(
        self,
        sources: Sequence[Path],
        folder: Path,
        pattern: str = DEFAULT_PATTERN,
        control: JobControl | None = None,
        *,
        again: bool = False,
    ) -> ImportReport:
        """Copy what is new on a card, in folders or of single files into dated folders of the library, and verify it.

        The destination becomes a library folder, unless it lies in one. Nothing is scanned yet. What is interrupted
        goes on with the next call.

        Args:
            pattern: of the folders in the destination; see `import_folders`.
            again: also copy what was imported or deleted before.

        Raises:
            JobCancelled: by the control; what was copied is whole.
            UserFacingError: another job runs, a source or the destination cannot be used, or no such pattern.
        """
        from photoface.library.folders import readable_folder
        from photoface.library.import_folders import checked_pattern
        from photoface.library.import_sources import find_shots
        from photoface.library.photo_importing import ImportChoices, PhotoImport, make_folder

        with only_job(self._database) as settings:
            pattern = checked_pattern(pattern)
            shots = find_shots(sources, settings.left_out_folders)
            destination = readable_folder(make_folder(folder))
            with self._database.write() as session:
                folders.add(session, destination, self._now())
            choices = ImportChoices(tuple(sources), destination, pattern, again)
            return PhotoImport(self._database, choices, shots, control or JobControl(), self._now()).run()

    def empty_trash(
        self,
        photo_ids: Collection[int] | None = None,
        control: JobControl | None = None,
        *,
        without_trash: bool = False,
    ) -> TrashReport:
        """Move the files of deleted photos, with their sidecars, to the trash of the system.

        What is interrupted goes on with the next call. A file that does not hold its photo any more stays.

        Args:
            photo_ids: of photos in Recently deleted, all of whose files go. None for those whose days are over: then
                only the files go that the photo had when the user deleted it.
            without_trash: the user's word that files may be deleted for good where the system has no trash for them.

        Raises:
            JobCancelled: by the control; what was moved is noted.
            UserFacingError: another job runs.
        """
        from photoface.library.trash_emptying import TrashEmptying

        with only_job(self._database):
            emptying = TrashEmptying(
                self._database, control or JobControl(), self._move_to_trash, self._now(), without_trash=without_trash
            )
            return emptying.run(photo_ids)
