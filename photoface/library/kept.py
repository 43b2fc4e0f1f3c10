"""What of one scored state still holds in the next: all but what a decision touched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from photoface.library.scoring.candidates import CandidateVotes
from photoface.library.scoring.items import Since

if TYPE_CHECKING:
    from photoface.library.evidence import Evidence


class Earlier:
    """What of an earlier state still holds.

    Attributes:
        touched: indices of the people, as they are numbered now, whose exemplars are others than they were.
    """

    def __init__(self, evidence: Evidence, since: Since, now: Evidence) -> None:
        self.evidence, self.since = evidence, since
        self.touched: frozenset[int] = frozenset()
        self._index_before = [evidence.index_of.get(person.id, -1) for person in now.people]
        self._ids = [person.id for person in now.people]
        faces, before = now.rows.faces, evidence.rows.faces
        come, gone = np.flatnonzero(since.row_before < 0), np.flatnonzero(since.row_now < 0)
        come, gone = come[faces.confirmed[come]], gone[before.confirmed[gone]]
        self._other_confirmed = {*faces.persons[come].tolist(), *before.persons[gone].tolist()}

    def kept_exemplars(self, index: int) -> NDArray[np.int64] | None:
        """A person's voting rows, if their confirmed faces are those that they were."""
        before = self._index_before[index]
        if before < 0 or self._ids[index] in self._other_confirmed:
            return None
        return self.since.row_now[self.evidence.exemplars[before]]

    def kept_people(self) -> NDArray[np.bool_]:
        """(people,) whose exemplars are what they were."""
        return np.array([index not in self.touched for index in range(len(self._ids))], np.bool_)

    def kept_mean(self, index: int) -> NDArray[np.float32] | None:
        """The mean of a person's exemplars, if these are what they were."""
        return None if index in self.touched else self.evidence.exemplar_means[self._index_before[index]]

    def kept_voters(self, index: int) -> NDArray[np.float32]:
        """The vectors of a person's exemplars, which are what they were."""
        return self.evidence.voters[self._index_before[index]]

    def find_touched(self, exemplar_rows: Sequence[NDArray[np.int64]]) -> None:
        """Compare the exemplars of now with those of before, but for those that were taken over."""
        self.touched = frozenset(
            index
            for index, (rows, before) in enumerate(zip(exemplar_rows, self._index_before, strict=True))
            if before < 0
            or (
                self._ids[index] in self._other_confirmed
                and not np.array_equal(self.since.row_now[self.evidence.exemplars[before]], rows)
            )
        )

    def kept_votes(self) -> CandidateVotes:
        """Votes of people who are not touched on items that are not."""
        person_now = np.full(len(self.evidence.people), -1, np.int64)
        for index, before in enumerate(self._index_before):
            if before >= 0 and index not in self.touched:
                person_now[before] = index
        row_now = self.since.row_now.copy()
        lost, _ = self.evidence.items.rows_of(np.flatnonzero(self.since.item_now < 0))
        row_now[lost] = -1
        return self.evidence.votes.moved(person_now, row_now)

    def kept_spreads(self) -> dict[int, NDArray[np.float32]]:
        """Of people who are not touched."""
        kept = {self._ids[index] for index in range(len(self._ids)) if index not in self.touched}
        return {person_id: found for person_id, found in list(self.evidence.spreads.items()) if person_id in kept}
