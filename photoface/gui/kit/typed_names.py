"""Keeps names that were typed for faces and not confirmed, and offers them when these are to be named again.

They are kept in the window's preferences, also over a restart, and are no decisions. It also tells the user when a name
cannot be given because its group is gone. `catalog_key` stands for a catalog in the names of preferences.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSettings

from photoface.gui.kit.messages import Messages

MOST_NAMES = 20
"""Names that wait; of more the oldest are forgotten. Nobody types twenty names without giving one."""

MOST_FACES = 20
"""Of a group's faces, the best first, that are remembered to know it again."""


@dataclass(frozen=True, slots=True)
class TypedName:
    """A name that was typed for some faces and not confirmed.

    Attributes:
        face_ids: faces that it is for. A group's number may be another group's after a scan; its faces stay.
        without: faces that the user had taken out.
    """

    name: str
    face_ids: tuple[int, ...]
    without: tuple[int, ...] = ()

    def is_for(self, face_ids: Sequence[int]) -> bool:
        """Whether most of its faces are among these."""
        return 2 * len(set(self.face_ids) & set(face_ids)) > len(self.face_ids)


class TypedNames:
    """Keeps typed names in the window's preferences; they are no decisions, and never become one by themselves.

    Args:
        where: the part of the window in which they were typed, and wait.
        catalog: the ids of its faces mean nothing beside those of another catalog.
    """

    def __init__(self, preferences: QSettings, where: str, catalog: Path) -> None:
        self._preferences = preferences
        self._key = f"{where}/{catalog_key(catalog)}"
        self._waiting = _read(str(preferences.value(self._key, "")))

    def keep(self, name: str, face_ids: Sequence[int], without: Sequence[int] = ()) -> None:
        """Remember a name, in the place of one that was typed for the same faces before."""
        others = [typed for typed in self._waiting if not typed.is_for(face_ids)]
        self._write([*others, TypedName(name, tuple(face_ids[:MOST_FACES]), tuple(without))])

    def take(self, face_ids: Sequence[int]) -> TypedName | None:
        """The name that waits for these faces, if any; it waits no longer."""
        found = next((typed for typed in self._waiting if typed.is_for(face_ids)), None)
        if found is not None:
            self._write([typed for typed in self._waiting if typed is not found])
        return found

    def clear(self) -> None:
        """Let no name wait any longer."""
        if self._waiting:
            self._write([])

    def _write(self, names: list[TypedName]) -> None:
        self._waiting = names[-MOST_NAMES:]
        self._preferences.setValue(self._key, json.dumps([dataclasses.asdict(typed) for typed in self._waiting]))


def catalog_key(catalog: Path) -> str:
    """Stands for a catalog in the names of preferences, which take no path."""
    return hashlib.sha1(str(catalog).encode("utf-8", "surrogateescape")).hexdigest()


def tell_not_given(messages: Messages, name: str) -> None:
    """Say that a name was not given because its group is gone, so that what was typed is not lost without a word."""
    messages.tell_problem(
        QCoreApplication.translate("TypedNames", "The name “{}” was not given.").format(name),
        QCoreApplication.translate(
            "TypedNames", "Its faces were named, ignored or grouped differently while it was typed."
        ),
    )


def _read(text: str) -> list[TypedName]:
    """What was written; nothing of what was edited by hand and cannot be read."""
    try:
        return [
            TypedName(str(one["name"]), tuple(map(int, one["face_ids"])), tuple(map(int, one["without"])))
            for one in json.loads(text or "[]")
        ]
    except (ValueError, TypeError, KeyError):
        return []
