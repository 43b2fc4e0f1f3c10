"""The scan: from library folders to photos, faces, embeddings and groups in the catalog, resumable at every batch.

`inventory` notes which files have to be read. `reading` and `detection_stage` run on threads, a bounded few photos
ahead. Meanwhile this thread embeds faces and stores one batch after the other, each in one transaction (`store`). Then
it reads missing metadata, embeds faces without an embedding, has stacks of photos found, and groups the faces.

Files that were read when the process crashed are suspects (`crash_record`). They are read last, one at a time. One that
crashes the process again and again, or takes too much time or memory (`watchdog`), is marked failed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, nullcontext
from dataclasses import dataclass
from functools import cached_property, partial

from photoface.catalog import (
    contents,
    detector_switch,
    file_metadata,
    folders,
    grouped_state,
    photos,
    scanned_faces,
    scanned_files,
)
from photoface.catalog.database import Database
from photoface.catalog.scanned_files import FileToRead
from photoface.catalog.states import FailureKind
from photoface.catalog.summaries.changed import Changed
from photoface.errors import JobCancelled
from photoface.imaging.formats import is_video_name
from photoface.imaging.thumbnail_store import ThumbnailStore
from photoface.jobs import JobControl, Progress, RateMeter, with_helpers
from photoface.metadata.stored_records import VERSION
from photoface.recognition.group_jobs import group_new_faces
from photoface.recognition.recognition import Recognition
from photoface.scan.crash_record import CrashedScan, CrashRecord, Verdict, crash_record_path, read_crash_record
from photoface.scan.detection_stage import detection_stage
from photoface.scan.face_engine import FaceEngine, ScannedFace, embed_faces
from photoface.scan.failures import failure_by, failure_of, in_parts
from photoface.scan.folder_presence import FolderPresence
from photoface.scan.folder_to_scan import FolderToScan
from photoface.scan.interrupted_writing import settle_interrupted
from photoface.scan.inventory import take_inventory
from photoface.scan.metadata_reading import MetadataReader, read_missing_metadata
from photoface.scan.missing_embeddings import MissingEmbeddings
from photoface.scan.photo_assignment import PhotoAssignment
from photoface.scan.photo_identity import decide_edits, settle_known
from photoface.scan.reading import decode_data, on_readers, read
from photoface.scan.scan_report import ScanReport
from photoface.scan.scanned_file import ScannedFile
from photoface.scan.stages import WORKERS, run_stage
from photoface.scan.store import StoredBatch, store_batch
from photoface.scan.video_look import VideoLimits
from photoface.scan.watchdog import Watchdog
from photoface.settings import Settings
from photoface.vision.detector_names import name_in_settings

Read = Callable[[FileToRead], ScannedFile]

DEATHS_ALLOWED = 3
"""One crash while other files were read too, any of which may be the culprit, and two more while it was read alone."""

FIRST_GROUPING_AFTER = 100
GROUPING_GROWTH = 3
"""Groups appear after the first hundred photos, then at three times as many, and so on: each costs a fixed share."""


@dataclass(eq=False)
class Scan:
    """Brings the catalog up to date with its folders, once.

    Attributes:
        load_engine: called at most once, and only if there is something to look at: models take seconds to load.
        recognition: tells who the new faces are.
        on_changed: told after each commit what changed.
        report: filled in while the scan goes on. Where it awaits photos, the scan goes on from it and does not look
            through the folders again.
        waits_for_writers: leave files that were changed a moment ago to a later scan.
        find_stacks: called before the last grouping, which has to know which photos are copies.
        look_elsewhere: gives the files as other computers have read, looked at and embedded them, in their order. What
            it leaves is done here: it is given the function that reads a file. None does everything here.
        only: the only folder that is looked through; None for all.
        helping: how many workers look at photos elsewhere now.
    """

    database: Database
    thumbnails: ThumbnailStore
    load_engine: Callable[[], FaceEngine]
    recognition: Recognition
    settings: Settings
    control: JobControl
    on_changed: Callable[[Changed], None]
    report: ScanReport
    waits_for_writers: bool = False
    find_stacks: Callable[[], None] = lambda: None
    look_elsewhere: Callable[[Iterator[FileToRead], Read], Generator[ScannedFile]] | None = None
    only: FolderToScan | None = None
    helping: Callable[[], int] = lambda: 0

    def __post_init__(self) -> None:
        self._engine: FaceEngine | None = None
        self._meter = RateMeter(self.control.working_time)
        self._done = 0
        self._total = 0
        self._stage = ""
        self._changed_faces: set[int] = set()
        self._drawn_tried: set[int] = set()
        self._next_grouping = FIRST_GROUPING_AFTER
        self._folders = FolderPresence()
        self._short_of_memory: list[FileToRead] = []
        self._away: frozenset[int] = frozenset()
        self._undecided: list[ScannedFile] = []
        self._metadata = MetadataReader()
        self._pools = ExitStack()

    def run(self, *, opens_photos: bool = True) -> ScanReport:
        """Do it; returns the report.

        Args:
            opens_photos: whether files may be opened. If not, and some have to be, the scan ends before the first one,
                with a report that awaits photos. What is left without photos, such as grouping, is done in either case.

        Raises:
            JobCancelled: the user stopped it; all finished batches stay.
            UserFacingError: the disk is full, the catalog is locked, a model is missing.
        """
        record = crash_record_path(self.database.path)
        self._blame(read_crash_record(record))
        self._crash_record = CrashRecord(record)
        self.control.when_cancelled(self._crash_record.stop_blaming)
        self._watchdog = Watchdog(self._crash_record)
        try:
            with self._watchdog.watching() if self.control.restarts else nullcontext():
                self._run(opens_photos=opens_photos)
                return self.report
        finally:
            self._crash_record.close()

    def _run(self, *, opens_photos: bool) -> None:
        started = time.monotonic() - self.report.seconds
        if not self.report.awaits_photos:
            # Before files are compared: what PhotoFace wrote itself is no change by others.
            self.on_changed(settle_interrupted(self.database, self.thumbnails))
            self.report.inventory = take_inventory(
                self.database,
                self.settings,
                self.control,
                waits_for_writers=self.waits_for_writers,
                only=self.only,
            )
            self.report.vanished = self._vanished()
            self.on_changed(Changed(everything=True))
        to_read = self._files_to_read()
        self._away = self._folders_away()
        has_to_open = bool(to_read or self._files_to_look_at_again()) or self._other_files_wait()
        self.report.awaits_photos = has_to_open and not opens_photos
        if not self.report.awaits_photos:
            if has_to_open:
                self._scan_photos(to_read)
            self.find_stacks()
            # Most scans of a library find nothing new, and all there is was grouped by an earlier one.
            is_grouped = self.database.query(grouped_state.is_grouped, self.settings)
            if self.report.new_faces or self.report.embedded or self.report.looked_again or not is_grouped:
                self._group(final=True)
        # A file that moved is gone from its old place and was found in its new one meanwhile.
        self.report.vanished = self._vanished()
        self.report.seconds = time.monotonic() - started

    def _other_files_wait(self) -> bool:
        """Whether files have to be opened although they did not change."""
        with self.database.read() as session:
            return (
                bool(scanned_files.without_hash(session, self._away))
                or scanned_faces.any_unembedded(session, self.settings.model)
                or file_metadata.any_to_read(session, VERSION, self._away)
            )

    def _scan_photos(self, to_read: list[FileToRead]) -> None:
        """Everything for which photos are opened."""
        self._stage = _scanning(to_read)
        self._total = len(to_read)
        self._meter = RateMeter(self.control.working_time)
        with self._pools:
            pool = self._pools.enter_context(ThreadPoolExecutor(WORKERS, thread_name_prefix="reader"))
            try:
                changed = [file for file in to_read if file.photo_id is not None]
                undecided, unread = settle_known(self.database, changed, self._away, pool, self.control)
                self._scan_all([file for file in to_read if file.photo_id is None], pool)
                undecided += self._undecided
                decided = decide_edits(self.database, undecided, self._away)
                self._total = self._done + len(decided) + len(unread)
                self._scan_all([*decided, *unread], pool)
                self._look_again(pool)
            except JobCancelled:
                # A user who stops a scan wants to see what it found.
                if self.report.new_faces or self.report.looked_again:
                    self.on_changed(self._grow_groups(final=False))
                raise
            read_missing_metadata(self.database, self._metadata, self._folders.is_away, pool, self.control)
            missing = self._missing_embeddings(pool).embed(on_failure=self.report.unfinished.append)
            self.report.embedded += len(missing)

    def _missing_embeddings(self, pool: ThreadPoolExecutor) -> MissingEmbeddings:
        return MissingEmbeddings(self.database, self._engine_now, self.settings, self.control, pool)

    def _look_again(self, pool: ThreadPoolExecutor) -> None:
        """Look for faces again in photos that another detector looked at, where the user wants that."""
        files = self._files_to_look_at_again()
        if files:
            self._stage = "Looking for faces again"
            self._done, self._total, self._next_grouping = 0, len(files), FIRST_GROUPING_AFTER
            self._meter = RateMeter(self.control.working_time)
            self._scan_all(files, pool)

    def _files_to_look_at_again(self) -> list[FileToRead]:
        files = self.database.query(detector_switch.files, name_in_settings(self.settings), self._away)
        return [file for file in files if not self._folders.is_away(file.folder)]

    def _vanished(self) -> int:
        return max(self.database.query(photos.count_missing) - self.report.inventory.missing_before, 0)

    def _engine_now(self) -> FaceEngine:
        if self._engine is None:
            self.control.report(Progress("Loading the models", self._done, self._total or None))
            self._engine = self.load_engine()
            self._watchdog.note_memory()
            # The first photos would otherwise be charged for the models' loading.
            self._meter = RateMeter(self.control.working_time)
            self._meter.update(self._done)
        return self._engine

    @cached_property
    def _detector_pool(self) -> ThreadPoolExecutor:
        return self._pools.enter_context(self._engine_now().open_pool(WORKERS))

    def _files_to_read(self) -> list[FileToRead]:
        files = self.database.query(scanned_files.to_read)
        away = {folder for folder in {file.folder for file in files} if self._folders.is_away(folder)}
        return [file for file in files if file.folder not in away]

    def _scan_all(self, files: Sequence[FileToRead], pool: ThreadPoolExecutor) -> None:
        self._scan_together([file for file in files if not file.deaths], pool)
        for suspect in sorted((file for file in files if file.deaths), key=lambda file: file.deaths):
            self._scan_together([suspect], pool)
        short_of_memory, self._short_of_memory = self._short_of_memory, []
        for file in short_of_memory:
            self._scan_together([file], pool, alone=True)

    def _scan_together(self, files: Sequence[FileToRead], pool: ThreadPoolExecutor, *, alone: bool = False) -> None:
        """Scan files batch by batch; while one is embedded and stored, the next ones are read and looked at.

        Args:
            alone: whether a file that needs too much memory fails, since nothing else takes any.
        """
        poisonous = [file for file in files if file.deaths >= DEATHS_ALLOWED]
        if poisonous:
            self._finish_batch(
                [ScannedFile(file, failure_by(Verdict.IN_HAND, file.path.name)) for file in poisonous], pool
            )
        healthy = [file for file in files if file.deaths < DEATHS_ALLOWED]
        batch: list[ScannedFile] = []
        decode = partial(decode_data, maximum_megapixels=self.settings.maximum_megapixels)
        detection = detection_stage(
            decode,
            self._engine_now,
            lambda: self._detector_pool,
            self._crash_record.in_progress,
            VideoLimits(
                self.settings.maximum_megapixels, self.recognition.thresholds(self.settings.model).verification
            ),
        )
        with (
            closing(self._read_files(healthy, pool)) as read_files,
            closing(run_stage(read_files, detection)) as looked,
        ):
            for item in looked:
                self._done += 1
                if self._is_put_off(item, alone=alone):
                    continue
                batch.append(item)
                self._tell(len(_faces(batch)))
                if len(batch) == self.settings.scan_batch:
                    self._finish_batch(batch, pool)
                    batch = []
            if batch:
                self._finish_batch(batch, pool)

    def _read_files(self, files: Sequence[FileToRead], pool: ThreadPoolExecutor) -> Generator[ScannedFile]:
        still_here = self._still_here(files)
        if self.look_elsewhere is not None:
            return self.look_elsewhere(still_here, self._read)
        return run_stage(still_here, on_readers(self._read, pool))

    def _still_here(self, files: Sequence[FileToRead]) -> Iterator[FileToRead]:
        """The files whose library folder did not go away before it was their turn."""
        for file in files:
            if self._folders.is_known_away(file.folder):
                self.report.waiting[file.folder] += 1
                self._done += 1
            else:
                yield file

    def _is_put_off(self, item: ScannedFile, *, alone: bool) -> bool:
        """Whether a file that failed is left for later: for the next scan, or for when nothing else takes memory."""
        failure, folder = item.failure, item.file.folder
        if failure is None:
            return False
        if failure.kind is FailureKind.PASSING and self._folders.is_away(folder):
            self.report.waiting[folder] += 1
        elif failure.kind is FailureKind.MEMORY and not alone:
            self._short_of_memory.append(item.file)
            # It is done when it was tried again.
            self._done -= 1
        else:
            return False
        return True

    def _finish_batch(self, batch: Sequence[ScannedFile], pool: ThreadPoolExecutor) -> None:
        fresh = [item for item in batch if not item.file.looks_again]
        self.report.read += len(fresh)
        self.report.videos += sum(item.failure is None and is_video_name(item.file.path.name) for item in fresh)
        for stored in in_parts(batch, self._embed_and_store, self._store_failure):
            self.report.linked += stored.linked
            self.report.failed += stored.failed
            self.report.new_faces += stored.new_faces
            self.report.looked_again += stored.looked_again
            self.report.not_looked_at += stored.given_up
            self._undecided += stored.undecided
            self._changed_faces |= stored.faces
            self.on_changed(stored.changed)
        self._finish_drawn(pool)
        if self._next_grouping <= self._done < self._total:
            self._group(final=False)
            self._next_grouping = self._done * GROUPING_GROWTH

    def _embed_and_store(self, batch: Sequence[ScannedFile]) -> StoredBatch:
        with self._crash_record.in_progress(
            [item.file.id for item in batch if item.found is not None and item.found.faces]
        ):
            faces = [face for face in _faces(batch) if not face.is_embedded]
            if faces:
                embed_faces(faces, self._engine_now())
        return self._store(batch)

    def _store_failure(self, item: ScannedFile, error: Exception) -> StoredBatch:
        return self._store([ScannedFile(item.file, item.failure or failure_of(error, item.file.path.name))])

    def _finish_drawn(self, pool: ThreadPoolExecutor) -> None:
        """Look at the faces that the user drew meanwhile: who draws one does not want to wait for the scan's end."""
        drawn = self.database.query(scanned_faces.unembedded, self.settings.model, only_by_hand=True)
        # One in a photo that cannot be read now waits for the scan's end, and is not tried after every batch.
        fresh = {face.id: face.photo_id for face in drawn if face.id not in self._drawn_tried}
        if not fresh:
            return
        self._drawn_tried.update(fresh)
        # What fails here is looked at once more at the scan's end, which reports it.
        finished = self._missing_embeddings(pool).finish_drawn(
            self.recognition, frozenset(fresh.values()), on_failure=lambda failure: None
        )
        self._changed_faces |= finished.faces
        self.report.embedded += len(finished.faces)
        self.on_changed(finished)

    def _store(self, batch: Sequence[ScannedFile]) -> StoredBatch:
        detector = name_in_settings(self.settings) if self._engine is None else self._engine.detector.name
        same_face = self.recognition.thresholds(self.settings.model).verification
        with self.database.write(durable=False) as session:
            assignment = PhotoAssignment(
                session, batch, self.settings.model, detector, same_face, self._away, self.thumbnails.photo
            )
            stored = store_batch(assignment)
        self.thumbnails.put_photos(stored.photo_thumbnails)
        self.thumbnails.put_faces(stored.face_crops)
        self.thumbnails.remove_faces(stored.stale_crops)
        return stored

    def _folders_away(self) -> frozenset[int]:
        paths = self.database.query(folders.paths)
        return frozenset(folder_id for folder_id, path in paths.items() if path in self.report.inventory.unreachable)

    def _read(self, file: FileToRead) -> ScannedFile:
        metadata = None if file.looks_again else self._metadata.read
        return read(file, partial(self._is_known, file), metadata, self.control.checkpoint)

    def _is_known(self, file: FileToRead, content_hash: str, picture_hash: str) -> bool:
        """Whether there is nothing to decode: the content is known, or it has to be decided whose the picture is."""
        if file.content_hash is not None and file.content_hash != content_hash:
            # It changed after that was decided.
            return True
        if file.looks_again:
            return False
        with self.database.read() as session:
            if contents.photos_with_content(session, [content_hash]):
                return True
            return file.content_hash is None and bool(contents.photos_with_picture(session, [picture_hash]))

    def _blame(self, left: CrashedScan) -> None:
        """Note which files an earlier scan that crashed was reading."""
        if not left.verdicts:
            return
        with self.database.write(durable=False) as session:
            scanned_files.note_deaths(session, left.culprits, left.suspects)
            detector_switch.note_deaths(session, left.judged, [*left.culprits, *left.suspects])
            names = scanned_files.unread_names(session, list(left.judged))
            failures = {file_id: failure_by(left.judged[file_id], name) for file_id, name in names.items()}
            scanned_files.note_failures(session, failures)
        self.report.read += len(failures)
        self.report.failed += len(failures)

    def _tell(self, faces_in_batch: int) -> None:
        faces = self.report.new_faces + faces_in_batch
        stage = with_helpers(self._stage, self.helping())
        self.control.report(self._meter.progress(stage, self._done, self._total, faces))

    def _group(self, *, final: bool) -> None:
        self.control.report(Progress("Grouping faces", self._done, self._total, self.report.new_faces))
        self.on_changed(self._grow_groups(final=final))

    def _grow_groups(self, *, final: bool) -> Changed:
        with self._watchdog.ignoring_memory():
            return group_new_faces(self.database, self.recognition, final=final, looked_at=self._changed_faces)


def _faces(batch: Sequence[ScannedFile]) -> list[ScannedFace]:
    return [face for item in batch if item.found is not None for face in item.found.faces]


def _scanning(files: Sequence[FileToRead]) -> str:
    """What is being done, with the folder's name where all files lie in one folder of the library."""
    folders = {file.folder for file in files}
    if len(folders) != 1:
        return "Scanning"
    (folder,) = folders
    return f"Scanning {folder.name or folder}"
