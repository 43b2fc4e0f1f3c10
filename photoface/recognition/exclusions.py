"""Finds pairs of an unnamed face or group and a person that are impossible.

Reasons are: the user rejected the person, or keeps a face apart from one of the person's, the person has another face
in the same photo, or the photo was taken before the person's birth or after their death. It also finds the named faces
beside which a face is in its photo.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from photoface.catalog.face_table import RecognitionRows
from photoface.recognition.candidates import Pairs
from photoface.recognition.items import Items
from photoface.recognition.joins import found_in, matches


def excluded(pairs: Pairs, rows: RecognitionRows, items: Items) -> NDArray[np.bool_]:
    """Which pairs can never be: (k,) bool.

    Dates count only where the camera wrote them: a scan of an old print carries the day it was scanned.
    """
    if not len(pairs.items):
        return np.zeros(0, np.bool_)
    codes = pairs.items * len(rows.people) + pairs.people
    asked = np.zeros(len(items), np.bool_)
    asked[pairs.items] = True
    never = np.sort(np.concatenate([_said_no(rows, items), _together(rows, items, asked), _kept_apart(rows, items)]))
    return found_in(never, codes) | _outside_of_life(pairs, rows, items)


def _said_no(rows: RecognitionRows, items: Items) -> NDArray[np.int64]:
    refused, which = matches(rows.faces.ids, rows.rejections[:, 0])
    return _codes(refused, rows.rejections[which, 1], rows, items)


def _together(rows: RecognitionRows, items: Items, asked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Items that are asked about, with a face in a photo that shows a person already."""
    unnamed = np.flatnonzero(items.of_row >= 0)
    unnamed = unnamed[asked[items.of_row[unnamed]]]
    beside, which = placed_beside(rows, unnamed)
    return _codes(beside, rows.placed[which, 2], rows, items)


def placed_beside(rows: RecognitionRows, faces: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Faces with those that are under a person in the same photo: rows of `faces`, and of `rows.placed`."""
    found, which = matches(rows.placed[:, 1], rows.faces.scenes_of(faces))
    return faces[which], found


def _kept_apart(rows: RecognitionRows, items: Items) -> NDArray[np.int64]:
    """Items with a face that is kept apart from one that is under a person."""
    parts, apart = [], rows.apart
    for near_side, far_person in ((0, 3), (1, 2)):
        linked, which = matches(rows.faces.ids, apart[:, near_side])
        parts.append(_codes(linked, apart[which, far_person], rows, items))
    return np.concatenate(parts)


def _codes(
    face_rows: NDArray[np.int64], person_ids: NDArray[np.int64], rows: RecognitionRows, items: Items
) -> NDArray[np.int64]:
    """The pairs of these faces' items and these people, each as one number; of faces without an item none."""
    ids = np.array([person.id for person in rows.people], np.int64)
    of = items.of_row[face_rows]
    people = np.minimum(np.searchsorted(ids, person_ids), max(len(ids) - 1, 0))
    known = (of >= 0) & (ids[people] == person_ids) if len(ids) else np.zeros(len(of), np.bool_)
    codes: NDArray[np.int64] = of[known] * len(ids) + people[known]
    return codes


def _outside_of_life(pairs: Pairs, rows: RecognitionRows, items: Items) -> NDArray[np.bool_]:
    day = np.floor(rows.faces.days[items.rows])
    starts = items.starts[:-1]
    first, last = np.fmin.reduceat(day, starts), np.fmax.reduceat(day, starts)
    born = np.array([-np.inf if person.born is None else person.born for person in rows.people])
    died = np.array([np.inf if person.died is None else person.died for person in rows.people])
    # Of an unknown date neither comparison holds.
    outside: NDArray[np.bool_] = (first[pairs.items] < born[pairs.people]) | (last[pairs.items] > died[pairs.people])
    return outside
