"""Computes how much more likely somebody is in a photo because of who else is named there: who is usually together.

Families stand in photos together. How often two people do, against how often one of them is in any photo, is a factor
on the odds of a suggestion (naive Bayes: looks and company are taken as independent). It orders suggestions and
questions alone: no face is named without asking because of its company (`sure_names` does without it), and grouping
knows nothing of it.

Chosen after looking at two composed albums of families (`tests/family_album.py`) once their groups had names. Of the
faces that were left, of people known by then, 101 on each, the nearest person was right for 38 and 48, with company for
49 and 60.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from photoface.catalog.face_table import RecognitionRows
from photoface.recognition.candidates import Pairs
from photoface.recognition.exclusions import placed_beside
from photoface.recognition.items import Items
from photoface.recognition.joins import distinct, matches

PRIOR_SCENES = 1.0
"""Scenes that the share of a person in all photos counts for, beside those in which the other one was seen."""

NOBODY = -1


class Company:
    """Who has been in photos with whom, by all names that were given.

    Args:
        rows: the faces; all that are under a person count, confirmed or not.
    """

    def __init__(self, rows: RecognitionRows) -> None:
        self._rows = rows
        self._ids = np.array([person.id for person in rows.people], np.int64)

    @cached_property
    def _placed(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Each scene with each person in it, once: the scene, and the index of the person."""
        placed = self._rows.placed
        codes = distinct(placed[:, 1] * len(self._ids) + np.searchsorted(self._ids, placed[:, 2]))
        scenes, people = np.divmod(codes, max(len(self._ids), 1))
        return scenes, people

    @cached_property
    def _together(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Pairs of people as one number each (`_codes`), ascending, and in how many scenes both are."""
        scenes, people = self._placed
        first, second = matches(scenes, scenes)
        once = first <= second
        return np.unique(self._codes(people[first[once]], people[second[once]]), return_counts=True)

    def _codes(self, people: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.int64]:
        """Pairs of people as one number each, whichever comes first."""
        codes: NDArray[np.int64] = np.minimum(people, others) * len(self._ids) + np.maximum(people, others)
        return codes

    @cached_property
    def _scenes(self) -> NDArray[np.int64]:
        """(people,) in how many scenes each is."""
        return np.bincount(self._placed[1], minlength=len(self._ids))

    @cached_property
    def _all_scenes(self) -> int:
        """How many scenes have somebody in them."""
        return 1 + int(np.count_nonzero(np.diff(self._placed[0])))

    def factors(self, pairs: Pairs, items: Items) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """How many times as likely company makes each pair, and who does.

        Of several people in the photo the one counts who is with the asked person most. For groups company does not
        count: several faces that grouping kept from a person are mostly a relative, with the same company.

        Returns:
            (k,) factors, 1 where nobody else is named in the photo; (k,) index of that person, or `NOBODY`.
        """
        found, who = np.ones(len(pairs.items)), np.full(len(pairs.items), NOBODY)
        asked = np.zeros(len(items), np.bool_)
        asked[pairs.items] = True
        rows, _ = items.rows_of(np.flatnonzero(asked & (items.groups == 0)))
        beside, which = placed_beside(self._rows, rows)
        if not len(beside):
            return found, who
        others = np.searchsorted(self._ids, self._rows.placed[which, 2])
        loose, others = np.divmod(distinct(items.of_row[beside] * len(self._ids) + others), len(self._ids))
        place, pair = matches(loose, pairs.items)
        lift = self._lift(pairs.people[pair], others[place])
        # The largest of each pair is written last.
        order = np.argsort(lift, kind="stable")
        found[pair[order]], who[pair[order]] = lift[order], others[place[order]]
        return found, who

    def _lift(self, people: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.float64]:
        """Of being with somebody, against being in any photo at all."""
        codes, counts = self._together
        wanted = self._codes(people, others)
        at = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
        both = np.where(codes[at] == wanted, counts[at], 0)
        usual = np.maximum(self._scenes[people], 1) / self._all_scenes
        # The scene that is asked about says nothing of whether they are usually together.
        seen = np.maximum(self._scenes[others] - 1, 0)
        lift: NDArray[np.float64] = (both + PRIOR_SCENES * usual) / (seen + PRIOR_SCENES) / usual
        return lift
