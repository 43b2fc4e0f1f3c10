"""Trains recognition on the user's own answers (`PersonalLearning`), and keeps and applies the result.

`PersonalLearning` is the library's manager: it reads confirmed and rejected faces from the catalog; a job learns from
them. `PersonalModel` keeps the result in a file beside the catalog, and adapts embeddings and thresholds to it.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from photoface.catalog import recognition_rows, relations, settings_store
from photoface.catalog.database import Database, Session
from photoface.catalog.face_table import RecognitionRows
from photoface.errors import UserFacingError
from photoface.formatting import counted
from photoface.jobs import JobControl
from photoface.learning.confirmed_faces import UNKNOWN, ConfirmedFaces
from photoface.learning.personal_file import Learned, read_learned, write_learned
from photoface.recognition.embedding_cache import EmbeddingCache
from photoface.recognition.joins import linked, matches
from photoface.recognition.look_alikes import Judge
from photoface.recognition.probability import Scale
from photoface.recognition.state import FaceView
from photoface.settings import Settings

SUFFIX = ".personal.npz"

MOST_NEGATIVES = 2000
"""Unnamed faces with something that they are apart from; more are no better teachers."""

FACES_AGAINST = 10
"""So many of a person's confirmed faces stand for the person whom a face was said not to be."""

Stamp = tuple[int, int] | None


class PersonalModel:
    """What was learned, in a file beside the catalog, and how faces look to it. Safe to use from several threads."""

    def __init__(self, catalog: Path) -> None:
        self.path = catalog.with_name(catalog.name + SUFFIX)
        self._lock = threading.Lock()
        self._read: tuple[Stamp, Learned | None] = (None, None)
        self._moved: tuple[Learned, NDArray[np.float32], NDArray[np.float32]] | None = None

    def stamp(self) -> Stamp:
        """Changes whenever the file does, also when another process writes it."""
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size

    def learned(self, settings: Settings) -> Learned | None:
        """What holds under these settings; None where it is switched off, of another model, or not readable."""
        if settings.personal_learning != "yes":
            return None
        found = self.kept()
        return found if found is not None and found.model == settings.model else None

    def kept(self) -> Learned | None:
        """What was learned last, used or not. A damaged file counts as none: it is made again at any time."""
        with self._lock:
            stamp = self.stamp()
            if stamp != self._read[0]:
                try:
                    self._read = (stamp, read_learned(self.path))
                except (FileNotFoundError, UserFacingError):
                    self._read = (stamp, None)
            return self._read[1]

    def write(self, learned: Learned) -> None:
        """Keep what was learned, in the place of what was before."""
        write_learned(self.path, learned)

    def forget(self) -> None:
        """Forget what was learned: suggestions are the model's own again.

        Raises:
            UserFacingError: it cannot be deleted.
        """
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise UserFacingError(f"{self.path} cannot be deleted: {error.strerror}.") from error

    def view(self, settings: Settings, vectors: NDArray[np.float32], scale: Scale) -> FaceView:
        """Embeddings and thresholds of the settings' model as what was learned makes them."""
        learned = self.learned(settings)
        if learned is None or not vectors.size:
            return FaceView(vectors, vectors, scale)
        judges = tuple(
            Judge(one.first, one.second, one.log_odds)
            for one in learned.look_alikes
            if len(one.weights) == vectors.shape[1]
        )
        if learned.head is None or len(learned.head.matrix) != vectors.shape[1]:
            return FaceView(vectors, vectors, scale, judges)
        return FaceView(self._apply(learned, vectors), vectors, scale.times(learned.head.scale), judges)

    def _apply(self, learned: Learned, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """The head's image of all faces, kept until the faces or the head are others."""
        assert learned.head is not None
        with self._lock:
            if self._moved is None or self._moved[0] is not learned or self._moved[1] is not vectors:
                moved = learned.head.apply(vectors)
                moved.setflags(write=False)
                self._moved = (learned, vectors, moved)
            return self._moved[2]


class PersonalLearning:
    """Learns from the library's user."""

    def __init__(self, database: Database, personal: PersonalModel, now: Callable[[], dt.datetime]) -> None:
        self._database = database
        self._personal = personal
        self._now = now
        self.learned, self.forget = personal.kept, personal.forget

    def learn(self, control: JobControl | None = None) -> Learned:
        """Learn from what the user confirmed and rejected; suggestions use it where it is better by more than chance.

        Nothing that was confirmed or suggested is written: only the file beside the catalog changes.

        Raises:
            UserFacingError: too few faces are confirmed.
            JobCancelled: by the control; what was learned before stays.
        """
        from photoface.learning.look_alike_judges import learn_look_alikes
        from photoface.learning.personal_adoption import propose_head

        control = control or JobControl()
        with self._database.read() as session:
            model = settings_store.load(session).model
            faces, person_ids = confirmed_faces(session, model)
            relatives = relations.pairs(session)
        kept = self._personal.kept()
        # Judges that were learned without being asked for are tried again too.
        relatives += [(one.first, one.second) for one in (kept.look_alikes if kept is not None else ())]
        proposal = propose_head(faces, control)
        number_of = {person_id: number for number, person_id in enumerate(person_ids.tolist())}
        related = [
            (number_of[one], number_of[other]) for one, other in relatives if one in number_of and other in number_of
        ]
        found = learn_look_alikes(faces, related, checkpoint=control.checkpoint)
        control.checkpoint()
        best = proposal.method or max(proposal.comparisons, key=lambda method: proposal.comparisons[method].gain)
        learned = Learned(
            model,
            self._now(),
            proposal.head,
            str(best),
            proposal.comparisons[best],
            tuple(replace(one, first=int(person_ids[one.first]), second=int(person_ids[one.second])) for one in found),
        )
        self._personal.write(learned)
        return learned


def confirmed_faces(session: Session, model: str) -> tuple[ConfirmedFaces, NDArray[np.int64]]:
    """What the user said, as arrays to learn from, and the ids of the persons that they number.

    Good confirmed faces take part with their person. Of an unnamed face it may be known who it is not: the user said
    so, or it stands beside a confirmed face in one photo.
    """
    rows = recognition_rows.load(session, model)
    vectors = EmbeddingCache().matrix(session, model, rows.faces)
    faces = rows.faces
    named = faces.confirmed & (faces.persons > 0) & faces.good
    person_ids, numbers = np.unique(faces.persons[named], return_inverse=True)
    persons = np.full(len(faces.ids), UNKNOWN)
    persons[named] = numbers
    apart = _apart(rows, persons, person_ids)
    kept = np.flatnonzero(named)
    others = np.setdiff1d(apart, kept)[:MOST_NEGATIVES]
    return ConfirmedFaces(vectors, persons, apart).of(np.concatenate([kept, others])), person_ids


def _apart(rows: RecognitionRows, persons: NDArray[np.int64], person_ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows of two faces that are not one person, one of them at least unnamed: (k, 2)."""
    faces = rows.faces
    named, unnamed = np.flatnonzero(persons != UNKNOWN), np.flatnonzero(persons == UNKNOWN)
    found = []
    beside, of_named = matches(faces.scenes[unnamed], faces.scenes[named])
    found.append(np.stack([unnamed[beside], named[of_named]], axis=1))
    refused, which = matches(faces.ids[unnamed], rows.rejections[:, 0])
    for row, person_id in zip(unnamed[refused].tolist(), rows.rejections[which, 1].tolist(), strict=True):
        own = np.flatnonzero(persons == np.searchsorted(person_ids, person_id))[:FACES_AGAINST]
        if person_id in person_ids:
            found.append(np.stack([np.full(len(own), row), own], axis=1))
    kept_apart = np.stack(linked(faces.ids, rows.apart), axis=1)
    found.append(kept_apart[(persons[kept_apart] == UNKNOWN).any(axis=1)])
    return np.concatenate(found).astype(np.int64)


def personal_sentence(learned: Learned) -> str:
    """What came of learning, for the user."""
    result = learned.comparison
    shares = f"{100 * result.before:.1f} % to {100 * result.after:.1f} %"
    if learned.head is not None:
        said = f"Suggestions are better now: of {result.faces:,} faces held back, errors went from {shares}."
    else:
        said = (
            f"Suggestions stay as they were: learning was not better by more than chance (errors from {shares} "
            f"of {result.faces:,} faces held back)."
        )
    pairs = len(learned.look_alikes)
    if pairs:
        said += f" {counted(pairs, 'pair')} of people who look alike can be told apart better."
    return said
