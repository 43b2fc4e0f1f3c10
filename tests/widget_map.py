"""What the window shows and where, as a screen reader would be told, in a file: for tests that use the real window.

They move a real mouse over a real screen and have to know where to click. `python tests/widget_map.py FILE WORDS ...`
is the program as `photoface WORDS ...` starts it, but that it writes the map to a file, again and again.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractItemModel, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu, QWidget

from photoface.cli.application import run
from photoface.cli.streams import occupy_closed_streams
from photoface.gui.jobs.controller import JobState

if TYPE_CHECKING:
    from photoface.gui.application import Window

EVERY_MS = 100

_numbers = itertools.count(1)
"""Of the maps, over all windows that are opened one after the other."""


class WidgetMap(QObject):
    """Writes all that can be seen in the application's windows as JSON.

    Each thing has a `name` and a `description`, a `role` (as Qt's accessibility calls it, or "Item" and "MenuItem"), a
    `rect` of its part that can be seen in pixels of the screen (left, top, width, height), a `text` where one can be
    typed, the `window` that it is in, and the `states` that hold of "enabled", "focused", "checked" and "selected". An
    item's `view` is the name of what lists it. What lies below another widget in its middle is left out.

    Beside them it has what a test has to wait for: whether the application has the keyboard (`active`), whether
    something is being read or decided (`busy`), and how many times all jobs came to an end (`jobs_ended`).
    """

    def __init__(self, file: Path, window: Window) -> None:
        super().__init__(window.main)
        self._file = file
        self._tasks = window.tasks
        self._jobs_ended = 0
        window.jobs.state_changed.connect(self._count_jobs)
        timer = QTimer(self)
        timer.timeout.connect(self._write)
        timer.start(EVERY_MS)

    def _count_jobs(self, state: JobState) -> None:
        self._jobs_ended += state is JobState.IDLE

    def _write(self) -> None:
        shown = [found for window in QApplication.topLevelWidgets() if window.isVisible() for found in _shown(window)]
        unfinished = self._file.with_name(self._file.name + ".part")
        told = {
            "number": next(_numbers),
            "active": QApplication.activeWindow() is not None,
            "busy": self._tasks.busy,
            "jobs_ended": self._jobs_ended,
            "shown": shown,
        }
        unfinished.write_text(json.dumps(told), encoding="utf-8")
        unfinished.replace(self._file)


def _shown(window: QWidget) -> Iterator[dict[str, Any]]:
    title = window.windowTitle()
    for widget in (window, *window.findChildren(QWidget)):
        if widget.window() is not window or not widget.isVisible():
            continue
        seen = _seen(widget)
        if seen.isEmpty():
            continue
        told = _told(widget, seen, title)
        if told is not None:
            yield told
        if isinstance(widget, QMenu):
            yield from _entries(widget, title)
        if isinstance(widget, QAbstractItemView):
            yield from _items(widget, title)


def _told(widget: QWidget, rect: QRect, title: str) -> dict[str, Any] | None:
    spoken = QAccessible.queryAccessibleInterface(widget)
    if spoken is None or not _on_top(widget, rect.center()):
        return None
    state = spoken.state()
    states = {
        "enabled": widget.isEnabled(),
        "focused": bool(state.focused),
        "checked": bool(state.checked),
    }
    name = spoken.text(QAccessible.Text.Name)
    text = spoken.text(QAccessible.Text.Value)
    told = _entry(name, spoken.role().name, rect, title, states, text=text)
    return {**told, "description": spoken.text(QAccessible.Text.Description)}


def _entries(menu: QMenu, title: str) -> Iterator[dict[str, Any]]:
    for action in menu.actions():
        if action.isVisible() and not action.isSeparator():
            area = menu.actionGeometry(action)
            states = {"enabled": action.isEnabled(), "checked": action.isChecked()}
            name = action.text().replace("&", "")
            yield _entry(name, "MenuItem", QRect(menu.mapToGlobal(area.topLeft()), area.size()), title, states)


def _items(view: QAbstractItemView, title: str) -> Iterator[dict[str, Any]]:
    model: QAbstractItemModel | None = view.model()
    viewport = view.viewport()
    if model is None:
        return
    spoken = QAccessible.queryAccessibleInterface(view)
    seen = _seen(viewport)
    for row in range(model.rowCount(view.rootIndex())):
        index = model.index(row, 0, view.rootIndex())
        area = view.visualRect(index)
        rect = QRect(viewport.mapToGlobal(area.topLeft()), area.size()) & seen
        if rect.isEmpty() or not _on_top(viewport, rect.center()):
            continue
        name = index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data(Qt.ItemDataRole.DisplayRole)
        states = {
            "enabled": view.isEnabled(),
            "selected": view.selectionModel().isSelected(index),
            "focused": view.hasFocus() and view.currentIndex() == index,
        }
        listed_in = "" if spoken is None else spoken.text(QAccessible.Text.Name)
        yield _entry(str(name or ""), "Item", rect, title, states, view=listed_in)


def _seen(widget: QWidget) -> QRect:
    """The part that its parents do not cut off, on the screen."""
    seen, at = widget.rect(), widget
    while True:
        parent = at.parentWidget()
        if at.isWindow() or parent is None:
            return QRect(at.mapToGlobal(seen.topLeft()), seen.size())
        seen = seen.translated(at.pos()) & parent.rect()
        at = parent


def _on_top(widget: QWidget, point: QPoint) -> bool:
    """Whether a click there would reach the widget, or one that lies in it."""
    there = QApplication.widgetAt(point)
    return there is not None and (there is widget or widget.isAncestorOf(there))


def _entry(
    name: str, role: str, rect: QRect, title: str, states: dict[str, bool], *, text: str = "", view: str = ""
) -> dict[str, Any]:
    return {
        "name": name,
        "description": "",
        "role": role,
        "rect": [rect.x(), rect.y(), rect.width(), rect.height()],
        "text": text,
        "window": title,
        "view": view,
        "states": [state for state, holds in states.items() if holds],
    }


def main(file: Path, words: list[str]) -> int:
    """Run the program; returns its exit code."""

    def open_window(catalog: Path | None) -> int:
        from photoface.gui import application

        return application.run(catalog, lambda window: WidgetMap(file, window))

    occupy_closed_streams()
    return run(words, open_window=open_window)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), sys.argv[2:]))
