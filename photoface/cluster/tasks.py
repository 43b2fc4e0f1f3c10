"""What runs on the workers: read, decode, look at and embed a few files; functions of bytes, paths and settings alone.

Each process of a worker loads its models once. A photo that takes too long or too much memory ends the process, as in a
scan of one computer; its nanny starts it again, and the scheduler tells which photos it had.
"""

from __future__ import annotations

import atexit
import functools
import os
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

import photoface
from photoface.catalog.file_metadata import ReadMetadata
from photoface.catalog.scanned_files import Failure, FileToRead
from photoface.cluster.connection import UnfitWorker
from photoface.cluster.fitness import Fitness, fitness
from photoface.imaging.exif import PhotoFacts
from photoface.scan.crash_record import CrashRecord
from photoface.scan.detection_stage import detection_stage
from photoface.scan.face_engine import FaceEngine, PhotoFaces, embed_faces
from photoface.scan.metadata_reading import MetadataReader
from photoface.scan.reading import decode_data, read
from photoface.scan.scanned_file import ScannedFile
from photoface.scan.stages import run_stage
from photoface.scan.video_look import VideoLimits
from photoface.scan.watchdog import Watchdog
from photoface.settings import Settings

Result = TypeVar("Result")

LoadEngine = Callable[[Settings], FaceEngine]
"""Imported by name on the workers, or a `functools.partial` of such a function."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as it is sent to a worker.

    Attributes:
        id, content_hash, turns, looks_again: as in `FileToRead`.
        path, folder: as they are called on the worker.
        data: its bytes; None where the worker reads it.
    """

    id: int
    path: str
    folder: str
    content_hash: str | None
    turns: frozenset[int]
    looks_again: bool
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """What a worker found in a file; the fields as in `ScannedFile`."""

    failure: Failure | None
    content_hash: str
    picture_hash: str
    metadata: ReadMetadata | None
    facts: PhotoFacts | None
    found: PhotoFaces | None


@dataclass(frozen=True, slots=True)
class LookRequest:
    """How files are looked at.

    Attributes:
        same_person: the model's distance up to which two faces are one person's.
        version: of the program that asks.
    """

    settings: Settings
    load_engine: LoadEngine
    same_person: float
    version: str = photoface.__version__


def fitness_to_look(request: LookRequest) -> Fitness:
    """Whether this worker can look at files like this. Loads the models."""
    return fitness(request.version, partial(_models, request))


def sees(path: str, size: int) -> bool:
    """Whether this worker can read a file of this size at this path."""
    try:
        with Path(path).open("rb") as file:
            return os.fstat(file.fileno()).st_size == size
    except (OSError, ValueError):
        return False


def look(files: Sequence[RemoteFile], request: LookRequest) -> list[Looked]:
    """Read files that were not sent with their bytes, find their faces, and embed all of these at once.

    Raises:
        UnfitWorker: this one has another PhotoFace, or no such model.
    """
    found = fitness_to_look(request)
    if found.problem:
        from distributed import get_worker

        raise UnfitWorker(get_worker().address, found)
    models = _models(request)
    return models.on_one_thread(_look, files, request, models)


def _look(files: Sequence[RemoteFile], request: LookRequest, models: _Models) -> list[Looked]:
    record = _record()
    stage = detection_stage(
        partial(decode_data, maximum_megapixels=request.settings.maximum_megapixels),
        lambda: models.engine,
        ThreadPoolExecutor,
        record.in_progress,
        VideoLimits(request.settings.maximum_megapixels, request.same_person),
    )
    items = list(run_stage((_read(file, models.metadata) for file in files), replace(stage, pool=None)))
    faces = [face for item in items if item.found is not None for face in item.found.faces]
    with record.in_progress([file.id for file in files]):
        embed_faces(faces, models.engine)
    for face in faces:
        # Only the embedder needs it, and it is larger than all the rest.
        face.crop = np.empty((0, 0, 3), dtype=np.uint8)
    return [
        Looked(item.failure, item.content_hash, item.picture_hash, item.metadata, item.facts, item.found)
        for item in items
    ]


def _read(file: RemoteFile, metadata: MetadataReader) -> ScannedFile:
    path, folder = Path(file.path), Path(file.folder)
    local = FileToRead(
        file.id, path, folder, 0, 0, None, file.content_hash, frozenset(file.turns), looks_again=file.looks_again
    )
    if file.data is not None:
        return ScannedFile(local, data=file.data)

    def has_changed(content: str, _picture: str) -> bool:
        return file.content_hash is not None and content != file.content_hash

    return read(local, has_changed, None if file.looks_again else metadata.read)


class _Models:
    """What a worker's process keeps between tasks of one kind of request."""

    def __init__(self, request: LookRequest) -> None:
        self.engine = request.load_engine(request.settings)
        self.metadata = MetadataReader()
        self._threads = threading.local()

    def on_one_thread(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """Call a function where models compute on one thread: each thread of the worker has photos of its own."""
        if not hasattr(self._threads, "pool"):
            self._threads.pool = self.engine.open_pool(1)
        pool: ThreadPoolExecutor = self._threads.pool
        return pool.submit(function, *arguments).result()


_LOCK = threading.Lock()
_MODELS: dict[tuple[Settings, str], _Models] = {}
_WATCHED = ExitStack()


def _models(request: LookRequest) -> _Models:
    key = (request.settings, repr(request.load_engine))
    with _LOCK:
        if key not in _MODELS:
            # A worker that scans with other settings now does not need the models of before.
            _MODELS.clear()
            _MODELS[key] = _Models(request)
        return _MODELS[key]


@functools.cache
def _record() -> CrashRecord:
    """The files that this process works on, which its watchdog watches."""
    folder = _WATCHED.enter_context(tempfile.TemporaryDirectory(prefix="photoface-worker-"))
    record = _WATCHED.enter_context(closing(CrashRecord(Path(folder) / "in-hand")))
    _WATCHED.enter_context(Watchdog(record).watching())
    return record


@atexit.register
def stop_watching() -> None:
    """End the watchdog of this process, and delete its file."""
    _record.cache_clear()
    _WATCHED.close()
