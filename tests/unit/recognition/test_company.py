"""Who is usually in photos together makes suggestions likelier, and names nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from scenes import Scene

from photoface.library.commands.faces import NameFaces
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import HidePeople
from photoface.library.library import Library

UNSURE = 0.3


@pytest.fixture
def scene(catalog_path: Path) -> Scene:
    return Scene(catalog_path)


def _score(library: Library, face_id: int, name: str) -> float:
    found = library.review.suggestions(library.people.called(name)[0].id)
    return next((one.score for one in found if face_id in one.face_ids), 0.0)


def _company(library: Library, face_id: int) -> str | None:
    found = library.review.suggestions(library.people.called("Ann")[0].id)
    return next((one.reason.company for one in found if face_id in one.face_ids), None)


def _photos_of(library: Library, scene: Scene, together: int) -> tuple[int, int]:
    """Ann in six photos, Bob beside her in so many of them, Cleo alone; a face like Ann's with Bob, and with Cleo."""
    for person, name in ((0, "Ann"), (2, "Cleo")):
        group_id, members = scene.group(person, 6)
        library.execute(NameGroup(group_id, name))
        if name == "Ann":
            photos = [face.photo_id for face in library.faces.summaries(members)]
    beside = [scene.face(1, photo=photo) for photo in photos[:together]]
    with_bob, with_cleo = scene.photo(), scene.photo()
    library.execute(NameFaces((*beside, scene.face(1, photo=with_bob)), "Bob"))
    library.execute(NameFaces((scene.face(2, photo=with_cleo),), "Cleo"))
    return scene.face(0, photo=with_bob, apart=UNSURE), scene.face(0, photo=with_cleo, apart=UNSURE)


def test_a_face_beside_somebody_who_is_often_with_a_person_is_likelier_that_person(
    library: Library, scene: Scene
) -> None:
    library.set_setting("settle_at_once", "no")
    with_bob, with_cleo = _photos_of(library, scene, together=4)
    assert _score(library, with_bob, "Ann") > _score(library, with_cleo, "Ann")
    assert (_company(library, with_bob), _company(library, with_cleo)) == ("Bob", None)
    library.execute(HidePeople((library.people.called("Bob")[0].id,)))
    assert _company(library, with_bob) is None
    library.undo()
    library.set_setting("usual_company", "no")
    assert _score(library, with_bob, "Ann") == pytest.approx(_score(library, with_cleo, "Ann"), abs=0.05)
    assert _company(library, with_bob) is None


def test_without_a_photo_together_company_makes_nobody_likelier(library: Library, scene: Scene) -> None:
    library.set_setting("settle_at_once", "no")
    with_bob, _ = _photos_of(library, scene, together=0)
    alone = scene.face(0, apart=UNSURE)
    assert _score(library, with_bob, "Ann") <= _score(library, alone, "Ann") + 0.01


def test_nobody_is_named_because_of_company(library: Library, scene: Scene) -> None:
    with_bob, _ = _photos_of(library, scene, together=6)
    assert _score(library, with_bob, "Ann") > 0
    (face,) = library.faces.summaries((with_bob,))
    assert face.person_name is None
