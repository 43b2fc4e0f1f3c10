"""Videos in the viewer: their still, frames with faces, keys, and a player that is there or is not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from fakes.photos import save_photo
from gui_helpers import MakeWindow, settle
from made_videos import fake_clip, standing
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from photoface.gui.albums.add_sheet import AddToAlbumSheet
from photoface.gui.application import Window
from photoface.gui.context import Context, Place
from photoface.gui.kit import text
from photoface.gui.kit.sheet import Sheet
from photoface.gui.page_action import PageAction
from photoface.gui.photos.date_sheet import DateSheet
from photoface.gui.photos.share_sheet import ShareSheet
from photoface.gui.photos.tag_chips import TagsSheet
from photoface.gui.photos.words_sheet import WordsSheet
from photoface.gui.places.place_sheet import PlaceSheet
from photoface.gui.printing.print_sheet import PrintSheet
from photoface.gui.viewer import video_view
from photoface.gui.viewer.page import Viewer
from photoface.gui.viewer.video_player import VideoPlayer
from photoface.library.commands.groups import NameGroup
from photoface.library.library import Library


class FakePlayer(QObject):
    """Plays nothing; the test shows its frames."""

    shown = Signal(QImage)
    moved = Signal(float)
    playing_changed = Signal(bool)
    failed = Signal()

    def __init__(self, path: Path, parent: QObject) -> None:
        super().__init__(parent)
        self.path, self.is_playing, self.is_muted, self.at = path, False, False, 0.0

    def play(self) -> None:
        self.is_playing = True
        self.playing_changed.emit(True)

    def pause(self) -> None:
        self.is_playing = False
        self.playing_changed.emit(False)

    def seek(self, seconds: float) -> None:
        self.at = seconds

    def mute(self, *, muted: bool) -> None:
        self.is_muted = muted

    def close(self) -> None:
        self.is_playing = False


@pytest.fixture
def with_video(library: Library, tmp_path: Path) -> Library:
    """One clip: person 0 for two seconds, then person 4."""
    fake_clip(tmp_path / "Clips" / "clip.avi", [(2, {0: standing(0.3)}), (2, {4: standing(0.7)})])
    library.folders.add(tmp_path / "Clips")
    library.jobs.scan()
    return library


@pytest.fixture
def players() -> list[FakePlayer]:
    return []


@pytest.fixture
def viewer(qtbot: QtBot, make_window: MakeWindow, with_video: Library, players: list[FakePlayer]) -> Viewer:
    """The viewer with the video, and a player that plays nothing."""
    window = make_window(with_video)
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    viewer = window.main.viewer

    def make(path: Path, parent: QObject) -> VideoPlayer:
        players.append(FakePlayer(path, parent))
        return cast(VideoPlayer, players[-1])

    viewer.video.make_player = make
    ids = tuple(with_video.photos.ids())
    window.main.navigation.open_viewer(ids, ids[0])
    settle(qtbot, window)
    qtbot.waitUntil(lambda: viewer.video.is_shown)
    return viewer


def test_the_still_shows_with_a_bar_and_its_faces(viewer: Viewer) -> None:
    bar = viewer.video.bar
    assert bar.isVisible()
    assert bar.time.text().endswith("/ 0:04")
    assert bar.play.accessibleName() == "Play (Space)"
    assert not bar.note.isVisible()
    assert len(viewer.canvas.faces) <= 1
    assert not viewer.bar.draw.isVisible()
    assert PageAction.DRAW_FACE not in viewer.page_actions()
    assert PageAction.LOOK_AGAIN not in viewer.page_actions()


def test_keys_play_pause_and_move(qtbot: QtBot, viewer: Viewer, players: list[FakePlayer]) -> None:
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Space)
    (player,) = players
    assert player.path.name == "clip.avi"
    assert player.is_playing
    assert viewer.video.bar.play.accessibleName() == "Pause (Space)"
    player.moved.emit(1.5)
    assert viewer.video.bar.time.text() == "0:02 / 0:04"
    player.shown.emit(QImage(320, 240, QImage.Format.Format_RGB32))
    assert viewer.canvas.is_moving
    assert not viewer.canvas.faces
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_L)
    assert player.at == pytest.approx(4, abs=0.15)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_J)
    assert player.at == 0
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_M)
    assert player.is_muted
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Space)
    assert viewer.video.bar.play.accessibleName() == "Play (Space)"
    assert viewer.isVisible()
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Escape)
    assert not viewer.isVisible()
    assert not viewer.video.is_shown


def test_every_frame_with_faces_is_reached_and_its_face_can_be_named(
    qtbot: QtBot, viewer: Viewer, with_video: Library
) -> None:
    bar, shown = viewer.video.bar, set()
    bar.slider.setValue(0)
    for _ in range(6):
        before = viewer.canvas.frame_seconds
        qtbot.mouseClick(bar.next_face, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda before=before: viewer.canvas.frame_seconds != before)  # type: ignore[misc]
        shown |= {face.id for face in viewer.canvas.faces}
    photo_id = viewer.photo_id
    assert photo_id is not None
    assert shown == {face.id for face in with_video.photos.detail(photo_id).faces}


def test_a_face_opens_its_frame(qtbot: QtBot, make_window: MakeWindow, with_video: Library) -> None:
    window = make_window(with_video)
    (photo_id,) = with_video.photos.ids()
    face = with_video.photos.detail(photo_id).faces[-1]
    assert face.frame_seconds is not None
    window.main.navigation.page.ask_for_face((photo_id,), face)
    viewer = window.main.viewer
    qtbot.waitUntil(lambda: [one.id for one in viewer.canvas.faces] == [face.id])
    assert viewer.video.bar.slider.value() == round(face.frame_seconds * 1000)


def test_without_a_player_the_systems_opens(qtbot: QtBot, viewer: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []

    def open_as_usual(files: list[Path]) -> bool:
        opened.extend(files)
        return True

    monkeypatch.setattr(video_view, "open_as_usual", open_as_usual)
    viewer.video.make_player = None
    detail = viewer.detail
    assert detail is not None
    viewer.video.leave()
    viewer.video.show_detail(detail)
    assert "photoface[video]" in viewer.video.bar.note.text()
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Space)
    assert opened == [detail.path]
    qtbot.mouseClick(viewer.video.bar.open, Qt.MouseButton.LeftButton)
    assert len(opened) == 2


def test_a_video_that_cannot_be_played_says_so(qtbot: QtBot, viewer: Viewer, players: list[FakePlayer]) -> None:
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Space)
    players[0].failed.emit()
    assert "cannot be played" in viewer.video.bar.note.text()


def test_a_photo_has_no_bar_and_space_closes_it(qtbot: QtBot, window: Window, scanned: Library) -> None:
    ids = tuple(scanned.photos.ids())
    window.main.navigation.open_viewer(ids, ids[0])
    settle(qtbot, window)
    viewer = window.main.viewer
    qtbot.waitUntil(lambda: viewer.detail is not None)
    assert not viewer.video.bar.isVisible()
    assert viewer.bar.draw.isVisible()
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Space)
    assert not viewer.isVisible()


def test_the_tile_says_that_it_is_a_video(qtbot: QtBot, make_window: MakeWindow, with_video: Library) -> None:
    window = make_window(with_video)
    window.main.go_to(Place("photos"))
    settle(qtbot, window)
    model = window.main.photos.pane.model
    words = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert words.startswith("Video")
    assert "0:04" in words


@pytest.fixture
def both(qtbot: QtBot, make_window: MakeWindow, with_video: Library, tmp_path: Path) -> tuple[Window, tuple[int, ...]]:
    """A photo and a video, both of Ada."""
    save_photo(tmp_path / "Clips" / "photo.png", (0,))
    with_video.jobs.scan()
    group = max(with_video.groups.all(), key=lambda group: group.photos)
    assert (group.photos, group.videos) == (2, 1)
    with_video.execute(NameGroup(group.id, "Ada"))
    window = make_window(with_video)
    settle(qtbot, window)
    return window, tuple(with_video.photos.ids())


@pytest.mark.parametrize(
    "sheet", [AddToAlbumSheet, TagsSheet, DateSheet, PlaceSheet, WordsSheet, ShareSheet, PrintSheet]
)
def test_sheets_about_photos_say_how_many_are_videos(
    qtbot: QtBot,
    both: tuple[Window, tuple[int, ...]],
    sheet: Callable[[Context, tuple[int, ...], QWidget], Sheet],
) -> None:
    window, photo_ids = both
    opened = sheet(window.main.context, photo_ids, window.main)
    assert "1 photo and 1 video" in opened.windowTitle()
    opened.close()
    settle(qtbot, window)


def test_a_person_of_a_photo_and_a_video(qtbot: QtBot, both: tuple[Window, tuple[int, ...]]) -> None:
    window, _ = both
    (ada,) = window.client.library.people.all()
    assert (ada.photos, ada.videos) == (2, 1)
    assert "1 photo and 1 video" in str(window.main.people.people.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    window.main.go_to(Place("person", ada.id))
    settle(qtbot, window)
    assert window.main.person.header.counts.text().startswith("1 photo and 1 video · ")


def test_lengths_in_words() -> None:
    assert [text.length_of_time(one) for one in (0.4, 7, 754, 3723)] == ["0:00", "0:07", "12:34", "1:02:03"]
