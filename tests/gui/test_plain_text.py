"""What looks like HTML in a name or a path is shown as it is."""

from __future__ import annotations

from gui_helpers import settle
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as RichText
from PySide6.QtWidgets import QAbstractItemView, QLabel, QWidget
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.kit import text
from photoface.library.commands.collections import TagPhotos
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library

NAME = '<b>Ann</b><img src="/etc/passwd"> & Co'


def test_tooltips_are_plain() -> None:
    assert text.tooltip("Ann & Ben") == "Ann & Ben"
    assert "&lt;b&gt;Ann&lt;/b&gt;" in text.tooltip(NAME)
    assert "<img" not in text.tooltip(NAME)


def _tooltips(window: QWidget) -> list[str]:
    found = [widget.toolTip() for widget in window.findChildren(QWidget)]
    for view in window.findChildren(QAbstractItemView):
        model = view.model()
        if model is not None:
            rows = (model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row in range(model.rowCount()))
            found += [words for words in rows if isinstance(words, str)]
    return found


def test_no_page_shows_a_name_as_html(qtbot: QtBot, window: Window, scanned: Library) -> None:
    scanned.execute(NameGroup(scanned.groups.all()[0].id, NAME))
    (person,) = scanned.people.all()
    photos = scanned.photos.ids(person.id)
    scanned.execute(TagPhotos(tuple(photos), "<i>Sea"))
    window.client.look_for_other_processes()
    said = []
    for place in (Place("people"), Place("person", person.id), Place("photos"), Place("faces"), Place("review")):
        window.main.go_to(place)
        settle(qtbot, window)
        said += _tooltips(window.main)
    assert any("&lt;b&gt;" in words for words in said), "somewhere the name is in a tooltip"
    assert [words for words in said if RichText.mightBeRichText(words) and "<b>" in words] == []
    labels = window.main.findChildren(QLabel)
    assert [label.text() for label in labels if label.textFormat() != Qt.TextFormat.PlainText and label.text()] == []


def test_videos_are_called_videos() -> None:
    assert (text.photos(1), text.photos(3, 3), text.photos(3, 1)) == ("1 photo", "3 videos", "2 photos and 1 video")
