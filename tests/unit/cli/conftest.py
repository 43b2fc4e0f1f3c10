"""The `photoface` command, and an album whose people are named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command import photoface  # noqa: F401
from fakes.library import open_fake_library

from photoface.library.library import Library


@pytest.fixture(scope="session")
def _cast_catalog(tmp_path_factory: pytest.TempPathFactory, _scanned_catalog: Path) -> Path:
    """The scanned album with two people named, made once; tests copy it."""
    from photoface.library.commands.groups import NameGroup

    catalog = tmp_path_factory.mktemp("cast") / _scanned_catalog.name
    for ending in ("", ".thumbnails"):
        shutil.copy(f"{_scanned_catalog}{ending}", f"{catalog}{ending}")
    library = open_fake_library(catalog)
    first, second, _ = sorted(group.id for group in library.groups.all())
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
    ids = {person.name: person.id for person in scanned.people.all()}
    (left,) = scanned.groups.all()
    return {"anna": ids["Anna Berg"], "ben": ids["Ben Holt"], "group": left.id}
