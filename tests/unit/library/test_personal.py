"""What was learned from the user: what suggestions make of it, and that nothing else changes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from catalog_image import image_of
from numpy.typing import NDArray
from scenes import DIMENSION, Scene

from photoface.catalog.database import Database
from photoface.errors import UserFacingError
from photoface.jobs import JobControl
from photoface.learning import personal_training
from photoface.learning.confirmed_faces import UNKNOWN, ConfirmedFaces
from photoface.learning.look_alike_judges import LookAlike
from photoface.learning.open_set_comparison import Comparison
from photoface.learning.personal_file import Learned
from photoface.learning.personal_head import PersonalHead
from photoface.learning.personal_training import HeadOptions, train_head
from photoface.library.commands.faces import NameFaces, RejectFaces
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library
from photoface.library.personal_learning import PersonalModel, confirmed_faces, personal_sentence
from photoface.worker.job import run_job
from photoface.worker.messages import Failed, Finished, LearnPersonalJob, Message

COMPARISON = Comparison(faces=100, people=20, before=0.1, after=0.05, gain=0.05, lower=0.01, upper=0.09)
FAR = 0.42
"""Radians from the middle of a person: too far to be suggested by the model's own distance."""


@pytest.fixture
def scene(catalog_path: Path) -> Scene:
    return Scene(catalog_path)


def _head(scale: float = 1.0) -> PersonalHead:
    """A head that half looks away from all that is no person in a scene."""
    kept = np.full(DIMENSION, 0.5, np.float32)
    kept[:16] = 1
    return PersonalHead(np.diag(kept), scale)


def _learned(head: PersonalHead | None = None, *look_alikes: LookAlike, model: str = "dlib-resnet") -> Learned:
    return Learned(model, dt.datetime(2026, 1, 1), head, "triplets", COMPARISON, look_alikes)


def _ann(library: Library, scene: Scene) -> int:
    group_id, _ = scene.group(0, 5)
    library.execute(NameGroup(group_id, "Ann"))
    return library.people.called("Ann")[0].id


def test_suggestions_use_a_head_until_it_is_switched_off_or_the_model_is_another(
    library: Library, scene: Scene
) -> None:
    ann = _ann(library, scene)
    far = scene.face(0, apart=FAR)
    assert library.review.suggestions(ann) == []
    before = image_of(library.catalog_path)
    personal = PersonalModel(library.catalog_path)
    personal.write(_learned(_head()))
    found = library.review.suggestions(ann)
    assert [one.face_ids for one in found] == [(far,)]
    assert library.review.explain(far, ann).distance == pytest.approx(found[0].reason.distance)
    library.set_setting("personal_learning", "no")
    assert library.review.suggestions(ann) == []
    library.set_setting("personal_learning", "yes")
    assert len(library.review.suggestions(ann)) == 1
    assert image_of(library.catalog_path) == before
    # Half as long a scale is as strict as the model was.
    personal.write(_learned(_head(0.5)))
    assert library.review.suggestions(ann) == []
    personal.write(_learned(_head(), model="facenet-casia"))
    assert library.review.suggestions(ann) == []
    library.models.use("dlib-resnet")
    assert library.learning.learned() is None
    assert not personal.path.exists()


def test_a_damaged_file_is_none_and_forgetting_takes_it_away(library: Library, scene: Scene) -> None:
    ann = _ann(library, scene)
    scene.face(0, apart=FAR)
    personal = PersonalModel(library.catalog_path)
    personal.write(_learned(_head()))
    assert library.learning.learned() is not None
    personal.path.write_bytes(b"no such thing")
    assert library.review.suggestions(ann) == []
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
    PersonalModel(library.catalog_path).write(_learned(None, LookAlike(eve, ann, weights, -3.0, 40, 9, 1)))
    after = scores()
    assert after[0] > 0.9 * sum(before)
    assert sum(after) <= sum(before) + 1e-6
    # A judge of somebody who is gone is not heard.
    PersonalModel(library.catalog_path).write(_learned(None, LookAlike(eve, 999, weights, 3.0, 40, 9, 1)))
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
    database = Database(library.catalog_path)
    with database.read() as session:
        faces, person_ids = confirmed_faces(session, "dlib-resnet")
    database.close()
    assert np.bincount(faces.persons[faces.persons != UNKNOWN]).tolist() == [3, 2]
    assert person_ids.tolist()[0] == ann
    unknown = np.flatnonzero(faces.persons == UNKNOWN)
    found = {
        (face_id, int((faces.apart[:, 0] == row).sum()))
        for row in unknown
        for face_id in (beside, refused, nothing)
        if np.allclose(faces.vectors[row], scene.vectors[face_id])
    }
    assert found == {(beside, 1), (refused, 3)}


def test_the_job_learns_and_says_what_came_of_it(
    library: Library, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def briefly(faces: ConfirmedFaces, **given: Any) -> NDArray[np.float32]:
        return train_head(faces, **{**given, "options": HeadOptions(steps=5)})

    monkeypatch.setattr(personal_training, "train_head", briefly)
    messages: list[Message] = []
    run_job(library, LearnPersonalJob(), JobControl(), messages.append)
    refused = messages.pop()
    assert isinstance(refused, Failed)
    assert "too little" in refused.sentence
    for person in range(10):
        ids = [scene.face(person, apart=0.3) for _ in range(4)]
        library.execute(NameFaces(tuple(ids), f"P{person}"))
    before = image_of(library.catalog_path)
    run_job(library, LearnPersonalJob(), JobControl(), messages.append)
    assert isinstance(messages[-1], Finished)
    # Ten people at right angles leave nothing to gain.
    assert "stay as they were" in messages[-1].summary
    learned = library.learning.learned()
    assert learned is not None
    assert not learned.useful
    assert learned.comparison.faces > 20
    assert image_of(library.catalog_path) == before


def test_the_sentence_says_by_how_much() -> None:
    pair = LookAlike(1, 2, np.zeros(4, np.float32), 0.0, 40, 9, 1)
    assert "10.0 % to 5.0 %" in personal_sentence(_learned(_head()))
    assert "1 pair of people" in personal_sentence(_learned(None, pair))


def test_learning_too_early_is_told_with_a_remedy(library: Library) -> None:
    with pytest.raises(UserFacingError) as told:
        library.learning.learn()
    assert "Confirm 4 faces or more of at least 10 people" in told.value.remedy
