"""Must-link and cannot-link constraints: which faces are, or are not, one person by the user and the photos.

Wagstaff et al., "Constrained K-means Clustering with Background Knowledge", ICML 2001, section 2. Nobody is twice in
one photo, so two faces of one photo are a cannot-link unless they are a must-link (a mirror).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

NO_PHOTO = -1
"""Photo id of a face that its photo does not constrain, as in a collage."""

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Constraints:
    """Constraints on faces.

    Attributes:
        photo_ids: (n,) int64, the photo of every face; negative ids (`NO_PHOTO`) constrain nothing.
        cannot_link: pairs of face indices of different persons.
        must_link: pairs of face indices of one person, even in one photo.

    Raises:
        ValueError: a pair names a face that does not exist, or a face twice.
    """

    photo_ids: NDArray[np.int64]
    cannot_link: tuple[Pair, ...] = ()
    must_link: tuple[Pair, ...] = ()

    def __post_init__(self) -> None:
        count = len(self.photo_ids)
        for first, second in (*self.cannot_link, *self.must_link):
            if first == second or not (0 <= first < count and 0 <= second < count):
                raise ValueError(f"({first}, {second}) is no pair of {count} faces")

    @classmethod
    def none(cls, count: int) -> Constraints:
        """No constraints on this many faces."""
        return cls(np.full(count, NO_PHOTO, np.int64))

    @classmethod
    def of(
        cls,
        photo_ids: Sequence[int] | NDArray[np.integer],
        cannot_link: Iterable[Pair] = (),
        must_link: Iterable[Pair] = (),
    ) -> Constraints:
        """Constraints from any sequences; checks as the constructor does."""
        return cls(
            np.asarray(photo_ids, dtype=np.int64).reshape(-1),
            tuple((int(first), int(second)) for first, second in cannot_link),
            tuple((int(first), int(second)) for first, second in must_link),
        )

    def subset(self, faces: NDArray[np.integer]) -> Constraints:
        """The constraints among these faces (distinct indices), renumbered to positions in `faces`.

        Must-links through a face that is left out are kept as links between the faces that they connect.
        """
        place = {int(face): position for position, face in enumerate(faces)}
        cannot = tuple((place[a], place[b]) for a, b in self.cannot_link if a in place and b in place)
        must: list[Pair] = []
        if self.must_link:
            unit = self.units()
            first_of: dict[int, int] = {}
            for face, position in place.items():
                first = first_of.setdefault(int(unit[face]), position)
                if first != position:
                    must.append((first, position))
        return Constraints(self.photo_ids[faces], cannot, tuple(must))

    def units(self) -> NDArray[np.int64]:
        """The connected components of the must-links, each named by its lowest face: (n,) int64.

        A must-link that would join two faces with a cannot-link between them is ignored; the first in order wins, since
        a wrong merge costs the user more than a split.
        """
        root = list(range(len(self.photo_ids)))

        def find(face: int) -> int:
            while root[face] != face:
                root[face] = root[root[face]]
                face = root[face]
            return face

        if self.must_link:
            clusters = ClusterConstraints(self)
            for first, second in self.must_link:
                low, high = sorted((find(first), find(second)))
                if low != high and not clusters.kept_apart(low, high):
                    clusters.join(low, high)
                    root[high] = low
        return np.array([find(face) for face in root], dtype=np.int64)


@dataclass(slots=True)
class ClusterConstraints:
    """The constraints of clusters as they grow: one slot per face at first; `join` merges one slot into another.

    `may_join` and `join` cost as much as the smaller of two sets of photos, so joining n faces one after the other
    costs O(n log n) in total.
    """

    constraints: Constraints
    _photos: list[set[int]] = field(init=False)
    _apart: dict[int, set[int]] = field(init=False)

    def __post_init__(self) -> None:
        self._photos = [{photo} if photo >= 0 else set() for photo in self.constraints.photo_ids.tolist()]
        self._apart = {}
        for first, second in self.constraints.cannot_link:
            self._apart.setdefault(first, set()).add(second)
            self._apart.setdefault(second, set()).add(first)

    def may_join(self, first: int, second: int) -> bool:
        """Whether no photo shows faces of both clusters and no cannot-link runs between them."""
        return not self.kept_apart(first, second) and self._photos[first].isdisjoint(self._photos[second])

    def kept_apart(self, first: int, second: int) -> bool:
        """Whether an explicit cannot-link runs between the clusters."""
        return second in self._apart.get(first, ())

    def join(self, kept: int, gone: int) -> None:
        """Merge the cluster in slot `gone` into the one in slot `kept`."""
        small, large = sorted((self._photos[kept], self._photos[gone]), key=len)
        large |= small
        self._photos[kept], self._photos[gone] = large, set()
        for other in self._apart.pop(gone, set()):
            self._apart[other].discard(gone)
            self._apart[other].add(kept)
            self._apart.setdefault(kept, set()).add(other)
