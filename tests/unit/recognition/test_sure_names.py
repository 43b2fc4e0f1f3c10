"""Which faces a scan puts with the people and groups there are, and which it leaves alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import sqlalchemy as sa
from fakes.library import open_fake_library
from inside import recognition_of
from numpy.typing import NDArray
from scenes import Scene

from photoface.catalog.opening import open_database
from photoface.catalog.states import BoxSource
from photoface.catalog.tables.faces import Face
from photoface.lab.evaluation.faces_in_memory import faces_in_memory, rows_in_memory
from photoface.library.commands.groups import NameGroup
from photoface.recognition.group_jobs import attach_faces
from photoface.recognition.grouping import GroupingInput, compute
from photoface.recognition.probability import Scale
from photoface.recognition.state import FaceView
from photoface.vision.model_registry import DLIB_RESNET

DIMENSION = 48
NEAR = 0.26
"""Distance of a new face from a person's exemplar: within what a small library allows."""

COMMON = 0.8
"""Cosine of any two strangers: embeddings have much in common, those of the default model too."""


def somebody(direction: NDArray[np.float64]) -> NDArray[np.float64]:
    """A person's place: what all have in common, along the last axis, and a direction of their own."""
    own = direction.copy()
    own[-1] = 0
    place: NDArray[np.float64] = np.sqrt(1 - COMMON) * own / np.linalg.norm(own)
    place[-1] = np.sqrt(COMMON)
    return place


PERSON = somebody(np.eye(DIMENSION)[0])


def at(distance: float, own: int) -> NDArray[np.float64]:
    """A unit vector this far from the person, in a direction of its own."""
    cosine = 1 - distance * distance / 2
    vector: NDArray[np.float64] = cosine * PERSON + np.sqrt(1 - cosine * cosine) * np.eye(DIMENSION)[own]
    return vector


def library_of(strangers: int, *, new: Sequence[NDArray[np.float64]], crowd: int = 0) -> GroupingInput:
    """A person with one confirmed face, new faces, and others in settled groups.

    Args:
        strangers: faces of all kinds of people, five of them to a group.
        crowd: people of one face who stand close around the person.
    """
    random = np.random.default_rng(0)
    others = [somebody(direction) for direction in random.normal(size=(strangers, DIMENSION))]
    around = [at(0.5, 4 + number % 40) for number in range(crowd)]
    vectors = np.stack([at(0, 1), *new, *around, *others]).astype(np.float32)
    count = len(vectors)
    groups = [np.zeros(1 + len(new)), 10_000 + np.arange(crowd), 1 + np.arange(strangers) // 5]
    persons = np.array([7] + [0] * (count - 1), np.int64)
    faces = faces_in_memory(persons, groups=np.concatenate(groups).astype(np.int64))
    limits = DLIB_RESNET.thresholds
    view = FaceView(vectors, vectors, Scale(limits.assignment, limits.suggestion, limits.grouping_large))
    return GroupingInput(rows_in_memory(faces), view, "", "average-linkage", limits)


def named(given: GroupingInput) -> int:
    """How many of the new faces are put with the person."""
    people = compute(given, dissolve=frozenset()).to_person
    assert set(people.values()) <= {7}
    return len(people)


def test_among_more_strangers_a_face_must_be_nearer_to_be_named() -> None:
    assert named(library_of(200, new=[at(NEAR, 2)])) == 1
    assert named(library_of(8000, new=[at(NEAR, 2)])) == 0


def test_a_person_in_a_crowd_is_named_less_readily() -> None:
    assert named(library_of(400, new=[at(NEAR, 2)])) == 1
    assert named(library_of(400, new=[at(NEAR, 2)], crowd=20)) == 0


def test_a_persons_own_new_photos_are_no_crowd() -> None:
    own = [at(0.15, 4 + number) for number in range(30)]
    assert named(library_of(400, new=own)) == 30


def test_boxes_that_may_be_no_faces_are_not_placed_unless_the_user_made_or_placed_them(catalog_path: Path) -> None:
    library = open_fake_library(catalog_path)
    scene = Scene(catalog_path)
    group, _ = scene.group(0, 5)
    library.execute(NameGroup(group, "Ann"))
    sure, doubtful, drawn = scene.face(0), scene.face(0, score=0.8), scene.face(0, score=0.0)
    database = open_database(catalog_path)
    with database.write() as session:
        session.execute(sa.update(Face).where(Face.id == drawn).values(box_source=BoxSource.DRAWN))
    attach_faces(database, recognition_of(library), [sure, doubtful, drawn])
    assert [face.person_name for face in library.faces.summaries([sure, doubtful, drawn])] == ["Ann", None, "Ann"]
    database.close()
    library.close()
