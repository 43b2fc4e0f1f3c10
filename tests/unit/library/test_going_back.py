"""Going back to a point of the history is that many undos, or redos, in one go."""

from __future__ import annotations

import pytest
from catalog_image import image_of
from exploring import examples
from fakes.library import open_fake_library
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photoface.errors import UserFacingError
from photoface.library import history
from photoface.library.commands.collections import TagPhotos
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.people import RenamePerson
from photoface.library.commands.strangers import IgnoreGroups
from photoface.library.library import Library


@pytest.fixture
def told(scanned: Library) -> Library:
    """A library with five decisions."""
    first, second, third = (group.id for group in scanned.groups.all())
    scanned.execute(NameGroup(first, "Ann"))
    scanned.execute(NameGroup(second, "Bob"))
    scanned.execute(RenamePerson(scanned.people.called("Bob")[0].id, "Rob"))
    scanned.execute(TagPhotos(tuple(scanned.photos.ids()[:3]), "Sea"))
    scanned.execute(IgnoreGroups((third,)))
    return scanned


@given(to=st.integers(0, 5), then=st.integers(0, 5), piece=st.integers(1, 4))
@settings(max_examples=examples(12), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_equals_that_many_undos_and_redos(told: Library, to: int, then: int, piece: int) -> None:
    ids = [line.id for line in told.history.decisions()][::-1]
    states = [image_of(told.catalog_path)]
    for _ in ids:
        told.undo()
        states.insert(0, image_of(told.catalog_path))
    for _ in ids:
        told.redo()
    now = 5
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(history, "STEPS_PER_TRANSACTION", piece)
        for point in (to, then, 5):
            if point == now or (point == 0 and now == 0):
                continue
            outcome = told.history.go_back_to(ids[point - 1] if point else None)
            steps = "step" if abs(point - now) == 1 else "steps"
            words = "undone" if point < now else "done again"
            assert outcome.summary == f"{abs(point - now)} {steps} {words}"
            assert image_of(told.catalog_path) == states[point]
            now = point


def test_all_rows_are_told_once(told: Library) -> None:
    everything = told.history.go_back_to(None).changed
    assert everything.people
    assert everything.tags
    assert everything.groups
    assert everything.photos


def test_the_way_is_told_before_it_is_gone(told: Library) -> None:
    lines = told.history.decisions()
    way = told.history.way_back_to(lines[3].id)
    assert (way.undo, way.redo) == (3, 0)
    assert way.first == tuple(line.summary for line in lines[:3])
    told.history.go_back_to(lines[3].id)
    way = told.history.way_back_to(lines[1].id)
    assert (way.undo, way.redo) == (0, 2)
    assert way.first == (lines[2].summary, lines[1].summary)
    assert [line.state for line in told.history.decisions()] == ["undone"] * 3 + ["done"] * 2


def test_the_way_forward_survives_a_restart(told: Library) -> None:
    end = image_of(told.catalog_path)
    newest = told.history.decisions()[0].id
    told.history.go_back_to(None)
    reopened = open_fake_library(told.catalog_path)
    reopened.history.go_back_to(newest)
    reopened.close()
    assert image_of(told.catalog_path) == end


def test_there_is_no_way_to_where_one_is_nor_to_what_was_replaced(told: Library) -> None:
    lines = told.history.decisions()
    with pytest.raises(UserFacingError, match="where you are"):
        told.history.go_back_to(lines[0].id)
    with pytest.raises(UserFacingError, match="not in the history"):
        told.history.go_back_to(999)
    told.undo()
    told.execute(TagPhotos(tuple(told.photos.ids()[:1]), "Hill"))
    with pytest.raises(UserFacingError, match="another way"):
        told.history.go_back_to(lines[0].id)


def test_the_history_shows_a_few_faces_of_each_decision(told: Library) -> None:
    ignored, tagged, *_, named = told.history.decisions()
    assert tagged.face_ids == ()
    assert 0 < len(named.face_ids) <= 6
    assert {face.person_name for face in told.faces.summaries(named.face_ids)} == {"Ann"}
    assert set(ignored.face_ids) <= set(told.faces.ids("ignored"))
