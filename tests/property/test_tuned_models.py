"""Learning from the user never overrides the user: whatever becomes of a tuned model, each decision is as it was said.

The tuned model is the worst that there could be, since it takes three people each for one. It is adopted, killed while
faces are brought to it, switched off and on and forgotten, and files change and are grouped again while it is in use.
The user goes on deciding meanwhile, also in the middle of the job.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from any_command import MAKERS, any_command, any_event, taken_on
from exploring import examples
from fakes.library import open_fake_library, regroup
from fakes.photos import save_photo
from fakes.tuning import busy, confusing_engine, tune
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from inside import database_of
from new_catalog import copied_catalog, new_catalog
from raw_catalog import raw_catalog
from user_state import said_in

from photoface.catalog.faces import embedded_by_model
from photoface.errors import JobCancelled, UserFacingError
from photoface.library.commands.faces import RemoveFaces
from photoface.library.commands.groups import KeepGroupsApart, MergeGroups, NameGroup
from photoface.library.library import Library
from photoface.library.personal_learning import PersonalLearning
from photoface.library.personal_model import MODELS_SUFFIX
from photoface.scan import missing_embeddings
from photoface.settings import base_model

MOST_WRITES = 9
"""More transactions than the job needs here, so that some of what happens meanwhile happens after it."""


class KilledError(BaseException):
    """The process is gone: nothing of it is cleaned up, as far as a test in one process can do that."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog of people whom the tuned model takes for each other, with a no, a cannot-link and a merged group."""
    folder = tmp_path_factory.mktemp("tuned")
    cast = [(0, 4), (0,), (4, 8), (8,), (0, 8), (4,), (0, 4), (8, 0.25), (1,), (1.2, 5), (1, 5), (5, 9), (9,)]
    for number, people in enumerate(cast):
        save_photo(folder / "Pictures" / f"{number}.png", people, shade=number, taken=taken_on(number))
    library = open_fake_library(new_catalog(folder), confusing_engine)
    library.folders.add(folder / "Pictures")
    library.jobs.scan()
    first, second, *others = [group.id for group in library.groups.all()]
    library.execute(NameGroup(first, "Ann"))
    library.execute(NameGroup(second, "Bob"))
    library.execute(RemoveFaces(tuple(library.people.face_ids(library.people.called("Ann")[0].id)[:1])))
    library.execute(KeepGroupsApart(others[0], others[1]))
    library.execute(MergeGroups(others[1], tuple(others[2:3])))
    library.close()
    return library.catalog_path


@dataclass
class User:
    """A user of a library, and what has to be true of it."""

    catalog: Path
    pictures: Path
    library: Library = field(init=False)
    said: dict[str, list[tuple[object, ...]]] = field(init=False)
    kept: list[frozenset[int]] = field(init=False)
    contradictions: set[tuple[object, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self.open()
        self.listen()

    def open(self) -> None:
        self.library = open_fake_library(self.catalog, confusing_engine)
        self.library.learning.recover()

    def listen(self) -> None:
        """Take what the catalog says now for what the user said."""
        self.said, self.kept = said_in(self.catalog), self._kept_groups()
        self.contradictions = self._contradictions()

    def check(self) -> None:
        """That what was said is still so, and that nothing contradicts it."""
        assert said_in(self.catalog) == self.said
        # A decision may contradict a name that the machine had given; the machine contradicts no decision.
        assert self._contradictions() <= self.contradictions
        places = self._places()
        for faces in self.kept:
            assert len({places[face][:2] for face in faces if face in places}) <= 1
        self._check_model()

    def _places(self) -> dict[object, tuple[int | None, int | None, bool]]:
        """Of each face its person and its group, and whether the person is confirmed."""
        with raw_catalog(self.catalog) as rows:
            found = rows.execute("SELECT id, person_id, group_id, confirmed FROM face").fetchall()
        return {face: (person, group, bool(confirmed)) for face, person, group, confirmed in found}

    def _contradictions(self) -> set[tuple[object, ...]]:
        """Names against a rejection, and groups and people in which there are two faces with a cannot-link."""
        places, said = self._places(), said_in(self.catalog)
        found: set[tuple[object, ...]] = {
            (face, person) for face, person in said["rejections"] if places[face][0] == person
        }
        for pair in said["cannot-links"]:
            one, other = (places[face] for face in pair)
            # Where the user confirmed both names, that was said later.
            is_one_person = one[0] is not None and one[0] == other[0] and not (one[2] and other[2])
            if is_one_person or (one[1] is not None and one[1] == other[1]):
                found.add(("linked", *pair))
        return found

    def _check_model(self) -> None:
        """A tuned model is used where the user wants it and all of it is there; forgotten, nothing is left of it."""
        now, learned = self.library.settings(), self.library.learning.learned()
        if now.model != base_model(now.model):
            assert now.personal_learning == "yes"
            assert self.library.learning._personal.tuned_spec(now.model) is not None
        if learned is None:
            assert not self.catalog.with_name(self.catalog.name + MODELS_SUFFIX).exists()
            assert set(database_of(self.library).query(embedded_by_model)) <= {"dlib-resnet"}

    def _kept_groups(self) -> list[frozenset[int]]:
        with raw_catalog(self.catalog) as rows:
            found = rows.execute(
                "SELECT face.group_id, face.id FROM face JOIN face_group ON face_group.id = face.group_id "
                "WHERE face_group.kept"
            ).fetchall()
        return [frozenset(face for of, face in found if of == group) for group in {group for group, _ in found}]

    def decide(self, kind: int, seed: int) -> None:
        command = any_command(self.library, kind, _numbers(seed))
        if command is not None:
            try:
                self.library.execute(command)
            except UserFacingError:
                return
        self.listen()

    def undo(self, kind: int, seed: int) -> None:
        if self.library.history.undo_summary() is not None:
            self.library.undo()
        self.listen()

    def switch(self, kind: int, seed: int) -> None:
        self.library.set_setting("personal_learning", ("no", "yes")[kind % 2])

    def forget(self, kind: int, seed: int) -> None:
        self.library.learning.forget()

    def scan(self, kind: int, seed: int) -> None:
        self.library.jobs.scan()
        self.check()
        any_event(self.pictures, kind, _numbers(seed))
        self.library.jobs.scan()
        # Who is in a picture that changed need not be in the group of whom it showed.
        self.kept = self._kept_groups()

    def regroup(self, kind: int, seed: int) -> None:
        regroup(self.library)

    def learn(self, kind: int, seed: int) -> None:
        try:
            self.library.learning.learn()
        except UserFacingError as error:
            _only_photos_are_away(error)
            return
        now = self.library.settings()
        assert (now.model != "dlib-resnet") == (now.personal_learning == "yes")

    def learn_and_be_killed(self, kind: int, seed: int) -> None:
        def die() -> None:
            raise KilledError

        try:
            self._learn_while(die, seed)
        except KilledError:
            self.library.close()
            self.open()

    def learn_meanwhile(self, kind: int, seed: int) -> None:
        acts = (self.decide, self.decide, self.undo, self.forget, self.switch)
        act = acts[kind % len(acts)]
        try:
            self._learn_while(lambda: act(kind // len(acts), seed), seed)
        except JobCancelled:
            assert act == self.forget
        except UserFacingError as error:
            _only_photos_are_away(error)

    def _learn_while(self, happens: Callable[[], None], seed: int) -> None:
        learning = self.library.learning
        real = learning._database
        learning._database = busy(real, seed % MOST_WRITES, happens)
        try:
            learning.learn()
        finally:
            learning._database = real


ACTS: tuple[Callable[[User, int, int], None], ...] = (
    User.decide,
    User.undo,
    User.learn,
    User.learn_and_be_killed,
    User.learn_meanwhile,
    User.learn_meanwhile,
    User.switch,
    User.forget,
    User.scan,
    User.regroup,
)


FORGET, SWITCH_OFF = 3, 4
"""Kinds of what happens in `learn_meanwhile`."""


def _only_photos_are_away(error: UserFacingError) -> None:
    """Too many photos are away to bring their faces to the tuned model; anything else is a fault."""
    if "faces could be looked at again" not in error.sentence:
        raise error


def _numbers(seed: int) -> Iterator[int]:
    return iter(range(seed, seed + 50, 7))


lives = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, len(MAKERS) * 5 - 1), st.integers(0, 40)), min_size=3, max_size=10
)


@example([(User.learn_meanwhile, SWITCH_OFF, 5)])
@example([(User.learn_meanwhile, FORGET, 5)])
@example(
    [(User.forget, 0, 0), (User.learn_meanwhile, SWITCH_OFF, 5), (User.learn_and_be_killed, 0, 3), (User.switch, 1, 0)]
)
@example([(User.learn_and_be_killed, 0, 3), (User.learn_and_be_killed, 0, 6), (User.forget, 0, 0), (User.scan, 1, 7)])
@example(
    [(User.regroup, 0, 0), (User.learn_meanwhile, 60, 4), (User.switch, 0, 0), (User.regroup, 0, 0), (User.undo, 0, 0)]
)
@settings(max_examples=examples(10), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=lives)
def test_no_tuned_model_overrides_a_decision(
    template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    life: list[tuple[Callable[[User, int, int], None], int, int]],
) -> None:
    monkeypatch.setattr(PersonalLearning, "_tune", tune)
    monkeypatch.setattr(missing_embeddings, "PHOTOS_PER_TRANSACTION", 3)
    folder = tmp_path_factory.mktemp("life")
    shutil.copytree(template.parent / "Pictures", folder / "Pictures")
    catalog = copied_catalog(template, folder)
    with raw_catalog(catalog) as rows:
        rows.execute("UPDATE library_folder SET path = ?", (str((folder / "Pictures").resolve()),))
    user = User(catalog, folder / "Pictures")
    user.library.learning.learn()
    user.check()
    for act, kind, seed in life:
        act(user, kind, seed)
        user.check()
    user.library.close()
