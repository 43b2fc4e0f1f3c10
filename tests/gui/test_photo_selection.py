"""Many photos at once: stars, tags, copies in a folder."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from gui_helpers import photos_pane, settle
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from photoface.gui.application import Window
from photoface.gui.context import Place
from photoface.gui.page_action import PageAction
from photoface.gui.photos.pane import PhotosPane
from photoface.gui.photos.tag_chips import TagsSheet
from photoface.gui.photos.words_sheet import WordsSheet
from photoface.jobs import JobControl
from photoface.library.commands.collections import TagPhotos
from photoface.library.commands.photos import DescribePhotos, FavouritePhotos
from photoface.library.library import Library
from photoface.library.photo_copies import CopyReport


@pytest.fixture
def pane(qtbot: QtBot, window: Window) -> PhotosPane:
    """The Photos page with its three newest photos selected."""
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    found = window.main.photos.pane
    found.view.select_row(0)
    for row in (1, 2):
        where = found.view.visualRect(found.model.index(row, 0)).center()
        control = Qt.KeyboardModifier.ControlModifier
        qtbot.mouseClick(found.view.viewport(), Qt.MouseButton.LeftButton, control, where)
    return found


def test_a_selection_is_tagged_from_its_bar(qtbot: QtBot, window: Window, scanned: Library, pane: PhotosPane) -> None:
    assert pane.bar.isVisible()
    assert pane.bar.selected_label.text() == "3 selected"
    ids = pane.selected_ids()
    qtbot.mouseClick(pane.tag_field, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(pane.tag_field, "Sea/Beach")
    qtbot.keyClick(pane.tag_field, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert [len(scanned.photos.detail(id_).tags) for id_ in ids] == [1, 1, 1]
    assert pane.selected_ids() == ids, "the selection stays for the next word"
    assert pane.tag_field.text() == ""
    assert [summary.tags for summary in map(pane.model.known, ids) if summary is not None] == [1, 1, 1]
    window.main.actions_.undo.trigger()
    settle(qtbot, window)
    assert scanned.tags.tree() == ()


def test_tags_that_some_have_are_shown_and_taken_off(
    qtbot: QtBot, window: Window, scanned: Library, pane: PhotosPane
) -> None:
    ids = pane.selected_ids()
    scanned.execute(TagPhotos(ids, "Sea"))
    scanned.execute(TagPhotos(ids[:2], "Sea/Beach"))
    window.main.actions_.page_actions[PageAction.TAG].trigger()
    settle(qtbot, window)
    (sheet,) = window.main.findChildren(TagsSheet)
    assert sheet.heading.text() == "Tags of 3 photos"
    assert sheet.chips.words() == ["Sea", "Sea / Beach  (2 of 3)"]
    item = sheet.chips._flow.itemAt(0)
    assert item is not None
    chip = item.widget()
    assert chip is not None
    qtbot.mouseClick(chip.findChild(QAbstractButton), Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert sheet.chips.words() == ["Sea / Beach  (2 of 3)"]
    qtbot.keyClicks(sheet.chips.field, "Sun")
    qtbot.keyClick(sheet.chips.field, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert not window.main.findChildren(TagsSheet), "Enter is the end of it"
    assert [count.photos for count in scanned.tags.on_photos(ids)] == [2, 3]


def test_the_key_of_information_opens_the_selected_photo_with_its_panel(
    qtbot: QtBot, window: Window, pane: PhotosPane
) -> None:
    pane.view.select_row(1)
    qtbot.keyClick(pane.view, Qt.Key.Key_I)
    settle(qtbot, window)
    assert window.main.viewer.photo_id == pane.model.ids[1]
    assert window.main.viewer.info.isVisible()


def test_a_favourite_says_so(window: Window, qtbot: QtBot, scanned: Library, pane: PhotosPane) -> None:
    scanned.execute(FavouritePhotos(pane.selected_ids()[:1], True))
    window.client.announce_all()
    settle(qtbot, window)
    words = [pane.model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row in range(2)]
    assert ["a favourite" in said for said in words] == [True, False]


def test_a_selection_gets_stars_by_key_and_by_click(
    qtbot: QtBot, window: Window, scanned: Library, pane: PhotosPane
) -> None:
    ids = pane.selected_ids()
    window.main.actions_.page_actions[PageAction.FIVE_STARS].trigger()
    settle(qtbot, window)
    assert [scanned.photos.detail(id_).rating for id_ in ids] == [5, 5, 5]
    assert pane.stars.stars == 5
    assert "5 of 5 stars" in str(pane.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    qtbot.mouseClick(pane.stars, Qt.MouseButton.LeftButton, pos=QPoint(10, pane.stars.height() // 2))
    settle(qtbot, window)
    assert [scanned.photos.detail(id_).rating for id_ in ids] == [1, 1, 1]
    pane.stars.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(pane.stars, Qt.Key.Key_Left)
    settle(qtbot, window)
    assert [scanned.photos.detail(id_).rating for id_ in ids] == [None, None, None]


def test_a_selection_gets_a_title_and_keeps_captions_that_differ(
    qtbot: QtBot, window: Window, scanned: Library, pane: PhotosPane
) -> None:
    ids = pane.selected_ids()
    scanned.execute(DescribePhotos(ids[:1], None, "At noon"))
    qtbot.keyClick(window.main, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, window)
    (sheet,) = window.main.findChildren(WordsSheet)
    assert (sheet.title.text(), sheet.title.placeholderText()) == ("", "")
    assert (sheet.caption.toPlainText(), sheet.caption.placeholderText()) == ("", "various")
    qtbot.keyClicks(sheet.title, "Harbour")
    qtbot.keyClick(sheet.title, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert [(one.title, one.caption) for one in scanned.photos.details(ids)] == [
        ("Harbour", "At noon"),
        ("Harbour", None),
        ("Harbour", None),
    ]
    window.main.actions_.undo.trigger()
    settle(qtbot, window)
    assert [one.title for one in scanned.photos.details(ids)] == [None, None, None]


def test_copies_go_to_a_folder_and_write_over_nothing(
    qtbot: QtBot, window: Window, scanned: Library, pane: PhotosPane, tmp_path: Path
) -> None:
    ids = pane.selected_ids()
    names = {path.name for _, (path, *_) in scanned.photos.files(ids)}
    taken = sorted(names)[0]
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / taken).write_text("mine")
    sheet = pane.photo_actions.export(ids, folder)
    settle(qtbot, window)
    stem = Path(taken).stem
    assert {path.name for path in folder.iterdir()} == {*names, f"{stem} (2).png"}
    assert (folder / taken).read_text() == "mine"
    assert sheet.heading.text() == "3 photos saved"
    assert sheet.close_button.isVisible()
    sheet.close()


def test_saving_copies_can_be_stopped_and_the_window_goes_on_meanwhile(
    qtbot: QtBot,
    window: Window,
    scanned: Library,
    pane: PhotosPane,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started, go_on = threading.Event(), threading.Event()
    export = scanned.photos.copy_to

    def slow(ids: tuple[int, ...], folder: Path, control: JobControl) -> CopyReport:
        started.set()
        assert go_on.wait(60)
        return export(ids, folder, control)

    monkeypatch.setattr(scanned.photos, "copy_to", slow)
    sheet = pane.photo_actions.export(pane.selected_ids(), tmp_path / "out")
    assert started.wait(60)
    window.main.actions_.page_actions[PageAction.THREE_STARS].trigger()
    qtbot.waitUntil(lambda: pane.stars.stars == 3)
    qtbot.mouseClick(sheet.stop, Qt.MouseButton.LeftButton)
    go_on.set()
    settle(qtbot, window)
    assert sheet.heading.text() == "Stopped"
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())
    sheet.close()


def test_what_cannot_be_saved_is_told(qtbot: QtBot, window: Window, pane: PhotosPane, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    sheet = pane.photo_actions.export(pane.selected_ids(), tmp_path / "file" / "below")
    settle(qtbot, window)
    assert sheet.heading.text() == "The photos could not be saved"
    assert "cannot be made" in sheet.state.text()
    sheet.close()


def test_a_selection_is_copied_as_files(qtbot: QtBot, window: Window, scanned: Library, pane: PhotosPane) -> None:
    window.main.actions_.page_actions[PageAction.COPY].trigger()
    settle(qtbot, window)
    urls = QGuiApplication.clipboard().mimeData().urls()
    assert {url.toLocalFile() for url in urls} == {
        str(paths[0]) for _, paths in scanned.photos.files(pane.selected_ids())
    }


def test_a_note_stands_above_the_selection_bar(qtbot: QtBot, window: Window) -> None:
    main = window.main
    main.go_to(Place("photos"))
    settle(qtbot, window)
    main.note.say("Done", undo=True)
    low = main.note.geometry().bottom()
    pane = main.photos.pane
    pane.view.select_row(0)
    settle(qtbot, window)

    def clear() -> None:
        bar = pane.bar.rect().translated(pane.bar.mapTo(main.stack, QPoint(0, 0)))
        assert pane.bar.isVisible()
        assert main.note.isVisible()
        assert not bar.intersects(main.note.geometry())

    qtbot.waitUntil(clear)
    main.resize(main.minimumSize())
    qtbot.waitUntil(clear)
    main.resize(1280, 800)
    pane.view.clearSelection()
    qtbot.waitUntil(lambda: main.note.geometry().bottom() == low)


def test_a_key_with_nothing_selected_is_about_the_photo_under_the_pointer(
    qtbot: QtBot, window: Window, scanned: Library
) -> None:
    pane = photos_pane(qtbot, window)
    pane.view.setFocus()
    # Over nothing it is about nothing.
    qtbot.keyClick(pane.view, Qt.Key.Key_R)
    assert not pane.selected_ids()
    qtbot.mouseMove(pane.view.viewport(), pane.view.visualRect(pane.model.index(1, 0)).center())
    assert pane.view.hovered_row() == 1
    before = scanned.photos.detail(pane.model.ids[1])
    qtbot.keyClick(pane.view, Qt.Key.Key_R)
    settle(qtbot, window)
    after = scanned.photos.detail(pane.model.ids[1])
    assert (after.width, after.height) == (before.height, before.width)
    assert not pane.selected_ids(), "nothing gets selected by it"
    # What asks first is about it too, and what cannot be seen at once is not.
    offers = pane.page_actions()
    assert {PageAction.TAG, PageAction.DESCRIBE, PageAction.SHARE, PageAction.COPY} <= set(offers)
    assert {PageAction.SET_DATE, PageAction.SET_PLACE} <= set(offers)
    assert {PageAction.DELETE_PHOTOS, PageAction.HIDE_PHOTO, PageAction.WRITE_NAMES}.isdisjoint(offers)
    qtbot.keyClick(pane.view, Qt.Key.Key_Delete)
    settle(qtbot, window)
    assert not scanned.trash.ids()
    qtbot.keyClick(pane.view, Qt.Key.Key_I)
    settle(qtbot, window)
    assert window.main.viewer.photo_id == pane.model.ids[1]


def test_the_keyboard_goes_back_to_the_photos_with_the_bar(qtbot: QtBot, window: Window, pane: PhotosPane) -> None:
    pane.bar.clear.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(pane.bar.clear, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not pane.bar.isVisible())
    assert pane.view.hasFocus()
    assert len(pane.view.chosen_rows()) == 1, "it shows where it is"
