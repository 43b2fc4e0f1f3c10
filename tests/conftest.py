"""Fixtures of all tests: a place to work, a fake album, an open library."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine makes an example slow, and slow is no defect; derandomised, so that a run repeats.
settings.register_profile("photoface", deadline=None, derandomize=True)
settings.load_profile("photoface")

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from fakes import open_fake_library, save_photo  # noqa: E402

from photoface.library.library import Library  # noqa: E402

SHARED = ROOT.parent / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that need the labelled photos skip, with the reason, where those are not."""
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


@pytest.fixture(scope="session")
def _empty_catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One catalog migrated once; tests copy it, since migrating takes longer than most of them."""
    folder = tmp_path_factory.mktemp("catalog")
    open_fake_library(folder / "catalog.photoface").close()
    return folder / "catalog.photoface"


@pytest.fixture
def catalog_path(tmp_path: Path, _empty_catalog: Path) -> Path:
    path = tmp_path / "catalog" / "catalog.photoface"
    path.parent.mkdir()
    shutil.copy(_empty_catalog, path)
    return path


@pytest.fixture
def library(catalog_path: Path) -> Iterator[Library]:
    """An open, empty library with fake models."""
    opened = open_fake_library(catalog_path)
    yield opened
    opened.close()


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """Twelve fake photos of people 0, 1 and 2, some with two of them, over three years."""
    folder = tmp_path / "Pictures"
    cast = [(0,), (0, 1), (1,), (0,), (2,), (1, 2), (0, 2), (1,), (0, 1, 2), (2,), (0,), (1,)]
    for number, people in enumerate(cast):
        taken = dt.datetime(2019 + number // 4, 1 + number % 12, 5, 10, number)
        save_photo(folder / f"{taken:%Y}" / f"IMG_{number:04}.png", people, shade=number, taken=taken)
    return folder


@pytest.fixture
def scanned(library: Library, album: Path) -> Library:
    """The library with the album scanned: three groups, of people 0, 1 and 2."""
    library.add_folder(album)
    library.scan()
    return library
