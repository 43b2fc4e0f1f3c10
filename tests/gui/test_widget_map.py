"""The map by which the journeys find their way: only where it is asked for, and true to the screen."""

from __future__ import annotations

import json
from pathlib import Path

import shiboken6
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot
from widget_map import WidgetMap

from photoface.gui.application import Window


def test_the_map_tells_what_shows_and_where(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    file = tmp_path / "map.json"
    widget_map = WidgetMap(file, window)
    qtbot.waitUntil(file.exists)
    # The folder of a test that passed goes before its window.
    shiboken6.delete(widget_map)
    told = json.loads(file.read_text(encoding="utf-8"))
    assert {"number", "active", "busy", "jobs_ended"} < set(told)
    shown = told["shown"]
    search, tray = window.main.search, window.main.people.tray
    (field,) = (thing for thing in shown if thing["role"] == "EditableText")
    corner = search.mapToGlobal(QPoint(0, 0))
    assert field["name"] == search.accessibleName()
    assert field["rect"] == [corner.x(), corner.y(), search.width(), search.height()]
    groups = [thing for thing in shown if thing["role"] == "Item"]
    assert {group["view"] for group in groups} == {tray.accessibleName()}
    assert [group["name"] for group in groups] == [
        "Unnamed: 6 faces in 6 photos",
        "Unnamed: 6 faces in 6 photos",
        "Unnamed: 5 faces in 5 photos",
    ]
