"""Scores a state of the catalog: makes a `FaceState`, from an earlier one as far as nothing changed since.

Only votes of people with other exemplars, and votes on changed items, are computed again, and the result is the same as
if computed from scratch.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photoface.catalog.face_table import RecognitionRows
from photoface.recognition.candidates import CandidateVotes, candidate_votes
from photoface.recognition.crowding_lists import CrowdingLists, Population, crowding_lists
from photoface.recognition.exemplar_trials import ExemplarTrials, exemplar_trials
from photoface.recognition.exemplars import exemplars_of
from photoface.recognition.items import Items, items_of
from photoface.recognition.probability import NEGLIGIBLE_LOG_ODDS
from photoface.recognition.similar_groups import NOTHING_BEFORE, SimilarGroups
from photoface.recognition.state import FaceState, FaceView
from photoface.recognition.state_change import StateChange, compare
from photoface.recognition.suggested_pairs import LEAST_PROBABILITY


def face_state(
    rows: RecognitionRows, view: FaceView, before: FaceState | None = None, *, count_votes: bool = True
) -> FaceState:
    """Score a state of the catalog.

    Args:
        rows: the state.
        view: the vectors of its faces, row by row.
        before: an earlier state, of the same model, scale and personal learning; what did not change since is taken
            over from it.
        count_votes: whether votes on all items are wanted; else they are counted for the items that are asked about.
    """
    items = items_of(rows.faces)
    # A library without a single embedding did not even know their dimension.
    if before is not None and before.vectors.shape[1] != view.vectors.shape[1]:
        before = None
    # Other copies are other exemplars, of anybody.
    if before is not None and not np.array_equal(before.rows.copies, rows.copies):
        before = None
    return _Scoring(rows, view, items, before).state(count_votes=count_votes)


def item_means(items: Items, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean of each item's vectors, not normalised: (items, d) float32."""
    if not len(items):
        return np.empty((0, vectors.shape[1]), np.float32)
    groups = int(np.count_nonzero(items.groups))
    ends = items.starts[: groups + 1]
    means = np.empty((len(items), vectors.shape[1]), np.float32)
    if groups:
        np.add.reduceat(vectors.take(items.rows[: ends[-1]], axis=0), ends[:-1], axis=0, out=means[:groups])
        means[:groups] /= np.diff(ends)[:, None].astype(np.float32)
    # The mean of a loose face is its vector.
    np.take(vectors, items.rows[ends[-1] :], axis=0, out=means[groups:], mode="clip")
    return means


class _Scoring:
    """Makes a `FaceState`, each part from that of an earlier state as far as nothing changed since."""

    def __init__(self, rows: RecognitionRows, view: FaceView, items: Items, before: FaceState | None) -> None:
        self._rows, self._view, self._items, self._before = rows, view, items, before
        if before is None:
            self._change = StateChange.from_nothing(rows, items)
        else:
            self._change = compare(before.rows, before.items, rows, items)
        earlier = None if before is None else before.exemplars
        self._exemplars = exemplars_of(rows, view.vectors, self._change, earlier)
        self._person_ids = np.array([rows.people[index].id for index in self._exemplars.known], np.int64)
        self._same_people = self._exemplars.kept[self._exemplars.known]

    def state(self, *, count_votes: bool) -> FaceState:
        means = self._item_means()
        return FaceState(
            self._rows,
            self._view,
            self._items,
            self._exemplars,
            means,
            self._crowds(means),
            self._trials(),
            self._similar(means),
            self._votes() if count_votes else None,
        )

    def _item_means(self) -> NDArray[np.float32]:
        items, vectors, before = self._items, self._view.vectors, self._before
        if before is None or not len(before.items):
            return item_means(items, vectors)
        means = np.empty((len(items), vectors.shape[1]), np.float32)
        np.take(before.item_means, self._change.item_before, axis=0, out=means, mode="clip")
        fresh = np.flatnonzero(self._change.item_before < 0)
        if len(fresh):
            rows, starts = items.rows_of(fresh)
            means[fresh] = np.add.reduceat(vectors[rows], starts[:-1], axis=0) / np.diff(starts)[:, None]
        return means

    def _crowds(self, means: NDArray[np.float32]) -> CrowdingLists:
        same = np.concatenate([self._same_people, self._change.item_before >= 0])
        keys = np.concatenate([2 * self._person_ids + 1, 2 * self._items.keys])
        population = Population(keys, self._exemplars.means[self._exemplars.known], means, same)
        return crowding_lists(population, None if self._before is None else self._before.crowds)

    def _trials(self) -> ExemplarTrials:
        same = self._change.row_before >= 0, self._same_people
        exemplars = [(self._exemplars.rows[index], self._exemplars.vectors[index]) for index in self._exemplars.known]
        before = None if self._before is None else self._before.trials
        return exemplar_trials(self._rows.faces.ids, self._person_ids, exemplars, same, before)

    def _similar(self, means: NDArray[np.float32]) -> SimilarGroups:
        least = float(np.log(LEAST_PROBABILITY / (1 - LEAST_PROBABILITY)))
        limit = self._view.scale.between_groups.distance_at(least)
        earlier = NOTHING_BEFORE if self._before is None else self._before.similar.carried(self._change)
        return SimilarGroups(self._items, means, limit, earlier)

    def _votes(self) -> CandidateVotes:
        known = np.array(self._exemplars.known, np.int64)
        parts = [] if self._before is None else [self._votes_that_hold(self._before)]
        for which, people in (
            (np.arange(len(self._items)), known[~self._same_people]),
            (np.flatnonzero(self._change.item_before < 0), known[self._same_people]),
        ):
            limit = self._view.scale.distance_at(NEGLIGIBLE_LOG_ODDS)
            parts.append(
                candidate_votes(
                    self._rows.faces, self._view.vectors, self._items, which, self._exemplars, people.tolist(), limit
                )
            )
        return CandidateVotes.together(parts)

    def _votes_that_hold(self, before: FaceState) -> CandidateVotes:
        """Votes of people whose exemplars are what they were on items that are what they were."""
        assert before.votes is not None
        person_now = np.full(len(before.people), -1, np.int64)
        kept = np.flatnonzero(self._exemplars.kept)
        person_now[self._change.person_before[kept]] = kept
        row_now = self._change.row_now.copy()
        lost, _ = before.items.rows_of(np.flatnonzero(self._change.item_now < 0))
        row_now[lost] = -1
        return before.votes.moved(person_now, row_now)
