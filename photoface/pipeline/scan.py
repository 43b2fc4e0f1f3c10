"""The scan: from library folders to photos, faces, embeddings and groups, resumable at every batch.

Stages are plain functions: `inventory` notes what has to be read; `reading` runs on threads, a bounded few photos
ahead; `analysis` runs here, where the models are; `store` writes one batch in one transaction. A file that was in the
worker's hands when it died is a suspect: suspects go last and alone, and one that kills the worker again on its own is
marked failed, so that one poisonous file cannot stop a library.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from photoface.catalog.database import Database
from photoface.catalog.rows import chunks
from photoface.catalog.summaries import Changed
from photoface.catalog.tables import FileState, LibraryFolder, Photo, PhotoFile
from photoface.errors import JobCancelled
from photoface.imaging.thumbnail_store import ThumbnailStore
from photoface.jobs import JobControl, Progress, RateMeter
from photoface.pipeline import analysis, reembedding
from photoface.pipeline.analysis import FaceEngine, SeenPhoto
from photoface.pipeline.grouping import group_new_faces
from photoface.pipeline.inventory import Inventory, take_inventory
from photoface.pipeline.reading import READ_AHEAD, READERS, PendingFile, ReadFile, in_order, read_photo
from photoface.pipeline.store import FileResult, Stored, store_batch
from photoface.settings import Settings
from photoface.vision.registry import Thresholds

PHOTOS_PER_DETECTION = 4
"""Photos whose full-size pixels are held at once for the detector."""

DEATHS_ALLOWED = 3
"""One death in a batch, whose culprit is unknown, and two more alone: then it was this file."""

FIRST_GROUPING_AFTER = 100
GROUPING_GROWTH = 3
"""Groups appear after the first hundred photos, then at three times as many, and so on: each costs a fixed share."""


@dataclass(slots=True)
class ScanReport:
    """What a scan came to."""

    inventory: Inventory = field(default_factory=Inventory)
    read: int = 0
    linked: int = 0
    failed: int = 0
    new_faces: int = 0
    embedded: int = 0
    seconds: float = 0.0


def scan(
    database: Database,
    thumbnails: ThumbnailStore,
    load_engine: Callable[[], FaceEngine],
    thresholds: Thresholds,
    settings: Settings,
    control: JobControl,
    on_changed: Callable[[Changed], None] = lambda changed: None,
) -> ScanReport:
    """Bring the catalog up to date with its folders.

    Args:
        load_engine: called at most once, and only if there is something to look at: models take seconds to load.
        thresholds: of the settings' model.
        on_changed: told after each commit what changed.

    Raises:
        JobCancelled: the user stopped it; all finished batches stay.
        UserFacingError: the disk is full, the catalog is locked, a model is missing.
    """
    return _Scan(database, thumbnails, load_engine, thresholds, settings, control, on_changed).run()


class _Scan:
    """One run of a scan: its progress, its engine once loaded, its report."""

    def __init__(
        self,
        database: Database,
        thumbnails: ThumbnailStore,
        load_engine: Callable[[], FaceEngine],
        thresholds: Thresholds,
        settings: Settings,
        control: JobControl,
        on_changed: Callable[[Changed], None],
    ) -> None:
        self._database = database
        self._thumbnails = thumbnails
        self._load_engine = load_engine
        self._thresholds = thresholds
        self._settings = settings
        self._control = control
        self._on_changed = on_changed
        self._engine: FaceEngine | None = None
        self._report = ScanReport()
        self._meter = RateMeter()
        self._done = 0
        self._total = 0

    def run(self) -> ScanReport:
        started = time.monotonic()
        self._report.inventory = take_inventory(self._database, self._control)
        self._on_changed(Changed(everything=True))
        pending = self._pending()
        self._total = len(pending)
        self._meter = RateMeter()
        next_grouping = FIRST_GROUPING_AFTER
        with ThreadPoolExecutor(READERS, thread_name_prefix="reader") as pool:
            try:
                for batch in self._batches(pending):
                    self._run_batch(batch, pool)
                    if next_grouping <= self._done < self._total:
                        self._group(final=False)
                        next_grouping = self._done * GROUPING_GROWTH
            except JobCancelled:
                # Whoever stops a scan wants to see what it found.
                if self._report.new_faces:
                    self._on_changed(self._grow_groups(final=False))
                raise
            self._report.embedded = reembedding.embed_missing(
                self._database, self._engine_now, self._settings, self._control, pool
            )
        self._group(final=True)
        self._report.seconds = time.monotonic() - started
        return self._report

    def _engine_now(self) -> FaceEngine:
        if self._engine is None:
            self._control.report(Progress("Loading the models", self._done, self._total or None))
            self._engine = self._load_engine()
            # The first photos would otherwise be charged for the models' loading.
            self._meter = RateMeter()
            self._meter.update(self._done)
        return self._engine

    def _pending(self) -> list[PendingFile]:
        query = (
            sa.select(
                PhotoFile.id,
                LibraryFolder.path,
                PhotoFile.relative_path,
                PhotoFile.modified_ns,
                PhotoFile.deaths,
                PhotoFile.photo_id,
            )
            .join(LibraryFolder, LibraryFolder.id == PhotoFile.folder_id)
            .where(PhotoFile.state == FileState.NEW, PhotoFile.present.is_(True))
            .order_by(LibraryFolder.path, PhotoFile.relative_path)
        )
        with self._database.read() as session:
            return [
                PendingFile(file_id, Path(folder, relative_path), modified_ns, deaths, photo_id)
                for file_id, folder, relative_path, modified_ns, deaths, photo_id in session.execute(query)
                if Path(folder).is_dir()
            ]

    def _batches(self, pending: Sequence[PendingFile]) -> Iterator[Sequence[PendingFile]]:
        yield from batched_list([file for file in pending if not file.deaths], self._settings.scan_batch)
        yield from batched_list([file for file in pending if file.deaths], 1)

    def _run_batch(self, batch: Sequence[PendingFile], pool: ThreadPoolExecutor) -> None:
        poisonous = [file for file in batch if file.deaths >= DEATHS_ALLOWED]
        results = [
            FileResult(
                file,
                failure=f"PhotoFace stopped again and again while it read {file.path.name}. It may be damaged; "
                "open it in another program and save it anew.",
            )
            for file in poisonous
        ]
        healthy = [file for file in batch if file.deaths < DEATHS_ALLOWED]
        self._count_death_in_advance(healthy)
        try:
            results.extend(self._analyse(healthy, pool))
        except BaseException:
            # Stopped, not killed: no file is to blame.
            self._take_back_deaths(healthy)
            raise
        stored = self._store(results)
        self._report.read += len(batch)
        self._report.linked += stored.linked
        self._report.failed += stored.failed
        self._report.new_faces += stored.new_faces
        self._on_changed(stored.changed)

    def _analyse(self, batch: Sequence[PendingFile], pool: ThreadPoolExecutor) -> list[FileResult]:
        read = partial(read_photo, is_known=self._is_known, maximum_megapixels=self._settings.maximum_megapixels)
        results: list[FileResult] = []
        looked_at: list[tuple[ReadFile, SeenPhoto]] = []
        waiting: list[ReadFile] = []

        def look() -> None:
            photos = [item.photo for item in waiting if item.photo is not None]
            looked_at.extend(zip(waiting, analysis.see(photos, self._engine_now()), strict=True))
            waiting.clear()

        for item in in_order(batch, read, pool, READ_AHEAD):
            if item.photo is None:
                results.append(FileResult(item.file, item.content_hash, item.failure))
            else:
                waiting.append(item)
                if len(waiting) == PHOTOS_PER_DETECTION:
                    look()
            self._done += 1
            self._tell(sum(len(seen.faces) for _, seen in looked_at))
        if waiting:
            look()
        if looked_at:
            embedded = analysis.embed([seen for _, seen in looked_at], self._engine_now())
            for (item, seen), faces in zip(looked_at, embedded, strict=True):
                facts = item.photo.facts if item.photo is not None else None
                results.append(FileResult(item.file, item.content_hash, None, facts, seen.thumbnail, faces))
        return results

    def _store(self, results: Sequence[FileResult]) -> Stored:
        engine = self._engine
        with self._database.write() as session:
            stored = store_batch(
                session,
                results,
                model=self._settings.model,
                detector=engine.detector.name if engine is not None else "",
            )
        self._thumbnails.put_photos(stored.photo_thumbnails)
        self._thumbnails.put_faces(stored.face_crops)
        self._thumbnails.remove_faces(stored.removed_faces)
        return stored

    def _is_known(self, content_hash: str) -> bool:
        with self._database.read() as session:
            found = session.execute(sa.select(Photo.id).where(Photo.content_hash == content_hash)).first()
        return found is not None

    def _count_death_in_advance(self, batch: Sequence[PendingFile]) -> None:
        with self._database.write() as session:
            for part in chunks([file.id for file in batch]):
                session.execute(sa.update(PhotoFile).where(PhotoFile.id.in_(part)).values(deaths=PhotoFile.deaths + 1))

    def _take_back_deaths(self, batch: Sequence[PendingFile]) -> None:
        with self._database.write() as session:
            for file in batch:
                session.execute(sa.update(PhotoFile).where(PhotoFile.id == file.id).values(deaths=file.deaths))

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

    def _grow_groups(self, *, final: bool) -> Changed:
        return group_new_faces(self._database, self._settings, self._thresholds, final=final)


def batched_list(files: Sequence[PendingFile], size: int) -> Iterator[Sequence[PendingFile]]:
    """Files in batches of a size."""
    for start in range(0, len(files), size):
        yield files[start : start + size]
