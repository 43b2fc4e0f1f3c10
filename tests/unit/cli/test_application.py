from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from command import Command

from photoface.cli.application import run
from photoface.cli.output import json_text
from photoface.formatting import counted, duration, listed, size
from photoface.library.library import Library


def test_the_catalog_before_and_after_the_command(photoface: Command, cast: dict[str, int], catalog_path: Path) -> None:
    before = photoface("people", "--json")
    after = photoface("people", "--json", "--catalog", catalog_path, catalog=False)
    assert before.json == after.json
    nested = photoface("models", "list", "--json", "--catalog", catalog_path, catalog=False)
    assert nested.code == 0


def test_without_a_command_the_window_opens(photoface: Command, library: Library) -> None:
    assert photoface().code == 40
    assert photoface(catalog=False).code == 41


def test_version(photoface: Command) -> None:
    from photoface import __version__

    assert photoface("--version").out == f"photoface {__version__}\n"


def test_a_catalog_that_is_not_there_is_not_made_by_reading(photoface: Command, tmp_path: Path) -> None:
    file = tmp_path / "typo.photoface"
    refused = photoface("people", "--catalog", file)
    assert refused.code == 1
    assert refused.err.startswith(f"There is no catalog {file}.")
    assert not file.exists()


def test_a_file_that_is_no_catalog(photoface: Command, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Anna, " * 100)
    refused = photoface("people", "--catalog", file)
    assert refused.code == 1
    assert refused.err.splitlines() == [f"{file} is not a PhotoFace catalog.", "Choose another file with --catalog."]


@pytest.mark.parametrize("arguments", [["dance"], ["--loud"], ["people", "--sort", "height"], ["person"]])
def test_usage_errors(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Usage: photoface" in captured.err


def test_a_bug_keeps_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    def broken(_path: Path | None) -> Library:
        raise ZeroDivisionError("a bug")

    assert run(["people"], broken) == 3
    captured = capsys.readouterr()
    assert "ZeroDivisionError: a bug" in captured.err
    assert captured.err.splitlines()[-1].startswith("This is a bug in PhotoFace")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows deletes no folder that a program is in")
def test_a_folder_that_was_deleted_below_the_terminal(
    photoface: Command, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    refused = photoface("scan", "photos")
    assert refused.code == 1
    assert refused.err.splitlines() == ["The folder that this terminal is in was deleted.", "Go to another one."]
    assert photoface("folders").code == 0


def test_a_missing_file_that_no_deleted_folder_explains_is_a_bug(capsys: pytest.CaptureFixture[str]) -> None:
    def broken(_path: Path | None) -> Library:
        raise FileNotFoundError("a bug")

    assert run(["people"], broken) == 3
    assert "FileNotFoundError: a bug" in capsys.readouterr().err


def test_an_interrupt_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(_path: Path | None) -> Library:
        raise KeyboardInterrupt

    assert run(["people"], interrupted) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_words() -> None:
    assert [counted(1, "face"), counted(2000, "face"), counted(0, "person", "people")] == [
        "1 face",
        "2,000 faces",
        "0 people",
    ]
    assert [duration(seconds) for seconds in (0.4, 59.4, 95, 3_540, 7_800)] == [
        "0 s",
        "59 s",
        "2 min",
        "59 min",
        "2 h 10 min",
    ]
    assert [size(count) for count in (1, 999, 1_400_000, 120e9)] == ["1 bytes", "999 bytes", "1.4 MB", "120 GB"]
    assert [listed(names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == ["", "A", "A and B", "A, B and C"]


def test_json_survives_names_that_are_no_text() -> None:
    assert json_text("Zoë") == '"Zoë"'
    assert json_text("Zoë", "ascii") == '"Zo\\u00eb"'
    assert json_text("caf\udce9.jpg") == '"caf\\udce9.jpg"'


HEAVY = {"torch", "torchvision", "onnxruntime", "hdbscan", "sklearn", "scipy", "PySide6", "skimage", "matplotlib"}

PROGRAM = """
import json, sys
from photoface.cli.application import run
codes = [run(arguments) for arguments in json.loads(sys.argv[1])]
sys.stderr.write("\\nmodules: " + " ".join(sorted({name.split(".")[0] for name in sys.modules})))
raise SystemExit(max(codes))
"""


def loaded_by(*commands: list[str]) -> set[str]:
    """The packages that a process has loaded after these commands, one after the other."""
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(commands)], capture_output=True, text=True, check=True, timeout=60
    )
    return set(ran.stderr.rsplit("modules: ", 1)[1].split())


def test_help_loads_next_to_nothing() -> None:
    assert not loaded_by(["--help"]) & (HEAVY | {"numpy", "sqlalchemy", "PIL"})


def test_quick_commands_load_no_models(cast: dict[str, int], catalog_path: Path) -> None:
    commands = [["people"], ["search", "Anna"], ["groups"], ["undo"]]
    assert not loaded_by(*([*command, "--catalog", str(catalog_path)] for command in commands)) & HEAVY
