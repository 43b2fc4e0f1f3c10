"""Tuning that always finds its model better, such a model at its worst, and a catalog in which others act meanwhile."""

from __future__ import annotations

import dataclasses
import itertools
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from fakes.models import FakeDetector, FakeEmbedder
from photoface.catalog.database import Database, Session
from photoface.jobs import JobControl
from photoface.learning.confirmed_faces import ConfirmedFaces
from photoface.learning.open_set_comparison import Comparison
from photoface.library.personal_learning import PersonalLearning
from photoface.scan.face_engine import FaceEngine
from photoface.settings import TUNED_MARK, Settings, base_model
from photoface.vision.imported_models import write_spec
from photoface.vision.model_registry import DLIB_RESNET

BETTER = Comparison(faces=100, people=20, before=0.1, after=0.05, gain=0.05, lower=0.01, upper=0.09)

TAKEN_FOR_ONE = 4
"""The confusing model takes two people for one where their numbers differ by this, or by twice this."""

_numbers = itertools.count(1)


class ConfusingEmbedder(FakeEmbedder):
    """A tuned model at its worst: three people each are one person to it."""

    def embed(self, crops: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        folded = super().embed(crops).reshape(len(crops), -1, 2 * TAKEN_FOR_ONE).sum(axis=1)
        vectors: NDArray[np.float32] = np.tile(folded, self.dimension // folded.shape[1])
        norms: NDArray[np.float32] = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= norms
        return vectors


def confusing_engine(settings: Settings) -> FaceEngine:
    """An engine for the default model, or for one that was tuned from it."""
    is_tuned = settings.model != base_model(settings.model)
    return FaceEngine(FakeDetector(), (ConfusingEmbedder if is_tuned else FakeEmbedder)(settings.model))


def tune(
    learning: PersonalLearning,
    settings: Settings,
    faces: ConfirmedFaces,
    face_ids: object,
    related: object,
    pool: object,
    control: JobControl,
) -> tuple[str, Comparison, ConfirmedFaces]:
    """In the place of `PersonalLearning._tune`: a new model each time, of a few bytes, and it is better."""
    name = f"{next(_numbers):08x}"
    spec = dataclasses.replace(
        DLIB_RESNET, id=f"{DLIB_RESNET.id}{TUNED_MARK}{name}", file_name=f"{name}.pt", sha256=None, offline=False
    )
    store = learning._personal.store
    with tempfile.TemporaryDirectory() as folder:
        weights = Path(folder) / spec.file_name
        weights.write_bytes(name.encode())
        store.install_from_file(spec, weights, control)
    write_spec(store.folder, spec)
    return spec.id, BETTER, faces


class BusyDatabase:
    """A job's view of the catalog, in which something happens before one of the job's writing transactions.

    Args:
        at: before which one, from 0.
        happens: what; it may raise.
    """

    def __init__(self, database: Database, at: int, happens: Callable[[], object]) -> None:
        self._database, self._left, self._happens = database, at, happens

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    @contextmanager
    def write(self, *, durable: bool = True) -> Iterator[Session]:
        self._left -= 1
        if self._left == -1:
            self._happens()
        with self._database.write(durable=durable) as session:
            yield session


def busy(database: Database, at: int, happens: Callable[[], object]) -> Database:
    """A `BusyDatabase`, as what it stands for."""
    return cast(Database, BusyDatabase(database, at, happens))
