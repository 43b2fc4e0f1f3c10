"""Everything that is said can be read: no words are cut off, also where the system's text is half as large again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from gui_helpers import MakeWindow, Worker, settle
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QToolButton,
    QWidget,
)
from pytestqt.exceptions import TimeoutError as NotInTime
from pytestqt.qtbot import QtBot

from photoface.catalog.second_files import PlacedFile, SeveralFiles
from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.duplicates.second_files_sheet import SecondFilesSheet
from photoface.gui.kit.parts import PAGE_HEAD, ElidedLabel
from photoface.gui.kit.theme import BODY
from photoface.gui.main_window import SMALLEST
from photoface.jobs import Progress
from photoface.library.commands.collections import MakeAlbum
from photoface.library.commands.groups import NameGroup
from photoface.library.commands.photos import HidePhotos
from photoface.library.library import Library
from photoface.worker.messages import Progressed

LONG_NAME = "Clara Maria Hohenstein-Westerwald"


def room_lacks(widget: QWidget) -> str:
    """What keeps a visible widget's words from being read, or nothing."""
    if isinstance(widget, QLabel):
        if not widget.text() or isinstance(widget, ElidedLabel):
            return ""
        needed = widget.heightForWidth(widget.width()) if widget.wordWrap() else widget.sizeHint().height()
        if (
            not widget.wordWrap()
            and widget.fontMetrics().horizontalAdvance(widget.text()) > widget.contentsRect().width()
        ):
            return "is too narrow"
        return "is too low" if needed > widget.height() + 1 else ""
    if isinstance(widget, QPushButton | QToolButton | QCheckBox | QRadioButton):
        if not widget.text() or _is_only_an_icon(widget):
            return ""
        hint = widget.sizeHint()
        return "is too small" if hint.width() > widget.width() + 1 or hint.height() > widget.height() + 1 else ""
    return ""


def _is_only_an_icon(widget: QAbstractButton) -> bool:
    style = Qt.ToolButtonStyle.ToolButtonIconOnly
    return isinstance(widget, QToolButton) and widget.toolButtonStyle() == style and not widget.icon().isNull()


def cut_by(widget: QWidget) -> str:
    """The name of the first parent that shows only a part of a widget; what scrolls does so in its good right."""
    above = widget.parentWidget()
    while above is not None and not widget.isWindow():
        if isinstance(above.parentWidget(), QAbstractScrollArea):
            return ""
        if not above.rect().contains(QRect(widget.mapTo(above, widget.rect().topLeft()), widget.size())):
            return f"is cut off by its {type(above).__name__} {above.objectName()}".rstrip()
        if above.isWindow():
            break
        above = above.parentWidget()
    return ""


def cut_words(window: QWidget) -> list[str]:
    """All words in a window that cannot be read as a whole."""
    found = []
    for widget in window.findChildren(QWidget):
        if isinstance(widget, QLabel | QAbstractButton) and widget.isVisible():
            trouble = room_lacks(widget) or cut_by(widget)
            if trouble:
                found.append(f"{type(widget).__name__} “{widget.text()}” {trouble}")
    return found


@pytest.fixture(params=[1.0, 1.5])
def text_size(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[float]:
    """The system's text at its usual size, and half as large again."""
    before = qapp.font()
    font = QFont(before)
    font.setPixelSize(round(BODY * request.param))
    qapp.setFont(font)
    yield request.param
    qapp.setFont(before)


def test_no_words_are_cut_off_in_the_smallest_window(
    qtbot: QtBot, text_size: float, make_window: MakeWindow, scanned: Library, worker: Worker
) -> None:
    first, second, _ = scanned.groups.all()
    scanned.execute(NameGroup(first.id, LONG_NAME))
    window = make_window(scanned)
    main = window.main
    theme = main.context.theme
    assert theme.size(100) == pytest.approx(100 * text_size, abs=5)
    main.resize(*(theme.size(pixels) for pixels in SMALLEST))
    worker.newest.tell(Progressed(Progress("Scanning Pictures", 12_410, 50_233, 9_801, 38.0, 960.0)))
    (person,) = scanned.people.all()
    troubles: dict[str, list[str]] = {}

    def look(name: str, shown: QWidget = main) -> None:
        settle(qtbot, window)
        try:
            # What came last may still have to be laid out.
            qtbot.waitUntil(lambda: not cut_words(shown))
        except NotInTime:
            troubles[name] = cut_words(shown)

    pages = (
        "review",
        "people",
        "photos",
        "places",
        "map",
        "history",
        "failed",
        "regroup",
        "names_in_files",
        "hidden",
        "interview",
        "trash",
        "duplicates",
    )
    for page in pages:
        main.go_to(Place(page))
        look(page)
    for kind in main.faces.tabs:
        main.go_to(Place("faces", words=kind))
        look(f"faces, {kind}")
    main.go_to(Place("group", second.id))
    look("group")
    main.go_to(Place("person", person.id))
    for tab in range(4):
        main.person.show_tab(tab)
        look(f"person, tab {tab}")
    for words in (f'"{LONG_NAME}"', "year:1901", "(a or"):
        main.go_to(Place("search", words=words))
        look(f"search {words}")
    main.go_to(Place("photos"))
    main.photos.pane.view.select_row(0)
    look("photos, one selected")
    main.viewer.open(tuple(main.photos.pane.model.ids), main.photos.pane.model.ids[0])
    main.viewer.bar.info.setChecked(True)
    look("viewer")
    main.viewer.close_viewer()
    for name, opens in _sheets(window, person.id).items():
        opens()
        settle(qtbot, window)
        (sheet,) = [each for each in QApplication.topLevelWidgets() if each.isVisible() and each is not main]
        look(name, sheet)
        sheet.close()
    assert troubles == {}


def test_the_titles_of_all_pages_stand_at_one_height(qtbot: QtBot, window: Window, scanned: Library) -> None:
    album = scanned.execute(MakeAlbum("Summer", None, tuple(scanned.photos.ids()[:2])))
    assert album is not None
    scanned.execute(HidePhotos(tuple(scanned.photos.ids()[-1:]), hidden=True))
    heights: dict[int, list[str]] = {}
    places = [Place(key) for key in ("photos", "faces", "people", "history", "hidden", "settings")]
    album_id, folder_id = scanned.albums.all()[0].id, scanned.folders.all()[0].id
    for place in (*places, Place("album", album_id), Place("folder", folder_id), Place("search", words="2020")):
        window.main.go_to(place)
        settle(qtbot, window)
        page = window.main.navigation.pages[place.page]
        title = next(each for each in page.findChildren(QLabel) if each.property(PAGE_HEAD) and each.isVisible())
        heights.setdefault(title.mapTo(page, title.rect().center()).y(), []).append(place.page)
    assert len(heights) == 1, heights


def _sheets(window: Window, person_id: int) -> dict[str, Callable[[], object]]:
    main = window.main
    return {
        "models": main.show_models,
        "import": main.names_in_files.ask_import,
        "keys": main.show_keys,
        "how to search": main.actions_.search_help.trigger,
        "about": main.actions_.about.trigger,
        "details": lambda: main.person.person_actions.edit_details(person_id),
    }


def test_files_in_one_long_folder_can_be_told_apart(qtbot: QtBot, window: Window) -> None:
    above, folder = Path("/photos"), Path("/photos") / "/".join(["a summer at the sea"] * 8)
    paths = (above / "one.jpg", folder / "one.jpg", folder / "two.jpg")
    files = tuple(PlacedFile(at, path, 1, True, False, None) for at, path in enumerate(paths, start=1))
    sheet = SecondFilesSheet(window.main.context, (SeveralFiles(1, files),), window.main)
    sheet.show()
    rows = [sheet.list.visualItemRect(sheet.list.item(row)) for row in (1, 2)]
    one, two = (sheet.list.viewport().grab(row.adjusted(0, 2, 0, -2)).toImage() for row in rows)
    sheet.reject()
    assert one.size() == two.size()
    assert one != two, "the end of the path, which alone is another one, is cut off"
