"""What `Library` says about suggestions and the review, from one scored state, kept until something changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from photoface.catalog import overview, review, settings_store
from photoface.catalog.database import Database
from photoface.catalog.ledger import Journal
from photoface.errors import UserFacingError
from photoface.library import questions, suggestions
from photoface.library.attaching import attach_certain
from photoface.library.embeddings import EmbeddingCache
from photoface.library.evidence import Evidence
from photoface.library.questions import Question, ReviewProgress
from photoface.library.scoring.candidates import matches
from photoface.library.scoring.certainty import Scale
from photoface.library.scoring.splitting import two_halves
from photoface.library.suggestions import Reason, Suggestion
from photoface.vision.registry import Thresholds


@dataclass(frozen=True, slots=True)
class _State:
    version: int
    evidence: Evidence
    named: int
    total: int


class Review:
    """The scored state of a catalog. Safe to use from several threads.

    Args:
        database: the open catalog.
        thresholds: of a model by its id.
    """

    def __init__(self, database: Database, thresholds: Callable[[str], Thresholds]) -> None:
        self._database = database
        self._thresholds = thresholds
        self._cache = EmbeddingCache()
        self._lock = threading.Lock()
        self._state: _State | None = None

    def suggestions(self, person_id: int, limit: int | None) -> list[Suggestion]:
        """See `Library.suggestions`."""
        return suggestions.suggestions_of(self._current().evidence, person_id, limit)

    def suggestion_counts(self) -> dict[int, int]:
        """See `Library.suggestion_counts`."""
        return {person_id: len(found) for person_id, found in self._current().evidence.matches.items() if found}

    def explain(self, face_id: int, person_id: int) -> Reason:
        """See `Library.explain`."""
        return suggestions.explain(self._current().evidence, face_id, person_id)

    def likely_wrong(self, person_id: int) -> list[int]:
        """See `Library.likely_wrong`."""
        return suggestions.likely_wrong(self._current().evidence, person_id)

    def next_question(self, skipped: frozenset[str]) -> Question | None:
        """See `Library.next_question`."""
        return questions.next_question(self._current().evidence, skipped)

    def progress(self) -> ReviewProgress:
        """See `Library.progress`."""
        state = self._current()
        return questions.progress(state.evidence, state.named, state.total)

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
        settings = settings_store.load(journal.session)
        if settings.settle_at_once != "yes":
            return 0
        model = settings.model
        return attach_certain(journal, self._cache, model, self._scale(model))

    def _current(self) -> _State:
        with self._lock:
            # Asked before the read: whatever is committed in between gives a newer version, and a fresh read next time.
            version = self._database.data_version()
            if self._state is None or self._state.version != version:
                with self._database.read() as session:
                    self._state = self._build(session, version)
            return self._state

    def _build(self, session: Session, version: int) -> _State:
        model = settings_store.load(session).model
        rows = review.load(session, model)
        evidence = Evidence(rows, self._cache.matrix(session, model, rows.faces), self._scale(model))
        counts = overview.counts(session)
        return _State(version, evidence, counts.named_faces, counts.faces)

    def _scale(self, model: str) -> Scale:
        thresholds = self._thresholds(model)
        return Scale(thresholds.assignment, thresholds.suggestion, thresholds.grouping_large)
