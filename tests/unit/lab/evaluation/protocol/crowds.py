"""Made faces for the tests of the protocol: people are directions, their faces are near them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from photoface.lab.evaluation.albums import Label
from photoface.lab.evaluation.protocol.face_cache import PhotoFaces
from photoface.lab.evaluation.protocol.labelled_sets import LabelledSet
from photoface.lab.evaluation.protocol.set_faces import SetFaces, faces_of

GOOD = (0.999, 200.0, 60.0, 0.9)


def photo(*vectors: np.ndarray, measures: tuple[float, ...] = GOOD) -> PhotoFaces:
    """A photo with a face for each vector, largest first."""
    count = len(vectors)
    boxes = np.array([(0.1 * place, 0.1, 0.1 - 0.01 * place, 0.1) for place in range(count)]).reshape(-1, 4)
    rows = np.array(vectors, np.float32).reshape(count, -1)
    return PhotoFaces(boxes, np.zeros((count, 5, 2)), np.array([measures] * count).reshape(-1, 4), rows, float("nan"))


def near(centre: np.ndarray, distance: float, random: np.random.Generator) -> np.ndarray:
    """A unit vector about so far from a centre."""
    aside = random.normal(size=centre.shape)
    aside -= (aside @ centre) * centre
    vector = centre + distance * aside / np.linalg.norm(aside)
    unit: np.ndarray = vector / np.linalg.norm(vector)
    return unit


def crowd(people: int, faces: int, distance: float, *, name: str = "crowd") -> tuple[LabelledSet, SetFaces]:
    """A set of people at right angles to each other, whose faces are so far from their mean."""
    random = np.random.default_rng(0)
    labels, found = [], {}
    for person, centre in enumerate(np.eye(people, max(people, 32))):
        for number in range(faces):
            file = Path(f"{person}-{number}")
            labels.append(Label(file, f"{name} {person}"))
            found[file] = photo(near(centre, distance, random))
    labelled = LabelledSet(name, Path(), tuple(labels))
    return labelled, faces_of(labelled, found)
