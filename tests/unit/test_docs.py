"""The documents name only what exists: files, names of the code, commands and options; and all commands and settings
are documented."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from photoface.cli.application import app
from photoface.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
USING = ROOT / "docs" / "using.md"

MOST_LINES_OF_README = 150
"""What a user needs in five minutes; the rest is in docs/."""

EVERYWHERE = frozenset({"--catalog", "--json", "--help"})
"""Options that using.md describes once for all commands."""

FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
CODE_SPAN = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?:^|/|&& |-m )photoface(?= |$)([^|;&#>]*)", re.MULTILINE)
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
PATH = re.compile(r"(?<![\w/~.%-])\.?[\w*-]+(?:[./][\w*-]+)*/?")
NAME = re.compile(r"\b(?:_?[A-Za-z]+(?:_[A-Za-z0-9]+)+|[A-Z][a-z]+(?:[A-Z][a-z]+)+)\b")

documents = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())


def in_code(text: str) -> Iterator[str]:
    """What a document sets as code: its spans, and the lines of its fenced blocks."""
    for block in FENCE.findall(text):
        yield from block.splitlines()[1:-1]
    yield from CODE_SPAN.findall(FENCE.sub("", text))


def anchors(document: Path) -> set[str]:
    """The anchors that GitHub gives to the headings of a document."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", document.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@cache
def words_of_the_code() -> frozenset[str]:
    """All names in our code, and the names of its files."""
    files = [*ROOT.glob("photoface/**/*.py"), *ROOT.glob("tests/**/*.py"), ROOT / "pyproject.toml"]
    texts = [file.read_text("utf-8") for file in files]
    return frozenset(re.findall(r"\w+", "\n".join(texts))) | {file.stem for file in files}


@cache
def top_names() -> frozenset[str]:
    """First parts of a path that make it one of ours: folders of the repository, of the package and of the tests."""
    folders = (ROOT, ROOT / "photoface", ROOT / "tests")
    names = {path.name for folder in folders for path in folder.iterdir() if path.is_dir()}
    return frozenset(name for name in names if name == ".ci" or not name.startswith("."))


def is_path(word: str) -> bool:
    """Whether a word of code means a file or folder of the repository."""
    return word.endswith((".py", ".toml")) or ("/" in word and word.split("/")[0] in top_names())


def exists(word: str) -> bool:
    """Whether there is such a file or folder, from the root, the package or the tests; `*` stands for any letters."""
    return any(any(folder.glob(word.rstrip("/"))) for folder in (ROOT, ROOT / "photoface", ROOT / "tests"))


@cache
def commands() -> dict[str, Any]:
    """Every command by its words, such as "models install"; groups as well, and the program itself as ""."""
    found: dict[str, Any] = {}

    def walk(command: Any, words: tuple[str, ...]) -> None:
        command = command.load() if hasattr(command, "load") else command
        found[" ".join(words)] = command
        if hasattr(command, "list_commands"):
            for name in command.list_commands(None):
                walk(command.get_command(None, name), (*words, name))

    walk(typer.main.get_command(app), ())
    return found


def options_of(command: Any) -> set[str]:
    """The long options of a command."""
    words = [word for parameter in command.params for word in (*parameter.opts, *parameter.secondary_opts)]
    return {word for word in words if word.startswith("--")}


def named_command(words: list[str]) -> str:
    """The longest run of words that is a command: "models install" of "models install NAME"."""
    name = ""
    for word in words:
        if f"{name} {word}".strip() not in commands():
            break
        name = f"{name} {word}".strip()
    return name


@documents
def test_links_lead_somewhere(document: Path) -> None:
    for link in LINK.findall(FENCE.sub("", document.read_text("utf-8"))):
        if link.startswith(("http:", "https:")):
            continue
        place, _, anchor = link.partition("#")
        target = (document.parent / place).resolve() if place else document
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


@documents
def test_files_that_are_named_exist(document: Path) -> None:
    words = {word for code in in_code(document.read_text("utf-8")) for word in PATH.findall(code)}
    missing = sorted(word for word in words if is_path(word) and not exists(word))
    assert missing == []


@documents
def test_names_of_the_code_exist(document: Path) -> None:
    names = {name for code in in_code(document.read_text("utf-8")) for name in NAME.findall(code)}
    missing = sorted(names - words_of_the_code())
    assert missing == []


@documents
def test_commands_and_options_that_are_named_exist(document: Path) -> None:
    wrong = []
    for code in in_code(document.read_text("utf-8")):
        for rest in COMMAND.findall(code):
            words = rest.split()
            name = named_command(words)
            if not name and words and re.fullmatch(r"[a-z][a-z-]*", words[0]):
                wrong.append(f"photoface {rest.strip()}")
            known = options_of(commands()[name]) | EVERYWHERE
            wrong += [f"photoface {name} {option}" for option in OPTION.findall(rest) if option not in known]
    assert wrong == []


def part_about(command: str) -> str:
    """The rows of using.md that begin with a command, and the section whose heading names it."""
    text = USING.read_text("utf-8")
    rows = [line for line in text.splitlines() if re.match(rf"\|.*`photoface {command}[ `]", line)]
    sections = [
        part for part in re.split(r"^#+ ", text, flags=re.MULTILINE) if part.startswith(f"`photoface {command}")
    ]
    return "\n".join(rows + sections)


def test_every_command_is_documented_with_its_options() -> None:
    missing = []
    for name, command in commands().items():
        if hasattr(command, "list_commands") and not command.invoke_without_command:
            continue
        part = part_about(name) if name else USING.read_text("utf-8")
        if not part:
            missing.append(name)
        missing += [f"{name} {option}" for option in options_of(command) - EVERYWHERE - set(OPTION.findall(part))]
    assert missing == []


def test_every_setting_is_documented_with_its_default() -> None:
    rows = USING.read_text("utf-8").splitlines()
    for field in dataclasses.fields(Settings):
        row = next((line for line in rows if line.startswith(f"| `{field.name}` |")), None)
        assert row is not None, field.name
        assert str(field.default) in row or field.name == "left_out_folders", field.name


@pytest.mark.parametrize("room", sorted(ROOT.glob("photoface/*/__init__.py")), ids=lambda path: path.parent.name)
def test_modules_that_a_room_names_are_in_it(room: Path) -> None:
    docstring = ast.get_docstring(ast.parse(room.read_text("utf-8"))) or ""
    for name in CODE_SPAN.findall(docstring):
        module = room.parent / name.split(".")[0]
        assert module.is_dir() or module.with_suffix(".py").exists(), name


def test_every_room_is_in_the_architecture() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rooms = {path.parent.name for path in ROOT.glob("photoface/*/__init__.py")}
    modules = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("photoface/*.py")} - {"photoface/__init__.py"}
    assert sorted(name for name in rooms | modules if f"`{name}`" not in text) == []


def test_every_page_of_the_sidebar_is_documented_with_its_key() -> None:
    source = (ROOT / "photoface" / "gui" / "sidebar_pages.py").read_text("utf-8")
    pages = re.findall(r'tr\("SidebarPages", "([^"]+)"\), "([^"]*)"', source)
    assert len(pages) > 10
    rows = USING.read_text("utf-8").splitlines()
    in_words = [(words, f"`{key}`" if key else "") for words, key in pages]
    missing = [
        words
        for words, key in in_words
        if not any(words in row.split("|")[1] and row.split("|")[2].strip() == key for row in rows if row[:2] == "| ")
    ]
    assert missing == []


def test_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) < MOST_LINES_OF_README


def test_readme_has_the_command_that_continuous_integration_runs() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    ran = next(line for line in script.splitlines() if line.startswith("python3 -m venv"))
    plain = ran.replace(" --clear", "").replace(" -q", "")
    assert plain in (ROOT / "README.md").read_text("utf-8").splitlines()


PRIVATE_WORDS = (" afresh", " anew", " heirs", " lest ", " thereof", " whoever", " Whoever")
"""The code and the documents do without these: a plainer word says the same."""


def test_every_module_says_in_one_line_what_it_is_for() -> None:
    odd = []
    for path in sorted((ROOT / "photoface").rglob("*.py")):
        text = path.read_text("utf-8")
        first, _, rest = text.partition("\n")
        is_whole = first.endswith('."""') or (first.endswith(".") and rest.startswith(("\n", '"""\n')))
        if text.strip() and not (first.startswith(('"""', 'r"""')) and is_whole):
            odd.append(str(path.relative_to(ROOT)))
    assert odd == []


def test_code_and_documents_use_plain_words() -> None:
    files = [*(ROOT / "photoface").rglob("*.py"), *(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]
    texts = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in files}
    assert [(path, word) for word in PRIVATE_WORDS for path, text in texts.items() if word in text] == []
