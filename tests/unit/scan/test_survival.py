"""A scan that is killed: nothing stored is lost, and one poisonous file cannot stop a library."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from dying_scan import POISON, exit_code_of_scan
from fakes.library import open_fake_library
from fakes.photos import save_photo
from inside import database_of
from PIL import Image

from photoface.catalog.tables.files import PhotoFile
from photoface.jobs import GIVEN_UP_EXIT_CODE
from photoface.library.library import Library
from photoface.scan.stages import WORKERS

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills with signals")


def _content(library: Library) -> tuple[object, ...]:
    """What a library holds, in terms that do not depend on the order of its ids."""
    groups = sorted(
        sorted(
            (str(library.photos.detail(face.photo_id).path), round(face.box.left, 6))
            for face in library.faces.summaries(library.groups.face_ids(group.id))
        )
        for group in library.groups.all()
    )
    files = sorted(
        str(path) for photo_id in library.photos.ids() for path in library.photos.detail(photo_id).file_paths
    )
    return groups, files, library.overview()


def test_killed_again_and_again_the_catalog_ends_as_undisturbed(catalog_path: Path, album: Path) -> None:
    undisturbed = open_fake_library(catalog_path.with_name("other.photoface"))
    undisturbed.folders.add(album)
    undisturbed.jobs.scan()
    library = open_fake_library(catalog_path)
    library.folders.add(album)
    library.set_setting("scan_batch", "2")
    for moment in ("1", "3", "5", "2"):
        assert exit_code_of_scan(catalog_path, moment) == -signal.SIGKILL
    assert exit_code_of_scan(catalog_path, "never") == 0
    assert _content(library) == _content(undisturbed)
    library.close()
    undisturbed.close()


def test_photos_are_not_blamed_for_a_death_while_models_load(catalog_path: Path, album: Path) -> None:
    library = open_fake_library(catalog_path)
    library.folders.add(album)
    for _ in range(4):
        assert exit_code_of_scan(catalog_path, "loading") == -signal.SIGKILL
    assert not _suspects(library)
    assert exit_code_of_scan(catalog_path, "never") == 0
    assert library.photos.failed_files() == []
    assert library.overview().photos == 12
    library.close()


def test_only_what_was_in_hand_is_suspected(catalog_path: Path, album: Path) -> None:
    _poison(album)
    library = open_fake_library(catalog_path)
    library.folders.add(album)
    assert exit_code_of_scan(catalog_path, "never") == -signal.SIGKILL
    assert exit_code_of_scan(catalog_path, "never") == -signal.SIGKILL
    # One for each thread at most, of thirteen in the batch; with one alone in hand it is known which.
    assert len(_suspects(library)) <= WORKERS
    library.close()


@pytest.mark.skipif(not hasattr(time, "pthread_getcpuclockid"), reason="threads have no clocks of their own here")
def test_a_photo_that_never_ends_is_given_up_and_the_rest_goes_on(catalog_path: Path, album: Path) -> None:
    poison = _poison(album)
    library = open_fake_library(catalog_path)
    library.folders.add(album)
    assert exit_code_of_scan(catalog_path, "watched") == GIVEN_UP_EXIT_CODE
    assert exit_code_of_scan(catalog_path, "watched") == 0
    (failed,) = library.photos.failed_files()
    assert failed.path == poison
    assert "takes too long" in failed.sentence
    assert not failed.is_tried_again
    assert library.overview().photos == 12
    library.close()


def _suspects(library: Library) -> list[int]:
    with database_of(library).read() as session:
        return list(session.execute(sa.select(PhotoFile.id).where(PhotoFile.deaths > 0)).scalars())


def _poison(album: Path) -> Path:
    poison = save_photo(album / "poison.png", (0,), shade=99)
    with Image.open(poison) as picture:
        picture.putpixel((picture.width - 1, picture.height - 1), POISON)
        picture.save(poison)
    return poison


def test_a_file_that_kills_the_worker_is_failed_and_the_rest_goes_on(catalog_path: Path, album: Path) -> None:
    poison = _poison(album)
    library = open_fake_library(catalog_path)
    library.folders.add(album)
    deaths = 0
    while exit_code_of_scan(catalog_path, "never") != 0:
        deaths += 1
        assert deaths < 5
    assert deaths == 3
    (failed,) = library.photos.failed_files()
    assert failed.path == poison
    assert "stopped again and again" in failed.sentence
    assert library.overview().photos == 12
    library.close()
