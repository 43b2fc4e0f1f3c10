"""Finds the installed programs that can open a kind of file, and opens files with one of them.

On Linux they are found by the freedesktop.org specifications of desktop entries and base directories. Windows has a
dialog of its own for it, and on macOS the user chooses an application.
"""

from __future__ import annotations

import mimetypes
import os
import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QProcess
from PySide6.QtGui import QDesktopServices

from photoface.gui.kit.file_manager import file_address

USUAL_KIND = "image/jpeg"
"""Programs that open it are offered where the kind of a file is not known by its name."""

OWN_FILE = "photoface.desktop"

_DATA_FOLDERS = "/usr/local/share:/usr/share"
"""Where `XDG_DATA_DIRS` is not set."""


@dataclass(frozen=True, slots=True)
class OtherProgram:
    """A program.

    Attributes:
        name: as the system's menu has it.
        command: its words; `%f` stands for one file, `%F` for all of them, `%u` and `%U` for their addresses.
    """

    name: str
    command: tuple[str, ...]

    def commands(self, files: Sequence[Path]) -> Iterator[list[str]]:
        """What to run: once for all files, or once for each where it takes only one."""
        takes_all = {"%F", "%U"} & set(self.command)
        takes_one = {"%f", "%u"} & set(self.command)
        if not takes_all and not takes_one:
            yield [*self._filled([]), *map(str, files)]
        elif takes_all:
            yield self._filled(files)
        else:
            for file in files:
                yield self._filled([file])

    def _filled(self, files: Sequence[Path]) -> list[str]:
        words: list[str] = []
        for word in self.command:
            if word in ("%f", "%F"):
                words += map(str, files)
            elif word in ("%u", "%U"):
                words += [file.absolute().as_uri() for file in files]
            elif not (len(word) == 2 and word[0] == "%"):
                words.append(word.replace("%%", "%"))
        return words


def programs_for(files: Sequence[Path], environment: Mapping[str, str] = os.environ) -> list[OtherProgram]:
    """The programs that say they open all of these files, by name. Only on Linux; elsewhere the system is asked."""
    if not sys.platform.startswith("linux"):
        return []
    kinds = {mimetypes.guess_type(file.name)[0] or USUAL_KIND for file in files}
    found: dict[str, OtherProgram | None] = {}
    home = environment.get("XDG_DATA_HOME") or str(Path(environment.get("HOME", "/"), ".local/share"))
    shared = environment.get("XDG_DATA_DIRS") or _DATA_FOLDERS
    for folder in (Path(one, "applications") for one in (home, *shared.split(":")) if one):
        for entry in sorted(folder.rglob("*.desktop")) if folder.is_dir() else ():
            # The first of one name hides the later ones.
            if entry.name not in found:
                found[entry.name] = _program(entry, kinds)
    programs = {one.name: one for name, one in found.items() if one is not None and name != OWN_FILE}
    return sorted(programs.values(), key=lambda one: one.name.casefold())


def _program(entry: Path, kinds: set[str]) -> OtherProgram | None:
    """What a desktop entry starts; None where it is not shown, or does not open all of these kinds."""
    try:
        values = _values(entry.read_text("utf-8", "replace"))
        command = tuple(shlex.split(values.get("Exec", "")))
    except (OSError, ValueError):
        # Somebody else's broken entry is no program.
        return None
    is_hidden = "true" in (values.get("NoDisplay", "").lower(), values.get("Hidden", "").lower())
    opens = set(values.get("MimeType", "").split(";"))
    if values.get("Type") != "Application" or is_hidden or not command or not kinds <= opens:
        return None
    return OtherProgram(values.get("Name", entry.stem), command)


def _values(content: str) -> dict[str, str]:
    """The keys of the group `Desktop Entry`."""
    values: dict[str, str] = {}
    group = ""
    for line in map(str.strip, content.splitlines()):
        if line.startswith("["):
            group = line
        elif group == "[Desktop Entry]" and "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            values.setdefault(key.strip(), value.strip())
    return values


def open_with(program: OtherProgram, files: Sequence[Path]) -> bool:
    """Start a program with files; whether it could be started."""
    started = [QProcess.startDetached(words[0], words[1:]) for words in program.commands(files)]
    return all(is_started for is_started, _ in started)


def open_as_usual(files: Sequence[Path]) -> bool:
    """Open files with the program that the system has for them; whether it has one for all."""
    opened = [QDesktopServices.openUrl(file_address(file)) for file in files]
    return all(opened)


def chosen_program(path: Path) -> OtherProgram:
    """A program that the user chose by its file."""
    if sys.platform == "darwin" and path.suffix == ".app":
        return OtherProgram(path.stem, ("open", "-a", str(path), "%F"))
    return OtherProgram(path.stem, (str(path), "%F"))


def system_dialog(platform: str = sys.platform) -> OtherProgram | None:
    """The system's own question about the program; None where it has none."""
    if platform != "win32":
        return None
    return OtherProgram("Windows", ("rundll32.exe", "shell32.dll,OpenAs_RunDLL", "%f"))
