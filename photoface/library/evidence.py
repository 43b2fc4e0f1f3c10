"""One state of the catalog, scored: which unnamed faces and groups are probably which named person.

`photoface.library.scoring` does the sums; this module says which faces take part, and what of an earlier state still
holds. A decision touches few faces: only the votes of people whose exemplars are others now, and those on items that
are, are made anew; all else is taken over, and comes out as if made from scratch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from photoface.catalog.review import ReviewRows
from photoface.clustering.naming import NamingLimit
from photoface.library.certain import naming_limit_of
from photoface.library.kept import Earlier
from photoface.library.scoring.alike import Alike, AlikeBefore, alike
from photoface.library.scoring.candidates import (
    CandidateVotes,
    Exemplars,
    Faces,
    Pairs,
    candidate_votes,
    found_in,
    matches,
    near_pairs,
)
from photoface.library.scoring.certainty import NEGLIGIBLE_LOG_ODDS, Scale, probabilities
from photoface.library.scoring.crowds import Crowds, Everybody, crowds
from photoface.library.scoring.exclusions import excluded
from photoface.library.scoring.items import Since, compare, items_of
from photoface.library.scoring.look_alikes import Judge, told_apart
from photoface.library.scoring.negatives import Tried, tried
from photoface.library.scoring.suggested import LEAST_PROBABILITY, Suggested, suggested
from photoface.library.scoring.votes import choose_exemplars, spread

NO_ROWS = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Match:
    """An item of `Evidence` and a person it may be, with the probability; a suggestion before its reason."""

    item: int
    person_id: int
    probability: float
    distance: float


class Evidence:
    """One state of the catalog, scored. Immutable once built; everything it says is of that state.

    Args:
        rows: the state.
        vectors: (faces, d) float32, the embedding of each face of `rows`.
        scale: the model's thresholds.
        judges: of people who look alike.
        own_vectors: (faces, d) what the judges look at, where it is not `vectors`.
        before: an earlier state, of the same model, scale and personal learning; what did not change since is taken
            over from it.
    """

    def __init__(
        self,
        rows: ReviewRows,
        vectors: NDArray[np.float32],
        scale: Scale,
        judges: Sequence[Judge] = (),
        own_vectors: NDArray[np.float32] | None = None,
        before: Evidence | None = None,
    ) -> None:
        self.rows, self.vectors, self.scale = rows, vectors, scale
        self.people = rows.people
        self.index_of = {person.id: index for index, person in enumerate(self.people)}
        self.items = items_of(rows.faces)
        since = None if before is None else compare(before.rows.faces, before.items, rows.faces, self.items)
        earlier = None if before is None or since is None else Earlier(before, since, self)
        self.exemplars = self._choose_exemplars(earlier)
        self.spreads: dict[int, NDArray[np.float32]] = {}
        if earlier is not None:
            earlier.find_touched(self.exemplars)
            self.spreads.update(earlier.kept_spreads())
        self.voters = [
            self.vectors[rows] if earlier is None or index in earlier.touched else earlier.kept_voters(index)
            for index, rows in enumerate(self.exemplars)
        ]
        self.item_means = self._means(earlier)
        self.votes = self._candidate_votes(earlier)
        self.exemplar_means = self._means_of_exemplars(earlier)
        self.crowds = self._measure_crowds(earlier)
        self._alike_before = None if earlier is None else earlier.evidence.alike_after(earlier.since)
        self.tried = self._try_exemplars(earlier)
        self._judges, self._judged_vectors = judges, vectors if own_vectors is None else own_vectors

    def _choose_exemplars(self, earlier: Earlier | None) -> list[NDArray[np.int64]]:
        """Each person's voting rows."""
        faces = self.rows.faces
        kept = [None if earlier is None else earlier.kept_exemplars(index) for index in range(len(self.people))]
        ids = np.array([self.people[index].id for index, rows in enumerate(kept) if rows is None], np.int64)
        confirmed = np.flatnonzero(faces.confirmed & found_in(ids, faces.persons))
        confirmed = confirmed[np.argsort(faces.persons[confirmed], kind="stable")]
        ends = np.searchsorted(faces.persons[confirmed], ids, "right").tolist()
        chosen = (
            own[choose_exemplars(faces.days[own], faces.quality[own], faces.good[own])] if len(own) else own
            for own in (confirmed[first:last] for first, last in zip([0, *ends], ends, strict=False))
        )
        return [next(chosen) if rows is None else rows for rows in kept]

    def _means(self, earlier: Earlier | None) -> NDArray[np.float32]:
        """(items, d) the mean of each item's vectors, not normalised."""
        means = np.empty((len(self.items), self.vectors.shape[1]), np.float32)
        fresh = np.arange(len(self.items))
        # A library without a single embedding did not even know their dimension.
        if earlier is not None and len(earlier.evidence.items):
            before = earlier.since.item_before
            np.take(earlier.evidence.item_means, before, axis=0, out=means, mode="clip")
            fresh = np.flatnonzero(before < 0)
        if len(fresh):
            rows, starts = self.items.rows_of(fresh)
            means[fresh] = np.add.reduceat(self.vectors[rows], starts[:-1], axis=0) / np.diff(starts)[:, None]
        return means

    def _candidate_votes(self, earlier: Earlier | None) -> CandidateVotes:
        faces = Faces(self.vectors, self.rows.faces.days, self.rows.faces.good)
        limit = self.scale.distance_at(NEGLIGIBLE_LOG_ODDS)
        known = [(index, Exemplars(self.voters[index], faces.days[self.exemplars[index]])) for index in self.known]
        everything = np.arange(len(self.items))
        if earlier is None:
            return candidate_votes(faces, self.items, everything, known, limit)
        fresh = np.flatnonzero(earlier.since.item_before < 0)
        touched = [one for one in known if one[0] in earlier.touched]
        others = [one for one in known if one[0] not in earlier.touched]
        return CandidateVotes.together(
            [
                earlier.kept_votes(),
                candidate_votes(faces, self.items, everything, touched, limit),
                candidate_votes(faces, self.items, fresh, others, limit),
            ]
        )

    def _try_exemplars(self, earlier: Earlier | None) -> Tried:
        ids = np.array([self.people[index].id for index in self.known], np.int64)
        same = before = None
        if earlier is not None:
            same, before = (earlier.since.row_before >= 0, earlier.kept_people()[self.known]), earlier.evidence.tried
        exemplars = [(self.exemplars[index], self.voters[index]) for index in self.known]
        return tried(self.rows.faces.ids, ids, exemplars, same, before)

    def _means_of_exemplars(self, earlier: Earlier | None) -> NDArray[np.float32]:
        """(people, d) the mean of each one's exemplars, not normalised; 0 for one without."""
        means = np.zeros((len(self.people), self.vectors.shape[1]), np.float32)
        for index in self.known:
            kept = None if earlier is None else earlier.kept_mean(index)
            means[index] = self.voters[index].mean(axis=0) if kept is None else kept
        return means

    def _measure_crowds(self, earlier: Earlier | None) -> Crowds:
        known = self.known
        ids = np.array([self.people[index].id for index in known], np.int64)
        same = np.zeros(len(known) + len(self.items), np.bool_)
        if earlier is not None:
            same[: len(known)] = earlier.kept_people()[known]
            same[len(known) :] = earlier.since.item_before >= 0
        keys = np.concatenate([2 * ids + 1, 2 * self.items.keys])
        everybody = Everybody(keys, self.exemplar_means[known], self.item_means, same)
        return crowds(everybody, None if earlier is None else earlier.evidence.crowds)

    @cached_property
    def alike(self) -> Alike:
        """Unnamed groups that may be one person with something else that has no name."""
        scale = self.scale.between_groups
        limit = scale.distance_at(float(np.log(LEAST_PROBABILITY / (1 - LEAST_PROBABILITY))))
        found = alike(self.items, self.item_means, limit, self._alike_before)
        self._alike_before = None
        return found

    def alike_after(self, since: Since) -> AlikeBefore | None:
        """What a later state can take over, whether this one was asked for it or not."""
        if "alike" in self.__dict__:
            return AlikeBefore(self.alike, since.item_now)
        before = self._alike_before
        return None if before is None else AlikeBefore(before.table, since.items_after(before.item_now))

    @cached_property
    def known(self) -> list[int]:
        """Indices of the people who have exemplars."""
        return [index for index, rows in enumerate(self.exemplars) if len(rows)]

    @cached_property
    def crowding(self) -> NDArray[np.float32]:
        """(people,) how crowded the place of each is, among all others, named or not; 0 for one without exemplars."""
        crowding = np.zeros(len(self.people), np.float32)
        crowding[self.known] = self.crowds.of_people
        return crowding

    def _pairs_within(self, votes: CandidateVotes, limit: float) -> Pairs:
        """Who may be whom by some votes, within a distance, but those who can never be."""
        pairs = near_pairs(votes, self.items, self.rows.faces.good, self.crowding, limit)
        return pairs.only(~excluded(pairs, self.rows, self.items))

    @cached_property
    def pairs(self) -> Pairs:
        """Items and people that may be one."""
        return self._pairs_within(self.votes, self.scale.distance_at(NEGLIGIBLE_LOG_ODDS))

    @cached_property
    def near(self) -> Pairs:
        """Those of `pairs` that are within the assignment distance, without looking at the others."""
        return self._pairs_within(self.votes, self.scale.assignment)

    def pairs_of(self, asked: NDArray[np.bool_]) -> Pairs:
        """Those of `pairs` that are of some items, without looking at the others; (items,) bool."""
        return self._pairs_within(
            self.votes.only(asked[self.items.of_row[self.votes.rows]]), self.scale.distance_at(NEGLIGIBLE_LOG_ODDS)
        )

    def chances(self, pairs: Pairs) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How likely each pair is, (k,) float64: as the judges of look-alikes see it, and without them.

        Args:
            pairs: all that some items are in.
        """
        unjudged = probabilities(pairs.items, pairs.distances, self.scale, len(self.items))
        people = [person.id for person in self.people]
        judged = told_apart(
            pairs, unjudged, people, self._judges, lambda item: self._judged_vectors[self.item_rows(item)]
        )
        return judged, unjudged

    @cached_property
    def _probabilities(self) -> NDArray[np.float64]:
        return self.chances(self.pairs)[0]

    def item_rows(self, item: int) -> NDArray[np.int64]:
        """An item's rows, best first."""
        return self.items.rows[self.items.starts[item] : self.items.starts[item + 1]]

    def face_ids(self, item: int) -> tuple[int, ...]:
        """An item's faces, best first."""
        return tuple(self.rows.faces.ids[self.item_rows(item)].tolist())

    def photos(self, item: int) -> frozenset[int]:
        """The photos of an item."""
        return frozenset(self.rows.faces.photos[self.item_rows(item)].tolist())

    def name_of(self, person_id: int) -> str:
        """A person's name."""
        return self.people[self.index_of[person_id]].name

    def confirmed_count(self, person_id: int) -> int:
        """How many faces the user confirmed as this person."""
        return int(self._confirmed_counts[self.index_of[person_id]])

    @cached_property
    def _confirmed_counts(self) -> NDArray[np.int64]:
        faces = self.rows.faces
        owners = np.sort(faces.persons[faces.confirmed])
        ids = [person.id for person in self.people]
        counts: NDArray[np.int64] = np.searchsorted(owners, ids, "right") - np.searchsorted(owners, ids)
        return counts

    def exemplar_rows(self, person_id: int) -> NDArray[np.int64]:
        """The rows of a person's exemplars; empty for nobody and for a person without a confirmed face."""
        index = self.index_of.get(person_id)
        return NO_ROWS if index is None else self.exemplars[index]

    def spread(self, person_id: int) -> NDArray[np.float32]:
        """How far a person's exemplars are from each other; see `scoring.votes.spread`."""
        if person_id not in self.spreads:
            rows = self.exemplar_rows(person_id)
            self.spreads[person_id] = spread(self.vectors[rows], self.rows.faces.days[rows])
        return self.spreads[person_id]

    def rival(self, match: Match) -> int | None:
        """The next likely person, if any is near enough."""
        pairs = self.pairs
        first, last = np.searchsorted(self._items_in_order[1], [match.item, match.item + 1])
        of_item = self._items_in_order[0][first:last]
        others = [
            (-float(self._probabilities[pair]), self.people[pairs.people[pair]].id)
            for pair in of_item
            if self.people[pairs.people[pair]].id != match.person_id
        ]
        return min(others)[1] if others else None

    @cached_property
    def _items_in_order(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The pairs in the order of their items, and these items."""
        order = np.argsort(self.pairs.items, kind="stable")
        return order, self.pairs.items[order]

    @cached_property
    def kept_apart(self) -> NDArray[np.int64]:
        """Pairs of items (a, b) between which a cannot-link runs, both ways round, each as a * len(items) + b."""
        ids, links = self.rows.faces.ids, self.rows.cannot_links
        first, of_first = matches(ids, links[:, 0])
        second, of_second = matches(ids, links[:, 1])
        _, left, right = np.intersect1d(of_first, of_second, return_indices=True)
        one, other = self.items.of_row[first[left]], self.items.of_row[second[right]]
        both = (one >= 0) & (other >= 0)
        one, other = one[both], other[both]
        codes: NDArray[np.int64] = np.unique(
            np.concatenate([one, other]) * len(self.items) + np.concatenate([other, one])
        )
        return codes

    @cached_property
    def suggested(self) -> Suggested:
        """What may be whose; of two in one photo only the likelier."""
        hidden = np.array([person.hidden for person in self.people], np.bool_)
        return suggested(self.pairs, self._probabilities, hidden, self.items, self.rows.faces.photos)

    def matches_of(self, person_id: int, limit: int | None = None) -> list[Match]:
        """What may be a person's, most certain first; nothing for nobody and for somebody hidden."""
        index = self.index_of.get(person_id)
        if index is None:
            return []
        found = self.suggested
        first, last = found.starts[index : index + 2].tolist()
        return [self.match(number) for number in range(first, last)[:limit]]

    def match(self, number: int) -> Match:
        """One of `suggested`, by its number."""
        return self.match_of(self.suggested.pairs, self.suggested.probabilities, number)

    def match_of(self, pairs: Pairs, of: NDArray[np.float64], number: int) -> Match:
        """One of some pairs, by its number, with how likely each of them is."""
        return Match(
            int(pairs.items[number]),
            self.people[pairs.people[number]].id,
            float(of[number]),
            float(pairs.distances[number]),
        )

    @cached_property
    def naming_limit(self) -> NamingLimit:
        """Up to where the machine names faces by itself in this library, and how many of them should be right."""
        return naming_limit_of(self)
