"""Runs the `photoface` command in this process, on a library with fake models."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fakes.library import fake_engine, open_fake_library

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
    """Runs a command on the test's catalog; each call opens the catalog again, as each call of the program does."""

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
