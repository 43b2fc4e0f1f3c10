"""All readers: damaged catalogs end in a sentence or in remarks, and a large catalog is read in bulk."""

from __future__ import annotations

import contextlib
import functools
import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from foreign_catalogs.made_library import made_library
from foreign_catalogs.programs import BUILDERS, TAKEOUT_FOLDER

from photoface.errors import UserFacingError
from photoface.library import other_programs
from photoface.metadata.records import ForeignCatalog

LIBRARY = made_library()
ROUNDS = 12
"""How often each catalog is damaged in another way."""

MOST_STATEMENTS = 80
"""More than one for each table and its columns, far fewer than photos."""


def _built(program: str, folder: Path) -> Path:
    folder.mkdir()
    return BUILDERS[program](folder, LIBRARY, folder / TAKEOUT_FOLDER)


def _read(program: str, path: Path) -> ForeignCatalog:
    return other_programs.read_catalog(program, str(path))


def test_every_program_has_a_builder() -> None:
    assert set(BUILDERS) == set(other_programs.READERS)


@pytest.mark.parametrize("program", BUILDERS)
def test_damaged_bytes(program: str, tmp_path: Path) -> None:
    place = _built(program, tmp_path / "whole").relative_to(tmp_path / "whole")
    assert _read(program, tmp_path / "whole" / place).photos
    rng = np.random.default_rng(len(program))
    for _ in range(ROUNDS):
        shutil.rmtree(tmp_path / "damaged", ignore_errors=True)
        shutil.copytree(tmp_path / "whole", tmp_path / "damaged")
        for file in sorted(path for path in (tmp_path / "damaged").rglob("*") if path.is_file())[:20]:
            data = np.frombuffer(file.read_bytes(), np.uint8).copy()
            # An SQLite header that is damaged says so at once; what lies behind it is more interesting.
            if len(data) > 200:
                data[rng.integers(100, len(data), max(1, len(data) // 500))] = rng.integers(0, 256)
            file.write_bytes(data.tobytes())
        with contextlib.suppress(UserFacingError):
            catalog = _read(program, tmp_path / "damaged" / place)
            assert not any(".." in photo.path.split("/") for photo in catalog.photos)


@pytest.mark.parametrize("program", ["apple-photos", "digikam", "librephotos", "lightroom", "photoprism"])
def test_the_number_of_statements_does_not_depend_on_photos(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements: list[str] = []

    class Traced(sqlite3.Connection):
        def __init__(self, *arguments: object, **options: object) -> None:
            super().__init__(*arguments, **options)  # type: ignore[arg-type]
            self.set_trace_callback(statements.append)

    path = _built(program, tmp_path / "whole")
    monkeypatch.setattr(sqlite3, "connect", functools.partial(sqlite3.connect, factory=Traced))
    assert len(_read(program, path).photos) > 50
    assert 5 < len(statements) < MOST_STATEMENTS
