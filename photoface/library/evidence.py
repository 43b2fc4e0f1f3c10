"""One state of the catalog, scored: which unnamed faces and groups are probably which named person.

`photoface.library.scoring` does the sums; this module says which faces take part. What the user said comes first: a
rejected or kept-apart face is never suggested, nor one whose photo shows the person already, nor one taken before the
person was born or after they died. Dates count only where the camera wrote them: a scan of an old print carries the
day it was scanned.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from photoface.catalog.review import ReviewRows
from photoface.library.scoring.candidates import Exemplars, Faces, Pairs, matches, near_pairs
from photoface.library.scoring.certainty import Scale, probabilities
from photoface.library.scoring.votes import choose_exemplars, spread

LEAST_PROBABILITY = 0.05
"""A suggestion that is wrong nineteen times in twenty costs more than it finds."""


@dataclass(frozen=True, slots=True)
class Match:
    """An item of `Evidence` and a person it may be, with the probability; a suggestion before its reason."""

    item: int
    person_id: int
    probability: float
    distance: float


@dataclass(frozen=True, slots=True, eq=False)
class _Items:
    """The unnamed: groups first, then loose faces, each by id.

    Attributes:
        groups: (items,) the group's id, 0 for a loose face.
        rows: rows of `ReviewRows.faces`, those of item i at starts[i]:starts[i + 1], best first.
        of_row: (faces,) the item of each row, -1 for a named face.
    """

    groups: NDArray[np.int64]
    rows: NDArray[np.int64]
    starts: NDArray[np.int64]
    of_row: NDArray[np.int64]


class Evidence:
    """One state of the catalog, scored. Immutable once built; everything it says is of that state.

    Args:
        rows: the state.
        vectors: (faces, d) float32, the embedding of each face of `rows`.
        scale: the model's thresholds.
        around: only what concerns these people matters; all if None. (A decision about one person then costs no more
            than that person and those who look alike.)
    """

    def __init__(
        self,
        rows: ReviewRows,
        vectors: NDArray[np.float32],
        scale: Scale,
        around: frozenset[int] | None = None,
    ) -> None:
        self.rows, self.vectors, self.scale = rows, vectors, scale
        self.people = rows.people
        self._index_of = {person.id: index for index, person in enumerate(self.people)}
        self._exemplar_rows = self._choose_exemplars()
        self._spreads: dict[int, NDArray[np.float32]] = {}
        self.items = _items(rows)
        self.forbidden = self._forbid()
        self._pairs = self._near_pairs(around)
        self._probabilities = probabilities(self._pairs.items, self._pairs.distances, scale, len(self.items.groups))

    def _choose_exemplars(self) -> list[NDArray[np.int64]]:
        """Each person's voting rows."""
        faces = self.rows.faces
        confirmed = np.flatnonzero(faces.confirmed & (faces.persons > 0))
        confirmed = confirmed[np.argsort(faces.persons[confirmed], kind="stable")]
        owners = faces.persons[confirmed]
        chosen = []
        for person in self.people:
            first, last = np.searchsorted(owners, [person.id, person.id + 1])
            own = confirmed[first:last]
            picked = choose_exemplars(faces.days[own], faces.quality[own], faces.good[own]) if len(own) else own
            chosen.append(own[picked] if len(own) else own)
        return chosen

    def _exemplars(self, index: int) -> Exemplars | None:
        rows = self._exemplar_rows[index]
        return Exemplars(self.vectors[rows], self.rows.faces.days[rows]) if len(rows) else None

    def _forbid(self) -> NDArray[np.bool_]:
        """(items, people) what can never be."""
        faces, items = self.rows.faces, self.items
        forbidden = np.zeros((len(items.groups), len(self.people)), np.bool_)
        if not forbidden.size:
            return forbidden
        ids = np.array([person.id for person in self.people], np.int64)

        def forbid(face_rows: NDArray[np.int64], person_ids: NDArray[np.int64]) -> None:
            of = items.of_row[face_rows]
            known = (of >= 0) & (person_ids > 0) & np.isin(person_ids, ids)
            forbidden[of[known], np.searchsorted(ids, person_ids[known])] = True

        said_no, which = matches(faces.ids, self.rows.rejections[:, 0])
        forbid(said_no, self.rows.rejections[which, 1])
        together, which = matches(faces.photos, self.rows.placed_photos[:, 0])
        forbid(together, self.rows.placed_photos[which, 1])
        for near_side, far_person in ((0, 3), (1, 2)):
            linked, which = matches(faces.ids, self.rows.cannot_links[:, near_side])
            forbid(linked, self.rows.cannot_links[which, far_person])
        for index, person in enumerate(self.people):
            if person.born is None and person.died is None:
                continue
            day = np.floor(faces.days)
            outside = np.zeros(len(day), np.bool_)
            if person.born is not None:
                outside |= day < person.born
            if person.died is not None:
                outside |= day > person.died
            of = items.of_row[np.flatnonzero(outside)]
            forbidden[of[of >= 0], index] = True
        return forbidden

    def _near_pairs(self, around: frozenset[int] | None) -> Pairs:
        everybody = [self._exemplars(index) for index in range(len(self.people))]
        limit = self.scale.suggestion
        unnamed = np.flatnonzero(self.items.of_row >= 0)
        if around is not None:
            wanted = [
                exemplars if person.id in around else None
                for person, exemplars in zip(self.people, everybody, strict=True)
            ]
            touched = near_pairs(self._faces(unnamed), wanted, self.forbidden, limit).items
            unnamed = unnamed[np.isin(self.items.of_row[unnamed], touched)]
        return near_pairs(self._faces(unnamed), everybody, self.forbidden, limit)

    def _faces(self, face_rows: NDArray[np.int64]) -> Faces:
        faces = self.rows.faces
        return Faces(
            self.vectors[face_rows], faces.days[face_rows], faces.good[face_rows], self.items.of_row[face_rows]
        )

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
        faces = self.rows.faces
        return int(np.count_nonzero(faces.confirmed & (faces.persons == person_id)))

    def exemplar_rows(self, person_id: int) -> NDArray[np.int64]:
        """The rows of a person's exemplars; empty for nobody and for a person without a confirmed face."""
        index = self._index_of.get(person_id)
        return np.zeros(0, np.int64) if index is None else self._exemplar_rows[index]

    def spread(self, person_id: int) -> NDArray[np.float32]:
        """How far a person's exemplars are from each other; see `scoring.votes.spread`."""
        if person_id not in self._spreads:
            rows = self.exemplar_rows(person_id)
            self._spreads[person_id] = spread(self.vectors[rows], self.rows.faces.days[rows])
        return self._spreads[person_id]

    def rival(self, match: Match) -> int | None:
        """The next likely person, if any is near enough."""
        others = [
            (-float(self._probabilities[pair]), self.people[self._pairs.people[pair]].id)
            for pair in self._pairs_of.get(match.item, ())
            if self.people[self._pairs.people[pair]].id != match.person_id
        ]
        return min(others)[1] if others else None

    @cached_property
    def _pairs_of(self) -> dict[int, list[int]]:
        """The pairs of each item that has any."""
        found: dict[int, list[int]] = {}
        for pair, item in enumerate(self._pairs.items.tolist()):
            found.setdefault(item, []).append(pair)
        return found

    @cached_property
    def item_means(self) -> NDArray[np.float32]:
        """(items, d) the mean of each item's vectors, not normalised."""
        sums = np.add.reduceat(self.vectors[self.items.rows], self.items.starts[:-1], axis=0)
        return (sums / np.diff(self.items.starts)[:, None]).astype(np.float32)

    @cached_property
    def kept_apart(self) -> frozenset[tuple[int, int]]:
        """Pairs of items between which a cannot-link runs, both ways round."""
        ids, links = self.rows.faces.ids, self.rows.cannot_links
        pairs: set[tuple[int, int]] = set()
        first, of_first = matches(ids, links[:, 0])
        second, of_second = matches(ids, links[:, 1])
        _, left, right = np.intersect1d(of_first, of_second, return_indices=True)
        sides = (self.items.of_row[first[left]], self.items.of_row[second[right]])
        for a, b in zip(*(side.tolist() for side in sides), strict=True):
            if a >= 0 and b >= 0:
                pairs |= {(a, b), (b, a)}
        return frozenset(pairs)

    @cached_property
    def matches(self) -> dict[int, list[Match]]:
        """For each person what may be theirs, most certain first; of two in one photo only the likelier.

        The other is not lost: it comes up once that one is answered.
        """
        found: dict[int, list[Match]] = {person.id: [] for person in self.people if not person.hidden}
        pairs, sizes = self._pairs, np.diff(self.items.starts)
        likely = np.flatnonzero(self._probabilities >= LEAST_PROBABILITY)
        order = likely[np.lexsort((pairs.items[likely], -sizes[pairs.items[likely]], -self._probabilities[likely]))]
        taken: dict[int, set[int]] = {person_id: set() for person_id in found}
        for pair in order.tolist():
            person_id = self.people[pairs.people[pair]].id
            item = int(pairs.items[pair])
            if person_id not in found or not taken[person_id].isdisjoint(photos := self.photos(item)):
                continue
            taken[person_id] |= photos
            found[person_id].append(
                Match(item, person_id, float(self._probabilities[pair]), float(pairs.distances[pair]))
            )
        return found

    def certain(self) -> list[Match]:
        """What the machine may put with a person by itself: within the assignment threshold, and nobody else near.

        Where two of one photo are that near to one person, neither is certain.
        """
        pairs = self._pairs
        # At the threshold itself, with nobody else near, the probability is 0.953.
        alone = self._probabilities >= _AT_ASSIGNMENT - 0.01
        chosen = np.flatnonzero((pairs.distances <= self.scale.assignment) & alone)
        claims: dict[tuple[int, int], int] = {}
        for pair in chosen.tolist():
            for photo in self.photos(int(pairs.items[pair])):
                key = (photo, int(pairs.people[pair]))
                claims[key] = claims.get(key, 0) + 1
        return [
            Match(
                int(pairs.items[pair]),
                self.people[pairs.people[pair]].id,
                float(self._probabilities[pair]),
                float(pairs.distances[pair]),
            )
            for pair in chosen.tolist()
            if all(claims[photo, int(pairs.people[pair])] == 1 for photo in self.photos(int(pairs.items[pair])))
        ]


_AT_ASSIGNMENT = float(probabilities(np.zeros(1, np.int64), np.ones(1), Scale(assignment=1.0, suggestion=2.0), 1)[0])
"""The probability at the assignment threshold with nobody else near; the same for every model."""


def _items(rows: ReviewRows) -> _Items:
    faces = rows.faces
    of_row = np.full(len(faces.ids), -1, np.int64)
    grouped = np.flatnonzero((faces.persons == 0) & (faces.groups > 0))
    loose = np.flatnonzero((faces.persons == 0) & (faces.groups == 0))
    group_ids, of_group = np.unique(faces.groups[grouped], return_inverse=True)
    of_row[grouped] = of_group
    of_row[loose] = len(group_ids) + np.arange(len(loose))
    members = np.concatenate([grouped, loose])
    members = members[np.lexsort((faces.ids[members], -faces.quality[members], of_row[members]))]
    count = len(group_ids) + len(loose)
    starts = np.searchsorted(of_row[members], np.arange(count + 1))
    return _Items(np.concatenate([group_ids, np.zeros(len(loose), np.int64)]), members, starts, of_row)
