"""What `Library` says about suggestions and the review, from one scored state, kept until something changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from photoface.catalog import overview, review, settings_store
from photoface.catalog.database import Database
from photoface.catalog.ledger import Journal
from photoface.catalog.review import ReviewRows
from photoface.catalog.summaries import Changed
from photoface.errors import UserFacingError
from photoface.library import suggestions
from photoface.library.attaching import attach_certain
from photoface.library.embeddings import EmbeddingCache
from photoface.library.evidence import Evidence
from photoface.library.personal import Personal, PersonalView, Stamp
from photoface.library.questions import Question, Queue, ReviewProgress
from photoface.library.scoring.candidates import matches
from photoface.library.scoring.certainty import Scale
from photoface.library.scoring.splitting import two_halves
from photoface.library.suggestions import Reason, Suggestion
from photoface.settings import Settings
from photoface.vision.registry import Thresholds

NOTHING = Changed()


@dataclass(frozen=True, slots=True)
class _Version:
    """A number that every commit of PhotoFace's raises, one that any program's changes, and what was learned."""

    commit: int
    data: int
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class _Basis:
    """What makes all scores other ones: the model, and what was learned from the user."""

    model: str
    personal_learning: str
    stamp: Stamp
    scale: Scale


@dataclass(frozen=True, slots=True)
class _State:
    """What is scored.

    Attributes:
        unread: what the version has beside what is scored here: faces that were put with their people because of this
            very state.
    """

    version: _Version
    basis: _Basis
    evidence: Evidence
    queue: Queue
    unread: Changed = NOTHING


class Review:
    """The scored state of a catalog. Safe to use from several threads.

    Args:
        database: the open catalog.
        thresholds: of a model by its id.
    """

    def __init__(self, database: Database, thresholds: Callable[[str], Thresholds]) -> None:
        self._database = database
        self._thresholds = thresholds
        self.personal = Personal(database.path)
        self._cache = EmbeddingCache()
        self._lock = threading.Lock()
        self._state: _State | None = None
        self._decided: _State | None = None

    def suggestions(self, person_id: int, limit: int | None) -> list[Suggestion]:
        """See `Library.suggestions`."""
        return suggestions.suggestions_of(self._current().evidence, person_id, limit)

    def suggestion_counts(self) -> dict[int, int]:
        """See `Library.suggestion_counts`."""
        evidence = self._current().evidence
        counts = np.diff(evidence.suggested.starts).tolist()
        return {person.id: count for person, count in zip(evidence.people, counts, strict=True) if count}

    def explain(self, face_id: int, person_id: int) -> Reason:
        """See `Library.explain`."""
        return suggestions.explain(self._current().evidence, face_id, person_id)

    def suggested_face_ids(self) -> frozenset[int]:
        """See `Library.suggested_face_ids`."""
        evidence = self._current().evidence
        rows, _ = evidence.items.rows_of(np.unique(evidence.suggested.pairs.items))
        return frozenset(evidence.rows.faces.ids[rows].tolist())

    def likely_wrong(self, person_id: int | None) -> list[int]:
        """See `Library.likely_wrong`."""
        evidence = self._current().evidence
        people = [person.id for person in evidence.people] if person_id is None else [person_id]
        return suggestions.likely_wrong(evidence, people)

    def next_question(self, skipped: frozenset[str]) -> Question | None:
        """See `Library.next_question`."""
        return self._current().queue.next_question(skipped)

    def next_questions(self, skipped: frozenset[str], limit: int) -> list[Question]:
        """See `Library.next_questions`."""
        return self._current().queue.next_questions(skipped, limit)

    def question(self, question_id: str) -> Question | None:
        """See `Library.question`."""
        return self._current().queue.question(question_id)

    def progress(self) -> ReviewProgress:
        """See `Library.progress`."""
        queue = self._current().queue
        with self._database.read() as session:
            named, every = overview.named_and_all(session)
        return queue.progress(named, every)

    def propose_split(self, group_id: int | None, person_id: int | None) -> tuple[list[int], list[int]]:
        """See `Library.propose_split`."""
        if (group_id is None) == (person_id is None):
            raise ValueError("a split is of a group or of a person")
        evidence = self._current().evidence
        faces = evidence.rows.faces
        column, wanted = (faces.groups, group_id) if group_id is not None else (faces.persons, person_id)
        rows = np.flatnonzero(column == wanted)
        if len(rows) < 2:
            raise UserFacingError("There are not two faces to tell apart here.")
        links = evidence.rows.cannot_links[:, :2]
        first, of_first = matches(faces.ids[rows], links[:, 0])
        second, of_second = matches(faces.ids[rows], links[:, 1])
        both, left, right = np.intersect1d(of_first, of_second, return_indices=True)
        apart = np.stack([first[left], second[right]], axis=1) if len(both) else np.zeros((0, 2), np.int64)
        smaller = two_halves(evidence.vectors[rows], faces.photos[rows], apart)
        return faces.ids[rows[~smaller]].tolist(), faces.ids[rows[smaller]].tolist()

    def attach_certain(self, journal: Journal) -> int:
        """Do at once what is certain from the journal's decision; see `library.attaching`."""
        self._decided = None
        people = journal.confirmed_people()
        if not people or settings_store.load(journal.session).settle_at_once != "yes":
            return 0
        # Nobody else can commit while the decision is made: the state is that of before, with what it changed.
        before = self._current()
        version = replace(before.version, commit=before.version.commit + 1)
        now = self._build(journal.session, version, before, journal.changed(), journal.placements())
        attached = attach_certain(journal, now.evidence, people)
        self._decided = replace(now, unread=attached)
        return len(attached.faces)

    def after_commit(self) -> None:
        """The decision is in the catalog: what was scored for it is the state from now on, but for what it attached."""
        decided, self._decided = self._decided, None
        if decided is not None:
            data_version = self._database.data_version()
            with self._lock:
                self._state = replace(decided, version=replace(decided.version, data=data_version))

    def _current(self) -> _State:
        with self._lock:
            # The version is asked for before the rest is read: whatever another program commits in between gives a
            # newer one, and a fresh read next time.
            data_version, stamp = self._database.data_version(), self.personal.stamp()
            with self._database.read() as session:
                version = _Version(self._database.commit_number(session), data_version, stamp)
                state = self._state
                if state is None or state.version != version or state.unread != NOTHING:
                    state = self._build(session, version, state, self._changed_since(state, version))
                    self._state = state
            return state

    def _changed_since(self, before: _State | None, version: _Version) -> Changed:
        """What was committed since an earlier state; `everything` where that is not known."""
        if before is not None and before.version == version:
            return before.unread
        if before is None or before.version.commit == version.commit:
            # Nothing of PhotoFace's own, so it was somebody else, or it is what was learned from the user.
            return Changed(everything=True)
        changed = self._database.changed_between(before.version.commit, version.commit)
        return Changed(everything=True) if changed is None else changed | before.unread

    def _build(
        self,
        session: Session,
        version: _Version,
        before: _State | None,
        changed: Changed,
        placed: NDArray[np.int64] | None = None,
    ) -> _State:
        """A state, made from an earlier one as far as that holds; for `placed` see `catalog.review.reload`."""
        settings = settings_store.load(session)
        basis = _Basis(settings.model, settings.personal_learning, version.stamp, self._scale(settings.model))
        if before is not None and before.basis == basis and not changed.everything:
            rows = review.reload(session, settings.model, before.evidence.rows, changed, placed)
        else:
            rows = review.load(session, settings.model)
        view = self._view(session, settings, rows)
        evidence = Evidence(
            rows,
            view.vectors,
            view.scale,
            judges=view.judges,
            own_vectors=view.own_vectors,
            before=before.evidence if before is not None and before.basis == basis else None,
        )
        return _State(version, basis, evidence, Queue(evidence))

    def embeddings(self, session: Session, model: str, rows: ReviewRows) -> NDArray[np.float32]:
        """The faces of a read as the model sees them: (faces, d) float32, from memory where nothing changed."""
        return self._cache.matrix(session, model, rows.faces)

    def _view(self, session: Session, settings: Settings, rows: ReviewRows) -> PersonalView:
        """The faces of a read as what was learned from the user makes them."""
        vectors = self._cache.matrix(session, settings.model, rows.faces)
        return self.personal.view(settings, vectors, self._scale(settings.model))

    def _scale(self, model: str) -> Scale:
        thresholds = self._thresholds(model)
        return Scale(thresholds.assignment, thresholds.suggestion, thresholds.grouping_large)
