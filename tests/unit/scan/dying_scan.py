"""A scan in a process of its own that dies at a moment which a test chooses."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from fakes.library import open_fake_library
from fakes.models import FakeDetector, FakeEmbedder
from numpy.typing import NDArray

from photoface.jobs import JobControl, Progress
from photoface.scan import watchdog
from photoface.scan.face_engine import FaceEngine
from photoface.settings import Settings
from photoface.vision.protocols import DetectedFace

POISON = (1, 2, 3)
"""The last pixel of a photo that ends the process, or that is never done."""

PHOTO_SECONDS = 5.0
"""The time for one photo here: short, since a test waits for it."""

_processes = multiprocessing.get_context("forkserver")
# Loaded once for all scans: loading takes longer than the scan of a few photos.
_processes.set_forkserver_preload(["photoface.library.library", "photoface.scan.scan", "hdbscan", "pytest", "torch"])


def exit_code_of_scan(catalog: Path, dies_at: str, detector: str = FakeDetector.name) -> int:
    """Scan in a process of its own.

    Args:
        catalog: where the catalog is.
        dies_at: "loading": while models load; a number: when so many photos are done; "watched": a poisonous photo
            takes for ever, and the process gives up; "never": only a poisonous photo kills it.
        detector: the name of the detector.

    Returns:
        The exit code, or the signal that ended it as a negative number.
    """
    process = _processes.Process(target=_scan, args=(catalog, dies_at, detector))
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def _scan(catalog: Path, dies_at: str, detector: str) -> None:
    def die(progress: Progress) -> None:
        if dies_at.isdigit() and progress.done == int(dies_at):
            _die()

    def load(settings: Settings) -> FaceEngine:
        if dies_at == "loading":
            _die()
        return FaceEngine(_PoisonedDetector(detector, endless=dies_at == "watched"), FakeEmbedder())

    watchdog.PHOTO_SECONDS = PHOTO_SECONDS
    open_fake_library(catalog, load).jobs.scan(JobControl(die, restarts=dies_at == "watched"))


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class _PoisonedDetector(FakeDetector):
    def __init__(self, name: str, *, endless: bool) -> None:
        super().__init__()
        self.name = name
        self._endless = endless

    def detect(self, photos: Sequence[NDArray[np.uint8]]) -> list[list[DetectedFace]]:
        if any((photo[-1, -1] == POISON).all() for photo in photos):
            while self._endless:
                pass
            _die()
        return super().detect(photos)
