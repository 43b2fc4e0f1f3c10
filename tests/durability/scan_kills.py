"""Stops scans in every way at every stage, and looks whether photos are blamed or anything is lost.

    python tests/durability/scan_kills.py [--kills 60] [--seed 1] [--folder FOLDER]

The worker process scans a folder of fake photos with fake models that take their time. It is killed (SIGKILL), sent
SIGTERM or SIGHUP, or closed as a window closes it, at random moments of each stage: looking through the folder,
loading the models, decoding and storing, grouping. It starts again on the same catalog until it comes to the end; then
photos are added. A second catalog is scanned beside it and never disturbed.

Exit code 0: no photo is listed as unreadable or is suspected of anything at the end of a round, and both catalogs hold
the same photos, faces and groups.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import os
import queue
import random
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import sqlalchemy as sa
from fakes.library import open_fake_library
from fakes.models import FakeDetector, FakeEmbedder
from fakes.photos import save_photo
from numpy.typing import NDArray

from photoface.catalog.tables.files import PhotoFile
from photoface.library.library import Library
from photoface.scan.face_engine import FaceEngine
from photoface.settings import Settings
from photoface.vision.protocols import DetectedFace
from photoface.worker.messages import Cancelled, Died, Failed, Finished, Message, Postponed, Progressed, ScanJob
from photoface.worker.process import JobProcess

PHOTOS = 24
"""Added in each round."""

STAGES = ("Looking through", "Loading the models", "Scanning", "Grouping faces")
WAYS = ("SIGKILL", "SIGTERM", "SIGHUP", "closing")
LONGEST_WAIT_SECONDS = 0.3
LOADING_SECONDS = 0.4
LOOKING_SECONDS = 0.02
WAIT_SECONDS = 300.0
ENDS = (Finished, Cancelled, Postponed, Failed, Died)


class SlowDetector(FakeDetector):
    """Takes so long for a photo that a kill meets it at work."""

    def detect(self, photos: Sequence[NDArray[np.uint8]]) -> list[list[DetectedFace]]:
        time.sleep(LOOKING_SECONDS * len(photos))
        return super().detect(photos)


def load_slowly(settings: Settings) -> FaceEngine:
    """The fake models, after a while."""
    time.sleep(LOADING_SECONDS)
    return FaceEngine(SlowDetector(), FakeEmbedder())


def open_slow_library(catalog: Path) -> Library:
    """In the worker: a library with these models."""
    return open_fake_library(catalog, load_slowly)


class Scan:
    """One worker process and what it says."""

    def __init__(self, catalog: Path) -> None:
        self._messages: queue.Queue[Message] = queue.Queue()
        self.process = JobProcess(catalog, ScanJob(), self._messages.put, open_slow_library)
        self.process.start()

    def until(self, stage: str | None, done: int = 0) -> Message | None:
        """Wait until the scan is in a stage and has done so many photos; returns its last message if it ended first."""
        while True:
            message = self._messages.get(timeout=WAIT_SECONDS)
            if isinstance(message, ENDS):
                self.process.join()
                return message
            if stage is not None and isinstance(message, Progressed):
                progress = message.progress
                if progress.stage.startswith(stage) and progress.done >= done:
                    return None

    def stop(self, way: str) -> None:
        if way == "closing":
            self.process.close(timeout=2.0)
            return
        assert self.process.pid is not None
        # It may have come to its end meanwhile.
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, getattr(signal, way))


def content(library: Library) -> tuple[object, ...]:
    """What a catalog holds, in terms that do not depend on the order of its ids."""
    files = {photo_id: library.photos.detail(photo_id).file_paths for photo_id in library.photos.ids()}
    faces = library.faces.summaries(library.faces.ids())
    places = {face.id: (files[face.photo_id], round(face.box.left, 6), round(face.box.top, 6)) for face in faces}
    groups = sorted(
        sorted(places[face] for face in library.groups.face_ids(group.id)) for group in library.groups.all()
    )
    return sorted(files.values()), sorted(places.values()), groups


def suspected(library: Library) -> int:
    """How many files are suspected of having ended a process."""
    with library._database.read() as session:
        return int(session.execute(sa.select(sa.func.count()).where(PhotoFile.deaths > 0)).scalar_one())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where to work; else a temporary folder")
    chosen = parser.parse_args()
    dice = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory(dir=chosen.folder) as name:
        disturbed, calm = Path(name) / "disturbed.photoface", Path(name) / "calm.photoface"
        pictures = Path(name) / "Pictures"
        libraries = [open_fake_library(catalog) for catalog in (disturbed, calm)]
        pictures.mkdir()
        for library in libraries:
            library.folders.add(pictures)
            library.set_setting("scan_batch", "4")
        met: collections.Counter[tuple[str, str]] = collections.Counter()
        condemned = different = rounds = 0
        while met.total() < chosen.kills:
            first = rounds * PHOTOS
            rounds += 1
            for number in range(first, first + PHOTOS):
                save_photo(pictures / f"{number:04}.png", dice.sample(range(6), dice.randint(1, 2)), shade=number)
            ended: Message | None = None
            while not isinstance(ended, Finished):
                scan = Scan(disturbed)
                if met.total() >= chosen.kills:
                    ended = scan.until(None)
                    continue
                stage, way = STAGES[met.total() % len(STAGES)], dice.choice(WAYS)
                ended = scan.until(stage, dice.randrange(PHOTOS // 2) if stage == "Scanning" else 0)
                if ended is None:
                    time.sleep(dice.uniform(0, LONGEST_WAIT_SECONDS if stage != "Grouping faces" else 0.02))
                    scan.stop(way)
                    met[stage, way] += 1
                    ended = scan.until(None)
                if isinstance(ended, Failed):
                    sys.exit(f"A scan failed: {ended}")
                condemned += len(libraries[0].photos.failed_files())
            libraries[1].jobs.scan()
            if content(libraries[0]) != content(libraries[1]) or suspected(libraries[0]):
                different += 1
        for stage in STAGES:
            print(f"{stage}: {', '.join(f'{way} {met[stage, way]}' for way in WAYS)}")
        photos = libraries[0].overview().photos
        print(f"{met.total()} stops in {rounds} rounds of {PHOTOS} photos; {photos} photos at the end")
        print(f"photos condemned: {condemned}; rounds after which the catalogs differ: {different}")
        for library in libraries:
            library.close()
        return int(bool(condemned or different))


if __name__ == "__main__":
    sys.exit(main())
