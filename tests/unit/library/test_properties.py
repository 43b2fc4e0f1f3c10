"""Any sequence of decisions: undone it leaves nothing behind, redone it is all there, and a no is for ever."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from any_command import EVENTS, MAKERS, NAMES, any_command, any_event, taken_on
from catalog_image import image_of
from exploring import examples
from fakes.library import fake_engine, open_fake_library, regroup
from fakes.photos import save_photo
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from new_catalog import copied_catalog, new_catalog
from raw_catalog import raw_catalog
from user_state import assert_words_are_right, said_in

from photoface.errors import UserFacingError
from photoface.library.commands.faces import RemoveFaces
from photoface.library.commands.groups import NameGroup
from photoface.library.handlers import HANDLERS
from photoface.library.library import Library

OTHER_MODEL = "facenet-vggface2"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scanned catalog with three people in ten photos, one of them gone, copied for every example."""
    folder = tmp_path_factory.mktemp("properties")
    cast = [(0, 1), (0,), (1, 2), (2,), (0, 2), (1,), (0, 1), (2, 0.25), (4,), (1.2, 6)]
    for number, people in enumerate(cast):
        save_photo(folder / "Pictures" / f"{number}.png", people, shade=number, taken=taken_on(number))
    # Two photos have a second file, of which one may be deleted.
    (folder / "Pictures" / "again").mkdir()
    for number in (1, 3):
        shutil.copy(folder / "Pictures" / f"{number}.png", folder / "Pictures" / "again")
    library = open_fake_library(new_catalog(folder))
    library.folders.add(folder / "Pictures")
    library.jobs.scan()
    (folder / "Pictures" / "8.png").unlink()
    library.jobs.scan()
    library.close()
    return library.catalog_path


class _Copies:
    """Fresh copies of the template, each in a folder of its own."""

    def __init__(self, template: Path, folder: Path) -> None:
        self._template, self._folder, self._count = template, folder, 0

    def open(self) -> Library:
        return open_fake_library(self._copy(), fake_engine)

    def open_with_files(self) -> tuple[Library, Path]:
        """A library whose photos belong to it alone, and the folder that they are in."""
        path = self._copy()
        pictures = path.parent / "Pictures"
        # With the times of the files, by which a scan knows that they are unchanged.
        shutil.copytree(self._template.parent / "Pictures", pictures)
        with raw_catalog(path) as catalog:
            catalog.execute("UPDATE library_folder SET path = ?", (str(pictures.resolve()),))
        return open_fake_library(path, fake_engine), pictures

    def _copy(self) -> Path:
        self._count += 1
        return copied_catalog(self._template, self._folder / str(self._count))


@pytest.fixture
def copies(template: Path, tmp_path: Path) -> _Copies:
    return _Copies(template, tmp_path)


def test_every_command_is_known_here() -> None:
    assert {command.__name__ for command, _ in MAKERS} == {command.__name__ for command in HANDLERS}


def _carry_out(library: Library, plan: list[tuple[int, int]], *, fresh: bool = True) -> int:
    """Name two groups, so that there is somebody to talk about, then do what can be; returns how many decisions."""
    made = 0
    for name in NAMES[:2] if fresh else ():
        library.execute(NameGroup(library.groups.all()[0].id, name))
        made += 1
    for kind, seed in plan:
        command = any_command(library, kind, _numbers(seed))
        if command is None:
            continue
        before = image_of(library.catalog_path)
        try:
            library.execute(command)
            made += 1
        except UserFacingError:
            assert image_of(library.catalog_path) == before
    return made


plans = st.lists(st.tuples(st.integers(0, len(MAKERS) - 1), st.integers(0, 40)), min_size=3, max_size=9)
# Each example gets a fresh catalog from `copies`, so the shared fixtures carry nothing over.
few = settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])


@few
@given(plan=plans)
def test_undoing_all_leads_to_the_start_and_redoing_all_to_the_end(
    copies: _Copies, plan: list[tuple[int, int]]
) -> None:
    library = copies.open()
    start = image_of(library.catalog_path)
    made = _carry_out(library, plan)
    end = image_of(library.catalog_path)
    assert_words_are_right(library.catalog_path)
    for _ in range(made):
        library.undo()
    assert_words_are_right(library.catalog_path)
    assert image_of(library.catalog_path) == start
    assert library.history.undo_summary() is None
    for _ in range(made):
        library.redo()
    assert image_of(library.catalog_path) == end
    library.close()


def _numbers(seed: int) -> Iterator[int]:
    return iter(range(seed, seed + 50, 7))


def _happen(library: Library, pictures: Path, events: list[tuple[int, int]]) -> None:
    """Let events happen to the files, and scan after the last one."""
    for kind, seed in events:
        any_event(pictures, kind, _numbers(seed))
    if events:
        library.jobs.scan()


def _live(
    library: Library, pictures: Path, story: list[tuple[list[tuple[int, int]], list[tuple[int, int]], int]]
) -> None:
    """Decide, let things happen to the files, scan, and take back some decisions or make them again; over and over."""
    library.execute(NameGroup(library.groups.all()[0].id, NAMES[0]))
    for plan, events, turns in story:
        _carry_out(library, plan, fresh=False)
        _happen(library, pictures, events)
        for _ in range(abs(turns)):
            if turns < 0 and library.history.undo_summary() is not None:
                library.undo()
            elif turns > 0 and library.history.redo_summary() is not None:
                library.redo()


def _undo_all(library: Library) -> None:
    while library.history.undo_summary() is not None:
        library.undo()


def _redo_all(library: Library) -> None:
    while library.history.redo_summary() is not None:
        library.redo()


acts = st.lists(st.tuples(st.integers(0, len(MAKERS) - 1), st.integers(0, 40)), max_size=4)
happenings = st.lists(st.tuples(st.integers(0, len(EVENTS) - 1), st.integers(0, 40)), max_size=4)
stories = st.lists(st.tuples(acts, happenings, st.integers(-3, 2)), min_size=1, max_size=3)


@settings(few, max_examples=examples(20))
@given(story=stories, then=happenings, later=happenings)
def test_what_happens_to_the_files_takes_no_step_away(
    copies: _Copies,
    story: list[tuple[list[tuple[int, int]], list[tuple[int, int]], int]],
    then: list[tuple[int, int]],
    later: list[tuple[int, int]],
) -> None:
    library, pictures = copies.open_with_files()
    start = said_in(library.catalog_path)
    _live(library, pictures, story)
    _redo_all(library)
    assert_words_are_right(library.catalog_path)
    end = said_in(library.catalog_path)
    _undo_all(library)
    assert said_in(library.catalog_path) == start
    _happen(library, pictures, then)
    _redo_all(library)
    assert said_in(library.catalog_path) == end
    _happen(library, pictures, later)
    assert_words_are_right(library.catalog_path)
    assert said_in(library.catalog_path) == end
    _undo_all(library)
    assert said_in(library.catalog_path) == start
    library.close()


def _said_no(library: Library) -> set[tuple[int, int]]:
    return {(int(str(face)), int(str(person))) for _, face, person, *_ in image_of(library.catalog_path)["rejection"]}


@settings(few, max_examples=examples(15))
@given(plan=plans)
def test_a_rejected_face_never_comes_back_as_that_person(copies: _Copies, plan: list[tuple[int, int]]) -> None:
    library = copies.open()
    _carry_out(library, [])
    for person in library.people.all():
        library.execute(RemoveFaces(tuple(library.people.face_ids(person.id)[:1])))
    _carry_out(library, plan, fresh=False)
    said_no = _said_no(library)

    def check() -> None:
        assert _said_no(library) == said_no
        people = [person.id for person in library.people.all()]
        everybody = library.faces.summaries(
            [face for status in ("active", "ignored") for face in library.faces.ids(status)]
        )
        assert not {(face.id, face.person_id) for face in everybody} & said_no
        suggested = {
            (face_id, person)
            for person in people
            for found in library.review.suggestions(person)
            for face_id in found.face_ids
        }
        assert not suggested & said_no

    check()
    regroup(library)
    check()
    for path in {library.photos.detail(photo).path for photo in library.photos.ids()}:
        if path is not None:
            path.touch()
    library.jobs.scan()
    check()
    library.settings()
    _switch_model(library)
    library.jobs.scan()
    regroup(library)
    check()
    library.close()


def _switch_model(library: Library) -> None:
    # Its weights are not installed here, and the fake engine needs none.
    with raw_catalog(library.catalog_path) as catalog:
        catalog.execute("DELETE FROM setting WHERE name = 'model'")
        catalog.execute("INSERT INTO setting (name, value) VALUES ('model', ?)", (OTHER_MODEL,))
