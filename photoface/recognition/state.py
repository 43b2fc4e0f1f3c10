"""The state of all faces: which unnamed faces and groups are probably which person, at which distance.

Scan, decision, review and regrouping all ask this state, so they use the same exemplars, the same distance and the same
limit. `state_scoring` makes it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from photoface.catalog.face_table import KnownPerson, RecognitionRows
from photoface.recognition.candidates import CandidateVotes, Pairs, candidate_votes, near_pairs
from photoface.recognition.company import Company
from photoface.recognition.crowding_lists import CrowdingLists
from photoface.recognition.exclusions import excluded
from photoface.recognition.exemplar_trials import ExemplarTrials
from photoface.recognition.exemplars import Exemplars
from photoface.recognition.items import Items, items_of
from photoface.recognition.joins import distinct, linked
from photoface.recognition.library_limit import known_negatives, library_limit
from photoface.recognition.look_alikes import Judge, told_apart
from photoface.recognition.naming_limit import NamingLimit
from photoface.recognition.person_distance import spread
from photoface.recognition.probability import NEGLIGIBLE_LOG_ODDS, Scale, probabilities
from photoface.recognition.similar_groups import SimilarGroups
from photoface.recognition.suggested_pairs import Suggested, suggested

NO_ROWS = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class FaceView:
    """The embeddings of faces after what was learned from the user was applied.

    Attributes:
        vectors: (n, d) float32, moved by what was learned, if anything was.
        own_vectors: (n, d) as the model made them.
        scale: the thresholds that go with `vectors`.
        judges: of people who look alike; they look at `own_vectors`.
        company: whether who is usually in photos together counts (`company`).
    """

    vectors: NDArray[np.float32]
    own_vectors: NDArray[np.float32]
    scale: Scale
    judges: tuple[Judge, ...] = ()
    company: bool = True


@dataclass(frozen=True, slots=True)
class Match:
    """An item of a `FaceState` and a person it may be, with the probability; a suggestion before its reason."""

    item: int
    person_id: int
    probability: float
    distance: float


@dataclass(frozen=True, eq=False)
class FaceState:
    """The result of `face_state`, for one state of the catalog.

    Attributes:
        rows: the state.
        view: the faces' vectors and the scale of their distances.
        items: the unnamed groups and loose faces.
        exemplars: of each person.
        item_means: (items, d) the mean of each item's vectors, not normalised.
        crowds: how crowded each person's place is.
        trials: how near the people's exemplars come to other people.
        similar: unnamed groups that may be one person with something else that has no name.
        votes: on all items that could be somebody's; None where they are counted when they are asked for.
    """

    rows: RecognitionRows
    view: FaceView
    items: Items
    exemplars: Exemplars
    item_means: NDArray[np.float32]
    crowds: CrowdingLists
    trials: ExemplarTrials
    similar: SimilarGroups
    votes: CandidateVotes | None

    # faces and people

    @property
    def people(self) -> tuple[KnownPerson, ...]:
        return self.rows.people

    @property
    def vectors(self) -> NDArray[np.float32]:
        return self.view.vectors

    @property
    def scale(self) -> Scale:
        return self.view.scale

    @cached_property
    def index_of(self) -> dict[int, int]:
        """The index of each person by their id."""
        return {person.id: index for index, person in enumerate(self.people)}

    @property
    def known(self) -> list[int]:
        """Indices of the people who have exemplars."""
        return self.exemplars.known

    def item_rows(self, item: int) -> NDArray[np.int64]:
        """An item's rows, best first."""
        return self.items.rows[self.items.starts[item] : self.items.starts[item + 1]]

    def face_ids(self, item: int) -> tuple[int, ...]:
        """An item's faces, best first."""
        return tuple(self.rows.faces.ids[self.item_rows(item)].tolist())

    def photos(self, item: int) -> frozenset[int]:
        """The photos of an item."""
        return frozenset(self.rows.faces.photos[self.item_rows(item)].tolist())

    def scenes(self, item: int) -> frozenset[int]:
        """Where no second face of the item can be: see `FaceTable.scenes`."""
        return frozenset(self.rows.faces.scenes_of(self.item_rows(item)).tolist())

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
        return NO_ROWS if index is None else self.exemplars.rows[index]

    def spread(self, person_id: int) -> NDArray[np.float32]:
        """How far a person's exemplars are from each other; see `person_distance.spread`."""
        rows = self.exemplar_rows(person_id)
        return spread(self.vectors[rows], self.rows.faces.days[rows])

    # who may be whom

    @cached_property
    def crowding(self) -> NDArray[np.float32]:
        """(people,) how crowded the place of each is, among all others, named or not; 0 for one without exemplars."""
        crowding = np.zeros(len(self.people), np.float32)
        crowding[self.known] = self.crowds.of_people
        return crowding

    def pairs_within(self, limit: float, asked: NDArray[np.bool_] | None = None) -> Pairs:
        """Items and people that may be one and are within a distance, but those who can never be.

        Args:
            limit: at most the distance at which odds are negligible.
            asked: (items,) bool, those to look at; None for all.
        """
        votes = self._votes(limit, asked)
        pairs = near_pairs(votes, self.items, self.rows.faces.good, self.crowding, limit)
        return pairs.only(~excluded(pairs, self.rows, self.items))

    def blocking_faces(self, asked: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Rows of faces that cannot be a near person whom the other faces of their group may be.

        Such a face keeps a whole group from a name: one that was taken before the person was born, or refused.

        Args:
            asked: (items,) bool, the groups to look at.
        """
        near = near_pairs(
            self._votes(self.scale.assignment, asked),
            self.items,
            self.rows.faces.good,
            self.crowding,
            self.scale.assignment,
        )
        if not len(near.items):
            return NO_ROWS
        rows, starts = self.items.rows_of(near.items)
        sizes = np.diff(starts)
        single = items_of(replace(self.rows.faces, groups=np.zeros_like(self.rows.faces.groups)))
        faces = Pairs(single.of_row[rows], np.repeat(near.people, sizes), np.repeat(near.distances, sizes))
        never = excluded(faces, self.rows, single)
        partly = np.repeat(np.add.reduceat(never, starts[:-1], dtype=np.int64) < sizes, sizes)
        return np.unique(rows[never & partly])

    def _votes(self, limit: float, asked: NDArray[np.bool_] | None) -> CandidateVotes:
        if self.votes is None:
            which = np.arange(len(self.items)) if asked is None else np.flatnonzero(asked)
            return candidate_votes(self.rows.faces, self.vectors, self.items, which, self.exemplars, self.known, limit)
        return self.votes if asked is None else self.votes.only(asked[self.items.of_row[self.votes.rows]])

    @property
    def farthest(self) -> float:
        """Beyond this distance an item's odds of being a person are negligible."""
        return self.scale.distance_at(NEGLIGIBLE_LOG_ODDS)

    @cached_property
    def pairs(self) -> Pairs:
        """Items and people that may be one."""
        return self.pairs_within(self.farthest)

    @cached_property
    def near(self) -> Pairs:
        """Those of `pairs` that are within the assignment distance, without looking at the others."""
        return self.pairs_within(self.scale.assignment)

    @cached_property
    def naming_limit(self) -> NamingLimit:
        """Up to where the machine names faces by itself in this library, and how many of them should be right."""
        negatives = known_negatives(
            self.rows, self.vectors, self.items, self.exemplars, self.trials, self.crowding, self.scale
        )
        return library_limit(self.rows, self.items, self.near, self.scale, negatives, len(self.known))

    def chances(self, pairs: Pairs, *, company: bool = False) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How likely each pair is, (k,) float64: as the judges of look-alikes see it, and without them.

        Args:
            pairs: all that some items are in.
            company: let count who is usually in photos together; not where faces are named without asking.
        """
        factors = self.company.factors(pairs, self.items)[0] if company else None
        unjudged = probabilities(pairs.items, pairs.distances, self.scale, len(self.items), factors)
        people = [person.id for person in self.people]
        judged = told_apart(
            pairs, unjudged, people, self.view.judges, lambda item: self.view.own_vectors[self.item_rows(item)]
        )
        return judged, unjudged

    @cached_property
    def _probabilities(self) -> NDArray[np.float64]:
        return self.chances(self.pairs, company=self.view.company)[0]

    @cached_property
    def company(self) -> Company:
        """Who is usually in photos with whom."""
        return Company(self.rows)

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
        first, second = linked(self.rows.faces.ids, self.rows.apart)
        one, other = self.items.of_row[first], self.items.of_row[second]
        both = (one >= 0) & (other >= 0)
        one, other = one[both], other[both]
        return distinct(np.concatenate([one, other]) * len(self.items) + np.concatenate([other, one]))

    @cached_property
    def suggested(self) -> Suggested:
        """What may be whose; of two in one photo only the likelier."""
        hidden = np.array([person.hidden for person in self.people], np.bool_)
        return suggested(self.pairs, self._probabilities, hidden, self.items, self.rows.faces.scenes)

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
