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
from photoface.clustering.naming import (
    FaceCounts,
    KnownNegatives,
    NamingLimit,
    distances_to,
    even_sample,
    naming_limit,
    negatives_between,
    reference_distance,
)
from photoface.clustering.targets import PersonTarget
from photoface.library.scoring.alike import Alike, alike
from photoface.library.scoring.candidates import (
    CandidateVotes,
    Exemplars,
    Faces,
    Pairs,
    candidate_votes,
    matches,
    near_pairs,
)
from photoface.library.scoring.certainty import NEGLIGIBLE_LOG_ODDS, Scale, probabilities
from photoface.library.scoring.crowds import Crowds, Everybody, crowds
from photoface.library.scoring.exclusions import excluded
from photoface.library.scoring.items import Since, compare, items_of
from photoface.library.scoring.look_alikes import Judge, told_apart
from photoface.library.scoring.suggested import LEAST_PROBABILITY, Suggested, suggested
from photoface.library.scoring.votes import choose_exemplars, spread
from photoface.vision.quality import DOUBTFUL_SCORE

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
        self._index_of = {person.id: index for index, person in enumerate(self.people)}
        self.items = items_of(rows.faces)
        since = None if before is None else compare(before.rows.faces, before.items, rows.faces, self.items)
        earlier = None if before is None or since is None else _Earlier(before, since, self)
        self._exemplar_rows = self._choose_exemplars(earlier)
        self._spreads: dict[int, NDArray[np.float32]] = {}
        self._doubts: dict[int, NDArray[np.float32]] = {}
        if earlier is not None:
            earlier.find_touched(self._exemplar_rows)
            self._spreads.update(earlier.kept_spreads())
            self._doubts.update(earlier.kept_doubts())
        self.item_means = self._means(earlier)
        self._votes = self._candidate_votes(earlier)
        self._crowds = self._measure_crowds(earlier)
        self.alike = self._find_alike(earlier)
        pairs = near_pairs(
            self._votes, self.items, rows.faces.good, self.crowding, scale.distance_at(NEGLIGIBLE_LOG_ODDS)
        )
        self._pairs = pairs.only(~excluded(pairs, rows, self.items))
        self._unjudged = probabilities(self._pairs.items, self._pairs.distances, scale, len(self.items))
        judged = vectors if own_vectors is None else own_vectors
        self._probabilities = told_apart(
            self._pairs,
            self._unjudged,
            [person.id for person in self.people],
            judges,
            lambda item: judged[self.item_rows(item)],
        )

    def _choose_exemplars(self, earlier: _Earlier | None) -> list[NDArray[np.int64]]:
        """Each person's voting rows."""
        faces = self.rows.faces
        confirmed = np.flatnonzero(faces.confirmed & (faces.persons > 0))
        confirmed = confirmed[np.argsort(faces.persons[confirmed], kind="stable")]
        owners = faces.persons[confirmed]
        starts = np.searchsorted(owners, [person.id for person in self.people])
        ends = np.searchsorted(owners, [person.id for person in self.people], "right")
        chosen = []
        for index, (first, last) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
            kept = None if earlier is None else earlier.kept_exemplars(index)
            if kept is None:
                own = confirmed[first:last]
                kept = own[choose_exemplars(faces.days[own], faces.quality[own], faces.good[own])] if len(own) else own
            chosen.append(kept)
        return chosen

    def _means(self, earlier: _Earlier | None) -> NDArray[np.float32]:
        """(items, d) the mean of each item's vectors, not normalised."""
        means = np.empty((len(self.items), self.vectors.shape[1]), np.float32)
        fresh = np.arange(len(self.items))
        if earlier is not None:
            kept = np.flatnonzero(earlier.since.item_before >= 0)
            # A library without a single embedding did not even know their dimension.
            if len(kept):
                means[kept] = earlier.evidence.item_means[earlier.since.item_before[kept]]
            fresh = np.flatnonzero(earlier.since.item_before < 0)
        if len(fresh):
            rows, starts = self.items.rows_of(fresh)
            means[fresh] = np.add.reduceat(self.vectors[rows], starts[:-1], axis=0) / np.diff(starts)[:, None]
        return means

    def _candidate_votes(self, earlier: _Earlier | None) -> CandidateVotes:
        faces = Faces(self.vectors, self.rows.faces.days, self.rows.faces.good)
        limit = self.scale.distance_at(NEGLIGIBLE_LOG_ODDS)
        known = [(index, self._exemplars(index)) for index, rows in enumerate(self._exemplar_rows) if len(rows)]
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

    def _exemplars(self, index: int) -> Exemplars:
        rows = self._exemplar_rows[index]
        return Exemplars(self.vectors[rows], self.rows.faces.days[rows])

    def _measure_crowds(self, earlier: _Earlier | None) -> Crowds:
        known = self._known
        means = np.zeros((len(known), self.vectors.shape[1]), np.float32)
        for place, index in enumerate(known):
            means[place] = self.vectors[self._exemplar_rows[index]].mean(axis=0)
        ids = np.array([self.people[index].id for index in known], np.int64)
        same = np.zeros(len(known) + len(self.items), np.bool_)
        if earlier is not None:
            same[: len(known)] = [index not in earlier.touched for index in known]
            same[len(known) :] = earlier.since.item_before >= 0
        everybody = Everybody(
            np.concatenate([2 * ids + 1, 2 * self.items.keys]),
            np.concatenate([means, self.item_means]),
            len(known),
            same,
        )
        return crowds(everybody, None if earlier is None else earlier.evidence._crowds)

    def _find_alike(self, earlier: _Earlier | None) -> Alike:
        scale = self.scale.between_groups
        limit = scale.distance_at(float(np.log(LEAST_PROBABILITY / (1 - LEAST_PROBABILITY))))
        before = None if earlier is None else (earlier.evidence.alike, earlier.since)
        return alike(self.items, self.item_means, limit, before)

    @cached_property
    def _known(self) -> list[int]:
        """Indices of the people who have exemplars."""
        return [index for index, rows in enumerate(self._exemplar_rows) if len(rows)]

    @cached_property
    def crowding(self) -> NDArray[np.float32]:
        """(people,) how crowded the place of each is, among all others, named or not; 0 for one without exemplars."""
        crowding = np.zeros(len(self.people), np.float32)
        crowding[self._known] = self._crowds.of_people
        return crowding

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
        return self.people[self._index_of[person_id]].name

    def confirmed_count(self, person_id: int) -> int:
        """How many faces the user confirmed as this person."""
        return int(self._confirmed_counts[self._index_of[person_id]])

    @cached_property
    def _confirmed_counts(self) -> NDArray[np.int64]:
        faces = self.rows.faces
        owners = np.sort(faces.persons[faces.confirmed])
        ids = [person.id for person in self.people]
        counts: NDArray[np.int64] = np.searchsorted(owners, ids, "right") - np.searchsorted(owners, ids)
        return counts

    def exemplar_rows(self, person_id: int) -> NDArray[np.int64]:
        """The rows of a person's exemplars; empty for nobody and for a person without a confirmed face."""
        index = self._index_of.get(person_id)
        return NO_ROWS if index is None else self._exemplar_rows[index]

    def spread(self, person_id: int) -> NDArray[np.float32]:
        """How far a person's exemplars are from each other; see `scoring.votes.spread`."""
        if person_id not in self._spreads:
            rows = self.exemplar_rows(person_id)
            self._spreads[person_id] = spread(self.vectors[rows], self.rows.faces.days[rows])
        return self._spreads[person_id]

    def rival(self, match: Match) -> int | None:
        """The next likely person, if any is near enough."""
        pairs = self._pairs
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
        order = np.argsort(self._pairs.items, kind="stable")
        return order, self._pairs.items[order]

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
        return suggested(self._pairs, self._probabilities, hidden, self.items, self.rows.faces.photos)

    def matches_of(self, person_id: int, limit: int | None = None) -> list[Match]:
        """What may be a person's, most certain first; nothing for nobody and for somebody hidden."""
        index = self._index_of.get(person_id)
        if index is None:
            return []
        found = self.suggested
        first, last = found.starts[index : index + 2].tolist()
        return [self.match(number) for number in range(first, last)[:limit]]

    def match(self, number: int) -> Match:
        """One of `suggested`, by its number."""
        return self._match(self.suggested.pairs, self.suggested.probabilities, number)

    def _match(self, pairs: Pairs, of: NDArray[np.float64], number: int) -> Match:
        return Match(
            int(pairs.items[number]),
            self.people[pairs.people[number]].id,
            float(of[number]),
            float(pairs.distances[number]),
        )

    @cached_property
    def naming_limit(self) -> NamingLimit:
        """Up to where the machine names faces by itself in this library, and how many of them should be right."""
        faces, pairs = self.rows.faces, self._pairs
        scale = {"assignment": self.scale.assignment, "suggestion": self.scale.suggestion}
        nearest = np.full(len(self.items), np.inf, np.float32)
        np.minimum.at(nearest, pairs.items, pairs.distances)
        confirmed = int(faces.confirmed.sum())
        return naming_limit(
            np.repeat(nearest, np.diff(self.items.starts)),
            FaceCounts(len(faces.ids), confirmed, int((faces.persons > 0).sum()) - confirmed),
            sum(len(rows) > 0 for rows in self._exemplar_rows),
            self._known_negatives(reference_distance(**scale)),
            **scale,
        )

    def _known_negatives(self, reference: float) -> KnownNegatives:
        """What confirmed faces, photos with several faces and the user's noes tell of how near others come."""
        faces = self.rows.faces
        known = [index for index, rows in enumerate(self._exemplar_rows) if len(rows)]
        targets = [
            PersonTarget(self.vectors[self._exemplar_rows[index]], crowding=float(self.crowding[index]))
            for index in known
        ]
        ids = np.array([self.people[index].id for index in known], np.int64)

        def distances(face_rows: NDArray[np.int64], person_ids: NDArray[np.int64]) -> NDArray[np.float32]:
            kept = np.isin(person_ids, ids)
            return distances_to(self.vectors[face_rows[kept]], np.searchsorted(ids, person_ids[kept]), targets)

        beside, which = matches(faces.photos, self.rows.placed_photos[:, 0])
        with_person = self.rows.placed_photos[which, 1]
        others = np.flatnonzero(faces.persons[beside] != with_person)
        sample = others[even_sample(len(others))]
        together = distances(beside[sample], with_person[sample])
        said_no, which = matches(faces.ids, self.rows.rejections[:, 0])
        refused = distances(said_no, self.rows.rejections[which, 1])
        unnamed = int((self.items.of_row >= 0).sum())
        negatives = negatives_between(targets, reference)
        negatives += KnownNegatives(int((together <= reference).sum()), len(together))
        return negatives.or_with(KnownNegatives(int((refused <= reference).sum()), unnamed * len(targets)))

    @cached_property
    def _doubtful(self) -> NDArray[np.bool_]:
        """(items,) the single boxes that may well be no faces, by the detector's certainty; one drawn by hand has 0."""
        scores = self.rows.faces.stamps[self.items.rows[self.items.starts[:-1]], 0]
        doubtful: NDArray[np.bool_] = (self.items.groups == 0) & (scores > 0) & (scores < DOUBTFUL_SCORE)
        return doubtful

    def certain(self, people: frozenset[int]) -> list[Match]:
        """What the machine may put with any of these people by itself: within the naming limit, and nobody else near.

        Where two of one photo are that near to one person, neither is certain; a box that may be no face never is.
        """
        pairs = self._pairs
        # At the threshold itself, with nobody else near, the probability is 0.953.
        # A judge of look-alikes may bring a doubt, and not take one away: that is for the user.
        alone = np.minimum(self._probabilities, self._unjudged) >= _AT_ASSIGNMENT - 0.01
        wanted = np.array([person.id in people for person in self.people], np.bool_)
        near = (pairs.distances <= self.scale.assignment) & alone & ~self._doubtful[pairs.items]
        chosen = np.flatnonzero(near & wanted[pairs.people])
        if not len(chosen):
            # Not before there is anything to name: the limit is the costliest figure of all.
            return []
        chosen = chosen[pairs.distances[chosen] <= self.naming_limit.distance]
        claims: dict[tuple[int, int], int] = {}
        for pair in chosen.tolist():
            for photo in self.photos(int(pairs.items[pair])):
                key = (photo, int(pairs.people[pair]))
                claims[key] = claims.get(key, 0) + 1
        return [
            self._match(pairs, self._probabilities, pair)
            for pair in chosen.tolist()
            if all(claims[photo, int(pairs.people[pair])] == 1 for photo in self.photos(int(pairs.items[pair])))
        ]


_AT_ASSIGNMENT = float(probabilities(np.zeros(1, np.int64), np.ones(1), Scale(assignment=1.0, suggestion=2.0), 1)[0])
"""The probability at the assignment threshold with nobody else near; the same for every model."""


class _Earlier:
    """What of an earlier state still holds.

    Attributes:
        touched: indices of the people, as they are numbered now, whose exemplars are others than they were.
    """

    def __init__(self, evidence: Evidence, since: Since, now: Evidence) -> None:
        self.evidence, self.since = evidence, since
        self.touched: frozenset[int] = frozenset()
        self._index_before = [evidence._index_of.get(person.id, -1) for person in now.people]
        self._ids = [person.id for person in now.people]
        faces, before = now.rows.faces, evidence.rows.faces
        come, gone = np.flatnonzero(since.row_before < 0), np.flatnonzero(since.row_now < 0)
        self._other_faces = {*faces.persons[come].tolist(), *before.persons[gone].tolist()}
        come, gone = come[faces.confirmed[come]], gone[before.confirmed[gone]]
        self._other_confirmed = {*faces.persons[come].tolist(), *before.persons[gone].tolist()}

    def kept_exemplars(self, index: int) -> NDArray[np.int64] | None:
        """A person's voting rows, if their confirmed faces are those that they were."""
        before = self._index_before[index]
        if before < 0 or self._ids[index] in self._other_confirmed:
            return None
        return self.since.row_now[self.evidence._exemplar_rows[before]]

    def find_touched(self, exemplar_rows: Sequence[NDArray[np.int64]]) -> None:
        """Compare the exemplars of now with those of before."""
        self.touched = frozenset(
            index
            for index, (rows, before) in enumerate(zip(exemplar_rows, self._index_before, strict=True))
            if before < 0 or not np.array_equal(self.since.row_now[self.evidence._exemplar_rows[before]], rows)
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
        return self.evidence._votes.moved(person_now, row_now)

    def kept_spreads(self) -> dict[int, NDArray[np.float32]]:
        """Of people who are not touched."""
        kept = {self._ids[index] for index in range(len(self._ids)) if index not in self.touched}
        return {person_id: found for person_id, found in list(self.evidence._spreads.items()) if person_id in kept}

    def kept_doubts(self) -> dict[int, NDArray[np.float32]]:
        """Of people of whom no face, confirmed or not, is another; in the order of these faces."""
        kept = {self._ids[index] for index in range(len(self._ids)) if index not in self.touched} - self._other_faces
        return {person_id: found for person_id, found in list(self.evidence._doubts.items()) if person_id in kept}
