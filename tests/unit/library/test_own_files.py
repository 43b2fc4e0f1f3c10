"""No code but SQLite opens the catalog's files while it is open: closing them would drop SQLite's locks on them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from photoface.assembly import open_library
from photoface.errors import UserFacingError
from photoface.library.library import Library

TESTS = Path(__file__).resolve().parents[2]

PROGRAM = """
import os, sys
from pathlib import Path
from fake_album import make_album
from fakes.library import open_fake_library
from photoface.library.commands.collections import TagPhotos
from photoface.library.commands.groups import NameGroup

folder = Path(sys.argv[1])
make_album(folder)
catalog = folder / "catalog.photoface"
library = open_fake_library(catalog)
opened = []

def watch(event, arguments):
    # What SQLite opens is not told of; nor does what only makes a new file open one that is there.
    if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & os.O_EXCL):
        name = os.path.basename(os.fsdecode(arguments[0])) if isinstance(arguments[0], (str, bytes, Path)) else ""
        if name in ("catalog.photoface", "catalog.photoface-wal", "catalog.photoface-shm"):
            opened.append(name)

sys.addaudithook(watch)
library.backups.daily_check(thorough=True)
library.backups.make()
library.folders.add(folder)
library.jobs.scan()
library.execute(NameGroup(library.groups.all()[0].id, "Ann"))
library.execute(TagPhotos(tuple(library.photos.ids()), "Sea"))
library.export()
library.backups.make(folder / "copy.photoface")
for photo in library.photos.ids():
    library.pictures.photo_thumbnail(photo)
library.jobs.look_again(library.photos.ids()[0])
second = open_fake_library(catalog)
second.undo()
second.close()
library.jobs.scan()
library.backups.daily_check(thorough=True)
print(*opened)
"""


def test_a_scan_of_the_catalogs_own_folder_and_all_else_leave_its_files_alone(tmp_path: Path) -> None:
    asked = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "Pictures")],
        cwd=TESTS,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert asked.returncode == 0, asked.stderr
    assert asked.stdout.split() == []


@pytest.mark.sqlite
@pytest.mark.parametrize("ending", ["", "-wal", "-shm"])
def test_the_catalogs_files_are_no_weights(library: Library, ending: str) -> None:
    own = library.catalog_path.with_name(library.catalog_path.name + ending)
    with pytest.raises(UserFacingError, match="belongs to the catalog"):
        library.models.install("facenet-vggface2", own)


def test_a_catalog_is_not_named_as_a_photo_is(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError, match=r"name of a photo.*family\.photoface"):
        open_library(tmp_path / "family.jpg")
    assert list(tmp_path.iterdir()) == []
