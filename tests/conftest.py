"""Fixtures of all tests: a place to work, a fake album, an open library."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if "PYTEST_XDIST_WORKER" in os.environ:
    # As many test processes as processors, each with one thread: with more they wait for each other.
    os.environ.setdefault("OMP_NUM_THREADS", "1")

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import exploring  # noqa: E402
from new_catalog import copied_catalog, keep_on, new_catalog  # noqa: E402
from raw_catalog import raw_catalog  # noqa: E402

if TYPE_CHECKING:
    # Fixtures import these themselves: the tests of a pure module are over before the catalog is loaded.
    from photoface.library.library import Library

SHARED = ROOT.parent / "shared"

# A busy machine makes an example slow, and slow is no defect; derandomised, so that a run repeats.
settings.register_profile("photoface", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=exploring.TIMES_MORE * 100)
settings.load_profile("photoface")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--explore` and `--postgres`."""
    parser.addoption(
        "--explore",
        action="store_true",
        help="let hypothesis try many new examples instead of the same few, however long it takes",
    )
    parser.addoption(
        "--postgres",
        action="store_true",
        help="keep the catalogs of all tests on a PostgreSQL server that is started for them",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Choose the examples before the tests are imported, since each takes over the profile of that moment."""
    if config.getoption("--explore"):
        exploring.explore()
        settings.load_profile("explore")
        # Before the plugin reads it: no test is too slow.
        config.option.timeout = 0


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that need the labelled photos skip where those are not, those of files of SQLite where there are none."""
    if config.getoption("--postgres"):
        no_file = pytest.mark.skip(reason="is about a catalog that is a file")
        for item in items:
            if item.get_closest_marker("sqlite"):
                item.add_marker(no_file)
    if (SHARED / "data" / "README.md").exists():
        return
    skip = pytest.mark.skip(reason="needs the labelled photos in ../shared/data, which are not here")
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The labelled photos; only for tests marked `shared`."""
    return SHARED / "data"


@pytest.fixture(scope="session", autouse=True)
def _server(request: pytest.FixtureRequest) -> Iterator[None]:
    """With `--postgres` the server of all catalogs, one for each process of tests."""
    if not request.config.getoption("--postgres"):
        yield
        return
    from postgres_server import running_server

    with running_server() as server:
        keep_on(server)
        yield
        keep_on(None)


@pytest.fixture(scope="session")
def _empty_catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One catalog migrated once; tests copy it, since migrating takes longer than most of them."""
    from fakes.library import open_fake_library

    path = new_catalog(tmp_path_factory.mktemp("catalog"))
    open_fake_library(path).close()
    return path


@pytest.fixture
def catalog_path(tmp_path: Path, _empty_catalog: Path) -> Path:
    return copied_catalog(_empty_catalog, tmp_path / "catalog")


@pytest.fixture
def library(catalog_path: Path) -> Iterator[Library]:
    """An open, empty library with fake models."""
    from fakes.library import open_fake_library

    opened = open_fake_library(catalog_path)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def _album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The twelve photos of `make_album`, made once; tests copy them."""
    from fake_album import make_album

    return make_album(tmp_path_factory.mktemp("album") / "Pictures")


@pytest.fixture
def album(tmp_path: Path, _album: Path) -> Path:
    """The twelve photos of `make_album`, this test's own."""
    # With the times of the files, by which a scan knows that they are unchanged.
    return Path(shutil.copytree(_album, tmp_path / "Pictures"))


@pytest.fixture(scope="session")
def _scanned_catalog(tmp_path_factory: pytest.TempPathFactory, _empty_catalog: Path, _album: Path) -> Path:
    """The album's twelve photos, scanned once; tests copy the catalog, since a scan takes longer than most of them."""
    from fakes.library import open_fake_library

    catalog = copied_catalog(_empty_catalog, tmp_path_factory.mktemp("scanned"))
    library = open_fake_library(catalog)
    library.folders.add(_album)
    library.jobs.scan()
    library.close()
    return catalog


@pytest.fixture
def _prepared_catalog(_scanned_catalog: Path) -> Path:
    """What `scanned` copies."""
    return _scanned_catalog


@pytest.fixture
def scanned(
    request: pytest.FixtureRequest, catalog_path: Path, album: Path, _prepared_catalog: Path
) -> Iterator[Library]:
    """The library with the album scanned: three groups, of people 0, 1 and 2."""
    if "library" in request.node.funcargs:
        # It is open already, and its file must not be changed below it.
        library: Library = request.getfixturevalue("library")
        library.folders.add(album)
        library.jobs.scan()
        yield library
        return
    _put_in_place(_prepared_catalog, catalog_path, album)
    opened: Library = request.getfixturevalue("library")
    yield opened
    opened.close()


@pytest.fixture
def grouped(scanned: Library) -> Library:
    """The same, for tests to which nothing of it matters but that there are groups."""
    return scanned


def _put_in_place(scanned: Path, catalog: Path, album: Path) -> None:
    """A copy of a scanned catalog, as if the album had been scanned where it lies."""
    copied_catalog(scanned, catalog.parent)
    with raw_catalog(catalog) as rows:
        rows.execute("UPDATE library_folder SET path = ?", (os.path.realpath(album),))
