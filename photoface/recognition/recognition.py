"""Keeps the current `FaceState` of a catalog for every caller, and updates it when something changed.

It reads the catalog's faces, notices changes by other processes, applies what was learned from the user, and keeps the
queue of the review's questions. Readers wait for what is certain because of a decision, which is named after it.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from photoface.catalog import recognition_changes, recognition_rows, settings_store
from photoface.catalog.database import Database, Session, note_change
from photoface.catalog.face_table import RecognitionRows
from photoface.catalog.summaries.changed import Changed
from photoface.errors import CatalogBusy
from photoface.recognition.embedding_cache import EmbeddingCache
from photoface.recognition.probability import Scale
from photoface.recognition.questions import Queue
from photoface.recognition.state import FaceState, FaceView
from photoface.recognition.state_file import Basis, KeptState, StateFile, is_kept
from photoface.recognition.state_scoring import face_state
from photoface.settings import Settings
from photoface.vision.model_registry import Thresholds

NOTHING = Changed()

KEPT_SECONDS = 600.0
"""Between two times that the state is written to its file, some 60 MB for 100,000 faces, while the user decides. What
is a little old saves as much time at the next start."""


SETTLING_SECONDS = 5.0
"""So long readers wait at most for what is named after a decision: a tenth of a second for 100,000 faces, more while
another process writes. Who waits no longer sees it as a suggestion until then."""


class PersonalLearning(Protocol):
    """What was learned from the user, and how faces look with it."""

    def stamp(self) -> tuple[int, int] | None:
        """Changes whenever something else was learned."""
        ...

    def view(self, settings: Settings, vectors: NDArray[np.float32], scale: Scale) -> FaceView:
        """Embeddings and thresholds of the settings' model as what was learned makes them."""
        ...


@dataclass(frozen=True, slots=True)
class _Version:
    """A number that every commit of PhotoFace's raises, one that any program's changes, and what was learned."""

    commit: int
    data: int
    stamp: tuple[int, int] | None


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """The faces as they were read."""

    version: _Version
    basis: Basis
    rows: RecognitionRows
    view: FaceView


@dataclass(frozen=True, slots=True, eq=False)
class _Scored:
    reading: _Reading
    state: FaceState
    queue: Queue


class Recognition:
    """Keeps the current state of a catalog's faces. Safe to use from several threads.

    Args:
        database: the open catalog.
        thresholds: of a model by its id.
        personal: what was learned from the user.
    """

    def __init__(self, database: Database, thresholds: Callable[[str], Thresholds], personal: PersonalLearning) -> None:
        self._database = database
        self._personal = personal
        self.thresholds = thresholds
        self._cache = EmbeddingCache()
        self._lock = threading.Lock()
        self._reading: _Reading | None = None
        self._scored: _Scored | None = None
        self._settled = threading.Event()
        self._settled.set()
        self._file = StateFile(database.path)
        self._earlier: tuple[Basis, FaceState] | None = None
        """What an earlier process scored, until something is scored here."""
        self._kept: int | None = None
        """The commit whose state is in the file."""
        self._kept_at: float | None = None

    @property
    def state(self) -> FaceState:
        """The catalog as it is now, scored; with what is certain of the decision that is being made just now."""
        self._settled.wait(SETTLING_SECONDS)
        return self._current().state

    @property
    def queue(self) -> Queue:
        """What can be asked of the user now, as for `state`."""
        self._settled.wait(SETTLING_SECONDS)
        return self._current().queue

    def read(self, session: Session) -> tuple[RecognitionRows, FaceView]:
        """The faces as a transaction sees them, and their vectors, without any score."""
        # The version is asked for before the rest is read: whatever another program commits in between gives a newer
        # one, and a fresh read next time.
        version = self._version(self._database.data_version(), self._personal.stamp(), session)
        with self._lock:
            reading = self._read(session, version, self._reading, self._changed_since(self._reading, version))
            self._reading = reading
        return reading.rows, reading.view

    def earlier_state(self) -> FaceState | None:
        """A state to score another one from (`face_state`), however old; None where no process left one."""
        with self._lock:
            basis = None if self._reading is None else self._reading.basis
            if self._scored is not None:
                return self._scored.state if self._scored.reading.basis == basis else None
            return self._earlier[1] if self._earlier is not None and self._earlier[0] == basis else None

    def keep(self) -> None:
        """Write the state to a file for the next process, where the library is large and it is worth it now."""
        with self._lock:
            scored = self._scored
        now = time.monotonic()
        if scored is None or self._database.read_only or not is_kept(scored.state):
            return
        commit, kept_at = scored.reading.version.commit, self._kept_at
        if commit == self._kept or (kept_at is not None and now - kept_at < KEPT_SECONDS):
            return
        self._kept_at = now
        kept = KeptState(scored.state, commit, secrets.randbits(63))
        self._file.write(scored.reading.basis, kept, lambda name: self._put(scored.reading.version, kept.mark, name))

    def _put(self, version: _Version, mark: int, name_file: Callable[[], object]) -> bool:
        """Name a file that holds the state of a version, while nobody can commit; False where somebody has."""
        try:
            with self._database.write(durable=False) as session:
                # Another program's commit has no number. Of a server's commits the number alone tells at once.
                foreign = not self._database.is_shared and self._database.data_version() != version.data
                if foreign or self._database.commit_number(session) != version.commit:
                    return False
                marked = recognition_changes.set_mark(session, mark)
                note_change(session, NOTHING)
                name_file()
        except CatalogBusy:
            return False
        self._kept = version.commit + marked
        return True

    def embeddings(self, session: Session, model: str, rows: RecognitionRows) -> NDArray[np.float32]:
        """The faces of a read as the model sees them: (faces, d) float32, from memory where nothing changed."""
        return self._cache.matrix(session, model, rows.faces)

    @contextlib.contextmanager
    def settling(self) -> Iterator[None]:
        """Let readers wait: what is certain because of a decision is about to be named."""
        self._settled.clear()
        try:
            yield
        finally:
            self._settled.set()

    def decided_state(self, placed: NDArray[np.int64] | None) -> FaceState:
        """The catalog as the decision left it that was committed last, while nobody else can commit.

        Args:
            placed: of that decision's `Journal.placements`.
        """
        return self._current(placed).state

    def _current(self, placed: NDArray[np.int64] | None = None) -> _Scored:
        with self._lock:
            data_version, stamp = self._database.data_version(), self._personal.stamp()
            with self._database.read() as session:
                version = self._version(data_version, stamp, session)
                scored = self._scored
                if scored is None or scored.reading.version != version:
                    reading = self._reading
                    if reading is None or reading.version.commit + 1 != version.commit:
                        # More happened than that decision.
                        placed = None
                    reading = self._read(session, version, reading, self._changed_since(reading, version), placed)
                    scored = self._score(reading, scored)
                    self._reading, self._scored = reading, scored
            return scored

    def _version(self, data_version: int, stamp: tuple[int, int] | None, session: Session) -> _Version:
        return _Version(self._database.commit_number(session), data_version, stamp)

    def _changed_since(self, before: _Reading | None, version: _Version) -> Changed:
        """What was committed since an earlier reading; `everything` where that is not known."""
        if before is not None and before.version == version:
            return NOTHING
        if before is None or before.version.commit == version.commit:
            # Nothing of PhotoFace's own, so it was somebody else, or it is what was learned from the user.
            return Changed(everything=True)
        changed = self._database.changed_between(before.version.commit, version.commit)
        return Changed(everything=True) if changed is None else changed

    def _read(
        self,
        session: Session,
        version: _Version,
        before: _Reading | None,
        changed: Changed,
        placed: NDArray[np.int64] | None = None,
    ) -> _Reading:
        """The faces, read as far as an earlier reading does not hold; `placed` as for `recognition_rows.reload`."""
        settings = settings_store.load(session)
        thresholds = self.thresholds(settings.model)
        scale = Scale(thresholds.assignment, thresholds.suggestion, thresholds.grouping_large)
        basis = Basis(settings.model, settings.personal_learning, settings.usual_company, version.stamp, scale)
        if before is not None and before.basis == basis and not changed.everything:
            if changed == NOTHING:
                return replace(before, version=version)
            rows = recognition_rows.reload(session, settings.model, before.rows, changed, placed)
        else:
            kept = self._begin_with_file(session, basis) if before is None else None
            rows = recognition_rows.load(session, settings.model) if kept is None else kept
        vectors = self._cache.matrix(session, settings.model, rows.faces)
        return _Reading(version, basis, rows, self._personal.view(settings, vectors, scale))

    def _begin_with_file(self, session: Session, basis: Basis) -> RecognitionRows | None:
        """The faces as they are now, if the file of an earlier process and the catalog tell; the file's scores too."""
        found = self._file.read(basis)
        if found is None:
            return None
        faces = found.state.rows.faces
        self._earlier, self._kept = (basis, found.state), found.commit
        self._cache.begin_with(basis.model, faces, found.state.view.own_vectors)
        changed = recognition_changes.changed_since(session, found.mark)
        if changed is None:
            return None
        if changed == NOTHING:
            self._kept = self._database.commit_number(session)
        return recognition_rows.load_since(session, basis.model, faces, found.state.rows.placed, changed)

    def _score(self, reading: _Reading, before: _Scored | None) -> _Scored:
        if before is not None:
            earlier = before.state if before.reading.basis == reading.basis else None
        else:
            earlier = self._earlier[1] if self._earlier is not None and self._earlier[0] == reading.basis else None
        if before is not None and reading.rows is before.reading.rows and reading.view is before.reading.view:
            return replace(before, reading=reading)
        state = face_state(reading.rows, reading.view, earlier)
        self._earlier = None
        return _Scored(reading, state, Queue(state))
