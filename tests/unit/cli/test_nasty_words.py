"""Every command with words that nobody should type: each ends with a sentence, never with a traceback."""

from __future__ import annotations

import contextlib
import io
import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from fakes.library import fake_engine, open_fake_library

from photoface.cli.application import app, run

WORDS = {
    "superscript": "²",
    "an option that is none": "--5",
    "negative": "-5",
    "zero": "0",
    "20 digits": "9" * 20,
    "5,000 digits": "9" * 5_000,
    "range back": "20-12",
    "endless range": "1-99999999999",
    "escape sequence": "\x1b[31mred\x07",
    "markup": "[bold]Anna[/bold]",
    "closing markup": "[/]",
    "bytes that are no text": "M\udcfcnchen",
    "right to left": "\u202eannA",
    "shows nothing": "\u200b\u0301",
    "long": "a" * 5_000,
    "upwards": "../../..",
    "home of nobody": "~nobody-at-all/x",
    "989 names": "only:" + ",".join(f"N{number}" for number in range(989)),
    "brackets": "(" * 2_000 + "Anna" + ")" * 2_000,
    "open quote": 'only:"',
    "far year": "year:99999999999999999999",
}

SLOW = {"demo", "train", "evaluate", "scan", "doctor"}
"""They make albums, train networks or look at the machine: tried below by their first word alone, or not at all."""

TEMPLATES: list[list[str]] = [
    ["name", "*", "Anna"],
    ["name", "1", "*"],
    ["name", "--face", "*", "Anna"],
    ["confirm", "1", "--as", "*"],
    ["move", "1", "--to", "*"],
    ["merge", "*", "Anna Berg"],
    ["merge", "1", "*"],
    ["merge", "Ben Holt", "--into", "*"],
    ["unmerge", "Anna Berg", "*"],
    ["rename", "Anna Berg", "*"],
    ["alias", "Anna Berg", "*"],
    ["alias", "Anna Berg", "*", "--remove"],
    ["describe", "Anna Berg", "--born", "*"],
    ["describe", "Anna Berg", "--notes", "*"],
    ["cover", "Anna Berg", "*"],
    ["search", "*"],
    ["search", "*", "Anna"],
    ["search", "Anna", "--save", "*"],
    ["search", "--saved", "*"],
    ["search", "--delete-saved", "*"],
    ["search", "only:*"],
    ["search", "age:*:3"],
    ["search", "age:Anna:*"],
    ["search", "tag:*"],
    ["search", "in:*"],
    ["search", "place:*"],
    ["search", "Nobody", "--copy-to", "*"],
    ["tag", "*", "--search", "Anna"],
    ["tag", "Beach", "--search", "*"],
    ["tag", "Beach", "*"],
    ["rate", "*", "--search", "Anna"],
    ["export", "*/x.json"],
    ["people", "--catalog", "*/x"],
    ["models", "install", "facenet-vggface2", "--accept-licence", "--from", "*"],
    ["scan", "*"],
]


def _commands(group: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        if name in SLOW:
            continue
        yield (*before, name), command
        if hasattr(command, "commands"):
            yield from _commands(command, (*before, name))


COMMANDS_SKIPPED, OPTIONS_SKIPPED, TEMPLATES_SKIPPED = 4, 20, 5
"""Each command, option and template is tried with one word in so many: all with all would take ten minutes."""


def _tries(word: str) -> Iterator[list[str]]:
    options = itertools.count(list(WORDS.values()).index(word))
    commands = itertools.count(list(WORDS.values()).index(word))
    for path, command in _commands(typer.main.get_command(app)):
        needed = [word for param in command.params if param.param_type_name == "argument" and param.required]
        if next(commands) % COMMANDS_SKIPPED == 0:
            yield [*path, *(needed or [word])]
        for param in command.params:
            if param.param_type_name != "option" or getattr(param, "is_flag", False) or param.name == "catalog":
                continue
            if next(options) % OPTIONS_SKIPPED == 0:
                yield [*path, *needed, max(param.opts, key=len), word]
    for place, template in enumerate(TEMPLATES, list(WORDS.values()).index(word)):
        if place % TEMPLATES_SKIPPED:
            continue
        yield [part.replace("*", word) for part in template]
    yield [word]


def _run(catalog: Path, arguments: list[str]) -> tuple[int, str, str]:
    """Run a command; gives its exit code and what it wrote. Names of files may be no text, which capsys cannot read."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(
            ["--catalog", str(catalog), *arguments],
            lambda path: open_fake_library(path or catalog, models=catalog.parent / "models"),
            fake_engine,
            lambda path: 0,
        )
    for stream in (out, err):
        stream.flush()
    texts = [stream.buffer.getvalue().decode(errors="surrogateescape") for stream in (out, err)]
    return code, texts[0], texts[1]


@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS)
def test_a_nasty_word_is_told_in_a_sentence(
    cast: dict[str, int], catalog_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    kept = tmp_path / "kept"
    shutil.copytree(catalog_path.parent, kept)
    problems = []
    for arguments in _tries(word):
        code, out, err = _run(catalog_path, arguments)
        shown = [argument if len(argument) < 40 else f"{argument[:40]}…" for argument in arguments]
        if code not in (0, 1, 2) or "Traceback" in err:
            problems.append((shown, code, err[-600:]))
        elif code and not err.strip():
            problems.append((shown, code, "says nothing"))
        elif any(mark in out + err for mark in "\x1b\x07") or ("\u202e" in out + err and code != 2):
            # What is wrong about a command is typer's to say, which escapes control characters alone.
            problems.append((shown, code, "acts on the terminal"))
        elif len(err) > 5_000 + len(word):
            problems.append((shown, code, f"says {len(err)} letters"))
        if code == 0 and arguments[0] not in ("search", "people", "groups", "faces", "history", "person", "tags"):
            # What it changed must not hide what the next one would find.
            for file in catalog_path.parent.iterdir():
                file.unlink() if file.is_file() else shutil.rmtree(file)
            shutil.copytree(kept, catalog_path.parent, dirs_exist_ok=True)
    assert problems == []
