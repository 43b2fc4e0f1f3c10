"""Runs the `photoface` command in this process, on a library with fake models."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fakes import fake_engine, open_fake_library

from photoface.cli.application import run
from photoface.library.library import Library


@dataclass(frozen=True)
class Ran:
    """What came of a command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Ran]


@pytest.fixture
def photoface(catalog_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command on the test's catalog; each call opens the catalog anew, as each call of the program does."""

    def command(*arguments: object, catalog: bool = True) -> Ran:
        place = ["--catalog", str(catalog_path)] if catalog else []

        def open_library(path: Path | None) -> Library:
            # Models apart from the catalog: an evaluation opens another one.
            return open_fake_library(path or catalog_path, models=catalog_path.parent / "models")

        capsys.readouterr()
        code = run(
            [*place, *(str(argument) for argument in arguments)],
            open_library,
            fake_engine,
            lambda path: 40 if path == catalog_path else 41,
        )
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return command


@pytest.fixture(scope="session")
def _cast_catalog(tmp_path_factory: pytest.TempPathFactory, _scanned_catalog: Path) -> Path:
    """The scanned album with two people named, made once; tests copy it."""
    from photoface.library.commands import NameGroup

    catalog = tmp_path_factory.mktemp("cast") / _scanned_catalog.name
    for ending in ("", ".thumbnails"):
        shutil.copy(f"{_scanned_catalog}{ending}", f"{catalog}{ending}")
    library = open_fake_library(catalog)
    first, second, _ = sorted(group.id for group in library.groups())
    library.execute(NameGroup(first, "Anna Berg"))
    library.execute(NameGroup(second, "Ben Holt"))
    library.close()
    return catalog


@pytest.fixture
def _prepared_catalog(request: pytest.FixtureRequest, _scanned_catalog: Path) -> Path:
    """What `scanned` copies: for tests with a `cast` the album whose people are named."""
    if "cast" in request.fixturenames:
        return Path(request.getfixturevalue("_cast_catalog"))
    return _scanned_catalog


@pytest.fixture
def cast(scanned: Library) -> dict[str, int]:
    """The scanned album with two people named; gives the ids of Anna Berg, Ben Holt and the group left."""
    ids = {person.name: person.id for person in scanned.people()}
    (left,) = scanned.groups()
    return {"anna": ids["Anna Berg"], "ben": ids["Ben Holt"], "group": left.id}
