"""The scan: from library folders to photos, faces, embeddings and groups, resumable at every batch.

Stages are plain functions: `inventory` notes what has to be read; `reading` and `detecting` run on threads, a bounded
few photos ahead; embedding and `store`, which writes one batch in one transaction, run here meanwhile. A file that was
in hand when the process died is a suspect: suspects go last and alone, and one that ends the process again on its own
is marked failed, so that one poisonous file cannot stop a library.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, nullcontext
from functools import partial

from photoface.catalog import contents, folders, grouped_state, photos, scanned_faces, scanned_files
from photoface.catalog.database import Database
from photoface.catalog.scanned_files import Failure, FileToRead
from photoface.catalog.states import FailureKind
from photoface.catalog.summaries import Changed
from photoface.errors import JobCancelled
from photoface.imaging.thumbnail_store import ThumbnailStore
from photoface.jobs import JobControl, Progress, RateMeter
from photoface.recognition.group_jobs import group_new_faces
from photoface.recognition.recognition import Recognition
from photoface.scan import in_hand
from photoface.scan.detecting import detecting
from photoface.scan.face_engine import FaceEngine, ScannedFace, embed_faces
from photoface.scan.failures import failure_of, in_parts, needs_too_much_memory, stops_the_program, too_slow
from photoface.scan.identity import decide_edits, settle_known
from photoface.scan.in_hand import InHand, LeftBehind, Verdict
from photoface.scan.inventory import take_inventory
from photoface.scan.reading import decode_data, on_readers, read
from photoface.scan.reembedding import embed_missing, finish_drawn
from photoface.scan.report import ScanReport
from photoface.scan.roots import Roots
from photoface.scan.scanned_file import ScannedFile
from photoface.scan.stages import WORKERS, run_stage
from photoface.scan.store import StoredBatch, store_batch
from photoface.scan.watchdog import Watchdog
from photoface.settings import Settings

DEATHS_ALLOWED = 3
"""One death beside other files in hand, any of which may be the culprit, and two more alone: then it was this file."""

FIRST_GROUPING_AFTER = 100
GROUPING_GROWTH = 3
"""Groups appear after the first hundred photos, then at three times as many, and so on: each costs a fixed share."""


def scan(
    database: Database,
    thumbnails: ThumbnailStore,
    load_engine: Callable[[], FaceEngine],
    recognition: Recognition,
    settings: Settings,
    control: JobControl,
    on_changed: Callable[[Changed], None] = lambda changed: None,
    report: ScanReport | None = None,
    *,
    opens_photos: bool = True,
) -> ScanReport:
    """Bring the catalog up to date with its folders.

    Args:
        load_engine: called at most once, and only if there is something to look at: models take seconds to load.
        recognition: tells who the new faces are.
        on_changed: told after each commit what changed.
        report: filled in while the scan goes on; this is what is returned. Where it awaits photos, the scan goes on
            from it and does not look through the folders again.
        opens_photos: whether files may be opened. If not, and some have to be, the scan ends before the first one,
            with a report that awaits photos. What is left without photos, such as grouping, is done in either case.

    Raises:
        JobCancelled: the user stopped it; all finished batches stay.
        UserFacingError: the disk is full, the catalog is locked, a model is missing.
    """
    report = ScanReport() if report is None else report
    this = _Scan(database, thumbnails, load_engine, recognition, settings, control, on_changed, report)
    return this.run(opens_photos=opens_photos)


class _Scan:
    """One run of a scan: its progress, its engine once loaded, its report."""

    def __init__(
        self,
        database: Database,
        thumbnails: ThumbnailStore,
        load_engine: Callable[[], FaceEngine],
        recognition: Recognition,
        settings: Settings,
        control: JobControl,
        on_changed: Callable[[Changed], None],
        report: ScanReport,
    ) -> None:
        self._database = database
        self._thumbnails = thumbnails
        self._load_engine = load_engine
        self._recognition = recognition
        self._settings = settings
        self._control = control
        self._on_changed = on_changed
        self._engine: FaceEngine | None = None
        self._report = report
        self._meter = RateMeter(self._control.working_time)
        self._done = 0
        self._looked_at: set[int] = set()
        self._total = 0
        self._drawn_tried: set[int] = set()
        self._next_grouping = FIRST_GROUPING_AFTER
        self._roots = Roots()
        self._short_of_memory: list[FileToRead] = []
        self._away: frozenset[int] = frozenset()
        self._undecided: list[ScannedFile] = []
        self._pools = ExitStack()
        self._lookers: ThreadPoolExecutor | None = None

    def run(self, *, opens_photos: bool) -> ScanReport:
        record = in_hand.record_of(self._database.path)
        self._blame(in_hand.left_behind(record))
        self._in_hand = InHand(record)
        self._control.when_cancelled(self._in_hand.forgive)
        self._watchdog = Watchdog(self._in_hand)
        try:
            with self._watchdog.watching() if self._control.restarts else nullcontext():
                return self._run(opens_photos=opens_photos)
        finally:
            self._in_hand.close()

    def _run(self, *, opens_photos: bool) -> ScanReport:
        started = time.monotonic() - self._report.seconds
        if self._report.awaits_photos:
            self._report.awaits_photos = False
        else:
            self._report.inventory = take_inventory(self._database, self._settings, self._control)
            self._report.vanished = self._vanished()
            self._on_changed(Changed(everything=True))
        pending = self._pending()
        self._away = self._folders_away()
        if pending or self._other_files_wait():
            if not opens_photos:
                self._report.awaits_photos = True
                self._report.seconds = time.monotonic() - started
                return self._report
            self._scan_photos(pending)
        if self._report.new_faces or self._report.embedded or not self._is_grouped():
            self._group(final=True)
        # A file that moved is gone from its old place and was found in its new one meanwhile.
        self._report.vanished = self._vanished()
        self._report.seconds = time.monotonic() - started
        return self._report

    def _other_files_wait(self) -> bool:
        """Whether files have to be opened although they did not change."""
        with self._database.read() as session:
            return bool(scanned_files.unproven(session, self._away)) or scanned_faces.any_unembedded(
                session, self._settings.model
            )

    def _scan_photos(self, pending: list[FileToRead]) -> None:
        """Everything for which photos are opened."""
        self._total = len(pending)
        self._meter = RateMeter(self._control.working_time)
        with self._pools:
            pool = self._pools.enter_context(ThreadPoolExecutor(WORKERS, thread_name_prefix="reader"))
            try:
                changed = [file for file in pending if file.photo_id is not None]
                undecided, unread = settle_known(self._database, changed, self._away, pool, self._control)
                self._scan_all([file for file in pending if file.photo_id is None], pool)
                undecided += self._undecided
                decided = decide_edits(self._database, undecided, self._away)
                self._total = self._done + len(decided) + len(unread)
                self._scan_all([*decided, *unread], pool)
            except JobCancelled:
                # Whoever stops a scan wants to see what it found.
                if self._report.new_faces:
                    self._on_changed(self._grow_groups(final=False))
                raise
            self._report.embedded += len(
                embed_missing(
                    self._database,
                    self._engine_now,
                    self._settings,
                    self._control,
                    pool,
                    on_failure=self._report.unfinished.append,
                )
            )

    def _vanished(self) -> int:
        with self._database.read() as session:
            return max(photos.count_missing(session) - self._report.inventory.missing_before, 0)

    def _engine_now(self) -> FaceEngine:
        if self._engine is None:
            self._control.report(Progress("Loading the models", self._done, self._total or None))
            self._engine = self._load_engine()
            self._watchdog.note_memory()
            # The first photos would otherwise be charged for the models' loading.
            self._meter = RateMeter(self._control.working_time)
            self._meter.update(self._done)
        return self._engine

    def _lookers_now(self) -> ThreadPoolExecutor:
        if self._lookers is None:
            self._lookers = self._pools.enter_context(self._engine_now().open_pool(WORKERS))
        return self._lookers

    def _pending(self) -> list[FileToRead]:
        with self._database.read() as session:
            files = scanned_files.to_read(session)
        away = {folder for folder in {file.folder for file in files} if self._roots.is_away(folder)}
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
            self._finish_batch([ScannedFile(file, stops_the_program(file.path.name)) for file in poisonous], pool)
        healthy = [file for file in files if file.deaths < DEATHS_ALLOWED]
        batch: list[ScannedFile] = []
        decode = partial(decode_data, maximum_megapixels=self._settings.maximum_megapixels)
        detection = detecting(decode, self._engine_now, self._lookers_now, self._in_hand.holding)
        read_files = run_stage(self._still_here(healthy), on_readers(self._read, pool))
        with closing(run_stage(read_files, detection)) as looked:
            for item in looked:
                self._done += 1
                if self._is_put_off(item, alone=alone):
                    continue
                batch.append(item)
                self._tell(len(_faces(batch)))
                if len(batch) == self._settings.scan_batch:
                    self._finish_batch(batch, pool)
                    batch = []
            if batch:
                self._finish_batch(batch, pool)

    def _still_here(self, files: Sequence[FileToRead]) -> Iterator[FileToRead]:
        """The files whose library folder did not go away before it was their turn."""
        for file in files:
            if self._roots.is_known_away(file.folder):
                self._report.waiting[file.folder] += 1
                self._done += 1
            else:
                yield file

    def _is_put_off(self, item: ScannedFile, *, alone: bool) -> bool:
        """Whether a file that failed is left for later: for the next scan, or for when nothing else takes memory."""
        failure, folder = item.failure, item.file.folder
        if failure is None:
            return False
        if failure.kind is FailureKind.PASSING and self._roots.is_away(folder):
            self._report.waiting[folder] += 1
        elif failure.kind is FailureKind.MEMORY and not alone:
            self._short_of_memory.append(item.file)
            # It is done when it was tried again.
            self._done -= 1
        else:
            return False
        return True

    def _finish_batch(self, batch: Sequence[ScannedFile], pool: ThreadPoolExecutor) -> None:
        self._report.read += len(batch)
        for stored in in_parts(batch, self._embed_and_store, self._store_failure):
            self._report.linked += stored.linked
            self._report.failed += stored.failed
            self._report.new_faces += stored.new_faces
            self._undecided += stored.undecided
            self._looked_at |= stored.faces
            self._on_changed(stored.changed)
        self._finish_drawn(pool)
        if self._next_grouping <= self._done < self._total:
            self._group(final=False)
            self._next_grouping = self._done * GROUPING_GROWTH

    def _embed_and_store(self, batch: Sequence[ScannedFile]) -> StoredBatch:
        with self._in_hand.holding([item.file.id for item in batch if item.found is not None and item.found.faces]):
            faces = _faces(batch)
            if faces:
                embed_faces(faces, self._engine_now())
        return self._store(batch)

    def _store_failure(self, item: ScannedFile, error: Exception) -> StoredBatch:
        return self._store([ScannedFile(item.file, item.failure or failure_of(error, item.file.path.name))])

    def _finish_drawn(self, pool: ThreadPoolExecutor) -> None:
        """Look at the faces that the user drew meanwhile: who draws one does not want to wait for the scan's end."""
        with self._database.read() as session:
            drawn = scanned_faces.unembedded_by_hand(session, self._settings.model)
        # One in a photo that cannot be read now waits for the scan's end, and is not tried after every batch.
        fresh = {face_id: photo_id for face_id, photo_id in drawn.items() if face_id not in self._drawn_tried}
        if not fresh:
            return
        self._drawn_tried.update(fresh)
        finished = finish_drawn(
            self._database,
            self._engine_now,
            self._recognition,
            self._settings,
            self._control,
            pool,
            frozenset(fresh.values()),
            # What fails here is looked at once more at the scan's end, which reports it.
            on_failure=lambda failure: None,
        )
        self._looked_at |= finished.faces
        self._report.embedded += len(finished.faces)
        self._on_changed(finished)

    def _store(self, batch: Sequence[ScannedFile]) -> StoredBatch:
        engine = self._engine
        with self._database.write(durable=False) as session:
            stored = store_batch(
                session,
                batch,
                model=self._settings.model,
                detector=engine.detector.name if engine is not None else "",
                same_face=self._recognition.thresholds(self._settings.model).verification,
                away=self._away,
                thumbnail=self._thumbnails.photo,
            )
        self._thumbnails.put_photos(stored.photo_thumbnails)
        self._thumbnails.put_faces(stored.face_crops)
        self._thumbnails.remove_faces(stored.stale_crops)
        return stored

    def _folders_away(self) -> frozenset[int]:
        with self._database.read() as session:
            paths = folders.paths(session)
        return frozenset(folder_id for folder_id, path in paths.items() if path in self._report.inventory.unreachable)

    def _read(self, file: FileToRead) -> ScannedFile:
        return read(file, partial(self._is_known, file))

    def _is_known(self, file: FileToRead, content_hash: str, picture_hash: str) -> bool:
        """Whether there is nothing to decode: the content is known, or it has to be decided whose the picture is."""
        if file.content_hash is not None and file.content_hash != content_hash:
            # It changed after that was decided.
            return True
        with self._database.read() as session:
            if contents.photos_with_content(session, [content_hash]):
                return True
            return file.content_hash is None and bool(contents.photos_with_picture(session, [picture_hash]))

    def _blame(self, left: LeftBehind) -> None:
        """Note what an earlier scan that died had in hand."""
        if not left.verdicts:
            return
        with self._database.write(durable=False) as session:
            scanned_files.note_deaths(session, left.culprits, left.suspects)
            failures: dict[int, Failure] = {}
            for file_id, name in scanned_files.unread_names(session, list(left.judged)).items():
                slow = left.judged[file_id] is Verdict.TOO_SLOW
                failures[file_id] = too_slow(name) if slow else needs_too_much_memory(name)
            scanned_files.note_failures(session, failures)
        self._report.read += len(failures)
        self._report.failed += len(failures)

    def _tell(self, faces_in_hand: int) -> None:
        self._meter.update(self._done)
        self._control.report(
            Progress(
                "Scanning",
                self._done,
                self._total,
                self._report.new_faces + faces_in_hand,
                self._meter.per_second,
                self._meter.seconds_left(self._total),
            )
        )

    def _group(self, *, final: bool) -> None:
        self._control.report(Progress("Grouping faces", self._done, self._total, self._report.new_faces))
        self._on_changed(self._grow_groups(final=final))

    def _is_grouped(self) -> bool:
        """Whether all there is was grouped by an earlier scan: most scans of a library find nothing new."""
        with self._database.read() as session:
            return grouped_state.is_grouped(session, self._settings)

    def _grow_groups(self, *, final: bool) -> Changed:
        with self._watchdog.ignoring_memory():
            return group_new_faces(self._database, self._recognition, final=final, looked_at=self._looked_at)


def _faces(batch: Sequence[ScannedFile]) -> list[ScannedFace]:
    return [face for item in batch if item.found is not None for face in item.found.faces]
