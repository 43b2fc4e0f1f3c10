"""Any sequence of decisions: undone it leaves nothing behind, redone it is all there, and a no is for ever."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from catalog_image import image_of
from fakes import fake_engine, open_fake_library, save_photo
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from photoface.errors import UserFacingError
from photoface.library.commands import (
    AddAlias,
    ChooseCover,
    Command,
    ConfirmFaces,
    ConfirmGroup,
    DeletePerson,
    DescribePerson,
    HidePerson,
    IgnoreFaces,
    IgnoreGroup,
    IgnoreOthersInPhotos,
    IgnoreSeenOnce,
    IgnoreSmaller,
    KeepGroupsApart,
    MarkNotAFace,
    MergeGroups,
    MergePeople,
    MoveFaces,
    NameFaces,
    NameGroup,
    RatePhotos,
    RejectFaces,
    RejectGroup,
    RemoveFaces,
    RenamePerson,
    RestoreFaces,
    SaveSearch,
    SetFavourite,
    ShowPerson,
    SplitGroup,
    SplitPerson,
    TagPhotos,
)
from photoface.library.library import Library

NAMES = ("Ann", "Bob", "Cleo")
OTHER_MODEL = "facenet-vggface2"

Pick = Callable[[list[int]], int]
Some = Callable[[list[int]], tuple[int, ...]]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scanned catalog with three people in ten photos, copied for every example."""
    folder = tmp_path_factory.mktemp("properties")
    cast = [(0, 1), (0,), (1, 2), (2,), (0, 2), (1,), (0, 1), (2, 0.25), (4,), (1.2, 6)]
    for number, people in enumerate(cast):
        save_photo(folder / "Pictures" / f"{number}.png", people, shade=number, taken=dt.datetime(2019, 1, 1 + number))
    library = open_fake_library(folder / "catalog.photoface")
    library.add_folder(folder / "Pictures")
    library.scan()
    library.close()
    return folder / "catalog.photoface"


class _Copies:
    """Fresh copies of the template, each in a folder of its own."""

    def __init__(self, template: Path, folder: Path) -> None:
        self._template, self._folder, self._count = template, folder, 0

    def open(self) -> Library:
        self._count += 1
        path = self._folder / str(self._count) / "catalog.photoface"
        path.parent.mkdir()
        shutil.copy(self._template, path)
        return open_fake_library(path, fake_engine)


@pytest.fixture
def copies(template: Path, tmp_path: Path) -> Iterator[_Copies]:
    return _Copies(template, tmp_path)


def _command(library: Library, kind: int, pick: Pick, some: Some) -> Command | None:
    """A command of this kind on what is there now, or None where nothing fits."""
    faces = [face for status in ("active", "ignored", "not_a_face") for face in library.face_ids(status)]
    groups = [group.id for group in library.groups()]
    people = [person.id for person in library.people("name")]
    makers: list[Callable[[], Command]] = [
        lambda: NameGroup(pick(groups), NAMES[pick([0, 1, 2])], some(library.group_face_ids(groups[0]))[:1]),
        lambda: NameFaces(some(faces), NAMES[pick([0, 1, 2])]),
        lambda: ConfirmFaces(some(faces), pick(people), some(faces)),
        lambda: ConfirmGroup(pick(groups), pick(people)),
        lambda: RejectFaces(some(faces), pick(people)),
        lambda: RejectGroup(pick(groups), pick(people)),
        lambda: KeepGroupsApart(pick(groups), pick(groups)),
        lambda: SplitGroup((group := pick(groups)), some(library.group_face_ids(group))),
        lambda: SplitPerson((person := pick(people)), some(library.person_face_ids(person)), NAMES[pick([0, 1, 2])]),
        lambda: SplitPerson((person := pick(people)), some(library.person_face_ids(person))),
        lambda: MoveFaces(some(faces), pick(people)),
        lambda: RemoveFaces(some(faces)),
        lambda: MergePeople(pick(people), some(people)),
        lambda: MergeGroups(pick(groups), some(groups)),
        lambda: RenamePerson(pick(people), NAMES[pick([0, 1, 2])] + "a"),
        lambda: DeletePerson(pick(people)),
        lambda: ChooseCover((person := pick(people)), pick(library.person_face_ids(person))),
        lambda: IgnoreFaces(some(faces)),
        lambda: IgnoreGroup(pick(groups)),
        lambda: IgnoreSeenOnce(some(faces)),
        lambda: IgnoreSmaller(pick([10, 61, 1000])),
        lambda: IgnoreOthersInPhotos(some(library.photo_ids()), some(people)),
        lambda: MarkNotAFace(some(faces)),
        lambda: RestoreFaces(some(faces)),
        lambda: DescribePerson(pick(people), dt.date(2018 + pick([0, 2]), 1, 1), None, "Seen in a dream"),
        lambda: AddAlias(pick(people), NAMES[pick([0, 1, 2])] + "b"),
        lambda: SetFavourite(pick(people), True),
        lambda: HidePerson(pick(people)),
        lambda: ShowPerson(pick(people)),
        lambda: TagPhotos(some(library.photo_ids()), ("Sea", "Sea/Beach")[pick([0, 1])]),
        lambda: RatePhotos(some(library.photo_ids()), pick([1, 5])),
        lambda: SaveSearch("Best", "Ann"),
    ]
    try:
        return makers[kind % len(makers)]()
    except _NothingThereError:
        return None


KINDS = 32


class _NothingThereError(Exception):
    pass


def _pickers(numbers: Iterator[int]) -> tuple[Pick, Some]:
    def pick(ids: list[int]) -> int:
        if not ids:
            raise _NothingThereError
        return ids[next(numbers) % len(ids)]

    def some(ids: list[int]) -> tuple[int, ...]:
        if not ids:
            raise _NothingThereError
        chosen = next(numbers)
        return tuple(ids[(chosen + step * 3) % len(ids)] for step in range(1 + chosen % 4))

    return pick, some


def _carry_out(library: Library, plan: list[tuple[int, int]], *, fresh: bool = True) -> int:
    """Name two groups, so that there is somebody to talk about, then do what can be; returns how many decisions."""
    made = 0
    for name in NAMES[:2] if fresh else ():
        library.execute(NameGroup(library.groups()[0].id, name))
        made += 1
    for kind, seed in plan:
        numbers = iter(range(seed, seed + 50, 7))
        command = _command(library, kind, *_pickers(numbers))
        if command is None:
            continue
        before = image_of(library.catalog_path)
        try:
            library.execute(command)
            made += 1
        except UserFacingError:
            assert image_of(library.catalog_path) == before
    return made


plans = st.lists(st.tuples(st.integers(0, KINDS - 1), st.integers(0, 40)), min_size=3, max_size=9)
# Each example gets a fresh catalog from `copies`, so the shared fixtures carry nothing over.
few = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@few
@given(plan=plans)
def test_undoing_all_leads_to_the_start_and_redoing_all_to_the_end(
    copies: _Copies, plan: list[tuple[int, int]]
) -> None:
    library = copies.open()
    start = image_of(library.catalog_path)
    made = _carry_out(library, plan)
    end = image_of(library.catalog_path)
    for _ in range(made):
        library.undo()
    assert image_of(library.catalog_path) == start
    assert library.undo_summary() is None
    for _ in range(made):
        library.redo()
    assert image_of(library.catalog_path) == end
    library.close()


def _said_no(library: Library) -> set[tuple[int, int]]:
    return {tuple(row[1:3]) for row in image_of(library.catalog_path)["rejection"]}


@settings(few, max_examples=15)
@given(plan=plans)
def test_a_rejected_face_never_comes_back_as_that_person(copies: _Copies, plan: list[tuple[int, int]]) -> None:
    library = copies.open()
    _carry_out(library, [])
    for person in library.people():
        library.execute(RemoveFaces(tuple(library.person_face_ids(person.id)[:1])))
    _carry_out(library, plan, fresh=False)
    said_no = _said_no(library)

    def check() -> None:
        assert _said_no(library) == said_no
        people = [person.id for person in library.people()]
        everybody = library.faces([face for status in ("active", "ignored") for face in library.face_ids(status)])
        assert not {(face.id, face.person_id) for face in everybody} & said_no
        suggested = {
            (face_id, person)
            for person in people
            for found in library.suggestions(person)
            for face_id in found.face_ids
        }
        assert not suggested & said_no

    check()
    library.regroup()
    check()
    for path in {library.photo(photo).path for photo in library.photo_ids()}:
        assert path is not None
        path.touch()
    library.scan()
    check()
    library.settings()
    _switch_model(library)
    library.scan()
    library.regroup()
    check()
    library.close()


def _switch_model(library: Library) -> None:
    # Its weights are not installed here, and the fake engine needs none.
    import sqlite3

    connection = sqlite3.connect(library.catalog_path)
    connection.execute("INSERT OR REPLACE INTO setting (name, value) VALUES ('model', ?)", (OTHER_MODEL,))
    connection.commit()
    connection.close()
