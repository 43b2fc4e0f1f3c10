"""Suggestions: who may be whom, what is never suggested, the reasons, and what is settled at once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa
from catalog_image import image_of
from scenes import Scene

from photoface.catalog import recognition_rows
from photoface.catalog.opening import open_database
from photoface.catalog.tables.people import Person
from photoface.errors import UserFacingError
from photoface.library.commands.faces import ConfirmFaces, NameFaces, RejectFaces
from photoface.library.commands.groups import KeepGroupsApart, NameGroup, RejectGroup, SplitGroup
from photoface.library.commands.strangers import IgnoreFaces, MarkNotAFace
from photoface.library.library import Library
from photoface.recognition.embedding_cache import EmbeddingCache
from photoface.recognition.naming_limit import NamingLimit
from photoface.recognition.probability import Scale
from photoface.recognition.state import FaceView
from photoface.recognition.state_scoring import face_state

SURE, UNSURE = 0.2, 0.285
"""Radians from the middle: faces of a person are named at SURE; another one at SURE is certain, one at UNSURE is not
(distances of about .28 and .35 where the default model assigns up to .33 and suggests up to .46)."""


@pytest.fixture
def scene(catalog_path: Path) -> Scene:
    return Scene(catalog_path)


def _ann(library: Library, scene: Scene, faces: int = 5) -> tuple[int, list[int]]:
    """Ann, person 0, with confirmed faces."""
    group_id, ids = scene.group(0, faces)
    library.execute(NameGroup(group_id, "Ann"))
    return library.people.called("Ann")[0].id, ids


def _suggested(library: Library, person_id: int) -> list[int]:
    return [face_id for found in library.review.suggestions(person_id) for face_id in found.face_ids]


def test_likely_faces_and_groups_come_most_certain_first_with_reasons(library: Library, scene: Scene) -> None:
    ann, confirmed = _ann(library, scene)
    nearer = scene.face(0, apart=0.27)
    farther = scene.face(0, apart=UNSURE)
    group_id, members = scene.group(0, 3, apart=0.28)
    scene.face(1)
    found = library.review.suggestions(ann)
    assert [(one.group_id, one.face_ids[0]) for one in found] == [
        (None, nearer),
        (group_id, members[0]),
        (None, farther),
    ]
    assert sorted(found[1].face_ids) == members
    assert 1 > found[0].score > found[1].score > found[2].score > 0.05
    reason = found[0].reason
    assert len(reason.voter_face_ids) == 3
    assert set(reason.voter_face_ids) <= set(confirmed)
    assert reason.own_share == 0
    assert reason.years is not None
    assert 0 < reason.years < 0.1
    assert reason.quality == pytest.approx(0.9)
    assert library.review.suggestions(ann, limit=1) == found[:1]
    assert library.review.suggestion_counts() == {ann: 3}


def test_what_is_never_suggested(library: Library, scene: Scene) -> None:
    ann, confirmed = _ann(library, scene)
    with_ann = scene.face(0, photo=library.faces.summaries(confirmed)[0].photo_id, apart=UNSURE)
    refused, ignored, no_face = (scene.face(0, apart=UNSURE) for _ in range(3))
    refused_group, _ = scene.group(0, 2, apart=UNSURE)
    apart_group, apart = scene.group(0, 2, apart=UNSURE)
    other_group, others = scene.group(0, 2, apart=0.6)
    fine = scene.face(0, apart=UNSURE)
    library.execute(RejectFaces((refused,), ann))
    library.execute(RejectGroup(refused_group, ann))
    library.execute(IgnoreFaces((ignored,)))
    library.execute(MarkNotAFace((no_face,)))
    library.execute(KeepGroupsApart(apart_group, other_group))
    library.execute(ConfirmFaces(tuple(others), ann))
    assert _suggested(library, ann) == [fine]
    assert with_ann not in _suggested(library, ann)
    assert library.review.explain(apart[0], ann).distance < 0.46


def test_dates_of_birth_and_death_exclude_what_the_camera_dated(library: Library, scene: Scene) -> None:
    ann, _ = _ann(library, scene)
    days = {
        "before": dt.datetime(2009, 12, 31, 23),
        "born": dt.datetime(2010, 1, 1, 1),
        "after": dt.datetime(2031, 1, 1),
    }
    faces = {name: scene.face(0, taken=taken, apart=0.26) for name, taken in days.items()}
    scanned = scene.face(0, taken=dt.datetime(2035, 1, 1), dated=False, apart=0.26)
    assert set(_suggested(library, ann)) == {*faces.values(), scanned}
    database = open_database(library.catalog_path)
    with database.write() as session:
        session.execute(sa.update(Person).values(born=dt.date(2010, 1, 1), died=dt.date(2030, 12, 31)))
    database.close()
    assert set(_suggested(library, ann)) == {faces["born"], scanned}


def test_faces_near_the_own_date_vote_first(library: Library, scene: Scene) -> None:
    _, early = scene.group(0, 4)
    late = [scene.face(0, taken=dt.datetime(2032, 1, number + 1)) for number in range(3)]
    library.execute(NameFaces((*early, *late), "Ann"))
    ann = library.people.called("Ann")[0].id
    then = scene.face(0, taken=dt.datetime(2032, 6, 1), apart=UNSURE)
    (found,) = library.review.suggestions(ann)
    assert found.face_ids == (then,)
    assert sorted(found.reason.voter_face_ids) == late
    assert found.reason.years is not None
    assert found.reason.years < 1


def test_somebody_who_looks_alike_makes_uncertain(library: Library, scene: Scene) -> None:
    ann, _ = _ann(library, scene)
    face = scene.face(0, apart=UNSURE)
    (alone,) = library.review.suggestions(ann)
    twin = [scene.face(0) for _ in range(4)]
    library.execute(NameFaces(tuple(twin), "Bea"))
    bea = library.people.called("Bea")[0].id
    (found,) = library.review.suggestions(ann)
    assert found.face_ids == alone.face_ids == (face,)
    assert found.score < alone.score
    assert found.reason.rival_id == bea


def test_of_two_in_one_photo_only_the_likelier_is_suggested(library: Library, scene: Scene) -> None:
    ann, _ = _ann(library, scene)
    photo = scene.photo()
    likelier = scene.face(0, photo=photo, apart=0.27)
    other = scene.face(0, photo=photo, apart=UNSURE)
    assert _suggested(library, ann) == [likelier]
    library.execute(RejectFaces((likelier,), ann))
    assert _suggested(library, ann) == [other]


def test_explaining_a_named_face_leaves_it_out_of_the_vote(library: Library, scene: Scene) -> None:
    ann, confirmed = _ann(library, scene)
    reason = library.review.explain(confirmed[0], ann)
    assert confirmed[0] not in reason.voter_face_ids
    library.execute(NameFaces((scene.face(1),), "Bob"))
    bob = library.people.called("Bob")[0].id
    with pytest.raises(UserFacingError, match="no confirmed face"):
        library.review.explain(library.people.face_ids(bob)[0], bob)
    with pytest.raises(UserFacingError):
        library.review.explain(9999, ann)
    with pytest.raises(UserFacingError):
        library.review.explain(confirmed[0], 9999)


def test_the_odd_face_of_a_person_comes_first_of_the_likely_wrong(library: Library, scene: Scene) -> None:
    ann, _ = _ann(library, scene)
    wrong = scene.face(2)
    library.execute(ConfirmFaces((wrong,), ann))
    assert library.review.likely_wrong(ann)[0] == wrong
    assert sorted(library.review.likely_wrong(ann)) == sorted(library.people.face_ids(ann))


def test_naming_settles_what_is_certain_and_undo_takes_it_back(library: Library, scene: Scene) -> None:
    group_id, _ = scene.group(0, 5)
    second, members = scene.group(0, 3)
    loose, doubtful, stranger = scene.face(0), scene.face(0, apart=UNSURE), scene.face(1)
    before = image_of(library.catalog_path)
    outcome = library.execute(NameGroup(group_id, "Ann"))
    assert outcome.summary == "Named 5 faces Ann, and 4 faces that certainly belong too"
    assert outcome.changed.faces >= {*members, loose}
    assert second not in [group.id for group in library.groups.all()]
    for face in library.faces.summaries([*members, loose]):
        assert (face.person_name, face.confirmed) == ("Ann", False)
    assert [face.person_name for face in library.faces.summaries([doubtful, stranger])] == [None, None]
    after = image_of(library.catalog_path)
    library.undo()
    assert image_of(library.catalog_path) == before
    library.redo()
    assert image_of(library.catalog_path) == after


def test_what_may_be_no_face_is_suggested_but_never_settled(library: Library, scene: Scene) -> None:
    doubtful = scene.face(0, apart=SURE, score=0.8)
    certain = scene.face(0, apart=SURE)
    ann, _ = _ann(library, scene)
    sure, unsure = library.faces.summaries([certain, doubtful])
    assert sure.person_id == ann
    assert unsure.person_id is None
    assert doubtful in _suggested(library, ann)


def test_a_library_that_the_user_corrects_often_names_less_by_itself(library: Library, scene: Scene) -> None:
    scene.face(0, apart=SURE)
    ann, _ = _ann(library, scene)
    for _ in range(30):
        scene.face(5)
    before = _naming_limit(library)
    refused = [scene.face(0, apart=0.26) for _ in range(12)]
    library.execute(RejectFaces(tuple(refused), ann))
    after = _naming_limit(library)
    assert before.distance == after.distance == 0.33
    assert after.precision < before.precision


def _naming_limit(library: Library) -> NamingLimit:
    database = open_database(library.catalog_path)
    try:
        with database.read() as session:
            rows = recognition_rows.load(session, "dlib-resnet")
            vectors = EmbeddingCache().matrix(session, "dlib-resnet", rows.faces)
        return face_state(rows, FaceView(vectors, vectors, Scale(0.33, 0.46))).naming_limit
    finally:
        database.close()


def test_settling_at_once_can_be_turned_off(library: Library, scene: Scene) -> None:
    library.set_setting("settle_at_once", "no")
    ann, _ = _ann(library, scene)
    loose = scene.face(0)
    library.execute(ConfirmFaces((scene.face(0),), ann))
    assert library.faces.summaries([loose])[0].person_id is None


def test_two_in_one_photo_are_both_uncertain(library: Library, scene: Scene) -> None:
    group_id, _ = scene.group(0, 5)
    photo = scene.photo()
    pair = [scene.face(0, photo=photo) for _ in range(2)]
    library.execute(NameGroup(group_id, "Ann"))
    assert [face.person_id for face in library.faces.summaries(pair)] == [None, None]


def test_naming_some_of_a_group_says_nothing_of_the_rest(library: Library, scene: Scene) -> None:
    _, members = scene.group(0, 4)
    library.execute(NameFaces(tuple(members[:1]), "Ann"))
    assert [face.person_id for face in library.faces.summaries(members[1:])] == [None, None, None]


def test_a_mixed_group_comes_apart_where_its_people_do(library: Library, scene: Scene) -> None:
    group_id, members = scene.group(0, 4)
    others = [scene.face(1, group=group_id) for _ in range(3)]
    assert library.review.propose_split(group_id=group_id) == (members, others)
    library.execute(SplitGroup(group_id, tuple(others)))
    assert sorted(group.faces for group in library.groups.all()) == [3, 4]
    library.execute(NameFaces((*members, *others), "Ann"))
    assert library.review.propose_split(person_id=library.people.all()[0].id) == (members, others)
    with pytest.raises(UserFacingError):
        library.review.propose_split(group_id=group_id)


def test_a_large_library_gets_each_face_its_own_embedding(
    library: Library, scene: Scene, catalog_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("photoface.recognition.embedding_cache.FACES_AT_ONCE", 2)
    monkeypatch.setattr(recognition_rows, "ROWS_AT_ONCE", 2)
    faces = [scene.face(number % 3) for number in range(7)]
    library.execute(IgnoreFaces((faces[0], faces[3], faces[6])))
    database = open_database(catalog_path)
    with database.read() as session:
        rows = recognition_rows.load(session, scene.model)
        found = EmbeddingCache().matrix(session, scene.model, rows.faces)
    database.close()
    assert rows.faces.ids.tolist() == [faces[place] for place in (1, 2, 4, 5)]
    for face_id, vector in zip(rows.faces.ids.tolist(), found, strict=True):
        assert vector == pytest.approx(scene.vectors[face_id])


def test_only_new_embeddings_are_read(
    library: Library, scene: Scene, catalog_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[list[int]] = []
    original = recognition_rows.vectors
    monkeypatch.setattr(
        "photoface.recognition.embedding_cache.vectors",
        lambda session, model, ids: read.append(list(ids)) or original(session, model, ids),  # type: ignore[func-returns-value]
    )
    cache = EmbeddingCache()
    database = open_database(catalog_path)

    def matrix() -> None:
        with database.read() as session:
            rows = recognition_rows.load(session, scene.model)
            found = cache.matrix(session, scene.model, rows.faces)
            for face_id, vector in zip(rows.faces.ids.tolist(), found, strict=True):
                assert vector == pytest.approx(scene.vectors[face_id])

    matrix()
    first = [scene.face(0) for _ in range(3)]
    matrix()
    matrix()
    second = scene.face(1)
    matrix()
    library.execute(IgnoreFaces((first[1],)))
    matrix()
    assert [ids for ids in read if ids] == [first, [second]]
    with database.write() as session:
        session.execute(sa.text("UPDATE face SET sharpness = 99 WHERE id = :id"), {"id": second})
    matrix()
    assert read[-1] == [second]
    database.close()
