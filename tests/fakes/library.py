"""A library that is real but for its models, its clock and its network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.util import LRUCache

from fakes.models import FakeDetector, FakeEmbedder, OtherFakeEmbedder
from photoface.catalog.opening import open_database
from photoface.catalog.path_text import mapping_of
from photoface.catalog.search.synonyms import Thesaurus
from photoface.library.commands.groups import ApplyRegroup
from photoface.library.history import Outcome
from photoface.library.library import Library
from photoface.library.shared_thumbnails import thumbnails_of
from photoface.library.system_trash import NoTrash
from photoface.scan.face_engine import FaceEngine
from photoface.settings import Settings
from photoface.vision.imported_models import read_specs
from photoface.vision.model_download import Answer
from photoface.vision.model_registry import ModelRegistry
from photoface.vision.model_store import ModelStore


class Offline:
    """A network that is not there."""

    def __call__(self, address: str, start: int) -> Answer:
        raise OSError(f"no route to {address}")


class Clock:
    """A ledger's clock that moves a minute at each look."""

    def __init__(self) -> None:
        self.time = dt.datetime(2026, 1, 1, 12)

    def __call__(self) -> dt.datetime:
        self.time += dt.timedelta(minutes=1)
        return self.time


def fake_engine(settings: Settings) -> FaceEngine:
    """An engine for any model: the default one's embedder, or another one for the other models."""
    embedder = FakeEmbedder() if settings.model == "dlib-resnet" else OtherFakeEmbedder(settings.model)
    return FaceEngine(FakeDetector(), embedder)


class FakeTrash:
    """A trash that is a folder; it refuses files below folders of certain names.

    Attributes:
        refuses: names of folders for whose files there is no trash.
    """

    def __init__(self, folder: Path, refuses: tuple[str, ...] = ("network drive",)) -> None:
        self.folder = folder
        self.refuses = refuses

    def __call__(self, path: Path) -> None:
        if any(name in path.parts for name in self.refuses):
            raise NoTrash
        self.folder.mkdir(exist_ok=True)
        path.rename(self.folder / path.name)


class CompiledStatements(LRUCache[tuple[object, ...], object]):
    """SQL that was compiled for one catalog, for all others too. SQLAlchemy would compile it again for each of them.

    Its keys begin with the dialect, of which each catalog has an object of its own. Those are alike, but for one that
    knows folders which lie elsewhere on its computer.
    """

    def get(self, key: tuple[object, ...], default: object = None) -> object:
        return super().get(self._shared(key), default)

    def __setitem__(self, key: tuple[object, ...], value: object) -> None:
        super().__setitem__(self._shared(key), value)

    def _shared(self, key: tuple[object, ...]) -> tuple[object, ...]:
        return key if mapping_of(key[0]).pairs else key[1:]


STATEMENTS = {is_on_server: CompiledStatements(2_000) for is_on_server in (False, True)}


def open_fake_library(
    catalog: Path,
    load_engine: Callable[[Settings], FaceEngine] = fake_engine,
    models: Path | None = None,
    thesaurus: Thesaurus | None = None,
    clock: Clock | None = None,
    author: str | None = None,
) -> Library:
    """A Library that is real but for its models, its clock and its network."""
    database = open_database(catalog, author)
    database._engine.update_execution_options(compiled_cache=STATEMENTS[database.is_shared])
    return Library(
        database,
        thumbnails_of(database, catalog.with_name(catalog.name + ".thumbnails")),
        ModelRegistry(imported=lambda: read_specs(models or catalog.parent / "models")),
        ModelStore(models or catalog.parent / "models", Offline()),
        load_engine,
        clock or Clock(),
        thesaurus,
        FakeTrash(catalog.parent / "trash"),
    )


def regroup(library: Library) -> Outcome | None:
    """Propose a fresh grouping and apply all of it at once; None where nothing would change."""
    proposal = library.jobs.propose_regroup()
    return library.execute(ApplyRegroup(proposal.changes)) if proposal.changes else None
