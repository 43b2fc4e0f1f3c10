"""What was learned from the user: what suggestions make of it, and that nothing else changes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from scenes import DIMENSION, Scene

from photoface.catalog.opening import open_database
from photoface.errors import UserFacingError
from photoface.jobs import JobControl
from photoface.learning.confirmed_faces import UNKNOWN
from photoface.learning.look_alike_judges import LookAlike
from photoface.learning.open_set_comparison import Comparison
from photoface.learning.personal_file import Learned
from photoface.library.commands.faces import NameFaces, RejectFaces
from photoface.library.commands.groups import NameGroup
from photoface.library.faces_to_learn_from import confirmed_faces
from photoface.library.library import Library
from photoface.library.personal_learning import personal_sentence
from photoface.library.personal_model import PersonalModel
from photoface.worker.job import run_job
from photoface.worker.messages import Failed, LearnPersonalJob, Message

COMPARISON = Comparison(faces=100, people=20, before=0.1, after=0.05, gain=0.05, lower=0.01, upper=0.09)


@pytest.fixture
def scene(catalog_path: Path) -> Scene:
    return Scene(catalog_path)


def _learned(*look_alikes: LookAlike, model: str = "dlib-resnet") -> Learned:
    return Learned(model, dt.datetime(2026, 1, 1), COMPARISON, look_alikes)


def _ann(library: Library, scene: Scene) -> int:
    group_id, _ = scene.group(0, 5)
    library.execute(NameGroup(group_id, "Ann"))
    return library.people.called("Ann")[0].id


def test_a_damaged_file_is_none_and_forgetting_takes_it_away(library: Library) -> None:
    personal = PersonalModel(library.catalog_path)
    personal.write(_learned())
    assert library.learning.learned() is not None
    personal.path.write_bytes(b"no such thing")
    assert library.learning.learned() is None
    library.learning.forget()
    assert not personal.path.exists()
    library.learning.forget()


def test_a_judge_of_look_alikes_decides_between_two_candidates(library: Library, scene: Scene) -> None:
    """Eve's confirmed faces are Ann's, as far as the model can tell; the unnamed face is nearer to neither."""
    _, ann_faces = scene.group(0, 4)
    _, eve_faces = scene.group(0, 4)
    library.execute(NameFaces(tuple(ann_faces), "Ann"))
    library.execute(NameFaces(tuple(eve_faces), "Eve"))
    ann, eve = (library.people.called(name)[0].id for name in ("Ann", "Eve"))
    face = scene.face(0, apart=0.25)

    def scores() -> tuple[float, ...]:
        return tuple(
            next((one.score for one in library.review.suggestions(person) if face in one.face_ids), 0.0)
            for person in (ann, eve)
        )

    before = scores()
    assert min(before) > 0.2
    weights = np.zeros(DIMENSION, np.float32)
    PersonalModel(library.catalog_path).write(_learned(LookAlike(eve, ann, weights, -3.0, 40, 9, 1)))
    after = scores()
    assert after[0] > 0.9 * sum(before)
    assert sum(after) <= sum(before) + 1e-6
    # A judge of somebody who is gone is not heard.
    PersonalModel(library.catalog_path).write(_learned(LookAlike(eve, 999, weights, 3.0, 40, 9, 1)))
    assert scores() == pytest.approx(before)


def test_what_the_user_said_becomes_arrays(library: Library, scene: Scene) -> None:
    photo = scene.photo()
    ann_faces = [scene.face(0, photo=photo), scene.face(0), scene.face(0)]
    beside, refused, nothing = scene.face(1, photo=photo), scene.face(2), scene.face(3)
    bob_faces = [scene.face(4), scene.face(4)]
    library.execute(NameFaces(tuple(ann_faces), "Ann"))
    library.execute(NameFaces(tuple(bob_faces), "Bob"))
    ann = library.people.called("Ann")[0].id
    library.execute(RejectFaces((refused,), ann))
    database = open_database(library.catalog_path)
    with database.read() as session:
        faces, face_ids, person_ids = confirmed_faces(session, "dlib-resnet")
    database.close()
    assert np.bincount(faces.persons[faces.persons != UNKNOWN]).tolist() == [3, 2]
    assert person_ids.tolist()[0] == ann
    assert {*ann_faces, *bob_faces, beside, refused} == set(face_ids.tolist())
    unknown = np.flatnonzero(faces.persons == UNKNOWN)
    found = {
        (face_id, int((faces.apart[:, 0] == row).sum()))
        for row in unknown
        for face_id in (beside, refused, nothing)
        if np.allclose(faces.vectors[row], scene.vectors[face_id])
    }
    assert found == {(beside, 1), (refused, 3)}


def test_unnamed_faces_are_strangers_and_tight_groups(library: Library, scene: Scene) -> None:
    ann_faces = [scene.face(0) for _ in range(3)]
    library.execute(NameFaces(tuple(ann_faces), "Ann"))
    photo = scene.photo()
    like_ann, stranger = scene.face(0), scene.face(1, photo=photo)
    group, members = scene.group(2, 3)
    astray = scene.face(3, group=group, photo=photo)
    database = open_database(library.catalog_path)
    with database.read() as session:
        faces, face_ids, _ = confirmed_faces(session, "dlib-resnet", unnamed_beyond=0.33)
    database.close()
    assert faces.strangers is not None
    assert faces.groups is not None
    # Who looks like somebody named may be that person, and is left out.
    assert set(face_ids.tolist()) == {*ann_faces, stranger, *members, astray}
    assert set(face_ids[faces.strangers].tolist()) == {stranger, *members, astray}
    assert set(face_ids[faces.groups == group].tolist()) == set(members)
    assert {frozenset(face_ids[pair].tolist()) for pair in faces.apart} == {frozenset({stranger, astray})}
    assert like_ann not in face_ids


def test_too_little_to_learn_from_is_told_by_the_job(library: Library) -> None:
    messages: list[Message] = []
    run_job(library, LearnPersonalJob(), JobControl(), messages.append)
    (refused,) = messages
    assert isinstance(refused, Failed)
    assert "too little" in refused.sentence


def test_the_sentence_says_by_how_much() -> None:
    pair = LookAlike(1, 2, np.zeros(4, np.float32), 0.0, 40, 9, 1)
    assert "10.0 % to 5.0 %" in personal_sentence(_learned(model="dlib-resnet+1a"))
    assert "stay as they were" in personal_sentence(_learned())
    assert "1 pair of people" in personal_sentence(_learned(pair))
    assert "cannot be tuned" in personal_sentence(Learned("other", dt.datetime(2026, 1, 1)))


def test_learning_too_early_is_told_with_a_remedy(library: Library) -> None:
    with pytest.raises(UserFacingError) as told:
        library.learning.learn()
    assert "Confirm 4 faces or more of at least 10 people" in told.value.remedy
