from __future__ import annotations

from pathlib import Path

import pytest
from command import Command

import photoface.demo as demo_package
from photoface.demo import Labelled
from photoface.errors import UserFacingError
from photoface.library.library import Library


@pytest.fixture
def small_demo(album: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands in for the real photos, which the fake models could not read."""
    monkeypatch.setattr(demo_package, "build", lambda _folder: [Labelled("x.jpg", ())] * 12)
    return album


def test_the_demo_has_its_own_catalog_and_opens_the_window(photoface: Command, small_demo: Path) -> None:
    ran = photoface("demo", small_demo, catalog=False)
    # Not the user's catalog (that would be 40), but the one beside the photos.
    assert ran.code == 41
    assert small_demo.with_name("Pictures.photoface").is_file()
    assert "12 photos made" in ran.err
    assert "Photos read" in ran.out


def test_the_demo_without_a_window(photoface: Command, small_demo: Path, library: Library) -> None:
    ran = photoface("demo", small_demo, "--no-window", catalog=False)
    assert ran.code == 0
    assert "Pictures.photoface" in ran.err
    assert library.folders.all() == []


def test_the_demo_without_its_packages(photoface: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_folder: Path) -> list[Labelled]:
        raise UserFacingError("The demo needs two more packages.", "pip install 'photoface[demo]'")

    monkeypatch.setattr(demo_package, "build", missing)
    ran = photoface("demo", tmp_path / "x", catalog=False)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("The demo needs two more packages.")
