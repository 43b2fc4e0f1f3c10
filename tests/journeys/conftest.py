"""Fixtures of the journeys: a screen, a scanned album, and the real program on it.

They are left out of plain `pytest`, for they need an X server and the default model, and take minutes. With
PHOTOFACE_JOURNEYS=required, as in continuous integration, a journey that is skipped is a failure.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from people_page import scan_is_over
from real_window import RealWindow
from small_album import Catalog, make_album
from travel import Travel, copy_album
from x_server import Screen, missing_packages

from photoface.assembly import open_library
from photoface.library.commands.groups import NameGroup

REQUIRED = os.environ.get("PHOTOFACE_JOURNEYS") == "required"

FAILED = Path(__file__).resolve().parents[2] / "journeys-failed"
"""Where a journey that fails leaves its pictures."""


_reports = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[_reports] = item.stash.get(_reports, False) or bool(report.failed)
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if REQUIRED and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    missing = missing_packages()
    if missing:
        pytest.skip(f"needs the packages {', '.join(missing)}")
    opened = Screen(tmp_path_factory.mktemp("screen"))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def scanned_album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve photos and their catalog, scanned once with the default model; journeys copy both."""
    folder = tmp_path_factory.mktemp("album")
    library = open_library(folder / "mine.photoface")
    library.set_setting("scan_batch", "4")
    library.folders.add(make_album(folder / "Pictures", newspapers=True))
    library.jobs.scan()
    library.close()
    return folder


@pytest.fixture(scope="session")
def named_album(tmp_path_factory: pytest.TempPathFactory, scanned_album: Path) -> Path:
    """The same with two names: Eileen, and Grace, whose faces in newspapers are still a group without a name."""
    folder = tmp_path_factory.mktemp("named")
    copy_album(scanned_album, folder)
    library = open_library(folder / "mine.photoface")
    for group in library.groups.all(10):
        files = {
            library.photos.detail(face.photo_id).path
            for face in library.faces.summaries(library.groups.face_ids(group.id))
        }
        stems = {file.stem for file in files if file is not None}
        for name in ("Eileen", "Grace"):
            if f"{name.lower()}-1" in stems:
                library.execute(NameGroup(group.id, name))
    assert {person.name for person in library.people.all()} == {"Eileen", "Grace"}
    library.close()
    return folder


@pytest.fixture
def travel(screen: Screen, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Travel]:
    """Starts the program with a home of its own; pictures and output are kept if the journey fails."""
    windows: list[RealWindow] = []

    def start(
        album: Path | None = None, *, working_folder: Path = tmp_path, catalog: Path | None = None
    ) -> tuple[RealWindow, Catalog, Path]:
        """The program, its catalog and its photos.

        Args:
            album: a scanned album to begin with, copied; the scan of the start is over then. Else the catalog is what
                the journey has put there.
            catalog: as written on the command line.
        """
        pictures, file = tmp_path / "Pictures", working_folder / "mine.photoface"
        if album is not None:
            copy_album(album, tmp_path)
        window = RealWindow(screen, tmp_path, catalog or file, working_folder)
        windows.append(window)
        window.start()
        if album is not None:
            scan_is_over(window)
        return window, Catalog(file), pictures

    yield start
    for window in windows:
        if request.node.stash.get(_reports, False):
            folder = FAILED / re.sub(r"[^A-Za-z0-9_]+", "-", request.node.name)
            shutil.rmtree(folder, ignore_errors=True)
            window.leave(folder)
        window.end()
