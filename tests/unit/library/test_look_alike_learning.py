"""Two people who are confused: found by what the user said, learned about once, used, forgotten for good."""

from __future__ import annotations

from pathlib import Path

import pytest
from scenes import Scene

from photoface.jobs import JobControl
from photoface.library.commands.faces import NameFaces, RejectFaces
from photoface.library.library import Library
from photoface.worker.job import run_job
from photoface.worker.messages import Finished, LearnLookAlikesJob, Message

EACH = 10


@pytest.fixture
def scene(catalog_path: Path) -> Scene:
    return Scene(catalog_path)


def _twins(library: Library, scene: Scene, *, drift: float = 0.1) -> tuple[int, int]:
    """Ann and Eve: to each face of the one there is a face of the other that is nearer than any of her own."""
    faces: dict[str, list[int]] = {"Ann": [], "Eve": []}
    for number in range(EACH):
        for name, apart in (("Ann", 0.0), ("Eve", drift)):
            scene._faces = 40 + number
            faces[name].append(scene.face(0, drift=apart))
    for name, ids in faces.items():
        library.execute(NameFaces(tuple(ids), name))
    ann, eve = (library.people.called(name)[0].id for name in faces)
    return ann, eve


def _named(library: Library, scene: Scene, person: int, name: str) -> int:
    library.execute(NameFaces(tuple(scene.face(person) for _ in range(EACH)), name))
    return library.people.called(name)[0].id


def test_people_whose_faces_are_near_are_learned_about_once(library: Library, scene: Scene) -> None:
    assert library.look_alikes.due() == {}
    pair = _twins(library, scene)
    _named(library, scene, 3, "Tom")
    assert library.look_alikes.due() == {pair: 2 * EACH}
    messages: list[Message] = []
    run_job(library, LearnLookAlikesJob(), JobControl(), messages.append)
    assert messages == [Finished("1 pair of people who look alike can be told apart better.")]
    learned = library.learning.learned()
    assert learned is not None
    assert [(one.first, one.second) for one in learned.look_alikes] == [pair]
    assert learned.look_alikes[0].errors_after < learned.look_alikes[0].errors_before
    assert library.look_alikes.due() == {}
    # What the user forgot does not come back by itself, before much more is known.
    library.learning.forget()
    assert library.look_alikes.due() == {}
    library.execute(NameFaces(tuple(scene.face(0) for _ in range(EACH)), "Ann"))
    assert list(library.look_alikes.due()) == [pair]
    library.set_setting("personal_learning", "no")
    assert library.look_alikes.due() == {}


def test_a_no_between_two_people_is_enough(library: Library, scene: Scene) -> None:
    ann, tom = _named(library, scene, 0, "Ann"), _named(library, scene, 3, "Tom")
    assert library.look_alikes.due() == {}
    face = scene.face(3, apart=0.5)
    library.execute(RejectFaces((face,), ann))
    assert library.look_alikes.due() == {}
    library.execute(NameFaces((face,), "Tom"))
    assert library.look_alikes.due() == {(ann, tom): 2 * EACH + 1}
    # Nothing is learned where distances tell them apart already, and no name changes.
    before = library.faces.summaries(library.faces.ids())
    assert library.look_alikes.learn().startswith("0 pairs")
    assert library.learning.learned() is None
    assert library.look_alikes.due() == {}
    assert library.faces.summaries(library.faces.ids()) == before


def test_nothing_is_kept_of_somebody_who_was_erased_while_it_was_learned(library: Library, scene: Scene) -> None:
    ann, _ = _twins(library, scene)

    class Erases(JobControl):
        def checkpoint(self) -> None:
            if library.people.called("Ann"):
                library.erasing.erase(ann, "erase Ann")

    library.look_alikes.learn(Erases())
    assert library.people.called("Ann") == []
    assert library.learning.learned() is None
