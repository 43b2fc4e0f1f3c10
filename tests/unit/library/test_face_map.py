"""The map of a library: drawn by a job, kept, true to what changed since."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scenes import Scene

from photoface.clustering.array_file import write_arrays
from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl, Progress
from photoface.library.commands.faces import NameFaces
from photoface.library.commands.strangers import MarkNotAFace
from photoface.library.face_map import FaceMap
from photoface.library.faces import Likeness
from photoface.library.library import Library
from photoface.worker.job import run_job
from photoface.worker.messages import DrawMapJob, Failed, Finished, Message


@pytest.fixture
def scene(catalog_path: Path) -> Scene:
    return Scene(catalog_path)


def _drawn(library: Library, places: dict[int, tuple[float, float]], model: str = "dlib-resnet") -> None:
    """A map as if it had been laid out so."""
    write_arrays(
        library.catalog_path.with_name(library.catalog_path.name + ".map.npz"),
        {"format": 1, "model": model},
        {"face_ids": np.array(sorted(places)), "places": np.array([places[one] for one in sorted(places)], np.float32)},
    )


def _map(library: Library) -> FaceMap:
    found = library.face_map.read()
    assert found is not None
    return found


def test_a_job_draws_the_map_and_tells_how_far_it_is(library: Library, scene: Scene) -> None:
    messages: list[Message] = []
    run_job(library, DrawMapJob(), JobControl(), messages.append)
    refused = messages.pop()
    assert isinstance(refused, Failed)
    assert "no faces" in refused.sentence
    assert library.face_map.read() is None
    for person in range(3):
        scene.group(person, 5)
    steps: list[Progress] = []
    run_job(library, DrawMapJob(), JobControl(steps.append), messages.append)
    assert messages[-1] == Finished("The map shows 15 faces.")
    assert steps[-1].done == steps[-1].total == 100
    found = _map(library)
    assert (len(found.face_ids), found.fresh, found.worth_drawing) == (15, 0, False)
    assert set(found.groups.tolist()) == {1, 2, 3}


def test_a_stopped_job_leaves_the_old_map(library: Library, scene: Scene) -> None:
    ids = [scene.face(0) for _ in range(9)]
    _drawn(library, dict.fromkeys(ids, (0.5, 0.25)))
    control = JobControl()
    control.cancel()
    with pytest.raises(JobCancelled):
        library.face_map.draw(control)
    assert _map(library).places.tolist() == [[0.5, 0.25]] * 9


def test_the_map_follows_what_changes(library: Library, scene: Scene) -> None:
    left, right = [scene.face(0) for _ in range(3)], [scene.face(1) for _ in range(3)]
    _drawn(library, {**dict.fromkeys(left, (0.1, 0.5)), **dict.fromkeys(right, (0.9, 0.5))})
    library.execute(NameFaces(tuple(left), "Ann"))
    library.execute(MarkNotAFace((right[0],)))
    fresh = scene.face(1)
    found = _map(library)
    assert found.face_ids.tolist() == [*left, *right[1:], fresh]
    ann = library.people.called("Ann")[0].id
    assert found.persons.tolist() == [ann] * 3 + [0] * 3
    assert found.names == {ann: "Ann"}
    assert found.fresh == 1
    assert found.worth_drawing
    np.testing.assert_allclose(found.places[-1], (0.9, 0.5), atol=0.02)


def test_a_map_of_another_model_and_a_damaged_one_are_none(library: Library, scene: Scene) -> None:
    face = scene.face(0)
    _drawn(library, {face: (0, 0)}, model="facenet-casia")
    assert library.face_map.read() is None
    _drawn(library, {face: (0, 0)})
    assert library.face_map.read() is not None
    library.catalog_path.with_name(library.catalog_path.name + ".map.npz").write_bytes(b"torn")
    assert library.face_map.read() is None


def test_two_faces_side_by_side(library: Library, scene: Scene) -> None:
    # Two faces this far from the middle of their person have a distance of 2 - 2 cos(apart)^2, squared.
    near, other = scene.face(0, apart=0.1), scene.face(0, apart=0.1)
    likely = [scene.face(1, apart=0.27), scene.face(1, apart=0.27)]
    unsure = [scene.face(2, apart=0.31), scene.face(2, apart=0.31)]
    photo = scene.photo()
    strangers = [scene.face(3, photo=photo), scene.face(4, photo=photo)]
    sure = library.faces.compare(near, other)
    assert sure.likeness is Likeness.SURE
    assert sure.distance == pytest.approx(np.sqrt(2 - 2 * np.cos(0.1) ** 2), abs=1e-3)
    assert sure.nearer == 0
    assert (sure.first.id, sure.second.id, sure.together) == (near, other, False)
    assert sure.years == pytest.approx(1 / 365.25)
    assert library.faces.compare(likely[0], likely[1]).likeness is Likeness.LIKELY
    assert library.faces.compare(unsure[0], unsure[1]).likeness is Likeness.UNSURE
    unlike = library.faces.compare(strangers[1], strangers[0])
    assert (unlike.likeness, unlike.together) == (Likeness.UNLIKE, True)
    assert unlike.first.id == strangers[1]
    with pytest.raises(UserFacingError, match="cannot be compared"):
        library.faces.compare(near, 999)
