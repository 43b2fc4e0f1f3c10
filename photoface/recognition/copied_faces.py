"""Finds faces that appear several times, in copies of a photo or in a track of a video: one piece of evidence.

Which photo is a copy of which, is known from stacks. A face of the copy is that of the photo where both lie at nearly
the same place and look nearly the same. What the user said of either keeps them two. It also finds unnamed faces whose
copy is confirmed as somebody, and puts copies into the group of the face that they are copies of.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from photoface.catalog.face_table import RecognitionRows
from photoface.recognition.joins import found_in, matches

FARTHEST_PLACE: Final = 0.12
"""Distance of the corners of both boxes, in fractions of the photo: a light crop moves a face by a tenth at most."""

FARTHEST_LOOK: Final = 0.35
"""Euclidean distance of both embeddings, of unit length. Copies at 60 % of the size and quality are up to .09 from
each other; two people who stand beside each other are rarely so near."""

FARTHEST_IN_TRACK: Final = 0.7
"""Distance of a look to the best one of its track. A head that turns away moves farther than two photos of it do, but
who is farther than this is for himself, whatever the track says."""


def originals(rows: RecognitionRows, vectors: NDArray[np.float32]) -> NDArray[np.int64]:
    """For each face the row of the face that it repeats, or its own row, (faces,).

    That is the face in the photo of which this one is in a copy, or the best look of its track in a video.

    Args:
        rows: the faces; `rows.copies` says which photos are copies.
        vectors: (faces, d) float32, of unit length.
    """
    found = originals_of_copies(rows, vectors)
    faces = rows.faces
    inside = np.flatnonzero(faces.tracks > 0)
    inside = inside[np.lexsort((-faces.quality[inside], faces.tracks[inside], faces.photos[inside]))]
    inside = inside[~_said(rows)[inside] & (found[inside] == inside)]
    keys = np.stack((faces.photos[inside], faces.tracks[inside]), axis=1)
    _, starts, which = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    best = inside[starts[which.reshape(-1)]] if len(inside) else inside
    alike = np.linalg.norm(vectors[inside] - vectors[best], axis=1) <= FARTHEST_IN_TRACK
    found[inside[alike]] = found[best[alike]]
    return found


def _said(rows: RecognitionRows) -> NDArray[np.bool_]:
    """Whether the user said who a face is not, or whom it is not together with: (faces,) bool."""
    return found_in(np.unique(np.concatenate([rows.rejections[:, 0], *rows.cannot_links[:, :2].T])), rows.faces.ids)


def originals_of_copies(rows: RecognitionRows, vectors: NDArray[np.float32]) -> NDArray[np.int64]:
    """For each face the row of the face that it is a copy of, or its own row, (faces,).

    Args:
        rows: the faces; `rows.copies` says which photos are copies.
        vectors: (faces, d) float32, of unit length.
    """
    faces = rows.faces
    found = np.arange(len(faces.ids))
    if not len(rows.copies) or not len(found):
        return found
    inside = np.flatnonzero(np.isin(faces.photos, rows.copies) & ~_said(rows))
    photos = faces.photos[inside]
    copies, which = matches(photos, rows.copies[:, 0])
    firsts, pair = matches(photos, rows.copies[which, 1])
    one, other = inside[copies[pair]], inside[firsts]
    places = np.linalg.norm(faces.corners[one] - faces.corners[other], axis=1)
    looks = np.linalg.norm(vectors[one] - vectors[other], axis=1)
    fits = np.flatnonzero((places <= FARTHEST_PLACE) & (looks <= FARTHEST_LOOK))
    fits = fits[np.argsort(places[fits] + looks[fits], kind="stable")]
    # The nearest two first, each face once, and in one copy once.
    taken: set[tuple[int, int]] = set()
    for copy, first, photo in zip(
        one[fits].tolist(), other[fits].tolist(), faces.photos[one[fits]].tolist(), strict=True
    ):
        if found[copy] == copy and (first, photo) not in taken:
            found[copy] = first
            taken.add((first, photo))
    return found


def faces_in_copies(
    rows: RecognitionRows, vectors: NDArray[np.float32], people: frozenset[int]
) -> list[tuple[int, int, int]]:
    """Faces without a name that are confirmed as one of these people in the photo's copy, or in what it is a copy of.

    Returns:
        Each one's id, its group (0 for none) and the person; none of whom another face of its photo is the person.
    """
    faces = rows.faces
    theirs = np.unique(faces.photos[faces.confirmed & np.isin(faces.persons, list(people))])
    rows = replace(rows, copies=rows.copies[np.isin(rows.copies, theirs).any(axis=1)])
    first = originals_of_copies(rows, vectors)
    copies = np.flatnonzero(first != np.arange(len(first)))
    taken = {(person, scene) for _, scene, person in rows.placed.tolist()} if len(copies) else set()
    found: list[tuple[int, int, int]] = []
    for one, other in ((copies, first[copies]), (first[copies], copies)):
        fits = faces.confirmed[other] & (faces.persons[one] == 0) & np.isin(faces.persons[other], list(people))
        scenes = faces.scenes[one[fits]].tolist()
        for row, scene, person in zip(one[fits].tolist(), scenes, faces.persons[other[fits]].tolist(), strict=True):
            if (person, scene) not in taken:
                taken.add((person, scene))
                found.append((int(faces.ids[row]), int(faces.groups[row]), person))
    return found


def with_copies(labels: NDArray[np.int64], own: NDArray[np.int64], photos: NDArray[np.int64]) -> NDArray[np.int64]:
    """The groups of faces where those that are copies go with the face that they are copies of.

    Args:
        labels: (n,) groups from 0, -1 for a face that is alone; what copies have does not count.
        own: (n,) for each face the position of the face that it is a copy of, or its own.
        photos: (n,) of the faces. No group gets two faces of one photo.
    """
    result = labels.copy()
    copies = np.flatnonzero(own != np.arange(len(own)))
    result[copies] = -1
    following = int(result.max(initial=-1)) + 1
    taken = {(label, photo) for label, photo in zip(result.tolist(), photos.tolist(), strict=True) if label >= 0}
    for position in copies.tolist():
        original = int(own[position])
        label = int(result[original])
        if label < 0:
            # A face that is alone but for its copies: one question is enough for all of them.
            label, following = following, following + 1
            result[original] = label
            taken.add((label, int(photos[original])))
        if (label, int(photos[position])) not in taken:
            result[position] = label
            taken.add((label, int(photos[position])))
    return result
