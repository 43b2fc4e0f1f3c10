"""Keeps the user's last searches that found photos, in the window's preferences, for sidebar and search field."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, Signal

from photoface.gui.kit.typed_names import catalog_key

MOST = 5
"""More would push the folders out of the sidebar."""

LONGEST = 200
"""Letters of a search that is worth remembering."""


@dataclass(frozen=True, slots=True)
class RecentSearch:
    """A search that was made a while ago, as it was typed."""

    words: str


class RecentSearches(QObject):
    """Kept in the window's preferences, for each catalog: they are no decisions.

    Signals:
        changed: others are the last ones now.
    """

    changed = Signal()

    def __init__(self, preferences: QSettings, catalog: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._key = f"recent_searches/{catalog_key(catalog)}"
        self.all = _read(str(preferences.value(self._key, "")))
        """The last first."""
        self._typed = ""

    def add(self, words: str) -> None:
        """Remember a search; one that was made before comes to the front."""
        words = " ".join(words.split())
        if words and words.isprintable() and len(words) <= LONGEST:
            self._write([RecentSearch(words), *(one for one in self.all if one.words != words)][:MOST])

    def note_typed(self, words: str) -> None:
        """The user searches for this; whether it is worth remembering shows when something is found."""
        self._typed = " ".join(words.split())

    def note_found(self, words: str, respelled: str) -> None:
        """Photos were found; remember the search if the user typed it, without its typing errors."""
        if self._typed and " ".join(words.split()) == self._typed:
            self.add(respelled)

    def forget(self, words: str) -> None:
        """Remember a search no longer."""
        self._write([one for one in self.all if one.words != words])

    def clear(self) -> None:
        """Remember none of them."""
        self._write([])

    def _write(self, searches: list[RecentSearch]) -> None:
        if searches != self.all:
            self.all = searches
            self._preferences.setValue(self._key, json.dumps([one.words for one in searches]))
            self.changed.emit()


def _read(text: str) -> list[RecentSearch]:
    """What was written; nothing of what was edited by hand and cannot be read."""
    try:
        return [RecentSearch(str(words)) for words in json.loads(text or "[]")][:MOST]
    except (ValueError, TypeError):
        return []
