"""Remembers in the window's preferences which libraries were opened, and which one the next start opens."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

from photoface.gui.kit.typed_names import catalog_key

RECENT, LAST = "libraries/recent", "libraries/last"

MOST = 10


def recent_libraries(preferences: QSettings) -> list[Path]:
    """The catalogs that were opened, the newest first."""
    kept = preferences.value(RECENT)
    texts = kept if isinstance(kept, list) else [kept] if isinstance(kept, str) and kept else []
    return [Path(text) for text in texts if isinstance(text, str)]


def note_opened(preferences: QSettings, catalog: Path) -> None:
    """Put a catalog first."""
    others = [path for path in recent_libraries(preferences) if path != catalog]
    preferences.setValue(RECENT, [str(path) for path in (catalog, *others)][:MOST])


def last_library(preferences: QSettings) -> Path | None:
    """The library that the user changed to last; None where that is the usual one, or it is not there now."""
    kept = str(preferences.value(LAST, ""))
    return Path(kept) if kept and Path(kept).is_file() else None


def note_changed_to(preferences: QSettings, catalog: Path, usual: Path) -> None:
    """Have the next start open this library."""
    preferences.setValue(LAST, "" if catalog == usual else str(catalog))


def note_moved(preferences: QSettings, before: Path, after: Path) -> None:
    """What is remembered of a library holds for its new place."""
    preferences.setValue(RECENT, [str(after if path == before else path) for path in recent_libraries(preferences)])
    if str(preferences.value(LAST, "")) == str(before):
        preferences.setValue(LAST, str(after))
    old, new = catalog_key(before), catalog_key(after)
    for key in preferences.allKeys():
        if key.endswith(old):
            preferences.setValue(key.removesuffix(old) + new, preferences.value(key))
            preferences.remove(key)
