"""A model tuned to the library's people: adopted by a job, switched off and on, forgotten, and recovered from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fakes.library import fake_engine, open_fake_library
from fakes.photos import save_photo

from photoface.assembly import load_engine
from photoface.catalog.faces import embedded_by_model
from photoface.catalog.opening import open_database
from photoface.errors import JobCancelled, UserFacingError
from photoface.jobs import JobControl
from photoface.learning import personal_tuning
from photoface.learning.open_set_comparison import Comparison
from photoface.learning.personal_tuning import Proposal
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library
from photoface.library.personal_model import MODELS_SUFFIX, SUFFIX
from photoface.scan.missing_embeddings import MissingEmbeddings
from photoface.settings import Settings, base_model

BETTER = Comparison(faces=100, people=20, before=0.1, after=0.05, gain=0.05, lower=0.01, upper=0.09)
PEOPLE, EACH = 10, 4


@pytest.fixture
def adopts(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """Whether learning adopts what it learned: as if it had found that out."""
    answer = {"better": True}

    def found(start: Any, faces: Any, control: JobControl, **_: object) -> Proposal:
        assert len(start.features) == len(faces.persons) == PEOPLE * EACH
        return Proposal(start.network if answer["better"] else None, 0.9, BETTER)

    monkeypatch.setattr(personal_tuning, "propose", found)
    return answer


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("album")
    for person in range(PEOPLE):
        for number in range(EACH):
            save_photo(folder / f"{person}-{number}.png", [person], shade=number)
    return folder


Open = Callable[..., Library]


@pytest.fixture
def named(album: Path, catalog_path: Path) -> Library:
    library = open_fake_library(catalog_path)
    library.folders.add(album)
    library.jobs.scan()
    for group in library.groups.all():
        library.execute(NameGroup(group.id, f"P{group.id}"))
    return library


def embeddings(library: Library) -> dict[str, int]:
    database = open_database(library.catalog_path)
    try:
        return database.query(embedded_by_model)
    finally:
        database.close()


def test_it_is_adopted_switched_off_and_on_and_given_up(
    named: Library, adopts: dict[str, bool], tmp_path: Path
) -> None:
    before = {person.name: person.faces for person in named.people.all()}
    learned = named.learning.learn()
    tuned = learned.model
    assert tuned.startswith("dlib-resnet+")
    assert named.settings().model == tuned
    assert embeddings(named) == {"dlib-resnet": PEOPLE * EACH, tuned: PEOPLE * EACH}
    assert {person.name: person.faces for person in named.people.all()} == before
    assert not named.learning.is_unfinished()
    # It is the default model that is in use, as the list of models has it; choosing that one changes nothing.
    assert [one.spec.id for one in named.models.all() if one.in_use] == ["dlib-resnet"]
    named.models.use("dlib-resnet")
    assert named.settings().model == tuned
    _shares_what_the_model_itself_sees(named, tmp_path / "pack.photoface-people")
    named.set_setting("personal_learning", "no")
    assert named.settings().model == "dlib-resnet"
    named.set_setting("personal_learning", "yes")
    assert named.settings().model == tuned
    _embeds_as_it_was_measured(named)
    adopts["better"] = False
    assert named.learning.learn().model == named.settings().model == "dlib-resnet"
    assert embeddings(named) == {"dlib-resnet": PEOPLE * EACH}


def _shares_what_the_model_itself_sees(library: Library, file: Path) -> None:
    """A people pack is made of, and compared with, embeddings that other libraries have too."""
    (person, *_) = library.people.all()
    library.people_packs.make(file, [person.id], "a long passphrase")
    pack = library.people_packs.read(file, "a long passphrase")
    assert (pack.model, len(pack.people[0].vectors)) == ("dlib-resnet", EACH)
    library.people_packs.open(pack, "Somebody")
    assert library.people_packs.all_proposals() == []


def _embeds_as_it_was_measured(library: Library) -> None:
    """The weights beside the catalog are those that were adopted: here, the model's own."""
    engine, usual = load_engine(library.settings(), str(library.catalog_path)), load_engine(Settings())
    crops = list(np.random.default_rng(0).integers(0, 256, (2, 150, 150, 3), dtype=np.uint8))
    assert (engine.embedder.embed(crops) * usual.embedder.embed(crops)).sum(axis=1).min() > 0.999


def test_what_was_interrupted_goes_on(named: Library, adopts: dict[str, bool], monkeypatch: pytest.MonkeyPatch) -> None:
    control = JobControl()

    def cancels(settings: Settings) -> Any:
        if settings.model != base_model(settings.model):
            control.cancel()
        return fake_engine(settings)

    monkeypatch.setattr(named.learning, "_load_engine", cancels)
    with pytest.raises(JobCancelled):
        named.learning.learn(control)
    assert named.settings().model == "dlib-resnet"
    assert named.learning.is_unfinished()
    monkeypatch.setattr(personal_tuning, "propose", None)
    with monkeypatch.context() as away:
        away.setattr(MissingEmbeddings, "embed", lambda self, on_failure: frozenset())
        with pytest.raises(UserFacingError, match="Only 0 of 40 faces"):
            named.learning.learn()
    assert named.settings().model == "dlib-resnet"
    monkeypatch.setattr(named.learning, "_load_engine", fake_engine)
    learned = named.learning.learn()
    assert named.settings().model == learned.model
    assert not named.learning.is_unfinished()
    named.learning.forget()
    assert named.settings().model == "dlib-resnet"
    assert embeddings(named) == {"dlib-resnet": PEOPLE * EACH}
    assert not named.catalog_path.with_name(named.catalog_path.name + MODELS_SUFFIX).exists()
    assert named.learning.learned() is None


def test_a_catalog_without_its_tuned_weights_goes_back_to_the_model(named: Library, adopts: dict[str, bool]) -> None:
    named.learning.learn()
    faces = named.people.all()
    folder = named.catalog_path.with_name(named.catalog_path.name + MODELS_SUFFIX)
    for path in folder.iterdir():
        path.unlink()
    # Until it is opened again, reading goes on.
    assert named.people.all() == faces
    assert named.review.next_question is not None
    named.learning.recover()
    assert named.settings().model == "dlib-resnet"
    assert set(embeddings(named)) == {"dlib-resnet"}


def test_erasing_somebody_deletes_what_was_learned_of_them(named: Library, adopts: dict[str, bool]) -> None:
    named.learning.learn()
    person = named.people.all()[0]
    named.erasing.erase(person.id, f"erase {person.name}")
    assert named.settings().model == "dlib-resnet"
    assert set(embeddings(named)) == {"dlib-resnet"}
    for suffix in (SUFFIX, MODELS_SUFFIX):
        assert not named.catalog_path.with_name(named.catalog_path.name + suffix).exists()
