"""Cannot-link constraints: pairs of faces that are never one person, as the user said or because they share a photo.

As in Wagstaff et al., "Constrained K-means Clustering with Background Knowledge", ICML 2001, section 2. Average
linkage asks here before it merges two clusters; the clusters of HDBSCAN and k-means are split by it afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Pair = tuple[int, int]


class Constraints:
    """Constraints on faces.

    Attributes:
        photo_ids: (n,) int64, the photo of every face.
        cannot_link: pairs of face indices of different persons.
    """

    def __init__(self, photo_ids: Sequence[int] | NDArray[np.integer], cannot_link: Iterable[Pair] = ()) -> None:
        """
        Raises:
            ValueError: a pair names a face that does not exist, or a face twice.
        """
        self.photo_ids = np.asarray(photo_ids, dtype=np.int64).reshape(-1)
        self.cannot_link = tuple((int(first), int(second)) for first, second in cannot_link)
        count = len(self.photo_ids)
        for first, second in self.cannot_link:
            if first == second or not (0 <= first < count and 0 <= second < count):
                raise ValueError(f"({first}, {second}) is no pair of {count} faces")

    def subset(self, faces: NDArray[np.integer]) -> Constraints:
        """The constraints among these faces (distinct indices), renumbered to positions in `faces`."""
        place = {int(face): position for position, face in enumerate(faces)}
        among = ((place[a], place[b]) for a, b in self.cannot_link if a in place and b in place)
        return Constraints(self.photo_ids[faces], among)


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
        self._photos = [{photo} for photo in self.constraints.photo_ids.tolist()]
        self._apart = {}
        for first, second in self.constraints.cannot_link:
            self._apart.setdefault(first, set()).add(second)
            self._apart.setdefault(second, set()).add(first)

    def may_join(self, first: int, second: int) -> bool:
        """Whether no photo shows faces of both clusters and no cannot-link runs between them."""
        return second not in self._apart.get(first, ()) and self._photos[first].isdisjoint(self._photos[second])

    def join(self, kept: int, gone: int) -> None:
        """Merge the cluster in slot `gone` into the one in slot `kept`."""
        small, large = sorted((self._photos[kept], self._photos[gone]), key=len)
        large |= small
        self._photos[kept], self._photos[gone] = large, set()
        for other in self._apart.pop(gone, set()):
            self._apart[other].discard(gone)
            self._apart[other].add(kept)
            self._apart.setdefault(kept, set()).add(other)
